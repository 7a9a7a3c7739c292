"""Ties kept read: whoever changes contacts or exchanges says so here, in the same transaction.

A member with many exchanges has a sheet (`TieSheet`). `refresh` reads the rows of some contacts anew, `rebuild` the
whole; both start from the exchanges, never from what was there. Members with few have no sheet, and nothing is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import numpy as np
from django.db import transaction
from django.db.models import Q

from sporezo.engine.sheets import ROW, Rows, Season, read_rows
from sporezo.members.models import Member
from sporezo.network.models import Contact, TieSheet, Touch
from sporezo.network.queries.gather import days, people_of, touches_of
from sporezo.network.queries.ties import LAYOUT, read_all, unpacked

MANY_TOUCHES = 3_000
MANY_CONTACTS = 600
SETTLES = dt.timedelta(seconds=20)  # an import that goes on writing is let finish
READ_ANEW = dt.timedelta(hours=20)
AT_ONCE = 500  # identifiers in one query


@transaction.atomic
def refresh(owner: Member, contacts: Collection[int], *, now: dt.datetime) -> None:
    """The exchanges, wishes or names of these contacts (ids) changed, or they came or went: read their rows anew.

    Call it in the transaction of the change. It costs about as much as reading their exchanges, and nothing when the
    owner has no sheet. The season (chart, card) follows within a minute or so.
    """
    sheet = TieSheet.objects.select_for_update().filter(owner=owner).first()
    if sheet is None:
        if _has_many(owner):
            TieSheet.objects.create(owner=owner, layout="", rows=b"", read_at=now, stale_since=now)
        return
    if sheet.layout == LAYOUT:
        rows, words, season = unpacked(sheet)
        fresh, fresh_words = _read(owner, sorted(set(contacts)), season, now)
        kept = np.flatnonzero(~np.isin(rows["contact"], np.fromiter(contacts, np.int64)))
        _pack(sheet, np.concatenate([rows[kept], fresh]), [words[place] for place in kept] + fresh_words)
    sheet.stale_since = sheet.stale_since or now
    sheet.version += 1
    sheet.save(update_fields=["layout", "rows", "words", "stale_since", "version"])


def rebuild(owner: Member, *, now: dt.datetime) -> None:
    """Read the whole anew from the exchanges; a change that came meanwhile wins, and this reading is dropped."""
    version = TieSheet.objects.filter(owner=owner).values_list("version", flat=True).first()
    rows, words, season = read_all(owner, now)
    fresh = TieSheet(owner=owner, read_at=now, season=season.as_json())
    _pack(fresh, rows, words)
    with transaction.atomic():
        kept = TieSheet.objects.select_for_update().filter(owner=owner).first()
        if kept is None and version is None:
            fresh.save(force_insert=True)
        elif kept is not None and kept.version == version:
            fresh.version = version + 1
            fresh.save(force_update=True)


def sweep(*, now: dt.datetime) -> int:
    """Rebuild the sheets that were patched or have grown old; how many."""
    due = Q(stale_since__lt=now - SETTLES) | Q(read_at__lt=now - READ_ANEW) | ~Q(layout=LAYOUT)
    sheets = TieSheet.objects.filter(due).select_related("owner").only("owner", "version")
    owners = [sheet.owner for sheet in sheets.order_by("read_at", "pk")]
    for owner in owners:
        rebuild(owner, now=now)
    return len(owners)


def _has_many(owner: Member) -> bool:
    return (
        Touch.objects.filter(owner=owner).order_by()[MANY_TOUCHES : MANY_TOUCHES + 1].exists()
        or Contact.objects.filter(owner=owner).order_by()[MANY_CONTACTS : MANY_CONTACTS + 1].exists()
    )


def _read(owner: Member, contacts: list[int], season: Season, now: dt.datetime) -> tuple[Rows, list[str]]:
    rows: list[Rows] = [np.zeros(0, dtype=ROW)]
    words: list[str] = []
    for start in range(0, len(contacts), AT_ONCE):
        some = contacts[start : start + AT_ONCE]
        people, keys = people_of(owner, among=some)
        touches = touches_of(owner, people.contact, among=some)
        rows.append(read_rows(touches, people, now_days=days(now), rates=season.rates))
        words += keys
    return np.concatenate(rows), words


def _pack(sheet: TieSheet, rows: Rows, words: list[str]) -> None:
    """In the order of names, as lists show them."""
    ids = rows["contact"].tolist()
    order = sorted(range(len(words)), key=lambda place: (words[place], ids[place]))
    sheet.layout, sheet.rows = LAYOUT, rows[order].tobytes()
    sheet.words = "\n".join(words[place] for place in order)
