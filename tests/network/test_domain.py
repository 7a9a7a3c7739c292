"""Deeds about one's own people: the happy path, each refusal, one rerun."""

import datetime as dt

import pytest

from sporezo.network import domain, queries
from sporezo.network.domain import Described
from sporezo.network.enums import Circle, Direction, KeyKind, NoteKind
from sporezo.network.models import Contact, KeepInTouch, Link, Touch
from sporezo.ui.refused import Refused
from tests.factories.network import make_contact


def test_add_contact_writes_what_was_told_and_no_more(alix, now):
    described = Described(
        given_name="Gaël",
        family_name="Huet",
        circle=Circle.FIRST,
        last_on=dt.date(2026, 9, 1),
        last_word=Direction.IN,
        stock="his marathon",
        keys=((KeyKind.EMAIL, "gael@example.org"),),
    )

    contact = domain.add_contact(alix, described, now=now)

    assert (contact.full_name, contact.circle, contact.folded) == ("Gaël Huet", "first", "gael huet")
    assert [(touch.direction, touch.at.date()) for touch in contact.touches.order_by("at")] == [
        ("both", dt.date(2026, 9, 1)),
        ("in", dt.date(2026, 9, 1)),
    ]
    assert [line.text for line in contact.notes.all()] == ["his marathon"]
    assert contact.member is None


def test_add_contact_wrote_last_none_is_one_exchange(alix, now):
    described = Described(given_name="Gaël", last_on=now.date(), last_word=Direction.BOTH)

    contact = domain.add_contact(alix, described, now=now)

    touch = contact.touches.get()
    assert touch.direction == "both"
    assert touch.at <= now


def test_add_contact_needs_a_name(alix, now):
    with pytest.raises(Refused, match="needs a name"):
        domain.add_contact(alix, Described(given_name=" "), now=now)


def test_add_contact_refuses_a_key_held_by_another(alix, now):
    make_contact(alix, "Inès Jourdan", email="ines@example.org")

    with pytest.raises(Refused, match="already belongs to Inès Jourdan"):
        domain.add_contact(alix, Described(given_name="I", keys=((KeyKind.EMAIL, "ines@example.org"),)), now=now)


def test_add_contact_says_when_the_holder_lies_in_the_trash(alix, now):
    gone = make_contact(alix, "Inès Jourdan", email="ines@example.org")
    domain.trash(gone, now=now)

    with pytest.raises(Refused, match="whom you took off"):
        domain.add_contact(alix, Described(given_name="I", keys=((KeyKind.EMAIL, "ines@example.org"),)), now=now)


def test_add_contact_of_somebody_anothers_network_holds_is_none_of_their_business(alix, bruno, now):
    make_contact(bruno, "Inès Jourdan", email="ines@example.org")

    mine = domain.add_contact(alix, Described(given_name="Inès", keys=((KeyKind.EMAIL, "ines@example.org"),)), now=now)

    assert queries.of(alix).get() == mine


def test_add_contacts_keeps_all_or_none(alix, now):
    make_contact(alix, "Inès Jourdan", email="ines@example.org")

    with pytest.raises(Refused):
        domain.add_contacts(
            alix,
            [Described(given_name="Jo"), Described(given_name="I", keys=((KeyKind.EMAIL, "ines@example.org"),))],
            now=now,
        )

    assert Contact.objects.filter(owner=alix).count() == 1


def test_log_touch_with_several_people_is_one_exchange_each(alix, now):
    people = [make_contact(alix) for _ in range(3)]

    touches = domain.log_touch(alix, people, channel="afterwork", at=now, now=now)

    assert [(touch.people, touch.direction) for touch in touches] == [(4, "both")] * 3


def test_log_touch_twice_on_one_day_stays_one(alix, now):
    contact = make_contact(alix)

    for minutes in (0, 5):
        later = now + dt.timedelta(minutes=minutes)
        domain.log_touch(alix, [contact], channel="coffee", at=later, now=later)

    assert contact.touches.count() == 1


def test_log_touch_face_to_face_always_goes_both_ways(alix, now):
    (touch,) = domain.log_touch(alix, [make_contact(alix)], channel="meal", direction="out", at=now, now=now)

    assert touch.direction == "both"


def test_log_touch_wakes_a_snoozed_contact(alix, now):
    contact = make_contact(alix)
    domain.snooze(contact, until=now + dt.timedelta(days=30), now=now)

    domain.log_touch(alix, [contact], channel="call", at=now, now=now)

    contact.refresh_from_db()
    assert contact.snoozed_until is None


@pytest.mark.parametrize(("ahead_days", "sentence"), [(2, "has not come yet"), (-365 * 70, "very long time ago")])
def test_log_touch_refuses_a_day_that_cannot_be(alix, now, ahead_days, sentence):
    with pytest.raises(Refused, match=sentence):
        domain.log_touch(alix, [make_contact(alix)], channel="call", at=now + dt.timedelta(days=ahead_days), now=now)


def test_log_touch_refuses_nobody_and_everybody(alix, now):
    with pytest.raises(Refused, match="Nobody is ticked"):
        domain.log_touch(alix, [], channel="call", at=now, now=now)
    crowd = [make_contact(alix) for _ in range(31)]
    with pytest.raises(Refused, match="30 people at most"):
        domain.log_touch(alix, crowd, channel="afterwork", at=now, now=now)


def test_log_touch_refuses_somebody_elses_contact(alix, bruno, now):
    with pytest.raises(Refused, match="not in your network"):
        domain.log_touch(alix, [make_contact(bruno)], channel="call", at=now, now=now)

    assert not Touch.objects.exists()


def test_note_and_settle(alix, now):
    contact = make_contact(alix)
    line = domain.note(contact, kind=NoteKind.PROMISE, text="the name of my lawyer", now=now)
    assert [one.text for one in queries.stock(contact).promises] == ["the name of my lawyer"]

    domain.settle(line, now=now)
    domain.settle(line, now=now + dt.timedelta(days=1))

    line.refresh_from_db()
    assert line.settled_at == now
    assert not queries.stock(contact)


def test_trash_and_bring_back(alix, now):
    contact = make_contact(alix)
    domain.trash(contact, now=now)
    assert not queries.of(alix).exists()

    domain.bring_back(contact, now=now)

    assert queries.of(alix).get() == contact


def ask_each_other(one, other, now):
    first = KeepInTouch.objects.create(member=one, other=other, asked_at=now)
    second = KeepInTouch.objects.create(member=other, other=one, asked_at=now)
    return first, second


def test_two_yeses_make_one_link_and_two_contacts(alix, bruno, now):
    first, second = ask_each_other(alix, bruno, now)

    assert domain.answer_keep_in_touch(first, wants=True, now=now) is None
    assert not Contact.objects.exists()
    link = domain.answer_keep_in_touch(second, wants=True, now=now)
    again = domain.answer_keep_in_touch(second, wants=True, now=now)

    assert again == link == Link.objects.get()
    assert {(c.owner, c.member, c.circle) for c in Contact.objects.all()} == {
        (alix, bruno, "active"),
        (bruno, alix, "active"),
    }
    assert set(alix.notices.values_list("kind", flat=True)) == {"network/linked"}
    assert bruno.notices.count() == 1


def test_a_no_is_never_told(alix, bruno, now):
    first, second = ask_each_other(alix, bruno, now)

    domain.answer_keep_in_touch(first, wants=True, now=now)
    domain.answer_keep_in_touch(second, wants=False, now=now)

    assert not Link.objects.exists()
    assert not alix.notices.exists()
    assert not bruno.notices.exists()


def test_a_link_ends_on_one_side_silently_and_begins_again_on_two(alix, bruno, now):
    first, second = ask_each_other(alix, bruno, now)
    domain.answer_keep_in_touch(first, wants=True, now=now)
    domain.answer_keep_in_touch(second, wants=True, now=now)

    domain.end_link(bruno, alix, now=now)

    assert not queries.is_linked(alix, bruno)
    assert alix.notices.count() == 1
    second.refresh_from_db()
    domain.answer_keep_in_touch(second, wants=True, now=now + dt.timedelta(days=1))
    assert queries.is_linked(alix, bruno)


def test_trashing_a_linked_contact_ends_the_link(alix, bruno, now):
    first, second = ask_each_other(alix, bruno, now)
    domain.answer_keep_in_touch(first, wants=True, now=now)
    domain.answer_keep_in_touch(second, wants=True, now=now)

    domain.trash(Contact.objects.get(owner=alix), now=now)

    assert not queries.is_linked(alix, bruno)
