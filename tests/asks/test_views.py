"""Pages of asking: reachable, counted, their owner's alone."""

import pytest
from django.urls import reverse

from sporezo.asks import domain
from sporezo.asks.enums import Need
from sporezo.asks.models import Ask
from sporezo.jobs import clock
from tests.factories.asks import ghost, green, silent
from tests.factories.network import make_contact


def test_seven_needs_stand_on_one_page(signed_in):
    page = signed_in.get(reverse("asks")).content.decode()

    for need in Need:
        assert reverse("new_ask", args=[need.value]) in page


def test_a_need_said_in_a_sentence_leads_to_people_under_lights(signed_in, alix):
    green(alix, "Inès Faure", clock.now())
    ghost(alix, "Ada Vidal", clock.now())

    answer = signed_in.post(reverse("new_ask", args=["job"]), {"words": "I would like to lead a team."})
    page = signed_in.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "Inès Faure" in page
    assert "Green light" in page


def test_a_need_without_a_sentence_is_asked_for_one(signed_in):
    answer = signed_in.post(reverse("new_ask", args=["job"]), {"words": " "})

    assert answer.status_code == 422
    assert "One sentence is enough" in answer.content.decode()
    assert not Ask.objects.exists()


def test_an_unknown_need_is_nowhere(signed_in):
    assert signed_in.get(reverse("new_ask", args=["lottery"])).status_code == 404


def test_from_one_person_the_need_comes_back_to_that_person(signed_in, alix):
    contact = silent(alix, "Luc Petit", clock.now())
    page = signed_in.get(contact.get_absolute_url()).content.decode()
    assert f"{reverse('asks')}?with={contact.pk}" in page

    answer = signed_in.post(f"{reverse('new_ask', args=['job'])}?with={contact.pk}", {"words": "A team to lead."})
    page = signed_in.get(answer["Location"]).content.decode()

    assert answer["Location"].endswith(f"/people/{contact.pk}")
    assert "Put the warm-up in my weeks" in page
    assert "Asking anyway" in page
    assert "A team to lead." in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_people_of_a_need_cost_the_same_number_of_questions(signed_in, alix, people, django_assert_num_queries):
    for number in range(people):
        green(alix, f"Person Number{number}", clock.now(), company="Turbines")
    ask = domain.open_ask(alix, need="job", words="A team to lead.", now=clock.now())

    with django_assert_num_queries(12):
        signed_in.get(ask.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_needs_costs_the_same_number_of_questions(signed_in, alix, count, django_assert_num_queries):
    contact = green(alix, "Inès Faure", clock.now())
    for _ in range(count):
        ask = domain.open_ask(alix, need="job", words="A team to lead.", now=clock.now())
        domain.warm_up(ask, contact, now=clock.now())

    with django_assert_num_queries(14):
        signed_in.get(reverse("asks"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_costs_the_same_number_of_questions(signed_in, alix, count, django_assert_num_queries):
    for number in range(count):
        contact = make_contact(alix, f"Person Number{number}")
        signed_in.post(reverse("favours"), {"contact": contact.pk, "way": "given", "words": "A name"})

    with django_assert_num_queries(10):
        signed_in.get(reverse("favours"))


def test_the_balance_is_a_sentence_and_a_slip_is_struck_out(signed_in, alix):
    contact = make_contact(alix, "Inès Faure")
    signed_in.post(reverse("favours"), {"contact": contact.pk, "way": "given", "words": "A name"})
    page = signed_in.get(reverse("favours")).content.decode()
    assert "One favour ahead" in page

    favour = contact.favours.get()
    assert signed_in.post(reverse("strike_favour", args=[favour.pk])).status_code == 303
    assert "the first one is yours to give" in signed_in.get(reverse("favours")).content.decode()


def test_every_address_of_a_need_is_its_owners_alone(client, alix, bruno):
    now = clock.now()
    contact, theirs = green(alix, "Inès Faure", now), green(bruno, "Luc Petit", now)
    ask = domain.open_ask(alix, need="job", words="A team to lead.", now=now)
    step = domain.warm_up(ask, silent(alix, "Ada Vidal", now), now=now).steps.first()
    client.force_login(bruno)

    for address in (
        ask.get_absolute_url(),
        reverse("ask_person", args=[ask.pk, contact.pk]),
        reverse("ask_person", args=[ask.pk, theirs.pk]),
        reverse("request_introduction", args=[ask.pk, theirs.pk]),
    ):
        assert client.get(address).status_code == 404
    for address in (
        reverse("ask_deed", args=[ask.pk, contact.pk, "asked"]),
        reverse("ask_deed", args=[ask.pk, theirs.pk, "asked"]),
        reverse("ask_outcome", args=[ask.pk]),
        reverse("ask_alongside", args=[ask.pk]),
        reverse("ask_step", args=[step.pk]),
    ):
        assert client.post(address, {"outcome": "helped"}).status_code == 404
    assert client.get(f"{reverse('favours')}?with={contact.pk}").status_code == 404
    assert "A team to lead" not in client.get(reverse("asks")).content.decode()


def test_pages_of_asking_want_a_member(client):
    for name in ("asks", "favours", "introductions"):
        assert client.get(reverse(name)).status_code == 302
