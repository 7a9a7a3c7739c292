"""Rows are locked in one order: members by id, the series, its sessions. On SQLite every deed is the only writer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet, Series
from sporezo.members.models import Member
from sporezo.prepared import Prepared

_members = Prepared(
    lambda pks: (
        Member.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    )
)
_meet = Prepared(lambda pk: Meet.objects.filter(pk=pk).select_for_update(no_key=True).values_list("pk", flat=True))


def lock_members(members: Iterable[int]) -> None:
    """Hold these members still, so that nobody gets into two places at once."""
    pks = tuple(set(members))
    if pks and connection.features.has_select_for_update:
        _members(pks)


def lock(meet: Meet) -> Meet:
    """The session as it is now, held still."""
    return Meet.objects.select_for_update(no_key=True).get(pk=meet.pk)


def lock_with_players(meet: Meet) -> Meet:
    """The session and all who are in it, held still: whoever joins while one waits for them is held too."""
    players = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    while True:
        point = transaction.savepoint()
        held = set(players.values_list("member_id", flat=True))
        lock_members(pk for pk in held if pk)
        locked = lock(meet)
        if set(players.values_list("member_id", flat=True)) <= held:
            transaction.savepoint_commit(point)
            return locked
        transaction.savepoint_rollback(point)  # lets go of them all: members are held before their sessions


def lock_series(series: Series) -> Series:
    """The series as it is now, held still."""
    return Series.objects.select_for_update(no_key=True).get(pk=series.pk)


def hold_still(meet_id: int) -> None:
    """Hold a session still for a deed that reads it together with what belongs to it."""
    if connection.features.has_select_for_update:
        _meet(meet_id)
