"""Two hands on one network at once: everything is said once, the last word counts, nothing is half done."""

import datetime as dt

import pytest

from sporezo.network import domain
from sporezo.network.models import Contact, OwnLight
from tests.factories import files
from tests.factories.network import make_contact
from tests.factories.races import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newcomers(alix, now):
    """Three people of an import, to be sorted."""
    cards = files.vcards(*(files.person(f"Person{n}", "Name", f"EMAIL:p{n}@exemple.org") for n in range(3)))
    domain.bring(domain.open_batch(alix, "cards.vcf", now=now), cards, now=now)
    return list(Contact.objects.filter(owner=alix).order_by("pk"))


def test_two_verdicts_on_one_newcomer_leave_one(newcomers, now):
    def sort(verdict):
        domain.sort(Contact.objects.get(pk=newcomers[0].pk), verdict, now=now)

    assert race(sort, ("keep", "later")) == [None, None]
    found = Contact.objects.get(pk=newcomers[0].pk)
    assert (found.sorted_at is None) != (found.sort_again_at is None)
    assert found.trashed_at is None


def test_keeping_the_rest_while_one_is_thrown_away(alix, newcomers, now):
    deeds = [
        lambda: domain.sort(Contact.objects.get(pk=newcomers[0].pk), "nobody", now=now),
        lambda: domain.keep_the_rest(alix, now=now),
    ]
    assert race(lambda deed: deed(), deeds) == [None, None]

    thrown, *others = Contact.objects.filter(owner=alix).order_by("pk")
    assert thrown.trashed_at == now
    assert all(one.sorted_at == now and one.trashed_at is None for one in others)


def test_two_moves_of_a_dozen_leave_everybody_in_one_circle(alix, now):
    people = [make_contact(alix) for _ in range(12)]

    def move(circle):
        domain.change_circles(alix, {one.pk: circle for one in people}, now=now)

    assert race(move, ("first", "active")) == [None, None]
    assert len(set(Contact.objects.filter(owner=alix).values_list("circle", flat=True))) == 1


def test_two_own_words_on_one_light_leave_one_standing(alix, now):
    contact = make_contact(alix)

    def say(state):
        domain.set_light(Contact.objects.get(pk=contact.pk), state, now=now + dt.timedelta(seconds=1))

    assert race(say, ("green", "through", "green")) == [None, None, None]
    assert OwnLight.objects.filter(contact=contact, lifted_at=None).count() == 1
