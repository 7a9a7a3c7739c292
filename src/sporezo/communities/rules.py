"""Who may do what in a community."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from sporezo.communities.enums import LEADING, Role
from sporezo.communities.models import Community, Invitation, Membership
from sporezo.members.models import Member
from sporezo.prepared import Prepared
from sporezo.ui.refused import Refused

INVITATION_LASTS = dt.timedelta(days=30)
LED_AT_MOST = 5


def is_in(community: Community | int, member: Member) -> bool:
    number = community if isinstance(community, int) else community.pk
    return bool(_membership(number, member.pk))


_membership = Prepared(
    lambda community, member: Membership.objects.filter(
        community=community, member=member, left_at__isnull=True
    ).values_list("pk", flat=True)[:1]
)


def is_lead(community: Community, member: Member) -> bool:
    """Whether a member leads a community, alone or with others."""
    return Membership.objects.filter(
        community=community, member=member, left_at__isnull=True, role__in=LEADING
    ).exists()


def is_first_lead(community: Community, member: Member) -> bool:
    """Whether a member answers for a community: names those who lead with them, and hands it over."""
    return Membership.objects.filter(community=community, member=member, left_at__isnull=True, role=Role.LEAD).exists()


def expires_at(invitation: Invitation) -> dt.datetime:
    """Until when the link of an invitation's last letter opens."""
    return (invitation.sent_at or invitation.created_at) + INVITATION_LASTS


def refusal_to_accept(invitation: Invitation, *, now: dt.datetime) -> Refused | None:
    """A link opens one set-up, once, for thirty days."""
    if invitation.accepted_at:
        return Refused(_("This invitation was accepted already."), _("Sign in with the address it was sent to."))
    if invitation.declined_at:
        return Refused(
            _("This invitation was declined, and what it said of you was erased."),
            _("Changed your mind? The community's code lets you in any day."),
        )
    if invitation.withdrawn_at:
        return Refused(
            _("This invitation was taken back by those who lead the community."),
            _("A mistake, perhaps: ask them. The community's code lets you in any day."),
        )
    if expires_at(invitation) <= now:
        return Refused(
            _("This invitation has expired: a link opens for thirty days."),
            _("Ask for a fresh one; it leaves for the same address."),
        )
    return None


def refusal_to_take_back(invitation: Invitation, by: Member) -> Refused | None:
    """Those who lead take an invitation back until it was accepted; whether it was declined is nobody's business."""
    if not is_lead(invitation.community, by):
        return Refused(_("Only those who lead a community take its invitations back."), _("Ask them."))
    if invitation.accepted_at:
        return Refused(
            _("This invitation was accepted meanwhile: the person is in."), _("Look at who is in, and speak to them.")
        )
    return None


def refusal_to_renew(invitation: Invitation, *, now: dt.datetime) -> Refused | None:
    """Only a link that has expired gives way to another."""
    if invitation.accepted_at or invitation.declined_at or invitation.withdrawn_at:
        return refusal_to_accept(invitation, now=now)
    if expires_at(invitation) > now:
        return Refused(_("The link of your last letter still opens."), _("Follow it, the invitation is waiting."))
    return None


def refusal_to_leave(community: Community, member: Member) -> Refused | None:
    """The last lead hands over first: a community is never left without one."""
    if not is_in(community, member):
        return Refused(_("You are not in this community."))
    if not is_first_lead(community, member):
        return None
    others = Membership.objects.filter(community=community, left_at__isnull=True).exclude(member=member)
    if others.exists() and not others.filter(role=Role.LEAD).exists():
        return Refused(_("You are its only lead."), _("Name another lead first, then leave."))
    return None


def refusal_to_found(member: Member) -> Refused | None:
    """Five communities are plenty for one pair of hands."""
    led = Membership.objects.filter(member=member, role=Role.LEAD, left_at__isnull=True).count()
    if led >= LED_AT_MOST:
        return Refused(
            _("You lead %(n)s communities already.") % {"n": led}, _("Hand one over before opening another.")
        )
    return None


def refusal_to_name(community: Community, member: Member, other: Member) -> Refused | None:
    """Only the lead says who leads with them, and only of those who are in."""
    if not is_first_lead(community, member):
        return Refused(_("Only the lead names who leads."), _("Ask them."))
    if member == other:
        return Refused(_("You lead this community yourself."), _("Hand it over to somebody first."))
    if not is_in(community, other):
        return Refused(_("This person has left the community."), _("Choose somebody who is in."))
    return None
