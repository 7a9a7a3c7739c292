"""One's network going out, and coming back."""

import io
import json

import pytest

from sporezo.formats import outlook, vcard
from sporezo.network import domain, queries
from sporezo.network.enums import Circle
from sporezo.network.models import Contact, Favour
from sporezo.network.queries import exports
from tests.factories import files
from tests.factories.network import make_contact, make_touch
from tests.network.test_imports import INES, JEAN, bring, told

CARD = files.person(
    "Jean", "Dupont", "EMAIL:jean@example.org", "X-CUSTOM;X=1:kept", "NICKNAME:Jeannot", "TEL;TYPE=CELL:06 12 34 56 78"
)


def document(owner):
    text = "".join(exports.as_json(exports.everyone(owner)))
    return [{name: value for name, value in person.items() if name != "id"} for person in json.loads(text)["items"]]


@pytest.fixture
def full(alix, now):
    """A network with a bit of everything."""
    bring(
        alix,
        files.linkedin(JEAN + INES, files.message("jean-dupont", "Jean", "2025-03-01 10:00:00", is_mine=True)),
        now,
    )
    bring(alix, files.vcards(CARD), now)
    marie = make_contact(alix, "Marie Curie", email="marie@example.org", circle=Circle.FIRST, how_we_met="au labo")
    make_touch(marie, now, channel="meal")
    domain.note(marie, kind="promise", text="Le livre", now=now)
    Favour.objects.create(contact=marie, way="received", words="un mot", on=now.date())
    domain.describe(
        marie,
        given_name="Marie",
        family_name="Curie",
        company="Radium",
        function="Chercheuse",
        how_we_met="au labo",
        now=now,
    )
    domain.trash(make_contact(alix, "Paul Parti"), now=now)
    return alix


def test_json_comes_back_without_loss(full, bruno, now):
    text = "".join(exports.as_json(exports.everyone(full)))
    batch = bring(bruno, io.BytesIO(text.encode()), now)
    assert told(batch) == {"created": 5, "updated": 0, "unchanged": 0, "touches": 2}
    assert document(bruno) == document(full)
    again = bring(bruno, io.BytesIO("".join(exports.as_json(exports.everyone(bruno))).encode()), now)
    assert told(again) == {"created": 0, "updated": 0, "unchanged": 5, "touches": 0}
    domain.undo(again, now=now)
    domain.undo(batch, now=now)
    assert not Contact.objects.filter(owner=bruno).exists()


def test_json_of_a_hand_that_shakes_costs_its_person_only(alix, now):
    people = [
        {"given_name": "Jean", "created_at": "never"},
        "nobody",
        {"given_name": "Luc", "created_at": now.isoformat()},
    ]
    text = json.dumps({"format": "sporezo-network", "version": 1, "items": people})
    batch = bring(alix, io.BytesIO(text.encode()), now)
    assert [contact.full_name for contact in queries.of(alix)] == ["Luc"]
    assert batch.counts["skipped"] == 2


def test_json_with_words_that_are_none_of_ours_comes_in_without_them_and_leaves_whole(alix, now):
    half = "Ana \ud800Gil\x00"
    card = {"source": "vcard", "said": {"full": half, "birthday": "hier"}, "raw": f"FN:{half}\r\n", "is_hint": False}
    odd = {"given_name": half, "created_at": now.isoformat(), "circle": "seventh", "birthday": "hier", "cards": [card]}
    text = json.dumps({"format": "sporezo-network", "version": 1, "items": [odd]})
    batch = bring(alix, io.BytesIO(text.encode()), now, name="r\udce9seau.json")
    (ana,) = queries.of(alix)
    assert (ana.given_name, ana.birthday, ana.circle, batch.file_name) == ("Ana Gil", "", Circle.WIDE, "réseau.json")
    domain.undo(batch, now=now)
    assert not Contact.objects.exists()


def test_vcard_keeps_the_card_as_it_came_and_says_what_is_known_since(alix, now):
    bring(alix, files.vcards(CARD), now)
    jean = Contact.objects.get()
    domain.describe(jean, given_name="Jean", family_name="Dupont", company="Neuf", function="", how_we_met="", now=now)
    text = "".join(exports.as_vcards(exports.everyone(alix)))
    assert "X-CUSTOM;X=1:kept" in text
    assert "ORG:Neuf" in text
    card = next(iter(vcard.read(io.BytesIO(text.encode()))))
    assert (card.nickname, card.emails, card.company) == ("Jeannot", ("jean@example.org",), "Neuf")
    assert [phone.e164 for phone in card.phones] == ["+33612345678"]


def test_csv_is_read_back_and_holds_no_formula(alix, now):
    make_contact(alix, "=cmd() Dupont", email="jean@example.org", company="+Banque")
    text = "".join(exports.as_csv(exports.everyone(alix)))
    assert "'=cmd()" in text
    record = next(iter(outlook.read(io.BytesIO(text.encode()))))
    assert (record.emails, record.company) == (("jean@example.org",), "+Banque")


def test_export_takes_the_same_queries_for_one_and_three(alix, django_assert_num_queries):
    for name in ("Un Seul", "Deux Autres", "Trois Gens"):
        make_contact(alix, name)
        with django_assert_num_queries(8):
            list(exports.as_json(exports.everyone(alix)))
