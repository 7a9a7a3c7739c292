"""Ties kept read: whoever changes contacts or exchanges says so here, in the same transaction.

A member with many exchanges has a sheet (`TieSheet`) over a body (`TieBody`). `refresh` reads the rows of some contacts
anew and lays them over, `rebuild` the whole; both start from the exchanges, never from what was there. Members with few
have no sheet, and nothing is done.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

import numpy as np
from django.db import transaction
from django.db.models import Q

from sporezo.engine.sheets import ROW, Rows, Season, read_rows
from sporezo.members.models import Member
from sporezo.network.models import Contact, TieBody, TieSheet, Touch
from sporezo.network.queries.gather import days, people_of, touches_of
from sporezo.network.queries.sheets import LAYOUT, body_of, deed_of, ids_of, laid_over, patch_of
from sporezo.network.queries.ties import read_all

MANY_TOUCHES = 3_000
MANY_CONTACTS = 600
MOST_PATCHED = 1_000  # contacts laid over: more, and the body is written anew
SETTLES = dt.timedelta(seconds=20)  # an import that goes on writing is let finish
READ_ANEW = dt.timedelta(hours=20)
AT_ONCE = 500  # identifiers in one query


@transaction.atomic
def refresh(owner: Member, contacts: Collection[int], *, now: dt.datetime, by_import: bool = False) -> None:
    """The exchanges, wishes or names of these contacts (ids) changed, or they came or went: read their rows anew.

    Call it in the transaction of the change. It costs about as much as reading their exchanges, and nothing when the
    owner has no sheet. The season (chart, card) follows within a minute or so. What an import does, pages may show a
    moment later (`tie_reading`).
    """
    sheet = TieSheet.objects.select_for_update().filter(owner=owner).first()
    if sheet is None:
        if _has_many(owner):
            TieSheet.objects.create(owner=owner, layout="", stamp=_drawn(), body_stamp="", read_at=now, stale_since=now)
        return
    if sheet.layout == LAYOUT:
        _lay_over(owner, sheet, sorted(set(contacts)), now=now)
    sheet.stale_since = sheet.stale_since or now
    sheet.stamp = _drawn(after=sheet.stamp if by_import else "")
    sheet.save(update_fields=["stamp", "body_stamp", "stale_since", "patched", "rows", "words"])


def rebuild(owner: Member, *, now: dt.datetime) -> None:
    """Read the whole anew from the exchanges; a change that came meanwhile wins, and this reading is dropped."""
    stamp = TieSheet.objects.filter(owner=owner).values_list("stamp", flat=True).first()
    rows, words, season = read_all(owner, now)
    with transaction.atomic():
        kept = TieSheet.objects.select_for_update().filter(owner=owner).first()
        if (kept.stamp if kept else None) == stamp:
            body = _write_body(owner, rows, words, season)
            sheet = TieSheet(owner=owner, layout=LAYOUT, stamp=_drawn(), body_stamp=body, read_at=now)
            sheet.save(force_insert=kept is None, force_update=kept is not None)


def sweep(*, now: dt.datetime) -> int:
    """Rebuild the sheets that were patched or have grown old; how many."""
    due = Q(stale_since__lt=now - SETTLES) | Q(read_at__lt=now - READ_ANEW) | ~Q(layout=LAYOUT)
    sheets = TieSheet.objects.filter(due).select_related("owner").only("owner")
    owners = [sheet.owner for sheet in sheets.order_by("read_at", "pk")]
    for owner in owners:
        rebuild(owner, now=now)
    return len(owners)


def _has_many(owner: Member) -> bool:
    return (
        Touch.objects.filter(owner=owner).order_by()[MANY_TOUCHES : MANY_TOUCHES + 1].exists()
        or Contact.objects.filter(owner=owner).order_by()[MANY_CONTACTS : MANY_CONTACTS + 1].exists()
    )


def _read(owner: Member, contacts: list[int], record: float, now: dt.datetime) -> tuple[Rows, list[str]]:
    rows: list[Rows] = [np.zeros(0, dtype=ROW)]
    words: list[str] = []
    for start in range(0, len(contacts), AT_ONCE):
        some = contacts[start : start + AT_ONCE]
        people, keys = people_of(owner, among=some)
        touches = touches_of(owner, people.contact, among=some)
        rows.append(read_rows(touches, people, now_days=days(now), record=record))
        words += keys
    return np.concatenate(rows), words


def _lay_over(owner: Member, sheet: TieSheet, contacts: list[int], *, now: dt.datetime) -> None:
    """The rows of these contacts anew, over the body; into it when they are many or somebody left."""
    season = TieBody.objects.filter(owner=owner).values_list("season", flat=True).get()
    fresh, fresh_words = _read(owner, contacts, Season.of_json(season).record, now)
    again = np.array(contacts, dtype=np.int64)
    before, before_words = patch_of(sheet)
    kept = np.flatnonzero(~np.isin(before["contact"], again))
    rows = np.concatenate([before[kept], fresh])
    words = [before_words[place] for place in kept.tolist()] + fresh_words
    patched = np.union1d(ids_of(sheet), again)
    left = np.setdiff1d(again, fresh["contact"])
    body = body_of(sheet) if left.size or patched.size > MOST_PATCHED else None
    # Whoever was erased is nowhere, at once; the trash goes the same way.
    if body and (patched.size > MOST_PATCHED or np.isin(left, body.rows["contact"]).any()):
        sheet.body_stamp = _write_body(owner, *laid_over(body.rows, body.words, patched, rows, words), body.season)
        patched, rows, words = patched[:0], rows[:0], []
    sheet.patched, sheet.rows, sheet.words = patched.tobytes(), rows.tobytes(), "\n".join(words)


def _write_body(owner: Member, rows: Rows, words: list[str], season: Season) -> str:
    """In the order of names, as lists show them; the stamp of this body."""
    stamp = _drawn()
    TieBody(owner=owner, stamp=stamp, rows=rows.tobytes(), words="\n".join(words), season=season.as_json()).save()
    return stamp


def _drawn(*, after: str = "") -> str:
    """A stamp that no other state ever bore, in this process or another, rolled back or not; see `deed_of`."""
    return (deed_of(after) or secrets.token_hex(8)) + secrets.token_hex(8)
