"""What the plan rests on beside the ties: words given, warm-ups, sessions to come, curiosities; minutes; debriefs."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.asks import domain as asks
from sporezo.meets import domain as meets
from sporezo.network.domain import note
from sporezo.network.models import Link, Note, Position
from sporezo.ui.refused import Refused
from sporezo.weeks import domain, queries
from sporezo.weeks.models import Budget
from tests.factories.asks import green, silent
from tests.factories.meets import organise
from tests.factories.network import make_contact, make_touch

DAY = dt.timedelta(days=1)


def late(owner, name, now, **fields):
    contact = make_contact(owner, name, **fields)
    make_touch(contact, now - 45 * DAY, channel="meal")
    return contact


def open_gestures(week):
    return list(week.gestures.filter(state="open"))


def test_a_word_given_comes_first_and_done_settles_it(alix, now):
    ines = green(alix, "Inès Faure", now)
    promise = note(ines, kind="promise", text="Send the lawyer's name", now=now - DAY, due_on=(now + DAY).date())

    week = domain.plan_week(alix, now=now)
    gesture = open_gestures(week)[0]
    card = next(card for card in queries.week_for(alix, now).gestures if card.pk == gesture.pk)

    assert (gesture.kind, gesture.contact) == ("promise", ines)
    assert "Send the lawyer" in card.reason
    domain.do(gesture, now=now)
    promise.refresh_from_db()
    assert promise.settled_at == now
    assert ines.touches.filter(purpose="give").exists()


def test_a_word_put_off_waits_a_week(alix, now):
    ines = green(alix, "Inès Faure", now)
    promise = note(ines, kind="promise", text="Send it", now=now - DAY, due_on=now.date())
    gesture = open_gestures(domain.plan_week(alix, now=now))[0]

    domain.put_off(gesture, now=now)

    promise.refresh_from_db()
    assert promise.due_on == (now + 7 * DAY).date()


def test_a_promise_made_midweek_enters_the_plan(alix, now):
    for number in range(5):
        late(alix, f"Person Number{number}", now)
    ines = green(alix, "Inès Faure", now)
    domain.plan_week(alix, now=now)

    domain.debrief(ines, now=now + DAY, line="Her knee", follows_up=True)
    week = domain.plan_week(alix, now=now + DAY + dt.timedelta(hours=1))

    assert [one.contact for one in open_gestures(week) if one.kind == "promise"] == [ines]
    assert sum(one.minutes for one in week.gestures.all()) <= week.budget_minutes


def test_a_step_of_a_warm_up_is_a_gesture_and_done_takes_it(alix, now):
    luc = silent(alix, "Luc Petit", now)
    ask = asks.open_ask(alix, need="job", words="A team to lead.", now=now)
    approach = asks.warm_up(ask, luc, now=now)

    gesture = next(one for one in open_gestures(domain.plan_week(alix, now=now)) if one.contact == luc)
    assert gesture.kind == "promise"
    domain.do(gesture, now=now)

    assert approach.steps.filter(done_at=now).count() == 1


def test_a_session_to_come_saves_the_messages_of_those_in_it(alix, bruno, now):
    held = late(alix, "Bruno Lafont", now, member=bruno)
    others = [late(alix, f"Person Number{number}", now) for number in range(3)]
    meets.join(organise(alix, now=now), member=bruno, now=now)

    week = domain.plan_week(alix, now=now)
    view = queries.week_for(alix, now)

    assert held not in [one.contact for one in week.gestures.all()]
    assert {one.contact for one in week.gestures.all()} <= set(others)
    assert [(session.ties, session.minutes_saved) for session in view.sessions] == [(1, 5)]
    assert view.sessions[0].talks[0].contact == held


def test_what_a_linked_tie_is_curious_about_is_given_and_a_strangers_never(alix, bruno, chloe, now):
    alix.gives = ["finance"]
    alix.save()
    for other in (bruno, chloe):
        other.curious_about = ["finance"]
        other.save()
    linked = green(alix, "Bruno Lafont", now, member=bruno)
    green(alix, "Chloé Perrin", now, member=chloe)
    low, high = sorted((alix.pk, bruno.pk))
    Link.objects.create(low_id=low, high_id=high, since_at=now - 90 * DAY)

    assert set(queries.wanted_gifts(alix)) == {linked.pk}
    gift = domain.plan_week(alix, now=now).gestures.get(kind="give")
    assert gift.contact == linked
    card = next(card for card in queries.week_for(alix, now).gestures if card.pk == gift.pk)
    assert "raising and managing money" in card.reason


def test_the_budget_is_the_members_and_the_week_keeps_within_it(alix, now):
    for number in range(6):
        late(alix, f"Person Number{number}", now, circle="first")
    domain.plan_week(alix, now=now)

    week = domain.set_budget(alix, minutes=15, now=now)

    assert week.budget_minutes == 15
    assert sum(one.minutes for one in week.gestures.all()) <= 15
    assert domain.plan_week(alix, now=now + 7 * DAY).budget_minutes == 15
    assert domain.set_budget(alix, minutes=15, now=now) == week
    assert Budget.objects.count() == 1
    with pytest.raises(Refused):
        domain.set_budget(alix, minutes=5, now=now)


def test_what_was_done_stays_done_when_the_budget_changes(alix, now):
    for number in range(6):
        late(alix, f"Person Number{number}", now)
    done = domain.do(open_gestures(domain.plan_week(alix, now=now))[0], now=now)

    week = domain.set_budget(alix, minutes=30, now=now)

    assert week.gestures.filter(pk=done.pk, state="done").exists()
    assert sum(one.minutes for one in week.gestures.all()) <= 30


def test_a_meeting_is_debriefed_once(alix, now):
    ines = green(alix, "Inès Faure", now)
    make_touch(ines, now - dt.timedelta(hours=5), channel="meal")
    (waiting,) = queries.to_debrief(alix, now)
    assert waiting.contacts == (ines,)

    for _ in range(2):
        domain.debrief(ines, now=now, line="Her knee", promise="The lawyer's name", due_on=(now + 3 * DAY).date())

    assert Note.objects.filter(contact=ines).count() == 2
    assert queries.to_debrief(alix, now) == []


def test_the_debrief_page_keeps_a_line_and_a_promise(client, alix, bruno, now, settings):
    settings.SPOREZO_NOW = now
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    ines, theirs = green(alix, "Inès Faure", now), green(bruno, "Luc Petit", now)
    page = client.get(f"{reverse('debrief')}?people={ines.pk}&people={theirs.pk}").content.decode()
    assert "Inès Faure" in page
    assert "Luc Petit" not in page

    bad = client.post(reverse("debrief"), {"people": ines.pk, f"{ines.pk}-due_on": "2020-01-01"})
    assert bad.status_code == 422
    said = {"people": ines.pk, f"{ines.pk}-line": "Her knee", f"{ines.pk}-follows_up": "on"}
    assert client.post(reverse("debrief"), said).status_code == 303

    assert sorted(Note.objects.filter(contact=ines).values_list("kind", flat=True)) == ["promise", "topic"]
    assert not Note.objects.filter(contact=theirs).exists()


def test_the_budget_page_says_that_sport_is_not_counted(client, alix):
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    assert "Sport is not counted" in client.get(reverse("week_budget")).content.decode()

    assert client.post(reverse("week_budget"), {"minutes": "30"}).status_code == 303
    assert queries.budget_of(alix) == 30
    assert client.post(reverse("week_budget"), {"minutes": "7"}).status_code == 422


def test_three_things_to_speak_of_promises_first(alix, now):
    ines = make_contact(alix, "Inès Faure")
    for kind, text in (
        ("topic", "The boat"),
        ("news", "A new post"),
        ("ask-next", "The marathon"),
        ("promise", "A name"),
    ):
        note(ines, kind=kind, text=text, now=now)

    talk = queries.talking_stock([ines.pk], now)[ines.pk]

    assert talk.lines == ("Promised: A name", "To ask: The marathon", "A new post")
    assert queries.talking_stock([make_contact(alix, "Luc Petit").pk], now).popitem()[1].lines == ()


def test_regularity_is_praised_and_absence_is_not_spoken_of():
    from sporezo.weeks.queries import words

    assert words.praise(8)
    assert words.praise(6)
    assert words.praise(4)
    assert words.praise(0) == words.praise(2) == ""


@pytest.mark.parametrize(
    ("birthday", "is_said"), [("1979-11-27", True), ("--11-29", True), ("1979-11-30", False), ("1979-10-27", False)]
)
def test_a_birthday_of_the_week_is_an_occasion(alix, now, birthday, is_said):
    ines = green(alix, "Inès Faure", now, birthday=birthday, circle="active")
    make_touch(ines, now - 9 * DAY, purpose="give")  # nothing to give again so soon
    assert (ines.pk in queries.occasions(alix, queries.monday_of(alix, now))) is is_said

    gesture = domain.plan_week(alix, now=now).gestures.get(contact=ines)

    assert (gesture.reasons[0]["code"] == "birthday") is is_said
    card = queries.week_for(alix, now).gestures[0]
    assert ("birthday" in card.reason) is is_said
    assert ("happy birthday" in card.first_line) is is_said


def test_a_new_job_is_an_occasion_for_a_fortnight(alix, now):
    ines = green(alix, "Inès Faure", now, company="Turbines")
    Position.objects.create(contact=ines, company="Volts", finished_on=(now - 10 * DAY).date())
    gone = green(alix, "Luc Petit", now, company="")
    Position.objects.create(contact=gone, company="Volts", finished_on=(now - 10 * DAY).date())

    monday = queries.monday_of(alix, now)

    assert queries.occasions(alix, monday).keys() == {ines.pk}
    assert queries.occasions(alix, monday + 14 * DAY) == {}
