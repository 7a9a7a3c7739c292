import pytest
from django.utils import translation

from tests.factories.communities import make_member
from tests.factories.meets import begin, make_sport


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def padel(db):
    return make_sport("padel")


@pytest.fixture
def running(db):
    return make_sport("running")


@pytest.fixture
def four(db):
    return [make_member() for _ in range(4)]


@pytest.fixture
def series(now, db):
    """Every Wednesday at nine, four places."""
    return begin(make_member(), now=now)
