"""Keeping one's distance, and having met. Each deed done twice is done once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import combinations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sporezo.members.models import Member, company_key
from sporezo.safety.domain.audit import record, subject_of
from sporezo.safety.models import Acquaintance, Block, ExcludedCompany, NotWith
from sporezo.safety.rules import refusal_to_block, refusal_to_set_apart
from sporezo.ui.refused import Refused


@transaction.atomic
def block(member: Member, *, other: Member, now: dt.datetime) -> Block:
    """Immediate and silent: from now on neither sees nor meets the other anywhere."""
    if refusal := refusal_to_block(member, other, now=now):
        raise refusal
    row, is_new = Block.objects.get_or_create(blocker=member, blocked=other, defaults={"created_at": now})
    if is_new:
        record(member, deed="block", subject=subject_of(other), now=now)
    return row


@transaction.atomic
def unblock(member: Member, *, other: Member, now: dt.datetime) -> None:
    """Lift one's own block; the other's, if there is one, stands."""
    deleted, _rows = Block.objects.filter(blocker=member, blocked=other).delete()
    if deleted:
        record(member, deed="unblock", subject=subject_of(other), now=now)


def keep_apart(member: Member, *, other: Member, now: dt.datetime) -> NotWith:
    """Never again in one session; they may still read each other's name elsewhere, and nobody is told."""
    if refusal := refusal_to_set_apart(member, other):
        raise refusal
    return NotWith.objects.get_or_create(member=member, other=other, defaults={"created_at": now})[0]


def undo_keep_apart(member: Member, *, other: Member) -> None:
    NotWith.objects.filter(member=member, other=other).delete()


def exclude_company(member: Member, *, name: str, now: dt.datetime) -> ExcludedCompany:
    """Be proposed nobody of this company, however its name is typed."""
    name = " ".join(name.split())
    key = company_key(name)
    if not key:
        raise Refused(_("That name has no letter in it."), _("Type the company's name as people write it."))
    return ExcludedCompany.objects.get_or_create(
        member=member, company_key=key, defaults={"name": name[:120], "created_at": now}
    )[0]


def readmit_company(member: Member, *, key: str) -> None:
    ExcludedCompany.objects.filter(member=member, company_key=key).delete()


@transaction.atomic
def acquaint_since(member: int, others: Mapping[int, dt.datetime | None]) -> None:
    """Write anew since when somebody knows each of these, None being never: a session turned out otherwise."""
    pairs = {(min(member, other), max(member, other)): since for other, since in others.items()}
    known = Q()
    for low, high in pairs:
        known |= Q(low=low, high=high)
    if pairs:
        Acquaintance.objects.filter(known).delete()
    Acquaintance.objects.bulk_create(
        [Acquaintance(low_id=low, high_id=high, since_at=since) for (low, high), since in pairs.items() if since],
        ignore_conflicts=True,
    )


def acquaint(members: Iterable[Member | int], *, now: dt.datetime) -> None:
    """Write down that these people played together, each pair once, from the first time on."""
    ids = sorted({member if isinstance(member, int) else member.pk for member in members})
    Acquaintance.objects.bulk_create(
        [Acquaintance(low_id=low, high_id=high, since_at=now) for low, high in combinations(ids, 2)],
        ignore_conflicts=True,
    )
