"""Whoever joins a confirmed session: who hears of it, when, and how often."""

import datetime as dt

import pytest
from django.utils import translation

from sporezo.meets import domain
from sporezo.meets.enums import MeetState
from sporezo.meets.models import Attendance
from sporezo.notices.models import Notice
from sporezo.ui.mails import words
from tests.factories.communities import make_member
from tests.factories.meets import organise

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session(now):
    """A confirmed session of two, with places for eight more."""
    host, other = make_member(), make_member()
    meet = organise(host, now=now, places=10)
    domain.join(meet, member=other, now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    assert domain.tell_of_arrivals(now=now) == 1
    assert told("confirmed") == sorted([host.pk, other.pk])
    Notice.objects.all().delete()
    return meet, host, other


def told(kind):
    return sorted(Notice.objects.filter(kind=f"meets/{kind}").values_list("member", flat=True))


def come(meet, now, *, people=1):
    new = [make_member(first_name=f"Nina{number}", last_name="Blanc", language="fr") for number in range(people)]
    for one in new:
        domain.join(meet, member=one, now=now)
    return new


def test_those_who_joined_are_told_of_together_and_once(session, now):
    meet, host, other = session
    new = come(meet, now, people=3)
    assert Notice.objects.count() == 0
    assert domain.tell_of_arrivals(now=now + MINUTE) == 1
    assert told("confirmed") == sorted(one.pk for one in new)
    assert told("arrival") == sorted([host.pk, other.pk])
    context = Notice.objects.get(kind="meets/arrival", member=host).context
    assert (context["people"], context["who"]) == (3, "Nina0 Blanc, Nina1 Blanc, Nina2 Blanc")
    assert domain.tell_of_arrivals(now=now + 2 * MINUTE) == 0
    assert Notice.objects.count() == 5


def test_those_who_joined_before_hear_of_those_who_join_later(session, now):
    meet, host, other = session
    (first,) = come(meet, now)
    domain.tell_of_arrivals(now=now + MINUTE)
    Notice.objects.all().delete()
    (second,) = come(meet, now + 2 * MINUTE)
    domain.tell_of_arrivals(now=now + 3 * MINUTE)
    assert (told("arrival"), told("confirmed")) == (sorted([host.pk, other.pk, first.pk]), [second.pk])


def test_whoever_left_before_anybody_heard_has_never_been_there(session, now):
    meet, *_ = session
    (gone,) = come(meet, now)
    domain.leave(meet, member=gone, now=now)
    assert domain.tell_of_arrivals(now=now + MINUTE) == 0
    assert Notice.objects.count() == 0


def test_a_session_that_was_called_off_meanwhile_tells_of_nobody(session, now):
    meet, host, _other = session
    come(meet, now)
    domain.call_off(meet, by=host, reason="weather", now=now)
    assert domain.tell_of_arrivals(now=now + MINUTE) == 0
    assert (told("arrival"), told("confirmed")) == ([], [])
    assert not Attendance.objects.filter(untold_since_at__isnull=False).exists()


def test_confirmed_again_meanwhile_each_hears_once(session, now):
    meet, host, other = session
    meet.quorum = 3
    meet.save()
    first, second = come(meet, now, people=2)
    domain.leave(meet, member=host, now=now)
    domain.leave(meet, member=other, now=now)  # too few: in the balance again
    Notice.objects.all().delete()
    (third,) = come(meet, now)
    domain.tell_of_arrivals(now=now + MINUTE)
    assert told("confirmed") == sorted([first.pk, second.pk, third.pk])


def test_confirmed_by_one_yes_of_many_all_hear_in_one_letter_each(now):
    host = make_member()
    meet = organise(host, now=now, places=10)
    everybody = [host, *come(meet, now, people=5)]
    assert Notice.objects.count() == 0
    assert domain.tell_of_arrivals(now=now + MINUTE) == 1
    assert told("confirmed") == sorted(one.pk for one in everybody)
    assert told("arrival") == []


def test_telling_asks_the_same_queries_for_one_and_for_three(session, now, django_assert_num_queries):
    meet, *_ = session
    for people in (1, 3):
        come(meet, now, people=people)
        with django_assert_num_queries(14):
            domain.tell_of_arrivals(now=now + MINUTE)


@pytest.mark.parametrize(
    ("who", "people", "subject"),
    [
        ("Nina Blanc", 1, "Nina Blanc se joint à vous\xa0: Course à pied"),
        ("Nina Blanc, Paul Roux", 2, "Deux personnes vous rejoignent\xa0: Course à pied"),
    ],
)
def test_one_is_named_in_the_subject_and_more_are_counted(now, who, people, subject):
    with translation.override("fr"):
        context = {"sport": "Course à pied", "starts_at": now, "who": who, "people": people}
        title, lines = words("meets/notices/arrival.txt", context)
    assert title.startswith(subject)
    assert who in lines[0]
