"""Undoing an import: what only this batch vouched for leaves, what its owner made of it stays and is reported."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from sporezo.members.models import Member
from sporezo.network.domain.merging import settle, unmerge
from sporezo.network.domain.sheets import refresh
from sporezo.network.domain.sightings import NAMES, TYPED, drop_unvouched_keys, mark_typed, rebuild
from sporezo.network.domain.touches import strike
from sporezo.network.enums import Circle
from sporezo.network.models import (
    Batch,
    Contact,
    ContactKey,
    Favour,
    Merge,
    Note,
    OwnLight,
    Position,
    Sighting,
    Touch,
    TouchClaim,
)
from sporezo.network.queries.exports import OWN

CONTACTS_A_TRANSACTION = 60
TOUCHES_A_TRANSACTION = 500


def undo(batch: Batch, *, now: dt.datetime, beat: Callable[[], dt.datetime] | None = None) -> Batch:
    """Undo a whole batch, chunk by chunk; a job that died goes on, and undone twice is undone once."""
    if batch.undone_at is not None:
        return batch
    if batch.undo_asked_at is None:
        batch.undo_asked_at = now
        batch.save(update_fields=["undo_asked_at"])
    everything = max(1, batch.claims.count() + Touch.objects.filter(batch=batch).count())
    kept = set(batch.counts.get("kept", []))
    for merged in batch.merges.filter(undone_at=None).order_by("-pk"):
        unmerge(merged, now=now, by_owner=False)
    while _withdraw_touches(batch, now=now):
        _tell_progress(batch, everything, beat() if beat else now)
    while homes := _homes(batch):
        kept |= _withdraw(batch, homes, now=now)
        batch.counts = {**batch.counts, "kept": sorted(kept)}
        batch.save(update_fields=["counts"])
        _tell_progress(batch, everything, beat() if beat else now)
    batch.undone_at, batch.progress = now, 100
    batch.save(update_fields=["undone_at", "progress"])
    return batch


@transaction.atomic
def _withdraw_touches(batch: Batch, *, now: dt.datetime) -> bool:
    """Some exchanges of the batch: gone, or handed on to another batch that told them too; whether there were any."""
    Member.objects.select_for_update().get(pk=batch.owner_id)
    TouchClaim.objects.filter(batch=batch).delete()
    mine = Touch.objects.filter(batch=batch).order_by("pk")
    touches = list(mine.values_list("pk", flat=True)[:TOUCHES_A_TRANSACTION])
    if not touches:
        for rows in (Note, Favour, Position):
            rows.objects.filter(batch=batch).delete()
        return False
    heirs: dict[int, TouchClaim] = {}
    for claim in TouchClaim.objects.filter(touch__in=touches).order_by("-pk"):
        heirs[claim.touch_id] = claim
    for heir in {claim.batch_id for claim in heirs.values()}:
        handed_on = [touch for touch, claim in heirs.items() if claim.batch_id == heir]
        Touch.objects.filter(pk__in=handed_on).update(batch=heir)
    TouchClaim.objects.filter(pk__in=[claim.pk for claim in heirs.values()]).delete()
    strike(batch.owner, Touch.objects.filter(pk__in=[touch for touch in touches if touch not in heirs]), now=now)
    return True


def _homes(batch: Batch) -> list[int]:
    """Some contacts about whom this batch still vouches for something."""
    claims = batch.claims.annotate(whose=_home("sighting__"))
    return list(claims.values_list("whose", flat=True).distinct().order_by("whose")[:CONTACTS_A_TRANSACTION])


@transaction.atomic
def _withdraw(batch: Batch, homes: Collection[int], *, now: dt.datetime) -> set[int]:
    """What the batch said of these contacts is unsaid; whom it created leaves, save whom its owner made theirs."""
    Member.objects.select_for_update().get(pk=batch.owner_id)
    mine = Sighting.objects.annotate(whose=_home()).filter(whose__in=homes)
    claims = batch.claims.filter(sighting__in=mine.values("pk"))
    sightings = list(claims.values_list("sighting_id", flat=True))
    given = dict(mine.filter(pk__in=sightings, source=OWN).values_list("whose", "fields"))
    claims.delete()
    Sighting.objects.filter(pk__in=sightings, claims=None).delete()
    # The oldest of the other batches comes last, and stays.
    others = mine.filter(claims__isnull=False).order_by("-claims__batch")
    still_told = dict(others.values_list("whose", "claims__batch"))
    created = list(Contact.objects.filter(pk__in=homes).exclude(batch=None))
    orphans = [contact for contact in created if contact.pk not in still_told]
    theirs = made_by_owner(orphans, given)
    for contact in created:
        if contact.pk in still_told:
            Contact.objects.filter(pk=contact.pk).update(batch=still_told[contact.pk])
        elif contact.pk in theirs:
            _adopt(contact)
    gone = [contact for contact in orphans if contact.pk not in theirs]
    for contact in gone:
        for merged in Merge.objects.filter(loser__merged_into=contact, undone_at=None).order_by("-pk"):
            unmerge(merged, now=now, by_owner=False)
    roots = _roots([home for home in homes if home not in {contact.pk for contact in gone}] + _hosts(gone))
    Contact.objects.filter(pk__in=[contact.pk for contact in gone]).delete()
    drop_unvouched_keys(roots)
    settle(roots)
    rebuild(roots)
    refresh(batch.owner, {*roots, *homes}, now=now)
    return theirs


def made_by_owner(contacts: Collection[Contact], given: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Those on whom their owner left a mark: a word, an exchange, a circle, a place in the trash, a correction.

    `given` says which marks came with an export of Sporezo's own: they are the file's.
    """
    theirs = {contact.pk for contact in contacts if _is_marked(contact, given.get(contact.pk, {}))}
    homes = {contact.pk for contact in contacts}
    for rows in (Note, Favour, Position, Touch):
        told: Any = rows.objects.annotate(whose=_home()).filter(whose__in=homes, batch=None)
        theirs.update(told.values_list("whose", flat=True))
    told_keys = ContactKey.objects.annotate(whose=_home()).filter(whose__in=homes, is_told=True)
    lights = Counter(OwnLight.objects.filter(contact__in=homes).values_list("contact_id", flat=True))
    theirs.update(home for home, many in lights.items() if many != given.get(home, {}).get("lights"))
    theirs.update(told_keys.values_list("whose", flat=True))
    return theirs


def _is_marked(contact: Contact, given: Mapping[str, Any]) -> bool:
    is_trashed = contact.trashed_at is not None and contact.merged_into_id is None
    return bool(
        contact.member_id
        or contact.how_we_met != given.get("how_we_met", "")
        or contact.circle != given.get("circle", Circle.WIDE)
        or contact.wish_days != given.get("wish_days")
        or (contact.snoozed_until and "snoozed_until" not in given)
        or (contact.set_aside_at and "set_aside_at" not in given)
        or (is_trashed and "trashed_at" not in given)
        or TYPED in contact.provenance.get("fields", {}).values()
    )


def _adopt(contact: Contact) -> None:
    """Its owner's from now on: the name and the exact keys stay, so that the file, brought again, meets it."""
    mark_typed(contact, NAMES)
    contact.batch = None
    contact.save(update_fields=["provenance", "batch", "folded"])
    ContactKey.objects.annotate(whose=_home()).filter(whose=contact.pk).update(is_told=True)


def _hosts(gone: Collection[Contact]) -> list[int]:
    return [contact.merged_into_id for contact in gone if contact.merged_into_id is not None]


def _roots(contacts: Collection[int]) -> list[int]:
    """Whose pages these contacts are on."""
    above = dict(Contact.objects.filter(pk__in=contacts).values_list("pk", "merged_into"))
    roots = {pk for pk, winner in above.items() if winner is None}
    merged = {winner for winner in above.values() if winner is not None}
    return sorted(roots | (set(_roots(sorted(merged))) if merged else set()))


def _home(prefix: str = "") -> Any:
    return Coalesce(F(f"{prefix}home"), F(f"{prefix}contact"))


def _tell_progress(batch: Batch, everything: int, now: dt.datetime) -> None:
    left = batch.claims.count() + Touch.objects.filter(batch=batch).count()
    Batch.objects.filter(pk=batch.pk).update(progress=min(99, 100 - 100 * left // everything), beat_at=now)
