"""Import, undo, merge, unmerge, edit, trash, erase and import again, in any order: nothing lost, resurrected or twice.

Beside the network runs a model of it: which batches stand, what each of them says, what the owner did. After each
step the network must say what the model says. `SPOREZO_EXAMPLES` asks for more examples than the few of each run.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from sporezo.network import domain, queries
from sporezo.network.models import Contact, ContactKey, Merge, Note, Sighting, Touch
from tests.factories import files
from tests.factories.members import make_member

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
EXAMPLES = int(os.environ.get("SPOREZO_EXAMPLES", "4"))

PEOPLE = {
    "jean": ("Jean", "Dupont", "jean-dupont", "jean@example.org"),
    "ines": ("Inès", "Petit", "ines-petit", "ines@example.org"),
    "luc": ("Luc", "Roy", "luc-roy", "luc@example.org"),
}
MESSAGES = {"jean": ("2025-03-01 10:00:00", "2025-03-02 10:00:00"), "ines": ("2025-04-01 10:00:00",), "luc": ()}


def _linkedin(*who):
    rows = "".join(files.connection(*PEOPLE[name][:3], company=f"Linked {name}") for name in who)
    written = "".join(
        files.message(PEOPLE[name][2], PEOPLE[name][0], at, is_mine=True) for name in who for at in MESSAGES[name]
    )
    return files.linkedin(rows, written)


def _google(*who):
    return files.google(*(f"{PEOPLE[n][0]},{PEOPLE[n][1]},Google {n},,Work,{PEOPLE[n][3]}" for n in who))


def _both(name):
    """A card with both keys of one person: it makes one of two."""
    given, family, slug, email = PEOPLE[name]
    return files.linkedin(files.connection(given, family, slug, email=email, company=f"Both {name}"))


FILES = {
    "linkedin all": lambda: _linkedin("jean", "ines", "luc"),
    "linkedin two": lambda: _linkedin("jean", "ines"),
    "google all": lambda: _google("jean", "ines", "luc"),
    "google one": lambda: _google("jean"),
    "both": lambda: _both("jean"),
}
CARDS = {
    "linkedin all": [{("linkedin", PEOPLE[n][2])} for n in PEOPLE],
    "linkedin two": [{("linkedin", PEOPLE[n][2])} for n in ("jean", "ines")],
    "google all": [{("email", PEOPLE[n][3])} for n in PEOPLE],
    "google one": [{("email", PEOPLE["jean"][3])}],
    "both": [{("linkedin", "jean-dupont"), ("email", "jean@example.org")}],
}
"""The keys of each card: one that was erased keeps the whole card out, since it speaks of that person."""
TOUCHES = {
    "linkedin all": Counter({"jean-dupont": 2, "ines-petit": 1}),
    "linkedin two": Counter({"jean-dupont": 2, "ines-petit": 1}),
}


class Network(RuleBasedStateMachine):
    """One owner, five files, and whatever one may do with them."""

    def __init__(self):
        super().__init__()
        self.owner = make_member("Alix", "Morel")
        self.standing = []  # (batch, file)
        self.erased = set()  # keys
        self.notes = Counter()  # text of notes that must be there
        self.typed = {}  # contact → company its owner wrote
        self.trashed = set()

    @rule(file=st.sampled_from(sorted(FILES)))
    def bring(self, file):
        again = any(name == file for _batch, name in self.standing)
        batch = domain.bring(domain.open_batch(self.owner, file, now=NOW), FILES[file](), now=NOW)
        if again:
            assert batch.counts["created"] == 0
            assert batch.counts["touches"] == 0
        self.standing.append((batch, file))

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def undo(self, data):
        place = data.draw(st.integers(0, len(self.standing) - 1))
        batch, _file = self.standing.pop(place)
        domain.undo(batch, now=NOW)

    @precondition(lambda self: self.standing)
    @rule(file=st.sampled_from(sorted(FILES)))
    def bring_and_undo_restores(self, file):
        before = self._state()
        batch = domain.bring(domain.open_batch(self.owner, file, now=NOW), FILES[file](), now=NOW)
        domain.undo(batch, now=NOW)
        assert self._state() == before

    @precondition(lambda self: queries.of(self.owner).count() > 1)
    @rule(data=st.data())
    def merge(self, data):
        people = list(queries.of(self.owner).order_by("pk"))
        winner, loser = data.draw(st.permutations(people))[:2]
        domain.merge(winner, loser, now=NOW)

    @precondition(lambda self: Merge.objects.filter(undone_at=None).exists())
    @rule(data=st.data())
    def unmerge(self, data):
        domain.unmerge(data.draw(st.sampled_from(list(Merge.objects.filter(undone_at=None).order_by("pk")))), now=NOW)

    @precondition(lambda self: queries.of(self.owner).count() > 1)
    @rule(data=st.data())
    def merge_and_unmerge_restores(self, data):
        people = list(queries.of(self.owner).order_by("pk"))
        winner, loser = data.draw(st.permutations(people))[:2]
        before = self._state()
        domain.unmerge(domain.merge(winner, loser, now=NOW), now=NOW, by_owner=False)
        assert self._state() == before

    @precondition(lambda self: queries.of(self.owner).exists())
    @rule(data=st.data(), number=st.integers(0, 9))
    def write(self, data, number):
        contact = data.draw(st.sampled_from(list(queries.of(self.owner).order_by("pk"))))
        domain.note(contact, kind="topic", text=f"word {number}", now=NOW)
        self.notes[f"word {number}"] += 1

    @precondition(lambda self: queries.of(self.owner).exists())
    @rule(data=st.data(), number=st.integers(0, 9))
    def correct(self, data, number):
        contact = data.draw(st.sampled_from(list(queries.of(self.owner).order_by("pk"))))
        company = f"Typed {number}"
        names = {"given_name": contact.given_name, "family_name": contact.family_name}
        domain.describe(contact, **names, company=company, function="", how_we_met="", now=NOW)
        self.typed[contact.pk] = Contact.objects.get(pk=contact.pk).company

    @precondition(lambda self: queries.of(self.owner).exists())
    @rule(data=st.data())
    def trash(self, data):
        contact = data.draw(st.sampled_from(list(queries.of(self.owner).order_by("pk"))))
        domain.trash(contact, now=NOW)

    @precondition(lambda self: queries.trashed(self.owner).exists())
    @rule(data=st.data())
    def bring_back(self, data):
        domain.bring_back(data.draw(st.sampled_from(list(queries.trashed(self.owner).order_by("pk")))), now=NOW)

    @precondition(lambda self: queries.of(self.owner).exists())
    @rule(data=st.data())
    def erase(self, data):
        contact = data.draw(st.sampled_from(list(queries.of(self.owner).order_by("pk"))))
        self.erased |= set(contact.keys.values_list("kind", "value"))
        self.notes -= Counter(contact.notes.values_list("text", flat=True))
        domain.erase(contact, now=NOW)
        self.typed = {pk: company for pk, company in self.typed.items() if Contact.objects.filter(pk=pk).exists()}

    @invariant()
    def nothing_is_lost_resurrected_or_twice(self):
        held = list(ContactKey.objects.values_list("kind", "value"))
        assert len(held) == len(set(held))
        assert not self.erased & set(held)
        cards = [card for _batch, file in self.standing for card in CARDS[file]]
        assert {key for card in cards if not card & self.erased for key in card} <= set(held)
        assert Counter(Note.objects.values_list("text", flat=True)) == +self.notes
        told = Counter()
        for _batch, file in self.standing:
            told |= TOUCHES.get(file, Counter())
        kept = {slug: many for slug, many in told.items() if ("linkedin", slug) not in self.erased}
        assert Touch.objects.count() == sum(kept.values())
        for contact, company in self.typed.items():
            assert Contact.objects.get(pk=contact).company == company
        hidden = Contact.objects.exclude(merged_into=None)
        for rows in (ContactKey, Note, Sighting, Touch):
            assert not rows.objects.filter(contact__in=hidden).exists()
        assert all(contact.full_name for contact in queries.of(self.owner))

    def _state(self):
        """Everything but when batches came: what an undo must restore."""
        says = ("pk", "given_name", "company", "provenance", "trashed_at", "merged_into")
        people = Contact.objects.order_by("pk").values(*says)
        keys = ContactKey.objects.order_by("kind", "value").values_list("contact", "kind", "value", "is_told")
        touches = Touch.objects.order_by("pk").values_list("contact", "at", "direction")
        return list(people), list(keys), list(touches)

    def teardown(self):
        self.owner.delete()


@pytest.mark.django_db
def test_any_order_loses_resurrects_and_doubles_nothing():
    run_state_machine_as_test(
        Network,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            derandomize="SPOREZO_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
