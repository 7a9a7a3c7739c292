"""Found a community, join it, lead it with others, hand it over, leave it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.communities.rules import is_lead, refusal_to_found, refusal_to_leave, refusal_to_name
from sporezo.members.models import Member
from sporezo.ui.refused import Refused

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
CODE_LENGTH = 8
DESCRIBED = ("name", "kind", "purpose", "house_rules", "time_zone")
TAKEN = {"new", "code"}  # addresses of ours
PRESSED_TWICE = dt.timedelta(minutes=1)


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
    """Open a community; whoever opens it leads it. The same name within a minute is one button, pressed twice."""
    Member.objects.select_for_update(no_key=True).get(pk=lead.pk)
    mine = Membership.objects.filter(member=lead, role=Role.LEAD, left_at__isnull=True)
    just_now = mine.filter(community__name=name, community__created_at__gt=now - PRESSED_TWICE).first()
    if just_now:
        return just_now.community
    if refusal := refusal_to_found(lead):
        raise refusal
    community = Community.objects.create(
        slug=_free_slug(name),
        name=name,
        kind=kind,
        purpose=purpose,
        house_rules=house_rules,
        time_zone=time_zone,
        join_code=_new_code(),
        created_at=now,
    )
    Membership.objects.create(community=community, member=lead, role=Role.LEAD, joined_at=now)
    return community


@transaction.atomic
def join(community: Community, *, member: Member, now: dt.datetime) -> Membership:
    """Enter a community; entering twice changes nothing. An invitation to one's address is thereby accepted."""
    membership, _is_new = Membership.objects.get_or_create(
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


@transaction.atomic
def describe(community: Community, *, said: Mapping[str, str], by: Member) -> None:
    """Say anew what a community is for and how one behaves there."""
    if not is_lead(community, by):
        raise Refused(_("Only those who lead it describe a community."))
    for name in DESCRIBED:
        if name in said:
            setattr(community, name, said[name])
    community.save(update_fields=list(DESCRIBED))


@transaction.atomic
def change_code(community: Community, *, by: Member) -> None:
    """A new code and link; the old ones open nothing any more."""
    if not is_lead(community, by):
        raise Refused(_("Only those who lead it change a community's code."))
    Community.objects.filter(pk=community.pk).update(join_code=_new_code())
    community.refresh_from_db(fields=["join_code"])


@transaction.atomic
def name_co_lead(community: Community, *, other: Member, by: Member) -> None:
    """Somebody leads with the lead: brings lists, decides rounds, and names nobody."""
    _give_role(community, other, Role.CO_LEAD, by=by)


@transaction.atomic
def relieve(community: Community, *, other: Member, by: Member) -> None:
    """A co-lead becomes a member like the others again."""
    _give_role(community, other, Role.MEMBER, by=by)


@transaction.atomic
def hand_over(community: Community, *, other: Member, by: Member) -> None:
    """Somebody else leads from now on; who handed over leads with them."""
    _give_role(community, other, Role.LEAD, by=by)
    Membership.objects.filter(community=community, member=by, left_at__isnull=True).update(role=Role.CO_LEAD)


def _give_role(community: Community, other: Member, role: Role, *, by: Member) -> None:
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if refusal := refusal_to_name(community, by, other):
        raise refusal
    Membership.objects.filter(community=community, member=other, left_at__isnull=True).update(role=role)


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _free_slug(name: str) -> str:
    stem = slugify(name)[:40] or "club"
    stem = f"{stem}-club" if stem in TAKEN else stem
    taken = set(Community.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
