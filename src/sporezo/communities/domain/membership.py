"""Found a community, join it, leave it."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.text import slugify

from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.communities.rules import refusal_to_leave
from sporezo.members.models import Member

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
CODE_LENGTH = 8


@transaction.atomic
def found(
    *,
    name: str,
    kind: CommunityKind,
    lead: Member,
    now: dt.datetime,
    purpose: str = "",
    house_rules: str = "",
    time_zone: str = "Europe/Paris",
) -> Community:
    """Open a community; whoever opens it leads it."""
    community = Community.objects.create(
        slug=_free_slug(name),
        name=name,
        kind=kind,
        purpose=purpose,
        house_rules=house_rules,
        time_zone=time_zone,
        join_code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        created_at=now,
    )
    Membership.objects.create(community=community, member=lead, role=Role.LEAD, joined_at=now)
    return community


@transaction.atomic
def join(community: Community, *, member: Member, now: dt.datetime) -> Membership:
    """Enter a community; entering twice changes nothing. An invitation to one's address is thereby accepted."""
    membership, _ = Membership.objects.get_or_create(
        community=community, member=member, left_at=None, defaults={"joined_at": now}
    )
    Invitation.objects.filter(community=community, email__iexact=member.email, accepted_at__isnull=True).update(
        accepted_at=now, accepted_by=member
    )
    return membership


@transaction.atomic
def leave(community: Community, *, member: Member, now: dt.datetime) -> None:
    """Go, keeping the row: a round can still tell its history."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if refusal := refusal_to_leave(community, member):
        raise refusal
    Membership.objects.filter(community=community, member=member, left_at__isnull=True).update(left_at=now)


def _free_slug(name: str) -> str:
    stem = slugify(name)[:40] or "club"
    taken = set(Community.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
