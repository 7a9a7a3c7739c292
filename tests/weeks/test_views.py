"""One tap a gesture, on one's own only."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from sporezo.jobs import clock
from sporezo.network.models import Touch
from sporezo.weeks import domain, queries
from sporezo.weeks.models import Gesture
from tests.factories.network import make_contact, make_touch


@pytest.fixture
def gestures(client, alix):
    alix.language = "en"
    alix.save()
    for _ in range(5):
        make_touch(make_contact(alix), clock.now() - dt.timedelta(days=45))
    week = domain.plan_week(alix, now=clock.now())
    client.force_login(alix)
    return list(week.gestures.all())


@pytest.mark.parametrize(("deed", "state"), [("done", "done"), ("later", "later"), ("aside", "set-aside")])
def test_one_tap_settles_a_gesture(client, gestures, deed, state):
    answer = client.post(reverse("gesture", args=[gestures[0].pk, deed]))

    gestures[0].refresh_from_db()
    assert answer.status_code == 303
    assert gestures[0].state == state


def test_htmx_gets_the_list_with_somebody_else_in_it(client, gestures):
    url = reverse("gesture", args=[gestures[0].pk, "later"])
    page = client.post(url, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert gestures[0].contact.full_name not in page.partition("</p>")[2]
    assert page.count('class="gesture"') == len(gestures)


def test_an_unknown_deed_and_a_mere_look_are_refused(client, gestures):
    assert client.post(reverse("gesture", args=[gestures[0].pk, "forget"])).status_code == 404
    assert client.get(reverse("gesture", args=[gestures[0].pk, "done"])).status_code == 405


def test_somebody_elses_gesture_is_not_there(client, gestures, bruno):
    client.force_login(bruno)

    for deed in ("done", "later", "aside"):
        assert client.post(reverse("gesture", args=[gestures[0].pk, deed])).status_code == 404
    gestures[0].refresh_from_db()
    assert gestures[0].state == "open"


@pytest.mark.parametrize("people", [1, 3])
def test_a_week_takes_the_same_number_of_queries(alix, people, django_assert_num_queries):
    for _ in range(people):
        make_touch(make_contact(alix), clock.now() - dt.timedelta(days=45))
    domain.plan_week(alix, now=clock.now())

    with django_assert_num_queries(13):
        cards = queries.week_for(alix, clock.now()).gestures

    assert all(card.reason and card.first_line and card.light for card in cards)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_line_names_the_person_and_leaves_no_hole(alix, language):
    with translation.override(language):
        from sporezo.weeks.queries import words

        for lines in (
            *words.OCCASIONS.values(),
            words.KEEP_UP,
            words.LONG_SILENT,
            words.OWED,
            words.CALL,
            words.MEAL,
            words.GIVE,
            words.WARM_UP,
        ):
            for line in lines:
                said = line() % {"name": "Gaël"}
                assert said.startswith("Gaël, ")
                assert "!" not in said


def test_an_answer_that_came_is_said_by_one_tap(client, alix, gestures):
    done = next(one for one in gestures if one.channel == "message")
    client.post(reverse("gesture", args=[done.pk, "done"]))
    assert queries.week_for(alix, clock.now()).awaited == []
    yesterday = clock.now() - dt.timedelta(days=1)
    Gesture.objects.filter(pk=done.pk).update(settled_at=yesterday)
    done.refresh_from_db()
    Touch.objects.filter(pk=done.touch_id).update(at=yesterday)
    assert [one.pk for one in queries.week_for(alix, clock.now()).awaited] == [done.pk]

    for _ in range(2):
        page = client.post(reverse("gesture", args=[done.pk, "answered"]), headers={"HX-Request": "true"})
        assert page.status_code == 200

    assert queries.week_for(alix, clock.now()).awaited == []
    assert done.contact.touches.filter(direction="in", at__gt=clock.now() - dt.timedelta(hours=1)).count() == 1


def test_no_answer_to_what_was_never_sent(client, gestures):
    refused = client.post(reverse("gesture", args=[gestures[0].pk, "answered"]), headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert "not done yet" in refused.content.decode()


def test_three_gestures_are_shown_and_the_others_wait_behind_a_fold(alix, gestures):
    week = queries.week_for(alix, clock.now())

    assert len(week.first_gestures) == min(3, len(gestures))
    assert [*week.first_gestures, *week.more_gestures] == week.gestures
