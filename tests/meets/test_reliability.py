"""Whether words are kept: what counts, what never does, who reads it, and how it is put right."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sporezo.engine.reliability import Band, standing
from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Excuse, Meet, Opinion, Voice, Withdrawal
from sporezo.meets.queries import bands_in, praise_of, slips_of, standing_for
from sporezo.meets.rules import free_until
from sporezo.notices.models import Notice
from sporezo.safety.models import AuditEntry
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_player, organise, propose
from tests.factories.races import race

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def make_session(running, now, host=None, others=(), places=6, **more):
    host = host or make_player(running)
    meet = organise(host, now=now, sport=running, quorum=2, places=places, **more)
    for one in others or [make_player(running)]:
        domain.join(meet, member=one, now=now)
    return Meet.objects.get(pk=meet.pk)


def make_past(member, running, now, *, came=0, absent=0):
    """Sessions of the past days, as they were written down."""
    for number in range(came + absent):
        at = now - (number + 1) * DAY
        meet = Meet.objects.create(
            sport=running, starts_at=at, minutes=60, places=4, state=MeetState.HELD, held_at=at + 3 * HOUR
        )
        presence = Presence.CAME if number < came else Presence.ABSENT
        Attendance.objects.create(meet=meet, member=member, presence=presence, since_at=at, changed_at=at)
        if presence == Presence.ABSENT:
            Voice.objects.create(meet=meet, by=member, about=member, came=False, said_at=at)


def hold(meet):
    domain.hold_what_is_over(now=meet.ends_at + 4 * HOUR)


def kinds(member, now):
    return [one.kind for one in slips_of(member, now=now)]


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2026-11-26T19:00+01:00", "2026-11-26T07:00+01:00"),
        ("2026-11-26T12:30+01:00", "2026-11-26T00:30+01:00"),
        ("2026-11-26T08:00+01:00", "2026-11-25T22:00+01:00"),
        ("2026-10-25T09:00+01:00", "2026-10-24T22:00+02:00"),
    ],
)
def test_a_place_is_given_back_freely_until_the_deadline(start, until):
    meet = Meet(starts_at=dt.datetime.fromisoformat(start), minutes=60)
    assert free_until(meet) == dt.datetime.fromisoformat(until)


def test_leaving_in_time_is_no_fact_and_leaving_late_is_one(running, now):
    meet = make_session(running, now, others=(early := make_player(running), late := make_player(running)))
    late_at = free_until(meet) + HOUR
    domain.leave(meet, member=early, now=free_until(meet))
    domain.leave(meet, member=late, now=late_at)
    with pytest.raises(Refused):
        domain.leave(meet, member=late, now=late_at)
    assert [one.member for one in Withdrawal.objects.all()] == [late]
    domain.join(meet, member=make_player(running), now=late_at)
    hold(meet)
    assert (kinds(early, meet.ends_at), kinds(late, meet.ends_at)) == ([], ["late"])
    assert standing_for(late, now=meet.ends_at).share < standing_for(early, now=meet.ends_at).share == 1.0


def test_a_late_place_that_somebody_took_or_oneself_again_is_no_fact(running, now):
    one, back = make_player(running), make_player(running)
    meet = make_session(running, now, others=(one, back), places=3)
    late_at = free_until(meet) + HOUR
    for member in (one, back):
        domain.leave(meet, member=member, now=late_at)
    domain.join(meet, member=back, now=late_at)
    domain.join(meet, member=make_player(running), now=late_at)
    hold(meet)
    assert (kinds(one, meet.ends_at), kinds(back, meet.ends_at)) == ([], [])


def test_a_session_that_moved_or_was_called_off_for_the_weather_leaves_no_fact(running, now):
    moved = make_session(running, now, others=(mover := make_player(running), make_player(running)))
    late_at = free_until(moved) + HOUR
    domain.move(moved, by=moved.host, starts_at=moved.starts_at + HOUR, reason="weather", now=late_at)
    domain.leave(moved, member=mover, now=late_at + HOUR)
    rained_off = make_session(running, now, others=(wet := make_player(running), make_player(running)))
    domain.leave(rained_off, member=wet, now=late_at)
    domain.call_off(rained_off, by=rained_off.host, reason="weather", now=late_at)
    hold(moved)
    assert (kinds(mover, moved.ends_at), kinds(wet, rained_off.ends_at)) == ([], [])


def test_an_absence_counts_once_it_is_final(running, now):
    meet = make_session(running, now, others=(missing := make_player(running), make_player(running)))
    at = meet.ends_at + HOUR
    ids = set(meet.attendances.values_list("member_id", flat=True)) - {missing.pk}
    domain.call_the_roll(meet, by=meet.host, came_ids=ids, now=at)
    assert kinds(missing, at + 47 * HOUR) == []
    assert kinds(missing, at + 48 * HOUR) == ["absent"]


def test_refusing_a_proposal_or_a_person_never_counts(four, now):
    meet = propose(four, now=now)
    domain.join(meet, member=four[0], now=now)
    domain.leave(meet, member=four[0], now=meet.starts_at - HOUR)
    assert not Withdrawal.objects.exists()
    assert standing_for(four[0], now=now + 9 * DAY).sessions == 0


def test_older_facts_fade_and_sessions_played_mend():
    fresh, old = standing([("absent", 0)]), standing([("absent", 720)])
    assert fresh.share == 0.5
    assert old.share > 0.9
    once = standing([("came", 0)] * 10 + [("absent", 0)])
    mended = standing([("came", 0)] * (10 + once.to_mend) + [("absent", 0)])
    assert (once.band, mended.band) == (Band.MOSTLY, Band.ALWAYS)
    assert standing([("came", 0)] * (9 + once.to_mend) + [("absent", 0)]).band == Band.MOSTLY
    with pytest.raises(ValueError, match="no fact"):
        standing([("declined", 0)])


def test_the_organiser_excuses_and_it_counts_no_more(running, now):
    make_past(member := make_player(running), running, now, came=3, absent=1)
    meet = Attendance.objects.get(member=member, presence=Presence.ABSENT).meet
    host = make_member()
    Meet.objects.filter(pk=meet.pk).update(host=host)
    meet.refresh_from_db()
    for wrong, why in [(make_member(), "organised excuses"), (member, "organised excuses")]:
        with pytest.raises(Refused, match=why):
            domain.excuse(meet, member=member, by=wrong, now=now)
    with pytest.raises(Refused, match="themselves"):
        domain.excuse(meet, member=host, by=host, now=now)
    with pytest.raises(Refused, match="nothing to excuse"):
        domain.excuse(meet, member=make_member(), by=host, now=now)
    with pytest.raises(Refused, match="a while ago"):
        domain.excuse(meet, member=member, by=host, now=now + 90 * DAY)
    for _twice in range(2):
        domain.ask_excuse(meet, member=member, now=now)
    assert Notice.objects.get(kind="meets/excuse").member == host
    for _twice in range(2):
        domain.excuse(meet, member=member, by=host, now=now)
    found = standing_for(member, now=now)
    assert (found.share, found.sessions) == (1.0, 3)


def test_a_moderator_who_was_not_there_decides_an_appeal_once(running, now):
    make_past(member := make_player(running), running, now, came=1, absent=1)
    meet = Attendance.objects.get(member=member, presence=Presence.ABSENT).meet
    with pytest.raises(Refused, match="few words"):
        domain.appeal(meet, member=member, words=" ", now=now)
    moderator = make_member(is_staff=True)
    party = make_member(is_staff=True)
    Attendance.objects.create(meet=meet, member=party, presence=Presence.CAME, since_at=now, changed_at=now)
    found = domain.appeal(meet, member=member, words="J'y étais, la photo le dit.", now=now)
    with pytest.raises(Refused, match="already"):
        domain.appeal(meet, member=member, words="Encore", now=now)
    assert set(Notice.objects.filter(kind="meets/appeal").values_list("member", flat=True)) == {moderator.pk, party.pk}
    with pytest.raises(Refused, match="party"):
        domain.decide_appeal(found, by=party, is_granted=True, now=now)
    domain.decide_appeal(found, by=moderator, is_granted=True, now=now)
    with pytest.raises(Refused, match="decided"):
        domain.decide_appeal(found, by=moderator, is_granted=False, now=now)
    assert standing_for(member, now=now).share == 1.0
    assert Notice.objects.get(kind="meets/decided").member == member
    assert AuditEntry.objects.filter(deed="decide", actor=moderator).count() == 1
    with pytest.raises(Refused, match="Nobody appealed"):
        domain.decide_appeal(Excuse.objects.create(meet=meet, member=party), by=moderator, is_granted=True, now=now)


@pytest.mark.django_db(transaction=True)
def test_leaving_late_and_being_excused_at_once_is_written_once(running, now):
    meet = make_session(running, now, others=(late := make_player(running), make_player(running)))
    late_at = free_until(meet) + HOUR
    assert race(lambda _: domain.leave(meet, member=late, now=late_at), range(3)).count(None) == 1
    deeds = [lambda: domain.excuse(meet, member=late, by=meet.host, now=late_at)] * 3
    deeds += [lambda: domain.ask_excuse(meet, member=late, now=late_at)] * 2
    assert race(lambda deed: deed(), deeds) == [None] * 5
    assert (Withdrawal.objects.count(), Excuse.objects.count()) == (1, 1)


def test_praise_takes_three_people_and_is_ones_own(running, now):
    make_past(member := make_player(running), running, now, came=1)
    meet = Meet.objects.get()
    for number in range(3):
        assert praise_of(member, now=now) is None
        Opinion.objects.create(meet=meet, by=make_member(), about=member, was_on_time=number > 0, said_at=now)
    assert praise_of(member, now=now).on_time == pytest.approx(2 / 3)


def text(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ")


def test_only_those_in_a_session_read_a_band_and_nobody_a_number(running):
    now = clock.now()
    known, new = make_player(running), make_player(running)
    make_past(known, running, now, came=5)
    make_past(new, running, now, came=4)
    lead, stranger = make_member(language="en"), make_member(language="en")
    community = make_community([known, new, stranger], lead=lead)
    meet = make_session(running, now, host=known, others=[new], shows_who=True, community=community)
    assert bands_in(meet, new, now=now) == {known.pk: "always there"}
    for other in (lead, stranger):
        assert bands_in(meet, other, now=now) == {}
    new.language = "en"
    new.save()
    words = ("always there", "nearly always there", "sometimes elsewhere", "toujours là")
    for viewer, reads in [(new, True), (lead, False), (stranger, False)]:
        client = Client()
        client.force_login(viewer)
        page = text(client, f"/meets/{meet.pk}")
        assert any(word in page for word in words) is reads
        for path in (f"/members/{known.pk}", f"/communities/{community.slug}", "/play", f"/meets/{meet.pk}.ics"):
            assert not any(word in text(client, path) for word in words), path
    Attendance.objects.filter(meet=meet, member=new).update(presence=Presence.OUT)
    assert bands_in(meet, new, now=now) == {}


def test_the_owners_page_says_how_it_is_made_and_what_would_mend_it(client, running):
    now = clock.now()
    make_past(member := make_player(running, language="en"), running, now, came=6, absent=1)
    absent = Attendance.objects.get(member=member, presence=Presence.ABSENT).meet
    Meet.objects.filter(pk=absent.pk).update(host=make_member())
    client.force_login(member)
    page = text(client, "/me/word")
    assert "nearly always there" in page
    assert "step" in page
    assert client.post("/me/word", {"meet": absent.pk}).status_code == 303
    assert client.post("/me/word", {"meet": absent.pk, "words": "I was there."}).status_code == 303
    assert Excuse.objects.get().appeal == "I was there."
    assert client.post("/me/word", {"meet": "x"}).status_code == 404
    host = Client()
    host.force_login(Meet.objects.get(pk=absent.pk).host)
    assert host.post(f"/meets/{absent.pk}/excuses", {"member": member.pk}).status_code == 303
    assert Excuse.objects.get().granted_at


@pytest.mark.parametrize("size", [1, 30])
def test_bands_cost_the_same_for_one_and_thirty(running, now, size, django_assert_num_queries):
    there = [make_player(running) for _one in range(size)]
    meet = organise(there[0], now=now, sport=running, quorum=2, places=30)
    Meet.objects.filter(pk=meet.pk).update(state=MeetState.CONFIRMED)
    meet.refresh_from_db()
    for one in there[1:]:
        Attendance.objects.create(meet=meet, member=one, presence=Presence.IN, since_at=now, changed_at=now)
    for one in there:
        make_past(one, running, now, came=4, absent=1)
    with django_assert_num_queries(8):
        assert len(bands_in(meet, there[0], now=now + DAY)) == size
