"""The week's plan and its deeds: on the first day, again, and once people were put off."""

import datetime as dt

import pytest

from sporezo.network import domain as network
from sporezo.network.domain import Described
from sporezo.notices.models import Delivery
from sporezo.weeks import domain, queries
from sporezo.weeks.models import Gesture, Week
from tests.factories.network import make_contact, make_touch


def five_people(member, now, *, last_word="both"):
    for number in range(5):
        network.add_contact(
            member,
            Described(
                given_name=f"Person{number}",
                family_name="Test",
                circle="second",
                last_on=now.date() - dt.timedelta(days=15),
                last_word=last_word,
            ),
            now=now,
        )


def kinds(week):
    return sorted(week.gestures.filter(state="open").values_list("kind", flat=True))


def test_day_one_gives_two_gestures_and_a_gift_within_the_budget(alix, now):
    five_people(alix, now)

    week = domain.plan_week(alix, now=now)

    assert kinds(week) == ["give", "maintain", "maintain"]
    assert sum(week.gestures.values_list("minutes", flat=True)) <= week.budget_minutes == 45
    assert week.gestures.values("contact").distinct().count() == 3


def test_day_one_when_nobody_was_answered_gives_two_gestures(alix, now):
    five_people(alix, now, last_word="in")

    assert kinds(domain.plan_week(alix, now=now)).count("maintain") == 2


def test_a_week_is_planned_once(alix, now):
    five_people(alix, now)
    first = domain.plan_week(alix, now=now)
    gestures = set(first.gestures.values_list("pk", flat=True))

    again = domain.plan_week(alix, now=now + dt.timedelta(days=2))

    assert again == first == Week.objects.get()
    assert set(again.gestures.values_list("pk", flat=True)) == gestures


def test_another_week_is_planned_anew(alix, now):
    five_people(alix, now)
    domain.plan_week(alix, now=now)

    later = domain.plan_week(alix, now=now + dt.timedelta(days=7))

    assert Week.objects.count() == 2
    assert later.gestures.exists()


def test_a_week_planned_before_anybody_was_known_fills_up_as_people_come(alix, now):
    assert not domain.plan_week(alix, now=now).gestures.exists()
    make_contact(alix, created_at=now).touches.create(
        owner=alix, at=now - dt.timedelta(days=40), channel="message", direction="both", key="told:both"
    )
    assert len(kinds(domain.plan_week(alix, now=now))) == 1

    five_people(alix, now + dt.timedelta(hours=1))

    assert kinds(domain.plan_week(alix, now=now + dt.timedelta(hours=2))).count("maintain") == 2


def test_later_gives_the_slot_to_somebody_else_and_spares_the_person(alix, now):
    five_people(alix, now)
    gesture = domain.plan_week(alix, now=now).gestures.filter(kind="maintain").first()

    domain.put_off(gesture, now=now + dt.timedelta(hours=1))
    week = domain.plan_week(alix, now=now + dt.timedelta(hours=2))

    assert kinds(week).count("maintain") == 2
    assert not week.gestures.filter(state="open", contact=gesture.contact).exists()
    gesture.contact.refresh_from_db()
    assert gesture.contact.snoozed_until == now + dt.timedelta(days=7, hours=1)


def test_not_this_person_is_for_good_and_they_stay(alix, now):
    five_people(alix, now)
    gesture = domain.plan_week(alix, now=now).gestures.first()

    domain.not_this_person(gesture, now=now)

    for weeks in range(1, 4):
        week = domain.plan_week(alix, now=now + dt.timedelta(days=7 * weeks))
        assert not week.gestures.filter(contact=gesture.contact).exists()
    assert network_of(alix).filter(pk=gesture.contact_id).exists()


def network_of(member):
    from sporezo.network.queries import of

    return of(member)


def test_a_week_never_runs_through_everybody(alix, now):
    for _ in range(20):
        make_touch(make_contact(alix, created_at=now), now - dt.timedelta(days=60))
    for hours in range(20):
        later = now + dt.timedelta(hours=hours)
        week = domain.plan_week(alix, now=later)
        for gesture in week.gestures.filter(state="open"):
            domain.put_off(gesture, now=later)

    assert Gesture.objects.count() == domain.MOST_PROPOSED


@pytest.mark.parametrize(
    ("channel", "logged"),
    [("message", ("message", "out")), ("call", ("call", "both")), ("meal", ("message", "out"))],
)
def test_done_logs_what_took_place_and_no_more(alix, now, channel, logged):
    contact = make_contact(alix)
    week = Week.objects.create(member=alix, first_day=now.date(), planned_at=now)
    gesture = Gesture.objects.create(week=week, contact=contact, kind="maintain", channel=channel, minutes=5)

    once = domain.do(gesture, now=now)
    twice = domain.do(gesture, now=now + dt.timedelta(minutes=1))

    touch = contact.touches.get()
    assert (touch.channel, touch.direction) == logged
    assert once.touch == twice.touch == touch
    assert twice.state == "done"


def test_a_gift_is_logged_as_one(alix, now):
    week = Week.objects.create(member=alix, first_day=now.date(), planned_at=now)
    contact = make_contact(alix)
    domain.do(Gesture.objects.create(week=week, contact=contact, kind="give", channel="message", minutes=5), now=now)

    assert contact.touches.get().purpose == "give"


def test_done_keeps_its_slot(alix, now):
    five_people(alix, now)
    week = domain.plan_week(alix, now=now)
    for gesture in week.gestures.all():
        domain.do(gesture, now=now)

    assert kinds(domain.plan_week(alix, now=now + dt.timedelta(days=1))) == []


def test_whoever_never_answers_is_not_written_to_again(alix, now):
    silent = make_contact(alix, circle="first")
    for days in (90, 60, 30):
        make_touch(silent, now - dt.timedelta(days=days), direction="out")

    assert not domain.plan_week(alix, now=now).gestures.exists()


def test_monday_is_told_once_without_a_name(alix, now):
    five_people(alix, now)

    assert domain.tell_of_week(alix, now=now)
    domain.tell_of_week(alix, now=now + dt.timedelta(hours=1))

    notice = alix.notices.get()
    assert (notice.kind, notice.topic) == ("weeks/monday", "week")
    assert "Person" not in str(notice.context)


def test_monday_switched_off_is_not_mailed(alix, now):
    from sporezo.notices.domain import set_wish

    five_people(alix, now)
    set_wish(alix, topic="week", by_mail=False, now=now)

    domain.tell_of_week(alix, now=now)

    assert Delivery.objects.get().state == "dropped"


def test_monday_says_nothing_to_whom_there_is_nothing_to_say(alix, now):
    assert not domain.tell_of_week(alix, now=now)
    assert not alix.notices.exists()


def test_monday_morning_comes_in_each_ones_zone(alix, bruno, chloe, now):
    alix.time_zone, bruno.time_zone = "Europe/Paris", "America/Montreal"
    for member in (alix, bruno):
        member.save()
        make_contact(member)

    assert queries.waiting_for_monday(now) == [alix.pk]  # 09:00 in Paris, 03:00 in Montreal
    assert queries.waiting_for_monday(now + dt.timedelta(hours=5)) == [bruno.pk]
    assert queries.waiting_for_monday(now + dt.timedelta(days=1)) == []


def test_monday_waits_no_more_once_told(alix, now):
    five_people(alix, now)
    domain.tell_of_week(alix, now=now)

    assert queries.waiting_for_monday(now + dt.timedelta(hours=1)) == []
