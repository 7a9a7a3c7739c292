"""Small things that once went wrong: one behaviour each."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import Wish, find
from sporezo.members.enums import Gender
from sporezo.notices.models import Delivery
from sporezo.safety.domain import decide
from sporezo.safety.models import Report
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, organise
from tests.factories.races import race

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")


def presence(meet, member):
    return Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()


def test_an_invitation_to_a_women_only_session_opens_it_to_women_alone(now):
    host = make_member(gender=Gender.WOMAN)
    meet = organise(host, now=now, women_only=True)
    unasked = make_member()
    domain.invite(meet, member=unasked, by=host, now=now)
    with pytest.raises(Refused):
        domain.join(meet, member=unasked, now=now)
    for gender, may in ((Gender.MAN, False), (Gender.WOMAN, True)):
        type(unasked).objects.filter(pk=unasked.pk).update(gender=gender)
        unasked.refresh_from_db()
        if may:
            domain.join(meet, member=unasked, now=now)
        else:
            with pytest.raises(Refused):
                domain.join(meet, member=unasked, now=now)
    assert presence(meet, unasked) == Presence.IN


@pytest.mark.parametrize("is_reporter", [False, True])
def test_a_moderator_judges_no_report_they_are_a_party_to(client, now, is_reporter):
    moderator, other = make_member(is_staff=True), make_member()
    pair = (moderator, other) if is_reporter else (other, moderator)
    report = Report.objects.create(
        reporter=pair[0], reported=pair[1], reason="harassment", words="…", created_at=now, due_at=now + DAY
    )
    with pytest.raises(Refused):
        decide(report, by=moderator, decision="nothing", now=now)
    client.force_login(moderator)
    client.post(f"/safety/reports/{report.pk}", {"decision": "nothing"})
    report.refresh_from_db()
    assert report.decided_at is None


@pytest.mark.django_db(transaction=True)
def test_reports_of_a_line_and_its_taking_back_wait_for_each_other(now):
    people = [make_member() for _ in range(4)]
    meet = organise(people[0], now=now, places=8)
    for one in people[1:]:
        domain.join(meet, member=one, now=now)
    post = domain.say(meet, member=people[1], words="Bah", key="7b0c1b9e-0d4d-4c55-9c1c-0d7f2f3b1a11", now=now)

    def deed(who):
        if who == people[1]:
            domain.say(meet, member=who, words="Encore", key="7b0c1b9e-0d4d-4c55-9c1c-0d7f2f3b1a12", now=now)
            domain.take_back(post, member=who, now=now)
        else:
            domain.report_post(post, member=who, reason="conduct", words="", now=now)

    race(deed, people)  # a deadlock would be an error, not a refusal
    post.refresh_from_db()
    assert (post.removed_at is not None, post.reports.count() <= 3) == (True, True)


def test_an_invitation_made_at_night_is_read_in_the_morning(now):
    host, friend = make_member(), make_member(time_zone="Europe/Paris")
    night = dt.datetime(2026, 11, 24, 23, 30, tzinfo=PARIS)
    meet = organise(host, now=now, starts_at=now + 5 * DAY)
    domain.invite(meet, member=friend, by=host, now=night)
    due = Delivery.objects.get(notice__member=friend).due_at.astimezone(PARIS)
    assert (due.date(), due.hour >= 7) == (dt.date(2026, 11, 25), True)


def test_fewer_places_ask_for_fewer_people_and_more_for_as_many_as_before(now):
    host, other = make_member(), make_member()
    meet = organise(host, now=now, places=4, quorum=4)
    domain.join(meet, member=other, now=now)
    assert Meet.objects.get(pk=meet.pk).state == MeetState.OPEN
    meet = domain.change_one(meet, by=host, places=2, now=now)
    meet.refresh_from_db()
    assert (meet.places, meet.quorum, meet.state) == (2, 2, MeetState.CONFIRMED)
    meet = domain.change_one(meet, by=host, places=3, now=now)
    meet.refresh_from_db()
    assert (meet.places, meet.quorum, meet.state) == (3, 3, MeetState.OPEN)


def test_the_day_one_chooses_is_the_day_on_ones_own_wall(now, running):
    runner = make_player(running, time_zone="Europe/Paris")
    late = dt.datetime(2026, 11, 25, 0, 30, tzinfo=PARIS)  # the evening before, in UTC
    meet = organise(make_member(), now=now, sport=running, starts_at=late)
    on = {
        day: [one.detail.meet for one in find(runner, Wish(on=day), now=now).matches] for day in map(late_day, (0, 1))
    }
    assert on == {late_day(0): [], late_day(1): [meet]}


def late_day(after):
    return dt.date(2026, 11, 24) + after * DAY
