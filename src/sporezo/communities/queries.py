"""Reads about communities: `visible_to` is the one door."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from sporezo.communities.enums import Role
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.members.models import Member


def visible_to(member: Member) -> QuerySet[Community]:
    """The communities a member is in, by name."""
    return Community.objects.filter(Exists(_current().filter(community=OuterRef("pk"), member=member))).order_by("name")


def led_by(member: Member) -> QuerySet[Community]:
    """The communities a member leads."""
    leads = _current().filter(community=OuterRef("pk"), member=member, role=Role.LEAD)
    return Community.objects.filter(Exists(leads)).order_by("name")


def head_count() -> Count:
    """How many are in a community, those who left aside, as an expression."""
    return Count("memberships", filter=Q(memberships__left_at__isnull=True))


def members_of(community: Community) -> QuerySet[Member]:
    """Who is in a community now."""
    return Member.objects.filter(
        Exists(_current().filter(community=community, member=OuterRef("pk"))), is_active=True
    ).order_by("pk")


def unsent(community: Community) -> QuerySet[Invitation]:
    """Invitations that were written and never sent, in their order."""
    return Invitation.objects.filter(community=community, sent_at__isnull=True, accepted_at__isnull=True).order_by("pk")


def by_code(code: str) -> Community | None:
    """The community a join code opens, however the code was typed."""
    bare = Replace(Upper("join_code"), Value("-"), Value(""))
    return Community.objects.annotate(bare_code=bare).filter(bare_code=tidy_code(code)).first()


def tidy_code(code: str) -> str:
    """A join code as it is compared.

    >>> tidy_code(" padel lyon-4k2 ")
    'PADELLYON4K2'
    """
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _current() -> QuerySet[Membership]:
    return Membership.objects.filter(left_at__isnull=True)
