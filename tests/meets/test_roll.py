"""Who came, when words differ; the rule itself is tried in `engine.roll`."""

import datetime as dt

import pytest
from django.db.models import Q

from sporezo.engine.roll import Verdict, verdict
from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Voice
from sporezo.meets.queries import held_since, verdicts
from sporezo.notices.models import Notice
from sporezo.safety.models import Acquaintance, Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, organise
from tests.factories.races import race

HOUR = dt.timedelta(hours=1)


def make_played(running, now, players=4):
    there = [make_player(running) for _one in range(players)]
    meet = organise(there[0], now=now, sport=running, quorum=2, places=9)
    for member in there[1:]:
        domain.join(meet, member=member, now=now)
    meet.refresh_from_db()
    return meet, there, meet.ends_at + HOUR


@pytest.fixture
def played(running, now):
    return make_played(running, now)


def say(meet, by, *absent, at):
    ids = set(meet.attendances.values_list("member_id", flat=True)) - {one.pk for one in absent}
    domain.call_the_roll(meet, by=by, came_ids=ids, now=at)


def presence(meet, member):
    return Attendance.objects.get(meet=meet, member=member).presence


def found(meet, member, at):
    return verdicts([meet], now=at)[meet.pk, member.pk]


@pytest.mark.parametrize(
    ("own", "host", "others", "hours", "is_then"),
    [
        (None, None, [], 99, Verdict.CAME),
        (False, True, [True], 0, Verdict.ABSENT),
        (None, False, [], 47.9, Verdict.IN_DOUBT),
        (None, False, [], 48, Verdict.ABSENT),
        (True, False, [], 99, Verdict.CAME),
        (None, False, [True], 99, Verdict.CAME),
        (None, None, [False], 99, Verdict.CAME),
        (None, None, [False, False], 99, Verdict.ABSENT),
        (True, False, [False], 99, Verdict.ABSENT),
        (True, False, [False, True], 99, Verdict.CAME),
        (None, True, [False, False], 99, Verdict.ABSENT),
        (True, True, [False, False], 99, Verdict.CAME),
    ],
)
def test_doubt_is_in_favour_of_whoever_it_is_about(own, host, others, hours, is_then):
    assert verdict(own, host, others, hours=hours) == is_then


def test_the_organiser_holds_the_session_and_their_word_alone_counts_after_two_silent_days(played):
    meet, (host, _one, _two, late), at = played
    for _twice in range(2):
        say(meet, host, late, at=at)
    meet.refresh_from_db()
    assert (meet.state, presence(meet, late)) == (MeetState.HELD, Presence.ABSENT)
    assert (found(meet, late, at), found(meet, late, at + 48 * HOUR)) == (Verdict.IN_DOUBT, Verdict.ABSENT)
    assert Notice.objects.get(kind="meets/absent").member == late


def test_whoever_it_is_about_answers_and_is_back_among_those_who_came(played):
    meet, (host, one, _two, late), at = played
    say(meet, host, late, at=at)
    assert late.pk not in held_since(at)[0].came
    for _twice in range(2):
        domain.answer_the_roll(meet, member=late, came=True, now=at + 5 * HOUR)
    assert presence(meet, late) == Presence.CAME
    assert late.pk in held_since(at + 5 * HOUR)[0].came  # and read again by whoever reads what was held
    assert Acquaintance.objects.filter(high=max(one.pk, late.pk), low=min(one.pk, late.pk)).exists()
    say(meet, one, late, at=at + 6 * HOUR)
    assert presence(meet, late) == Presence.ABSENT  # two saw nobody, against one


def test_one_answers_within_two_days_and_only_what_was_said(played):
    meet, (host, _one, two, late), at = played
    with pytest.raises(Refused, match="Nobody says"):
        domain.answer_the_roll(meet, member=late, came=True, now=at)
    say(meet, host, late, at=at)
    with pytest.raises(Refused, match="two days ago"):
        domain.answer_the_roll(meet, member=late, came=True, now=at + 48 * HOUR)
    with pytest.raises(Refused, match="Nobody says"):
        domain.answer_the_roll(meet, member=two, came=True, now=at)
    with pytest.raises(Refused, match="Only those who played"):
        say(meet, make_member(), at=at)
    with pytest.raises(Refused, match="not over"):
        say(meet, host, at=meet.starts_at)


def test_two_players_outweigh_nobody_and_one_alone_counts_for_nothing(played):
    meet, (_host, one, two, late), at = played
    say(meet, one, late, at=at)
    domain.hold_what_is_over(now=at + 4 * HOUR)
    assert presence(meet, late) == Presence.CAME
    say(meet, two, late, at=at + 5 * HOUR)
    assert presence(meet, late) == Presence.ABSENT


def test_in_a_session_of_two_the_other_ones_word_weighs_as_an_organisers(running, now):
    meet, (host, other), at = make_played(running, now, players=2)
    say(meet, other, host, at=at)
    domain.hold_what_is_over(now=at + 4 * HOUR)
    assert presence(meet, host) == Presence.ABSENT
    domain.answer_the_roll(meet, member=host, came=True, now=at + 6 * HOUR)
    assert presence(meet, host) == Presence.CAME


def test_whoever_says_so_themselves_is_believed_and_not_written_to(played):
    meet, (host, _one, _two, late), at = played
    say(meet, host, late, at=at)
    Notice.objects.all().delete()
    domain.answer_the_roll(meet, member=late, came=False, now=at)
    assert found(meet, late, at) == Verdict.ABSENT
    say(meet, host, late, at=at + HOUR)
    assert not Notice.objects.filter(kind="meets/absent").exists()


def test_nobody_speaks_of_somebody_a_block_hides(played):
    meet, (_host, one, two, _late), at = played
    Block.objects.create(blocker=two, blocked=one, created_at=at)
    say(meet, one, two, at=at)
    assert not Voice.objects.filter(by=one, about=two).exists()


@pytest.mark.django_db(transaction=True)
def test_all_speak_at_once_and_each_word_is_kept_once(running, now):
    meet, there, at = make_played(running, now)
    late = there[3]
    assert race(lambda by: say(meet, by, late, at=at), [*there[:3], *there[:3]]) == [None] * 6
    assert Voice.objects.filter(about=late, came=False).count() == 3
    assert presence(meet, late) == Presence.ABSENT
    assert Notice.objects.filter(kind="meets/absent", member=late).count() == 1


@pytest.mark.parametrize("size", [1, 30])
def test_verdicts_cost_the_same_for_one_session_and_thirty(running, now, size, django_assert_num_queries):
    meets = [make_played(running, now + number * 3 * HOUR, players=2)[0] for number in range(size)]
    with django_assert_num_queries(2):
        assert len(verdicts(meets, now=now)) == 2 * size


def test_the_page_of_whoever_is_said_absent(client, running):
    now = clock.now()
    meet, (host, _one, late), _at = make_played(running, now - 60 * HOUR, players=3)
    say(meet, host, late, at=now - HOUR)
    client.force_login(late)
    page = client.get(f"/meets/{meet.pk}/after")
    assert (page.status_code, page.context["refusal"]) == (200, None)
    assert host.first_name not in page.content.decode()
    assert client.post(f"/meets/{meet.pk}/roll", {"came": "yes"}).status_code == 303
    assert presence(meet, late) == Presence.CAME


def test_whoever_was_not_there_met_nobody_there(played, running, now):
    meet, (host, one, two, late), at = played
    domain.hold_what_is_over(now=at + 3 * HOUR)
    assert Acquaintance.objects.count() == 6
    again = organise(host, now=at + 3 * HOUR, sport=running, quorum=2, starts_at=at + 30 * HOUR)
    domain.join(again, member=late, now=at + 3 * HOUR)
    again.refresh_from_db()
    domain.hold(again, came_ids=[host.pk, late.pk], now=again.ends_at)
    for _twice in range(2):
        domain.call_the_roll(meet, by=host, came_ids=[one.pk, two.pk], now=at + 4 * HOUR)
    known = Acquaintance.objects.filter(Q(low=late) | Q(high=late))
    assert known.get().since_at == again.starts_at  # with the host, since the session they shared
    assert Acquaintance.objects.count() == 4
    domain.answer_the_roll(meet, member=late, came=True, now=at + 5 * HOUR)
    assert known.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_words_at_once_about_two_who_were_absent_leave_only_those_who_met(running):
    now = clock.now()
    meet, (host, one, _two, _late), at = make_played(running, now)
    domain.hold_what_is_over(now=at + 3 * HOUR)

    def call(by):
        domain.call_the_roll(meet, by=by, came_ids=[host.pk, one.pk], now=at + 4 * HOUR)

    race(call, (host, one))
    assert list(Acquaintance.objects.values_list("low", "high")) == [tuple(sorted((host.pk, one.pk)))]
