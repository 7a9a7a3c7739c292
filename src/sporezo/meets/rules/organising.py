"""May they organise, book, change, hold a session?"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from sporezo.meets.enums import CourtState, MeetState
from sporezo.meets.models import (
    Court,
    Meet,
)
from sporezo.meets.queries import (
    LIVE,
    engaged,
)
from sporezo.meets.rules.standing import is_in, is_organiser
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.safety.rules import is_suspended
from sporezo.ui.refused import Refused

SOONEST = dt.timedelta(minutes=30)
FURTHEST = dt.timedelta(days=366)
HOSTED_AT_ONCE = 10


def refusal_to_organise(
    host: Member, *, venue: Venue | None, starts_at: dt.datetime, minutes: int, now: dt.datetime
) -> Refused | None:
    """Anybody may organise, within reason: ahead, not double-booked, not by the dozen."""
    if is_suspended(host.pk, now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    if starts_at < now + SOONEST:
        return Refused(_("That is too soon for anybody to come."), _("Choose a time at least half an hour away."))
    if starts_at > now + FURTHEST:
        return Refused(_("That is very far away."), _("Choose a day within the next twelve months."))
    if venue is not None and venue.closed_at:
        return Refused(_("This place is closed."), _("Choose another one."))
    if engaged([host.pk], starts_at, starts_at + dt.timedelta(minutes=minutes)):
        return Refused(
            _("Another of your sessions is at the same time."), _("Choose another hour, or leave that one first.")
        )
    single = Meet.objects.filter(host=host, series=None, state__in=LIVE, decide_by_at__isnull=False, starts_at__gt=now)
    if single.count() >= HOSTED_AT_ONCE:
        return Refused(
            _("You already organise %(n)d sessions to come.") % {"n": HOSTED_AT_ONCE},
            _("Play one of them first; the town will wait."),
        )
    return None


def refusal_to_book(court: Court, member: Member, *, now: dt.datetime) -> Refused | None:
    """Whoever is in may book, once."""
    meet = court.meet
    if court.state == CourtState.NOT_NEEDED:
        return Refused(_("This session needs no booking."))
    if not is_in(meet, member):
        return Refused(_("Only those who play can say that the court is booked."), _("Say yes to the session first."))
    if court.state == CourtState.BOOKED and court.booked_by_id != member.pk:
        return Refused(_("Somebody booked the court already."), _("The session's page says who."))
    return refusal_of_the_hour(meet, now)


def refusal_to_change(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """The organiser changes a session, and so do those of its series; without one, anybody who is in."""
    if not is_organiser(meet, member):
        return Refused(_("The organiser alone can change this session."), _("Write to them, or leave the session."))
    return refusal_of_the_hour(meet, now)


def refusal_to_hold(meet: Meet, *, now: dt.datetime) -> Refused | None:
    """Played sessions are those that were not cancelled and have begun."""
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."))
    if now < meet.starts_at:
        return Refused(_("This session has not started yet."), _("Come back once it has been played."))
    return None


def refusal_of_the_hour(meet: Meet, now: dt.datetime) -> Refused | None:
    if meet.state == MeetState.CANCELLED:
        return Refused(_("This session was cancelled."), _("Another one may suit you: have a look under Play."))
    if meet.state not in LIVE or now >= meet.starts_at:
        return Refused(_("This session has already started."), _("The next ones are under Play."))
    return None
