import datetime as dt

import pytest
from django.utils import translation

from sporezo.jobs import clock
from tests.factories.meets import make_sport
from tests.factories.rounds import make_player


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def stand(settings):
    """Pages read the clock: have it start at a moment."""

    def stand(moment):
        settings.SPOREZO_NOW = moment
        return clock.now()

    return stand


@pytest.fixture
def padel(db):
    return make_sport("padel")


@pytest.fixture
def running(db):
    return make_sport("running")


@pytest.fixture
def four(padel):
    """Four who play padel at the same level, at any hour."""
    return [make_player(padel) for _ in range(4)]


@pytest.fixture
def decided_at():
    """The Wednesday evening on which the round of `MONDAY` is decided."""
    return dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC)


@pytest.fixture
def tennis(db):
    return make_sport("tennis")
