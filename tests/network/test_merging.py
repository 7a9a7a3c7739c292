"""Two contacts who are one person, and who are two after all."""

import pytest

from sporezo.network import domain, queries
from sporezo.network.enums import Circle
from sporezo.network.models import Contact, Favour, PairAnswer
from sporezo.ui.refused import Refused
from tests.factories.members import make_member
from tests.factories.network import make_contact, make_touch
from tests.factories.races import race


@pytest.fixture
def two(alix, now):
    jean = make_contact(alix, "Jean Dupont", email="jean@example.org", circle=Circle.WIDE)
    other = make_contact(alix, "J. Dupont", email="j@example.org", circle=Circle.FIRST, company="Banque", city="Lyon")
    make_touch(jean, now)
    make_touch(other, now)
    for contact in (jean, other):
        domain.note(contact, kind="topic", text=f"mot de {contact.full_name}", now=now)
        Favour.objects.create(contact=contact, way="given", words="un mot", on=now.date())
    return jean, other


def rows_of(contact):
    contact.refresh_from_db()
    return {
        "keys": sorted(contact.keys.values_list("value", flat=True)),
        "touches": contact.touches.count(),
        "notes": contact.notes.count(),
        "favours": contact.favours.count(),
        "says": (contact.circle, contact.company, contact.city, contact.trashed_at, contact.provenance),
    }


def test_merge_keeps_everything_and_unmerge_restores_it(alix, two, now):
    jean, other = two
    before = rows_of(jean), rows_of(other)
    merged = domain.merge(jean, other, now=now)
    both = rows_of(jean)
    assert (both["keys"], both["touches"], both["notes"], both["favours"]) == (
        ["j@example.org", "jean@example.org"],
        2,
        2,
        2,
    )
    assert both["says"][:3] == (Circle.FIRST, "Banque", "Lyon")
    assert [contact.pk for contact in queries.of(alix)] == [jean.pk]
    assert not queries.trashed(alix).exists()
    domain.unmerge(merged, now=now)
    assert (rows_of(jean), rows_of(other)) == before
    assert PairAnswer.objects.get().until is None
    domain.unmerge(merged, now=now)
    assert (rows_of(jean), rows_of(other)) == before


def test_the_same_exchange_told_by_both_shows_once_and_is_not_lost(two, now):
    jean, other = two
    for contact in two:
        domain.log_touch(contact.owner, [contact], channel="meal", at=now, now=now)
    merged = domain.merge(jean, other, now=now)
    assert jean.touches.count() == 3
    domain.unmerge(merged, now=now)
    assert (jean.touches.count(), other.touches.count()) == (2, 2)


def test_merges_are_undone_in_any_order(alix, two, now):
    jean, other = two
    third = make_contact(alix, "Jeannot", email="third@example.org")
    make_touch(third, now)
    before = [rows_of(contact) for contact in (jean, other, third)]
    first = domain.merge(other, third, now=now)
    second = domain.merge(jean, other, now=now)
    assert rows_of(jean)["touches"] == 3
    domain.unmerge(first, now=now)
    assert (rows_of(jean)["touches"], rows_of(third)["touches"]) == (2, 1)
    domain.unmerge(second, now=now)
    assert [rows_of(contact) for contact in (jean, other, third)] == before


def test_merge_refuses_strangers_the_trash_and_two_members(alix, bruno, two, now):
    jean, other = two
    with pytest.raises(Refused):
        domain.merge(jean, make_contact(bruno, "Jean Dupont"), now=now)
    with pytest.raises(Refused):
        domain.merge(jean, jean, now=now)
    Contact.objects.filter(pk=jean.pk).update(member=bruno)
    Contact.objects.filter(pk=other.pk).update(member=make_member("Luc", "Roy"))
    with pytest.raises(Refused):
        domain.merge(jean, other, now=now)
    domain.trash(other, now=now)
    with pytest.raises(Refused):
        domain.merge(jean, other, now=now)


def test_erase_takes_whoever_was_merged_too(alix, two, now):
    domain.merge(*two, now=now)
    domain.erase(Contact.objects.get(pk=two[0].pk), now=now)
    assert not Contact.objects.filter(owner=alix).exists()


@pytest.mark.django_db(transaction=True)
def test_two_merges_of_one_pair_at_once_make_one(alix, two, now):
    jean, other = two
    outcomes = race(
        lambda _n: domain.merge(Contact.objects.get(pk=jean.pk), Contact.objects.get(pk=other.pk), now=now), range(2)
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert jean.touches.count() == 2
