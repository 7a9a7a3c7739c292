"""Who may do what in a community."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sporezo.communities.enums import Role
from sporezo.communities.models import Community, Membership
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


def is_in(community: Community, member: Member) -> bool:
    return Membership.objects.filter(community=community, member=member, left_at__isnull=True).exists()


def is_lead(community: Community, member: Member) -> bool:
    """Whether a member leads a community."""
    return Membership.objects.filter(community=community, member=member, left_at__isnull=True, role=Role.LEAD).exists()


def refusal_to_leave(community: Community, member: Member) -> Refused | None:
    """The last lead hands over first: a community is never left without one."""
    if not is_in(community, member):
        return Refused(_("You are not in this community."))
    if not is_lead(community, member):
        return None
    others = Membership.objects.filter(community=community, left_at__isnull=True).exclude(member=member)
    if others.exists() and not others.filter(role=Role.LEAD).exists():
        return Refused(_("You are its only lead."), _("Name another lead first, then leave."))
    return None
