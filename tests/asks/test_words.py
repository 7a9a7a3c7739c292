"""Seven needs under three lights, in two languages: read the golden files aloud, they are what a coach says."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from sporezo.asks.enums import Need
from sporezo.asks.models import Ask
from sporezo.asks.queries import Bench, words
from sporezo.network.models import Contact
from tests.factories.asks import LIGHTS

GOLDEN = Path(__file__).parent / "golden"
SAID = {
    "fr": {
        Need.JOB: "J’aimerais diriger une équipe dans l’énergie.",
        Need.REFERENCE: "Je pense recruter la personne qui menait votre atelier.",
        Need.RECOMMENDATION: "Je me présente à la présidence du pôle régional.",
        Need.INTRODUCTION: "J’aimerais montrer nos capteurs aux Turbines du Sud.",
        Need.FOUNDING: "Nous voulons réparer les batteries de vélo.",
        Need.SUPPORT: "Ma tribune sur l’apprentissage paraît jeudi.",
    },
    "en": {
        Need.JOB: "I would like to lead a team in energy.",
        Need.REFERENCE: "I may hire the person who led your workshop.",
        Need.RECOMMENDATION: "I am standing for the chair of the regional cluster.",
        Need.INTRODUCTION: "I would like to show our sensors to Turbines du Sud.",
        Need.FOUNDING: "We want to repair bicycle batteries.",
        Need.SUPPORT: "My column on apprenticeship comes out on Thursday.",
    },
}


def said(alix, need, language, now):
    """What the page of one person says for one need, under each light."""
    ask = Ask.objects.create(
        owner=alix,
        need=need,
        words=SAID[language].get(need, ""),
        company="" if need == Need.OFF_THE_RECORD else "Turbines",
        opened_at=now,
    )
    bench = Bench(ask, now)
    moves = {state: bench.move(Contact.objects.get(given_name=name)) for state, name in NAMES.items()}
    return {
        state: {
            "advice": move.advice,
            "why": str(move.person.why),
            "path": [what for _way, what, _on in move.path],
            "through": [f"{contact.full_name} {because}" for contact, because in move.introducers],
            "draft": move.draft,
        }
        for state, move in moves.items()
    }


NAMES = {"green": "Inès", "warm-up": "Luc", "through": "Ada"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_seven_needs_under_three_lights_read_like_a_coach(alix, now, language):
    for state, name in NAMES.items():
        LIGHTS[state](alix, f"{name} Vidal", now, company="Turbines", sector="energy")
    with translation.override(language):
        found = {need.value: said(alix, need, language, now) for need in Need}

    # Golden files are read aloud: which kind of space stands before a colon is the business of tests/house.
    found = json.loads(json.dumps(found, ensure_ascii=False).replace("\u00a0", " ").replace("\u202f", " "))
    golden = json.loads((GOLDEN / f"{language}.json").read_text())
    assert found == golden
    every = [move["advice"] for need in found.values() for move in need.values()]
    assert len(set(every)) == 21
    assert all(len(move["draft"]) <= 400 for need in found.values() for move in need.values())
    assert not any("!" in line for line in every)


def test_a_draft_carries_the_owners_sentence_and_stays_short(alix, now):
    contact = LIGHTS["green"](alix, "Inès Faure", now)
    for need in Need:
        long = "" if need == Need.OFF_THE_RECORD else "word " * 40
        ask = Ask(owner=alix, need=need, words=long.strip()[:200], opened_at=now)
        draft = words.draft(ask, contact, on=now, now=now)
        assert len(draft) <= words.MOST_CHARACTERS
        assert ("Word word" in draft) == bool(long)
