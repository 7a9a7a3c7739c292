"""A session's thread: who reads it, what one may write, what is told, what is hidden."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Post
from sporezo.meets.queries import Listening, listener, readers_of, stream_address, thread_of, visible_to
from sporezo.meets.rules import ANNOUNCEMENTS_A_DAY, POSTS_A_MINUTE
from sporezo.notices.models import Delivery, Notice
from sporezo.safety.domain import decide, suspend
from sporezo.safety.enums import Decision
from sporezo.safety.models import AuditEntry, Block, Report
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import organise, propose
from tests.factories.races import race

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def host(db):
    return make_member(first_name="Alix", last_name="Morel", language="en")


@pytest.fixture
def bruno(db):
    return make_member(first_name="Bruno", last_name="Lafont", language="en")


@pytest.fixture
def chloe(db):
    return make_member(first_name="Chloé", last_name="Perrin", language="en")


@pytest.fixture
def meet(host, bruno, chloe, running, now):
    meet = organise(host, now=now)
    for one in (bruno, chloe):
        domain.join(meet, member=one, now=now)
    return Meet.objects.get(pk=meet.pk)


def say(meet, member, words, now, **more):
    return domain.say(meet, member=member, words=words, key=more.pop("key", None) or uuid.uuid4(), now=now, **more)


def read(meet, member):
    thread = thread_of(Meet.objects.get(pk=meet.pk), member)
    return None if thread is None else [line.words for line in thread.lines]


def told(kind):
    return sorted(Notice.objects.filter(kind=f"meets/{kind}").values_list("member__first_name", flat=True))


# Who reads


def test_those_who_are_in_read_it_and_nobody_else(meet, host, bruno, chloe, now):
    say(meet, bruno, "Qui apporte les balles ?", now)
    waiting, asking, stranger = make_member(), make_member(), make_member()
    for one, presence in ((waiting, Presence.WAITING), (asking, Presence.ASKED)):
        Attendance.objects.create(meet=meet, member=one, presence=presence, since_at=now, changed_at=now)
    assert read(meet, host) == read(meet, chloe) == ["Qui apporte les balles ?"]
    assert [read(meet, one) for one in (waiting, asking, stranger)] == [None, None, None]


def test_whoever_leaves_loses_it_at_once(meet, bruno, chloe, now):
    say(meet, chloe, "Rendez-vous à la fontaine", now)
    domain.leave(meet, member=bruno, now=now)
    assert read(meet, bruno) is None
    with pytest.raises(Refused, match="Only those who play"):
        say(meet, bruno, "Et moi ?", now)


def test_while_only_proposed_a_line_would_tell_who_said_yes(four, now):
    meet = propose(four, now=now)
    for one in four[:3]:
        domain.join(meet, member=one, now=now)
    assert [read(meet, one) for one in four] == [None] * 4
    domain.join(meet, member=four[3], now=now)
    say(meet, four[3], "Je réserve", now)
    assert read(meet, four[0]) == ["Je réserve"]


def test_a_block_hides_each_others_words_after_the_session(meet, host, bruno, chloe, now):
    say(meet, bruno, "A", now)
    say(meet, chloe, "B", now)
    later = meet.ends_at + DAY
    Meet.objects.filter(pk=meet.pk).update(state=MeetState.CONFIRMED)
    domain.hold(meet, came_ids=[host.pk, bruno.pk, chloe.pk], now=later)
    Block.objects.create(blocker=chloe, blocked=bruno)
    assert (read(meet, host), read(meet, bruno), read(meet, chloe)) == (["A", "B"], ["A"], ["B"])
    say(meet, host, "@Bruno @Chloé merci", later)
    assert "Chloé" not in thread_of(meet, bruno).names


def test_readers_are_those_of_the_one_door(meet, host, bruno, chloe, now):
    """The live stream asks for many at once what the page asks for one."""
    driss = make_member()
    Attendance.objects.create(meet=meet, member=driss, presence=Presence.WAITING, since_at=now, changed_at=now)
    for blocker, blocked in ((bruno, driss), (chloe, host)):
        Block.objects.all().delete()
        Block.objects.create(blocker=blocker, blocked=blocked)
        inside = [one for one in (host, bruno, chloe) if visible_to(one).filter(pk=meet.pk).exists()]
        assert sorted(readers_of([meet.pk])[meet.pk]) == sorted(one.pk for one in inside)


def test_readers_cost_the_same_for_many_sessions(meet, host, now, django_assert_num_queries):
    others = [organise(make_member(), now=now).pk for _ in range(3)]
    for ids in ([meet.pk], [meet.pk, *others]):
        with django_assert_num_queries(4):
            readers_of(ids)


# What one writes


def test_a_line_is_said_once_however_often_it_is_sent(meet, bruno, now):
    key = uuid.uuid4()
    assert say(meet, bruno, "Bonjour", now, key=key) == say(meet, bruno, "Bonjour", now, key=key)
    assert Post.objects.count() == 1
    assert Meet.objects.get(pk=meet.pk).said == 1


@pytest.mark.parametrize(("words", "sentence"), [("  \n ", "needs a word"), ("x" * 1001, "1 characters too long")])
def test_words_of_another_length_are_refused(meet, bruno, now, words, sentence):
    with pytest.raises(Refused, match=sentence):
        say(meet, bruno, words, now)


def test_one_speaks_at_the_pace_of_people(meet, bruno, chloe, now):
    for number in range(POSTS_A_MINUTE):
        say(meet, bruno, str(number), now)
    with pytest.raises(Refused, match="a lot in one minute"):
        say(meet, bruno, "encore", now)
    say(meet, chloe, "Moi aussi", now)
    say(meet, bruno, "encore", now + MINUTE)


def test_the_thread_closes_a_fortnight_after_the_session(meet, bruno, now):
    say(meet, bruno, "Merci à tous", meet.ends_at + 13 * DAY)
    with pytest.raises(Refused, match="has closed"):
        say(meet, bruno, "Encore merci", meet.ends_at + 15 * DAY)
    assert read(meet, bruno) == ["Merci à tous"]


def test_whoever_is_suspended_reads_and_says_nothing(meet, host, bruno, now):
    suspend(bruno, by=host, reason="x", now=now, ends_at=now + DAY)
    with pytest.raises(Refused, match="suspended"):
        say(meet, bruno, "Bonjour", now)
    assert read(meet, bruno) == []


def test_one_puts_a_line_better_for_a_few_minutes(meet, bruno, chloe, now):
    post = say(meet, bruno, "A midi", now)
    edited = domain.edit(post, member=bruno, words="À midi", now=now + MINUTE)
    again = domain.edit(post, member=bruno, words="À midi", now=now + 2 * MINUTE)
    assert (edited.words, edited.turn, again.turn, again.edited_at) == ("À midi", 2, 2, now + MINUTE)
    with pytest.raises(Refused, match="not your words"):
        domain.edit(post, member=chloe, words="x", now=now)
    with pytest.raises(Refused, match="have read it"):
        domain.edit(post, member=bruno, words="x", now=now + 16 * MINUTE)


def test_a_line_taken_back_leaves_its_place_and_no_word(meet, bruno, chloe, now):
    post = say(meet, bruno, "Oups", now)
    with pytest.raises(Refused, match="not your words"):
        domain.take_back(post, member=chloe, now=now)
    for _ in range(2):
        assert domain.take_back(post, member=bruno, now=now).turn == 2
    assert read(meet, chloe) == [""]
    assert Post.objects.get().words == ""
    with pytest.raises(Refused, match="no longer there"):
        domain.edit(post, member=bruno, words="x", now=now)


def test_turns_follow_one_another_whoever_speaks_at_once(transactional_db, now):
    host = make_member()
    meet = organise(host, now=now, places=10)
    players = [make_member() for _ in range(8)]
    for one in players:
        domain.join(meet, member=one, now=now)
    assert race(lambda one: say(meet, one, one.first_name, now), players) == [None] * 8
    posts = Post.objects.order_by("pk")
    assert [post.turn for post in posts] == list(range(1, 9))
    key = uuid.uuid4()
    assert race(lambda one: say(meet, host, "une fois", now, key=key), range(6)) == [None] * 6
    assert Post.objects.filter(key=key).count() == 1


# What is told


def test_an_announcement_stays_on_top_and_is_told_once_to_all_who_are_in(meet, host, bruno, chloe, now):
    key = uuid.uuid4()
    for _ in range(2):
        say(meet, host, "Porte B, code 1234 @Bruno", now, key=key, announces=True)
    assert told("announced") == ["Bruno", "Chloé"]
    assert told("mentioned") == []
    assert [line.words for line in thread_of(meet, chloe).pinned] == ["Porte B, code 1234 @Bruno"]
    with pytest.raises(Refused, match="Whoever organises"):
        say(meet, bruno, "Moi aussi", now, announces=True)


def test_announcements_have_a_measure(meet, host, now):
    for number in range(ANNOUNCEMENTS_A_DAY):
        say(meet, host, str(number), now + number * MINUTE, announces=True)
    with pytest.raises(Refused, match="many announcements"):
        say(meet, host, "encore", now + 10 * MINUTE, announces=True)
    say(meet, host, "encore", now + 10 * MINUTE)


def test_no_word_of_a_thread_leaves_by_mail(meet, host, bruno, now):
    say(meet, host, "Zyxword @Bruno", now)
    say(meet, host, "Zyxword", now, announces=True)
    assert told("mentioned") == ["Bruno"]
    assert "Zyxword" not in repr(list(Notice.objects.values_list("context", "link")))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("@Bruno tu viens ?", ["Bruno"]),
        ("merci @chloé, et @BRUNO", ["Bruno", "Chloé"]),
        ("@Bruno L. ou @Bruno Lafont", ["Bruno"]),
        ("bruno@example.org https://x.example/@Bruno", []),
        ("@Brunon @Alix", []),
        ("@Driss", []),
    ],
)
def test_a_name_is_told_to_whoever_bears_it(meet, host, now, words, names):
    say(meet, host, words, now)
    assert told("mentioned") == names


def test_of_two_who_share_a_first_name_the_initial_tells(meet, host, now):
    Meet.objects.filter(pk=meet.pk).update(places=5)
    for last in ("Petit", "Roche"):
        domain.join(meet, member=make_member(first_name="Ada", last_name=last), now=now)
    assert {"Ada P.", "Ada R."} <= set(thread_of(meet, host).names)
    say(meet, host, "@Ada P. oui", now)
    assert Notice.objects.get(kind="meets/mentioned").member.last_name == "Petit"


def test_a_name_is_told_once_an_hour_and_never_at_night(meet, host, bruno, now):
    for minutes in (0, 5, 70):
        say(meet, host, "@Bruno ?", now + minutes * MINUTE)
    assert told("mentioned") == ["Bruno", "Bruno"]
    night = now.replace(hour=22)  # 23:00 in Paris
    for minutes in (0, 90):
        say(meet, host, "@Bruno ?", night + minutes * MINUTE)
    late = Delivery.objects.filter(notice__kind="meets/mentioned").latest("pk")
    assert late.due_at.isoformat() == "2026-11-24T06:00:00+00:00"
    assert len(told("mentioned")) == 3


# What is reported


def test_one_report_never_hides_a_line_and_two_may(meet, host, bruno, chloe, now):
    post = say(meet, bruno, "Des mots de trop", now)
    for _ in range(2):
        domain.report_post(post, member=chloe, reason="harassment", words="", now=now)
    assert Report.objects.count() == 1
    assert read(meet, chloe) == ["Des mots de trop"]
    domain.report_post(post, member=host, reason="conduct", words="", now=now)
    assert (read(meet, chloe), read(meet, bruno)) == ([""], ["Des mots de trop"])
    assert told("post_hidden") == ["Bruno"]
    report = Report.objects.first()
    assert (report.quoted, report.link) == ("Des mots de trop", f"/safety/posts/{post.pk}")


def test_what_was_reported_stays_readable_for_the_moderators_alone(meet, bruno, chloe, now):
    post = say(meet, bruno, "Des mots de trop", now)
    domain.report_post(post, member=chloe, reason="conduct", words="", now=now)
    domain.take_back(post, member=bruno, now=now)
    assert Report.objects.get().quoted == "Des mots de trop"
    with pytest.raises(Refused, match="taken it back"):
        domain.report_post(post, member=chloe, reason="danger", words="", now=now)
    with pytest.raises(Refused, match="That is you"):
        domain.report_post(say(meet, bruno, "x", now), member=bruno, reason="conduct", words="", now=now)


def test_a_moderator_hides_with_a_reason_and_shows_again(meet, host, bruno, chloe, now):
    mona, nils = make_member(is_staff=True), make_member(is_staff=True)
    post = say(meet, bruno, "Achetez mes parts", now)
    domain.report_post(post, member=chloe, reason="solicitation", words="", now=now)
    for moderator, because, sentence in (
        (host, "x", "for the moderators"),
        (mona, " ", "owed a reason"),
    ):
        with pytest.raises(Refused, match=sentence):
            domain.hide(post, by=moderator, because=because, now=now)
    domain.hide(post, by=mona, because="On ne vend rien ici.", now=now)
    again = domain.hide(post, by=nils, because="Autre chose", now=now)
    assert (again.hidden_by, again.hidden_because) == (mona, "On ne vend rien ici.")
    assert (told("post_hidden"), read(meet, chloe)) == (["Bruno"], [""])
    assert thread_of(meet, bruno).lines[0].because == "On ne vend rien ici."
    for _ in range(2):
        domain.show_again(post, by=nils, now=now)
    assert (told("post_shown"), read(meet, chloe)) == (["Bruno"], ["Achetez mes parts"])
    assert list(AuditEntry.objects.filter(deed__endswith="_post").values_list("deed", flat=True)) == [
        "hide_post",
        "show_post",
    ]


def test_a_moderator_who_is_a_party_stays_out(meet, bruno, chloe, now):
    chloe.is_staff = True
    chloe.save()
    post = say(meet, bruno, "x", now)
    domain.report_post(post, member=chloe, reason="conduct", words="", now=now)
    with pytest.raises(Refused, match="party"):
        domain.hide(post, by=chloe, because="x", now=now)


def test_a_season_later_the_words_are_erased_but_those_a_moderator_has_to_read(meet, bruno, chloe, now):
    say(meet, bruno, "A", now)
    post = say(meet, bruno, "B", now)
    report = domain.report_post(post, member=chloe, reason="conduct", words="", now=now)
    later = meet.starts_at + 91 * DAY
    domain.forget_threads(now=meet.starts_at + 89 * DAY)
    assert Post.objects.count() == 2
    domain.forget_threads(now=later)
    assert Post.objects.get() == post
    decide(report, by=make_member(is_staff=True), decision=Decision.NOTHING, now=later)
    domain.forget_threads(now=later)
    assert not Post.objects.exists()


# Hearing it live


def test_a_key_opens_one_thread_for_one_member_for_some_minutes(meet, bruno, now):
    client = Client()
    client.force_login(bruno)
    browser, today = client.session.session_key, timezone.now()
    key = stream_address(meet, bruno, browser).partition("key=")[2]
    assert browser not in key
    assert listener(key, now=today) == Listening(meet.pk, bruno.pk, browser)
    assert listener(key[:-2] + "xx", now=today) is None
    assert listener("", now=today) is None
    client.logout()
    assert listener(key, now=today) is None
