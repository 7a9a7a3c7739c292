"""May they? The same predicate decides the button and the deed."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from sporezo.meets.enums import CourtState, JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Court, Meet
from sporezo.meets.queries import LIVE, Tier, engaged, presence_of, tier_of
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.safety.models import Block, NotWith
from sporezo.safety.rules import suspended_ids
from sporezo.ui.refused import Refused


def refusal_to_join(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Why a member may not take a place now; None when they may."""
    mine = presence_of(meet, member)
    if mine == Presence.IN:
        return None
    if refusal := _refusal_of_the_hour(meet, now):
        return refusal
    if suspended_ids([member.pk], now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    if mine not in (Presence.PROPOSED, Presence.OFFERED) and (refusal := _refusal_of_the_door(meet, member)):
        return refusal
    if Attendance.objects.filter(meet=meet, presence=Presence.IN).count() >= meet.places or _is_kept_apart(
        meet, member
    ):
        # Said alike: a full session and somebody one must not meet cannot be told apart.
        return Refused(_("No place is left in this session."), _("Another one may suit you: have a look under Play."))
    if engaged([member.pk], meet.starts_at, meet.ends_at, but=meet.pk):
        return Refused(
            _("Another of your sessions is at the same time."), _("Leave that one first, then come back to this one.")
        )
    return None


def refusal_to_leave(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Leaving is free until the session starts."""
    if presence_of(meet, member) not in (Presence.IN, Presence.WAITING, Presence.ASKED):
        return Refused(_("You are not in this session."))
    return _refusal_of_the_hour(meet, now)


def refusal_to_book(court: Court, member: Member, *, now: dt.datetime) -> Refused | None:
    """Whoever is in may book, once."""
    meet = court.meet
    if court.state == CourtState.NOT_NEEDED:
        return Refused(_("This session needs no booking."))
    if not is_in(meet, member):
        return Refused(_("Only those who play can say that the court is booked."), _("Say yes to the session first."))
    if court.state == CourtState.BOOKED and court.booked_by_id != member.pk:
        return Refused(_("Somebody booked the court already."), _("The session's page says who."))
    return _refusal_of_the_hour(meet, now)


def refusal_to_change(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """The organiser changes a session; without one, anybody who is in."""
    if not (meet.host_id == member.pk or (meet.host_id is None and is_in(meet, member))):
        return Refused(_("The organiser alone can change this session."), _("Write to them, or leave the session."))
    return _refusal_of_the_hour(meet, now)


def refusal_to_hold(meet: Meet, *, now: dt.datetime) -> Refused | None:
    """Played sessions are those that were not cancelled and have begun."""
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."))
    if now < meet.starts_at:
        return Refused(_("This session has not started yet."), _("Come back once it has been played."))
    return None


def may_see_place(meet: Meet, viewer: Member) -> bool:
    """The exact place is for those in or proposed, and the organiser; others read the town."""
    return tier_of(meet, viewer) >= Tier.ASKED


def may_see_people(meet: Meet, viewer: Member) -> bool:
    """Who attends is for those who attend or are proposed: an employer may look."""
    return tier_of(meet, viewer) >= Tier.ASKED


def may_see_full_names(meet: Meet, viewer: Member) -> bool:
    """Full names once the session is confirmed, for those in it."""
    return meet.state in (MeetState.CONFIRMED, MeetState.HELD) and tier_of(meet, viewer) == Tier.PLAYER


def is_in(meet: Meet, member: Member) -> bool:
    return presence_of(meet, member) == Presence.IN


def _refusal_of_the_hour(meet: Meet, now: dt.datetime) -> Refused | None:
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."), _("Another one may suit you: have a look under Play."))
    if meet.state not in LIVE or now >= meet.starts_at:
        return Refused(_("This session has already started."), _("The next ones are under Play."))
    return None


def _refusal_of_the_door(meet: Meet, member: Member) -> Refused | None:
    if meet.join_mode != JoinMode.OPEN or meet.visibility == Visibility.PRIVATE:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if meet.women_only and member.gender != Gender.WOMAN:
        return Refused(_("This session is for women only."), _("If you are one, say so in your profile and come back."))
    if meet.newcomers_only and Attendance.objects.filter(member=member, presence=Presence.CAME).exists():
        return Refused(
            _("This session is for people who have not played here yet."), _("There are others for you under Play.")
        )
    return None


def _is_kept_apart(meet: Meet, member: Member) -> bool:
    there = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False).values("member")
    return (
        Block.objects.filter(Q(blocker=member, blocked__in=there) | Q(blocked=member, blocker__in=there)).exists()
        or NotWith.objects.filter(Q(member=member, other__in=there) | Q(other=member, member__in=there)).exists()
    )
