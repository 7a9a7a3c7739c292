"""The archives and the crowd that the network is measured with."""

from argparse import Namespace

import pytest

from sporezo.bench import import_, network
from sporezo.bench.archives import write_archive
from sporezo.network import domain, queries
from sporezo.network.models import Contact, TieBody, Touch


@pytest.fixture
def bring(alix, now, tmp_path):
    def bring(**told):
        path = tmp_path / "archive.zip"
        write_archive(path, connections=40, messages=60, seed=3, **told)
        with path.open("rb") as stream:
            return import_._counts(
                domain.bring(domain.open_batch(alix, path.name, now=now), stream, now=now).counts | {"skipped": []}
            )

    return bring


def test_an_archive_again_creates_nothing_and_another_speaks_of_others(bring, alix):
    first, again, other = bring(), bring(), bring(first=1_000)

    assert first["created"] == other["created"] > 30
    assert first["touches"] >= 60
    assert (again["created"], again["touches"]) == (0, 0)
    assert len(queries.of(alix)) == 2 * first["created"]


@pytest.mark.django_db
def test_a_crowd_is_filled_in_once():
    asked = Namespace(contacts=12, touches=60, seed=1)
    assert network._fill(asked)["rebuild_seconds"] >= 0
    assert (Contact.objects.count(), Touch.objects.count(), TieBody.objects.count()) == (12, 60, 1)
    assert network._fill(asked) == {}
    assert Contact.objects.count() == 12


def test_what_readers_waited_is_told_in_milliseconds():
    told = network._summary([0.010, 0.020, 0.030])
    assert (told["p50"], told["max"], told["asked"]) == (20.0, 30.0, 3)
