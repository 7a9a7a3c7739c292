"""While a long list comes in, others write: an import commits a bounded number of rows at a time, and waits between."""

import datetime as dt
import io
import json
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from sporezo.communities.domain import import_members
from sporezo.communities.domain import invitations as members
from sporezo.communities.models import Invitation
from sporezo.formats.source import Source
from sporezo.jobs.giving_way import BREATH_SECONDS, CROWD_SECONDS, WAITED_SECONDS, giving_way
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance
from sporezo.places.domain import import_venues
from sporezo.places.domain import venues as places
from sporezo.places.models import Venue
from sporezo.rounds.domain import answer
from sporezo.rounds.models import Seat
from tests.factories.communities import make_community
from tests.factories.meets import make_sport
from tests.factories.races import race
from tests.factories.rounds import make_player, make_proposal

pytestmark = pytest.mark.django_db(transaction=True)
DECIDED_AT = dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC)


@contextmanager
def rows_by_transaction():
    """How many rows each transaction inserted, in the order they were committed (PostgreSQL takes them as columns)."""
    committed, under_way = [], [0]

    def close():
        committed.append(under_way[0])
        under_way[0] = 0

    def count(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if sql.startswith("INSERT"):
            if under_way[0] == 0:
                transaction.on_commit(close)
            under_way[0] += len(params[0]) if isinstance(params[0], list) else sql.count("), (") + 1
        return found

    with connection.execute_wrapper(count):
        yield committed


def people(count):
    lines = (f"p{number}@example.org,Ada,Roche,Maison" for number in range(count))
    return io.BytesIO(("email,first_name,last_name,company\n" + "\n".join(lines) + "\n").encode())


def courts(count):
    rows = [
        {
            "equip_numero": f"E{number:08}",
            "equip_nom": f"Court {number}",
            "equip_type_name": "Court de tennis",
            "equip_aps_nom": ["Tennis"],
            "equip_x": 4.8 + number / 90_000,
            "equip_y": 45.7,
        }
        for number in range(count)
    ]
    return Source(io.BytesIO(json.dumps(rows).encode()))


@pytest.mark.parametrize("count", [300, 1200])
def test_a_list_of_members_is_written_a_few_rows_at_a_time(count):
    club = make_community()
    with rows_by_transaction() as committed:
        import_members(club, stream=people(count), by=None, now=DECIDED_AT)
    assert Invitation.objects.count() == sum(committed) == count
    assert max(committed) <= members.ROWS_A_TRANSACTION == 60
    assert len(committed) == -(-count // members.ROWS_A_TRANSACTION)


@pytest.mark.parametrize("count", [150, 600])
def test_a_file_of_venues_is_written_a_few_at_a_time(count):
    make_sport("tennis")
    with rows_by_transaction() as committed:
        import_venues(courts(count), now=DECIDED_AT)
    assert Venue.objects.count() == count
    assert max(committed) <= 2 * places.VENUES_A_TRANSACTION == 80  # each with the sport one plays there
    assert len(committed) == -(-count // places.VENUES_A_TRANSACTION)


def test_long_work_takes_a_breath_after_each_transaction():
    rests = []
    with giving_way(rest=rests.append):
        assert connection.in_atomic_block
        assert rests == []
    assert rests == [BREATH_SECONDS]


def test_long_work_that_had_to_wait_for_others_rests_longer():
    """Only SQLite has one writer; elsewhere nobody waits."""
    rests, writing, asked = [], threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            writing.set()
            assert asked.wait(20)
            time.sleep(10 * WAITED_SECONDS)

    def work():
        assert writing.wait(20)
        asked.set()
        with giving_way(rest=rests.append):
            pass

    assert race(lambda deed: deed(), [write, work]) == [None, None]
    assert rests == [CROWD_SECONDS if connection.vendor == "sqlite" else BREATH_SECONDS]


def test_yeses_during_an_import_meet_no_error():
    """The import itself goes on in a thread of its own: whoever comes second waits a turn, not the whole list."""
    running = make_sport("running")
    runners = [make_player(running) for _ in range(10)]
    starts_at = DECIDED_AT + dt.timedelta(days=5)
    proposal = make_proposal(runners, sport=running, now=DECIDED_AT, places=10, quorum=2, starts_at=starts_at)
    seats = list(Seat.objects.filter(proposal=proposal).select_related("proposal__meet"))
    club = make_community()

    def deed(one):
        if one is None:
            import_members(club, stream=people(1000), by=None, now=DECIDED_AT)
        else:
            answer(one, accepted=True, now=DECIDED_AT)

    assert race(deed, [None, *seats]) == [None] * 11
    assert Attendance.objects.filter(presence=Presence.IN).count() == 10
    assert Invitation.objects.count() == 1000
