"""Two contacts are one person: the loser is hidden and lends its rows to the winner; unmerging takes them home.

Nothing is copied: each row knows its home, so merges are undone in any order, whatever was imported or undone since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from sporezo.members.models import Member
from sporezo.network import rules
from sporezo.network.domain.erasure import tree
from sporezo.network.domain.sheets import refresh
from sporezo.network.domain.sightings import rebuild
from sporezo.network.enums import Circle
from sporezo.network.models import (
    Batch,
    Contact,
    ContactKey,
    Favour,
    Merge,
    Note,
    OwnLight,
    PairAnswer,
    Position,
    Sighting,
    Touch,
)

LENT_ROWS: tuple[Any, ...] = (ContactKey, Note, Favour, Position, Sighting)
_NEAREST = {circle: place for place, circle in enumerate(Circle.values)}


@transaction.atomic
def merge(winner: Contact, loser: Contact, *, now: dt.datetime, batch: Batch | None = None) -> Merge:
    """Make one person of two: every exchange, note, favour, key and position of both is on the winner's page."""
    Member.objects.select_for_update().get(pk=winner.owner_id)
    winner.refresh_from_db()
    loser.refresh_from_db()
    refusal = rules.refusal_to_merge(winner, loser)
    if refusal:
        raise refusal
    lent = _lend(winner, loser)
    loser.merged_into, loser.trashed_at = winner, now
    loser.save(update_fields=["merged_into", "trashed_at", "member", "folded"])
    winner.save(update_fields=["circle", "wish_days", "member", "folded"])
    for rows in LENT_ROWS:
        rows.objects.filter(contact=loser, home=None).update(home=loser)
        rows.objects.filter(contact=loser).update(contact=winner)
    Touch.objects.filter(contact=loser, home=None).update(home=loser)
    _move_touches([loser.pk], winner.pk)
    PairAnswer.objects.filter(low=min(winner.pk, loser.pk), high=max(winner.pk, loser.pk)).delete()
    rebuild([winner.pk])
    refresh(winner.owner, [winner.pk, loser.pk], now=now)
    return Merge.objects.create(winner=winner, loser=loser, batch=batch, merged_at=now, lent=lent)


@transaction.atomic
def unmerge(merged: Merge, *, now: dt.datetime, by_owner: bool = True) -> Contact:
    """They are two after all: the loser's rows go home. Said by their owner, nothing proposes them again."""
    Member.objects.select_for_update().get(pk=merged.winner.owner_id)
    merged.refresh_from_db()
    loser = Contact.objects.get(pk=merged.loser_id)
    if merged.undone_at is not None or loser.merged_into_id is None:
        return loser
    line = _upwards(loser)
    root = line[-1]
    merged.undone_at = now
    merged.save(update_fields=["undone_at"])
    loser.merged_into, loser.trashed_at = None, root.trashed_at
    _take_back(merged, line, loser)
    loser.save(update_fields=["merged_into", "trashed_at", "member", "folded"])
    homes = tree([loser.pk])
    for rows in LENT_ROWS:
        rows.objects.filter(contact=root, home__in=homes).update(contact=loser)
    Touch.objects.filter(contact=root, home__in=homes).update(contact=loser)
    settle([root.pk, loser.pk])
    rebuild([root.pk, loser.pk])
    refresh(root.owner, [root.pk, loser.pk], now=now)
    if by_owner:
        low, high = sorted((merged.winner_id, merged.loser_id))
        PairAnswer.objects.update_or_create(low_id=low, high_id=high, defaults={"answered_at": now, "until": None})
    return loser


@transaction.atomic
def answer_two(one: Contact, other: Contact, *, now: dt.datetime, until: dt.datetime | None = None) -> None:
    """Two different people, or undecided until later: the pair is not proposed again (before then)."""
    low, high = sorted((one.pk, other.pk))
    PairAnswer.objects.update_or_create(low_id=low, high_id=high, defaults={"answered_at": now, "until": until})


def settle(roots: Collection[int]) -> None:
    """Bring up exchanges that stayed at home because the winner held the same one, and no longer does."""
    for root in roots:
        homes = [home for home in tree([root]) if home != root]
        if homes:
            _move_touches(homes, root)


def _move_touches(homes: Collection[int], root: int) -> None:
    """Lend exchanges to the root, save those it holds already: the same one told by two contacts shows once."""
    waiting = list(Touch.objects.filter(contact__in=homes).order_by("pk").values_list("pk", "key"))
    if not waiting:
        return
    held = {base(key) for key in Touch.objects.filter(contact=root).values_list("key", flat=True)}
    moving = []
    for touch, key in waiting:
        if base(key) not in held:
            held.add(base(key))
            moving.append(touch)
    for start in range(0, len(moving), 500):
        Touch.objects.filter(pk__in=moving[start : start + 500]).update(contact=root)


def base(key: str) -> str:
    """An exchange's key without whom it was with: `abc~1f` → `abc`."""
    return key.partition("~")[0]


def _lend(winner: Contact, loser: Contact) -> dict[str, list[Any]]:
    """The nearer circle, a rhythm of one's own and the account pass to the winner; what passed, to take it back."""
    lent: dict[str, list[Any]] = {}
    if _NEAREST[loser.circle] < _NEAREST[winner.circle]:
        lent["circle"] = [winner.circle, loser.circle]
        winner.circle = loser.circle
    if winner.wish_days is None and loser.wish_days is not None:
        lent["wish_days"] = [None, loser.wish_days]
        winner.wish_days = loser.wish_days
    if not winner.how_we_met and loser.how_we_met:
        lent["how_we_met"] = ["", loser.how_we_met]
        winner.how_we_met = loser.how_we_met
        winner.save(update_fields=["how_we_met", "folded"])
    if winner.member_id is None and loser.member_id is not None:
        lent["member"] = [None, loser.member_id]
        winner.member_id, loser.member_id = loser.member_id, None
    light = OwnLight.objects.filter(contact=loser, lifted_at=None).first()
    if light is not None and not OwnLight.objects.filter(contact=winner, lifted_at=None).exists():
        lent["light"] = [None, light.pk]
        light.contact = winner
        light.save(update_fields=["contact"])
    return lent


def _take_back(merged: Merge, line: list[Contact], loser: Contact) -> None:
    """Undo `_lend` where its trace still stands; what changed since stays. An account may have been lent higher."""
    for name, (before, after) in merged.lent.items():
        if name == "light":
            OwnLight.objects.filter(pk=after, contact=line[1]).update(contact=loser)
            continue
        column = "member_id" if name == "member" else name
        for holder in line[1:] if name == "member" else line[1:2]:
            if getattr(holder, column) == after:
                setattr(holder, column, before)
                holder.save(update_fields=[name, "folded"])
                if name == "member":
                    loser.member_id = after


def _upwards(contact: Contact) -> list[Contact]:
    """The contact, whom it is merged into, and so on up to the root."""
    line = [contact]
    while line[-1].merged_into is not None:
        line.append(line[-1].merged_into)
    return line
