"""Sheets as they are read: a body of rows with what changed since laid over it, alphabetical."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from sporezo.engine.sheets import ROW, Rows, Season
from sporezo.engine.snapshot import Ints
from sporezo.members.models import Member
from sporezo.network.models import TieBody, TieSheet
from sporezo.prepared import Prepared

LAYOUT = f"4:{ROW.itemsize}:{len(ROW.names or ())}"
"""Changes whenever a row does, so that a sheet written by another version is read anew."""

TRIES = 3
"""A body replaced between two looks is looked for again; a network that changes so fast is read from its exchanges."""


@dataclass(frozen=True, slots=True)
class Body:
    """The rows last read whole, and which ones they are."""

    stamp: str
    rows: Rows
    words: list[str]
    season: Season


@dataclass(frozen=True, slots=True)
class Sheet:
    """What holds now: rows and search keys in alphabetical order, the season, and the stamp of this state."""

    stamp: str
    body: Body
    rows: Rows
    words: list[str]

    @property
    def season(self) -> Season:
        return self.body.season


_stamp = Prepared(lambda owner: TieSheet.objects.filter(owner=owner, layout=LAYOUT).values_list("stamp", flat=True))


def stamp_of(owner: Member) -> str | None:
    """The state of an owner's sheet at a glance, None when there is none or another version wrote it."""
    return next(iter(_stamp(owner.pk)), None)


def deed_of(stamp: str) -> str:
    """The half of a stamp that an import leaves as it was: the state its owner's last deed brought about."""
    return stamp[:16]


def sheet_of(owner: Member, *, known: Body | None = None) -> Sheet | None:
    """The whole of it, with the body at hand when that is still the one; two queries at most but for a race."""
    for _try in range(TRIES):
        sheet = TieSheet.objects.filter(owner=owner, layout=LAYOUT).first()
        if sheet is None:
            return None
        body = known if known and known.stamp == sheet.body_stamp else body_of(sheet)
        if body is not None:
            rows, words = laid_over(body.rows, body.words, ids_of(sheet), *patch_of(sheet))
            return Sheet(sheet.stamp, body, rows, words)
    return None


def body_of(sheet: TieSheet) -> Body | None:
    """The body a sheet stands on, None when it was just replaced."""
    found = TieBody.objects.filter(owner=sheet.owner_id, stamp=sheet.body_stamp).first()
    if found is None:
        return None
    rows: Rows = np.frombuffer(bytes(found.rows), dtype=ROW)
    return Body(found.stamp, rows, lines(found.words, rows), Season.of_json(found.season))


def ids_of(sheet: TieSheet) -> Ints:
    """The contacts whose rows in the body no longer count."""
    return np.frombuffer(bytes(sheet.patched), dtype=np.int64)


def patch_of(sheet: TieSheet) -> tuple[Rows, list[str]]:
    """The rows that stand in for them, and their search keys."""
    rows: Rows = np.frombuffer(bytes(sheet.rows), dtype=ROW)
    return rows, lines(sheet.words, rows)


def lines(words: str, rows: Rows) -> list[str]:
    return words.split("\n") if rows.size else []


def laid_over(
    rows: Rows, words: list[str], patched: Ints, fresh: Rows, fresh_words: list[str]
) -> tuple[Rows, list[str]]:
    """Alphabetical `rows` without those `patched`, and the `fresh` ones in their place; O(C + P log C)."""
    if not patched.size:
        return rows, words
    ids, new = rows["contact"], fresh["contact"].tolist()
    kept = np.flatnonzero(~np.isin(ids, patched))
    sheaf = sorted(range(len(new)), key=lambda k: (fresh_words[k], new[k]))
    points = np.array([_point(words, ids, fresh_words[k], new[k]) for k in sheaf], dtype=np.int64)
    order = np.insert(kept, np.searchsorted(kept, points), len(words) + np.array(sheaf, dtype=np.int64))
    # As bytes, and `take`: numpy copies structured rows field by field wherever it can.
    all_rows, all_words = np.frombuffer(rows.tobytes() + fresh.tobytes(), dtype=ROW), words + fresh_words
    return all_rows.take(order), [all_words[place] for place in order.tolist()]


def _point(words: list[str], ids: Ints, word: str, contact: int) -> int:
    """Where one goes: by key, then by number."""
    point = bisect_left(words, word)
    while point < len(words) and words[point] == word and ids[point] < contact:
        point += 1
    return point
