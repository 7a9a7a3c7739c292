"""May they take a place, wait for one, ask for one, be invited, leave?"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from sporezo.meets.enums import JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import (
    Attendance,
    Invitation,
    Meet,
    Offer,
)
from sporezo.meets.queries import (
    LIVE,
    There,
    is_engaged,
    is_for,
    is_shown_to,
    presence_of,
    standing_of,
    who_is_there,
)
from sporezo.meets.rules.organising import refusal_of_the_hour
from sporezo.meets.rules.standing import free_places, is_awaited, is_in, is_kept_apart, is_new, is_of_level, is_regular
from sporezo.members.models import Member
from sporezo.safety.rules import is_suspended
from sporezo.ui.numbers import in_words
from sporezo.ui.refused import Refused

A_DAY = dt.timedelta(days=1)
ASKED_AT_ONCE, ASKED_AT_ONCE_NEW = 10, 3
INVITED_A_DAY, INVITED_A_DAY_NEW = 20, 5


def refusal_to_join(
    meet: Meet, member: Member, *, now: dt.datetime, seats: int = 1, there: There | None = None
) -> Refused | None:
    """Why a member may not take a place now (or `seats` of them, with a guest); None when they may."""
    there = there or who_is_there(meet, now=now)
    mine = there.presence_of(member)
    if mine == Presence.IN:
        return None
    if refusal := refusal_of_the_hour(meet, now):
        return refusal
    if is_suspended(member.pk, now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    if mine not in (Presence.PROPOSED, Presence.OFFERED) and (refusal := _refusal_of_the_door(meet, member)):
        return refusal
    if mine == Presence.OFFERED and (refusal := _refusal_for_whom(meet, member)):
        return refusal
    if mine == Presence.OFFERED and (refusal := _refusal_of_the_offer(meet, member, now)):
        return refusal
    # Said alike: a full session and somebody one must not meet cannot be told apart.
    if free_places(meet, now=now, but=member, there=there) < seats or is_kept_apart(meet, member, there=there):
        return Refused(_("No place is left in this session."), _("Another one may suit you: have a look under Play."))
    has_turn = mine == Presence.PROPOSED or member.pk in there.offered
    if not has_turn and is_awaited(meet, there):
        return Refused(_("Others have been waiting for this place."), _("Join the waiting list: it moves fast."))
    if is_engaged(member, meet):
        return Refused(
            _("Another of your sessions is at the same time."), _("Leave that one first, then come back to this one.")
        )
    return None


def refusal_to_welcome(meet: Meet, by: Member, *, now: dt.datetime) -> Refused | None:
    """Why a guest may not take a place: whoever invited them left, the session is over, no place is left."""
    if refusal := refusal_of_the_hour(meet, now):
        return refusal
    if not is_in(meet, by):
        return Refused(_("Whoever invited you does not play this time."), _("Another session will come."))
    if free_places(meet, now=now) < 1:
        return Refused(_("No place is left in this session."), _("Tell whoever invited you: there will be another."))
    return None


def refusal_to_wait(meet: Meet, member: Member, *, now: dt.datetime, seats: int = 1) -> Refused | None:
    """One waits for a place of a session one might have joined, or was asked to once, and that is full."""
    mine = presence_of(meet, member)
    if mine in (Presence.IN, Presence.PROPOSED, Presence.OFFERED):
        return Refused(_("A place is already yours to take."), _("Have another look at the session's page."))
    was_asked = mine == Presence.OUT and meet.join_mode == JoinMode.INVITED
    door = _refusal_for_whom if was_asked else _refusal_of_the_door
    if refusal := refusal_of_the_hour(meet, now) or door(meet, member):
        return refusal
    if meet.state == MeetState.PROPOSED:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if seats > meet.places:
        return Refused(_("This session has fewer places than that."), _("Come alone: it would be a pleasure."))
    there = who_is_there(meet, now=now)
    is_free = free_places(meet, now=now, but=member, there=there) >= seats and not is_awaited(meet, there)
    if is_free and not was_asked and not is_kept_apart(meet, member, there=there):
        return Refused(_("There is a free place: no need to wait."), _("Join straight away."))
    return None


def refusal_to_knock(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """One asks to join where people are chosen, or where one's level is a little off."""
    if presence_of(meet, member) in (Presence.IN, Presence.PROPOSED, Presence.OFFERED, Presence.WAITING):
        return Refused(_("A place is already yours to take."), _("Have another look at the session's page."))
    if refusal := refusal_of_the_hour(meet, now):
        return refusal
    if meet.visibility == Visibility.PRIVATE or meet.join_mode == JoinMode.INVITED:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if refusal := _refusal_for_whom(meet, member):
        return refusal
    if meet.join_mode == JoinMode.OPEN and is_of_level(meet, member):
        return Refused(_("No need to ask here."), _("Join straight away."))
    return _refusal_of_the_cap(member, now)


def refusal_to_invite(meet: Meet, member: Member, *, by: Member, now: dt.datetime) -> Refused | None:
    """Why somebody who plays may not ask another member to come; whoever it is not for is not told apart."""
    if meet.state not in (MeetState.OPEN, MeetState.CONFIRMED) or now >= meet.starts_at:
        return refusal_of_the_hour(meet, now) or Refused(_("People join this session by invitation of the round."))
    if not (is_in(meet, by) or meet.host_id == by.pk):
        return Refused(_("You do not play in that session."), _("Choose one of yours that is still to come."))
    if meet.join_mode == JoinMode.REQUEST and meet.host_id != by.pk:
        return Refused(_("Whoever organises chooses who plays."), _("Suggest it to them."))
    if Invitation.objects.filter(by=by, made_at__gt=now - A_DAY).count() >= most_invitations(by, now=now):
        return Refused(_("That makes many invitations in a day."), _("See who comes, then go on tomorrow."))
    was_asked = Invitation.objects.filter(meet=meet, member=member).exists()
    if was_asked or is_kept_apart(meet, member) or not is_shown_to(meet, standing_of(member)):
        return Refused(_("This session is not for them, this time."), _("Another one will be."))
    return None


def refusal_to_uninvite(meet: Meet, member: Member, *, by: Member, now: dt.datetime) -> Refused | None:
    """Whoever invited somebody, or organises, takes it back before a yes; a no in silence is not told apart."""
    invitation = Invitation.objects.filter(meet=meet, member=member).first()
    if invitation is None or by.pk not in (invitation.by_id, meet.host_id):
        return Refused(_("This invitation is not yours to take back."), _("Whoever made it can."))
    if presence_of(meet, member) == Presence.IN:
        return Refused(
            _("%(name)s has said yes already.") % {"name": member.short_name}, _("Speak to them: a yes is theirs.")
        )
    return refusal_of_the_hour(meet, now)


def most_invitations(member: Member, *, now: dt.datetime) -> int:
    """How many one may send in a day; a new member, fewer."""
    return INVITED_A_DAY_NEW if is_new(member, now=now) else INVITED_A_DAY


def refusal_to_leave(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Leaving is free until the session starts."""
    if presence_of(meet, member) not in (Presence.IN, Presence.WAITING, Presence.ASKED):
        return Refused(_("You are not in this session."))
    return refusal_of_the_hour(meet, now)


def _refusal_of_the_cap(member: Member, now: dt.datetime) -> Refused | None:
    """Knocking everywhere at once helps nobody: so many answers awaited, then one waits for some."""
    most = ASKED_AT_ONCE_NEW if is_new(member, now=now) else ASKED_AT_ONCE
    asked = Attendance.objects.filter(
        member=member, presence=Presence.ASKED, meet__state__in=LIVE, meet__starts_at__gt=now
    )
    if asked.count() < most:
        return None
    return Refused(
        _("%(n)s organisers have not answered you yet.") % {"n": in_words(most).capitalize()},
        _("Wait for one of them, or take a place in an open session: nobody has to say yes there."),
    )


def _refusal_of_the_door(meet: Meet, member: Member) -> Refused | None:
    is_open = meet.join_mode == JoinMode.OPEN and meet.visibility != Visibility.PRIVATE
    if not is_open and meet.series_id and is_regular(meet.series_id, member):
        return None  # their place is kept for them, whoever else has to ask
    if meet.join_mode == JoinMode.REQUEST and meet.visibility != Visibility.PRIVATE:
        return Refused(_("Whoever organises chooses who plays."), _("Ask to join: an answer comes by message."))
    if meet.join_mode != JoinMode.OPEN or meet.visibility == Visibility.PRIVATE:
        return Refused(_("People join this session by invitation."), _("Ask its organiser for one."))
    if refusal := _refusal_for_whom(meet, member):
        return refusal
    if not is_of_level(meet, member) and not (meet.series_id and is_regular(meet.series_id, member)):
        return Refused(
            _("Your level is a little off for this session."), _("Ask to join: whoever organises may well say yes.")
        )
    return None


def _refusal_for_whom(meet: Meet, member: Member) -> Refused | None:
    if not (meet.women_only or meet.newcomers_only):
        return None
    standing = standing_of(member)
    if is_for(meet, standing):
        return None
    if meet.women_only and standing.is_unasked:
        return Refused(_("This session is for women only."), _("One question first, asked once and shown to nobody."))
    if meet.women_only and not standing.is_woman:
        return Refused(_("This session is for women only."), _("There are others for you under Play."))
    return Refused(
        _("This session is for people who have not played here yet."), _("There are others for you under Play.")
    )


def _refusal_of_the_offer(meet: Meet, member: Member, now: dt.datetime) -> Refused | None:
    """A place offered from the waiting list is held until a time; one offered by a round has its own rules."""
    offers = Offer.objects.filter(attendance__meet=meet, attendance__member=member)
    last = offers.order_by("-pk").first()
    if last is not None and last.answered_at is None and last.expires_at <= now:
        return Refused(_("The place was offered until a time that has passed."), _("Join the waiting list again."))
    return None
