"""The cast: four people every test may call on stage."""

import pytest

from sporezo.members.models import Member
from sporezo.safety.models import Block
from tests.factories.members import SINCE, make_member


@pytest.fixture
def alix(db) -> Member:
    """Hosts."""
    return make_member(
        "Alix", "Morel", email="alix@example.org", company="Ateliers Morel", function="Directrice", sector="industry"
    )


@pytest.fixture
def bruno(db) -> Member:
    """Plays with Alix."""
    return make_member(
        "Bruno", "Lafont", email="bruno@example.org", company="Banque du Rhône", function="Analyste", sector="banking"
    )


@pytest.fixture
def chloe(db) -> Member:
    """A stranger."""
    return make_member(
        "Chloé", "Perrin", email="chloe@example.org", company="Cabinet Perrin", function="Avocate", sector="law"
    )


@pytest.fixture
def driss(db, bruno) -> Member:
    """Blocked Bruno."""
    driss = make_member(
        "Driss", "Amrani", email="driss@example.org", company="Dune Logiciels", function="Fondateur", sector="digital"
    )
    Block.objects.create(blocker=driss, blocked=bruno, created_at=SINCE)
    return driss
