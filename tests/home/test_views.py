"""The roof: this week, me, the first five minutes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.network.models import KeepInTouch
from sporezo.rounds.models import Round
from tests.factories.communities import make_community
from tests.factories.meets import make_haunt, make_practice, make_sport, organise
from tests.factories.members import make_member
from tests.factories.network import make_contact, make_touch
from tests.factories.rounds import make_proposal, make_round, opt_in


@pytest.fixture
def signed_in(client, alix):
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    return client


def test_a_visitor_is_told_what_this_is_in_three_sentences_and_two_doors(client):
    page = client.get(reverse("week")).content.decode()

    assert reverse("account_login") in page
    assert reverse("account_signup") in page


def test_a_new_member_is_sent_to_the_first_five_minutes(client, db):
    client.force_login(make_member(set_up_at=None))

    assert client.get(reverse("week"))["Location"] == reverse("start")


def test_a_week_on_an_empty_instance_teaches_the_next_step(signed_in):
    page = signed_in.get(reverse("week")).content.decode()

    assert reverse("five") in page
    assert reverse("play") in page


def test_a_single_member_with_five_people_gets_gestures_with_a_light_and_a_line(signed_in, alix):
    for number in range(5):
        make_touch(make_contact(alix, f"Person Number{number}"), clock.now() - dt.timedelta(days=45))

    page = signed_in.get(reverse("week")).content.decode()

    assert page.count('class="gesture"') == 3
    assert 'class="light' in page
    assert "sport not counted" in page


def test_once_all_is_done_nothing_asks_for_more(signed_in, alix):
    make_touch(make_contact(alix, "Only Person"), clock.now() - dt.timedelta(days=45))
    signed_in.get(reverse("week"))
    gesture = alix.weeks.get().gestures.get()

    signed_in.post(reverse("gesture", args=[gesture.pk, "done"]))
    page = signed_in.get(reverse("week")).content.decode()

    assert "That is all for this week" in page
    assert reverse("five") not in page


def test_what_waits_for_an_answer_is_on_the_page(signed_in, alix, bruno):
    question = KeepInTouch.objects.create(member=alix, other=bruno, asked_at=clock.now())
    page = signed_in.get(reverse("week")).content.decode()

    assert "Keep in touch?" in page
    assert reverse("keep_in_touch", args=[question.pk]) in page


@pytest.mark.parametrize("many", [1, 3])
def test_this_week_asks_the_same_number_of_questions_and_writes_nothing(signed_in, alix, many):
    """People to write to, proposals to answer and sessions to come: one of each or three."""
    now, running = clock.now().replace(microsecond=0), make_sport("running")
    for day in range(1, many + 1):
        make_touch(make_contact(alix), now - dt.timedelta(days=45))
        others = [make_member() for _ in range(2)]
        make_proposal([alix, *others], sport=running, now=now, starts_at=now + dt.timedelta(days=day + 2))
        organise(alix, now=now, sport=running, starts_at=now + dt.timedelta(days=day + 2, hours=5))
    signed_in.get(reverse("week"))

    with CaptureQueriesContext(connection) as asked:
        page = signed_in.get(reverse("week"))

    assert (len(page.context["week"].proposals), len(page.context["week"].agenda)) == (many, many)
    assert [one["sql"] for one in asked if not one["sql"].startswith(("SELECT", "DECLARE", "EXECUTE"))] == []
    assert len(asked) == 42


def test_a_quiet_week_asks_little(signed_in, alix, django_assert_num_queries):
    make_touch(make_contact(alix), clock.now() - dt.timedelta(days=45))
    signed_in.get(reverse("week"))

    with django_assert_num_queries(35):
        signed_in.get(reverse("week"))


def test_me_links_to_each_page_about_oneself(signed_in):
    page = signed_in.get(reverse("me")).content.decode()

    for name in ("practices", "areas", "hours", "profile", "communities", "calendar", "notice_wishes"):
        assert reverse(name) in page, name


def test_pages_about_oneself_want_a_member(client):
    for name in ("me", "start"):
        assert client.get(reverse(name)).status_code == 302


def test_start_goes_step_by_step_and_ends_once(client, db):
    member = make_member(set_up_at=None)
    client.force_login(member)
    assert client.get(reverse("start"))["Location"].startswith(reverse("practices"))

    make_practice(member, make_sport("running"))
    make_haunt(member)
    assert client.get(reverse("start"))["Location"].startswith(reverse("hours"))
    client.get(reverse("start"), {"skip": "hours"})
    assert client.get(reverse("start"))["Location"] == reverse("five") + "?next=" + reverse("start")
    make_contact(member)
    done = client.get(reverse("start"))

    member.refresh_from_db()
    assert done["Location"] == reverse("week")
    assert member.set_up_at is not None


def test_the_profile_cannot_be_skipped(client, db):
    member = make_member(set_up_at=None, sector="", adult_at=None)
    client.force_login(member)

    for slug in ("profile", "sports", "area", "hours", "five"):
        client.get(reverse("start"), {"skip": slug})
    answer = client.get(reverse("start"), {"begin": ""})

    member.refresh_from_db()
    assert member.set_up_at is None
    assert answer["Location"].startswith(reverse("profile"))


def test_whoever_is_in_the_round_is_not_asked_again(signed_in, alix):
    round, now = make_round(community=make_community([alix])), clock.now()
    Round.objects.update(opens_at=now - dt.timedelta(hours=1), closes_at=now + dt.timedelta(days=1))
    assert signed_in.get(reverse("week")).context["week"].rounds_open

    opt_in(round, alix)
    page = signed_in.get(reverse("week"))

    assert page.context["week"].rounds_open == []
    assert page.context["week"].round_played.round == round
