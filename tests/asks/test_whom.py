"""Choosing somebody among thousands: tapped, typed, typed badly."""

import pytest
from django.urls import reverse

from sporezo.asks import domain
from sporezo.asks.queries import Bench
from sporezo.jobs import clock
from sporezo.network.domain import rebuild
from tests.factories.network import make_contact


def given(signed_in, **whom):
    return signed_in.post(reverse("favours"), {"way": "given", "words": "A name", **whom})


def test_a_name_is_typed_without_its_accents_or_with_a_slip(signed_in, alix):
    ines = make_contact(alix, "Inès Faure")
    make_contact(alix, "Luc Petit")

    for typed in ("ines faure", "Inès", "Ines Faurre"):
        assert given(signed_in, contact_typed=typed).status_code == 303

    assert ines.favours.count() == 3


def test_two_of_that_name_are_shown_to_tap_and_nothing_typed_is_lost(signed_in, alix):
    first, second = (make_contact(alix, "Jean Martin", company=house) for house in ("Turbines", "Acier"))

    asked = given(signed_in, contact_typed="jean martin")
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Several people answer to that" in page
    assert 'value="jean martin"' in page
    assert 'value="A name"' in page
    assert "Turbines" in page
    assert "Acier" in page

    assert given(signed_in, contact_typed="jean martin", contact=second.pk).status_code == 303
    assert (first.favours.count(), second.favours.count()) == (0, 1)


def test_what_is_typed_last_counts_before_a_tap_of_before(signed_in, alix):
    tapped, typed = make_contact(alix, "Luc Petit"), make_contact(alix, "Zoé Roux")

    given(signed_in, contact=tapped.pk, contact_typed="Zoé Roux")

    assert (tapped.favours.count(), typed.favours.count()) == (0, 1)


@pytest.mark.parametrize("whom", [{}, {"contact_typed": "Personne"}, {"contact": "x"}, {"contact": "0"}])
def test_nobody_is_a_sentence(signed_in, alix, whom):
    make_contact(alix, "Inès Faure")

    answer = given(signed_in, **whom)

    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()


def test_nobody_elses_people_answer(signed_in, alix, bruno):
    theirs = make_contact(bruno, "Luc Secret")
    make_contact(alix, "Inès Faure")

    assert given(signed_in, contact=theirs.pk).status_code == 422
    assert given(signed_in, contact_typed="Luc Secret").status_code == 422
    names = signed_in.get(reverse("network_names"), {"field": "contact", "contact_typed": "Luc"}).content.decode()
    assert "Secret" not in names


def test_names_follow_what_is_typed(signed_in, alix):
    ines = make_contact(alix, "Inès Faure")
    make_contact(alix, "Luc Petit")

    page = signed_in.get(reverse("network_names"), {"field": "target", "target_typed": "ines"}).content.decode()

    assert f'name="target"\n      value="{ines.pk}"' in page
    assert "Luc" not in page


def test_somebody_else_in_mind_leads_to_their_page(signed_in, alix):
    ines = make_contact(alix, "Inès Faure")
    ask = domain.open_ask(alix, need="job", words="A team to lead.", now=clock.now())

    answer = signed_in.get(ask.get_absolute_url(), {"contact_typed": "ines"})

    assert answer["Location"] == reverse("ask_person", args=[ask.pk, ines.pk])
    assert signed_in.get(ask.get_absolute_url(), {"contact_typed": ""}).status_code == 422


@pytest.mark.parametrize("address", ["favours", "ask"])
def test_a_page_shows_a_few_however_many_there_are(signed_in, alix, address):
    for number in range(30):
        make_contact(alix, f"Person Number{number}")
    ask = domain.open_ask(alix, need="reference", words="How was it?", company="Turbines", now=clock.now())

    page = signed_in.get(ask.get_absolute_url() if address == "ask" else reverse(address)).content.decode()

    assert page.count("Person Number") < 30


def test_what_is_read_of_everybody_is_read_once_for_a_large_network(alix, django_assert_num_queries):
    now = clock.now()
    for number in range(3):
        make_contact(alix, f"Person Number{number}", company="Turbines", function="Founder", how_we_met="By Inès")
    rebuild(alix, now=now)
    job = domain.open_ask(alix, need="job", words="A team to lead.", now=now)
    founding = domain.open_ask(alix, need="founding", words="A company.", now=now)
    Bench(job, now).people()

    with django_assert_num_queries(4):
        Bench(founding, now).people()
