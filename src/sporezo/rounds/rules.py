"""May they, and by when: the week of a round, its nights, and what each may answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sporezo.communities.models import Community
from sporezo.communities.rules import is_in
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import There, kept_apart_among
from sporezo.meets.rules import refusal_to_wait as refusal_to_wait_there
from sporezo.members.models import Member
from sporezo.notices.rules import after_waking
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, Proposal, Round, Seat, Timetable
from sporezo.rounds.queries import is_of_level
from sporezo.ui.moments import when
from sporezo.ui.refused import Refused

SATURDAY = 5
DECIDED_AFTER = dt.timedelta(minutes=5)  # the closing of the opt-ins
ASKED_FOR = dt.timedelta(hours=4)  # a vacancy waits that long, nights not counted
ASKED_AT_ONCE = 3
LEAST_TO_ANSWER = dt.timedelta(hours=6)
SECOND_LOOK_WITHIN = dt.timedelta(days=3)  # workers that were stopped longer leave the week as it is
LAST_SEARCH = dt.timedelta(hours=3)  # a session once confirmed looks for players until then: time to unpack one's bag
COURT_NEEDED = dt.timedelta(hours=2)  # before the start: without a court by then, nobody sets out
LIVE = (ProposalState.OPEN, ProposalState.AGREED, ProposalState.SHORT, ProposalState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments of one round, in UTC."""

    opens_at: dt.datetime
    closes_at: dt.datetime
    answers_until_at: dt.datetime


def dates_of(timetable: Timetable, first_day: dt.date, zone: ZoneInfo) -> Dates:
    """When the round whose sessions begin on `first_day` opens, closes and has its answers.

    Each is the last such weekday and wall-clock time before the next one.

    >>> week = dates_of(Timetable(), dt.date(2026, 10, 31), ZoneInfo("Europe/Paris"))
    >>> [moment.isoformat() for moment in (week.opens_at, week.closes_at, week.answers_until_at)]
    ['2026-10-26T07:00:00+00:00', '2026-10-28T17:00:00+00:00', '2026-10-30T17:05:00+00:00']
    """
    answers = _last_before(dt.datetime.combine(first_day, dt.time()), timetable.answers_weekday, timetable.answers_time)
    closes = _last_before(answers, timetable.closes_weekday, timetable.closes_time)
    opens = _last_before(closes, timetable.opens_weekday, timetable.opens_time)
    opens_at, closes_at, answers_at = (
        local.replace(tzinfo=zone).astimezone(dt.UTC) for local in (opens, closes, answers)
    )
    return Dates(opens_at, closes_at, answers_at)


def next_opening(community: Community, *, now: dt.datetime) -> dt.datetime:
    """When the next round opens by the timetable: in the past for one whose minute has not come yet.

    A week that was decided already, by an earlier timetable, opens no second time.
    """
    timetable = Timetable.objects.filter(community=community).first() or Timetable()
    zone = ZoneInfo(community.time_zone)
    today = now.astimezone(zone).date()
    decided = set(
        Round.objects.filter(community=community, decided_at__isnull=False, first_day__gte=today).values_list(
            "first_day", flat=True
        )
    )
    saturdays = (today + dt.timedelta(days=(SATURDAY - today.weekday()) % 7 + 7 * week) for week in count())
    weeks = (dates_of(timetable, saturday, zone) for saturday in saturdays if saturday not in decided)
    return next(dates.opens_at for dates in weeks if now < dates.closes_at)


def _last_before(local: dt.datetime, weekday: int, time: dt.time) -> dt.datetime:
    """The last moment strictly before a wall-clock moment that falls on this weekday at this time."""
    found = dt.datetime.combine(local.date() - dt.timedelta(days=(local.weekday() - weekday) % 7), time)
    return found if found < local else found - dt.timedelta(days=7)


def answers_until(round: Round, starts_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """Friday evening, or a day before the start when that comes first; a round decided late leaves until the latter."""
    latest = starts_at - PEACE
    return min(round.answers_until_at, latest) if round.answers_until_at >= now + LEAST_TO_ANSWER else latest


def may_look_again(round: Round, *, now: dt.datetime) -> bool:
    """Once, when answers are in, for a round that left time to answer; not when the week has all but gone."""
    if round.decided_at is None or round.looked_again_at is not None:
        return False
    had_time = round.decided_at + LEAST_TO_ANSWER <= round.answers_until_at
    return had_time and round.answers_until_at <= now < round.answers_until_at + SECOND_LOOK_WITHIN


def by_day(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment itself, or seven in the morning when it falls in the night: questions wait for the day."""
    return after_waking(moment, dt.timedelta(), zone)


def refusal_to_opt_in(round: Round, member: Member, *, now: dt.datetime) -> Refused | None:
    """One plays a round of one's own community while it is open, with a sport, an area and free hours said."""
    if not is_in(round.community, member):
        return Refused(_("This round is for the members of its community."), _("Join it with its code first."))
    if now < round.opens_at:
        opens = _("It opens %(when)s.") % {"when": when(round.opens_at, now)}
        return Refused(_("This round has not opened yet."), opens)
    if now >= round.closes_at or round.decided_at:
        return Refused(_("This round is closed."), _("There will be another: its hour stands on the community's page."))
    if not member.practices.filter(paused_at__isnull=True).exists():
        return Refused(_("Which sport do you play?"), _("Add one under Me, then come back."))
    if not member.haunts.exists():
        return Refused(_("Where do you play?"), _("Add an area under Me, then come back."))
    grid = getattr(member, "week_grid", None)
    if grid is None or not grid.slots:
        return Refused(_("When are you free?"), _("Paint a few hours under Me, then come back."))
    return None


def refusal_to_withdraw(round: Round, *, now: dt.datetime) -> Refused | None:
    if now >= round.closes_at or round.decided_at:
        return Refused(_("This round is closed."), _("You can still say no to what it proposes: it costs nothing."))
    return None


def refusal_to_decide(round: Round, *, now: dt.datetime) -> Refused | None:
    """A round is decided once its opt-ins have closed."""
    if now < round.closes_at:
        return Refused(_("Opt-ins are still open."), _("Decide once they have closed."))
    return None


def refusal_to_answer(
    seat: Seat,
    *,
    accepted: bool,
    now: dt.datetime,
    there: There | None = None,
    seats: Sequence[Seat] | None = None,
) -> Refused | None:
    """Saying no is always possible before the start; saying yes while the place is still there."""
    proposal, meet = seat.proposal, seat.proposal.meet
    if seat.kind == SeatKind.RESERVE:
        return Refused(_("This place has not been offered to you."))
    if proposal.state in (ProposalState.LAPSED, ProposalState.WITHDRAWN) or meet.state == MeetState.CANCELLED:
        return Refused(_("This session will not take place."), _("You keep your priority for the next round."))
    if now >= meet.starts_at:
        return Refused(_("This session has already started."))
    if not accepted or seat.answer == Answer.ACCEPTED:
        return None
    if not is_in(proposal.round.community_id, seat.member):
        return Refused(_("This round is for the members of its community."), _("Join it with its code first."))
    if seat.replaced_at or places_free_for(seat, now=now, there=there, seats=seats) < 1:
        return Refused(_("Somebody quicker has just taken the place."), _("You keep your priority for the next round."))
    if now >= seat.answer_by_at:
        return Refused(_("The time to answer has passed."), _("You keep your priority for the next round."))
    return None


def refusal_to_come(proposal: Proposal, member: Member, *, now: dt.datetime) -> Refused | None:
    """A forwarded link brings members of the community, while a place is free that nobody else was promised.

    Whoever is off the level of those who play asks them first.
    """
    if refusal := refusal_to_stand_at_door(proposal, member, now=now):
        return refusal
    if not is_of_level(proposal.meet, member):
        return Refused(
            _("Your level is a little off for this session."), _("Ask to join: those who play may well say yes.")
        )
    return None


def refusal_to_stand_at_door(proposal: Proposal, member: Member, *, now: dt.datetime) -> Refused | None:
    """All that bars the way but a level that is a little off."""
    meet, community = proposal.meet, proposal.round.community
    if not is_in(community, member):
        return Refused(_("This session is for the members of %(community)s.") % {"community": community.name})
    if proposal.ended_at or meet.state == MeetState.CANCELLED:
        return Refused(_("This session will not take place."), _("There are others under Play."))
    if now >= meet.starts_at:
        return Refused(_("This session has already started."), _("The next ones are under Play."))
    newcomer = Seat(proposal=proposal, member=member, kind=SeatKind.VACANCY, answer_by_at=meet.starts_at)
    there = set(Attendance.objects.filter(meet=meet, presence=Presence.IN).values_list("member_id", flat=True))
    is_apart = any(member.pk in pair for pair in kept_apart_among({one for one in there if one} | {member.pk}))
    if is_apart or places_free_for(newcomer, now=now) < 1:
        # Said alike: a full session and somebody one must not meet cannot be told apart.
        return Refused(_("No place is left in this session."), _("Another one may suit you: have a look under Play."))
    return None


def refusal_to_open_door(proposal: Proposal, by: Member, *, now: dt.datetime) -> Refused | None:
    """Those who said yes decide who joins them, until it starts."""
    mine = Seat.objects.filter(proposal=proposal, member=by, answer=Answer.ACCEPTED, replaced_at__isnull=True)
    if not mine.exists():
        return Refused(_("Those who play decide who joins them."), _("Say yes yourself first."))
    if proposal.ended_at or proposal.meet.state == MeetState.CANCELLED or now >= proposal.meet.starts_at:
        return Refused(_("This session will not take place."), _("There are others under Play."))
    return None


def refusal_to_wait(seat: Seat, *, now: dt.datetime) -> Refused | None:
    """Whoever was asked, and is not in, may wait for a place of a session that is confirmed."""
    proposal = seat.proposal
    if not is_in(proposal.round.community_id, seat.member):
        return Refused(_("This round is for the members of its community."), _("Join it with its code first."))
    if proposal.confirmed_at is None or proposal.ended_at:
        return Refused(_("Nobody waits for this session."), _("There are others under Play."))
    return refusal_to_wait_there(proposal.meet, seat.member, now=now)


def may_forward(seat: Seat, *, now: dt.datetime) -> bool:
    """Whoever said yes may bring somebody, while a place is free and the others have been asked first."""
    proposal, meet = seat.proposal, seat.proposal.meet
    if seat.answer != Answer.ACCEPTED or proposal.ended_at or now >= meet.starts_at:
        return False
    is_looking = proposal.is_rendezvous or (proposal.state == ProposalState.SHORT and now >= proposal.answers_until_at)
    newcomer = Seat(proposal=proposal, kind=SeatKind.VACANCY, answer_by_at=meet.starts_at)
    return is_looking and places_free_for(newcomer, now=now) > 0


def places_free_for(
    seat: Seat, *, now: dt.datetime, there: There | None = None, seats: Sequence[Seat] | None = None
) -> int:
    """Places nobody holds: neither somebody who said yes nor somebody asked before who may still say it."""
    meet = seat.proposal.meet
    taken = there.taken if there else Attendance.objects.filter(meet=meet, presence=Presence.IN).count()
    if seat.proposal.is_rendezvous:
        return meet.places - taken  # asked of more than there are places for: first come, first served
    if seat.kind == SeatKind.PROPOSED and not seat.answer:
        return meet.places - taken  # one's own place, held until one's deadline
    others = seats if seats is not None else Seat.objects.filter(proposal=seat.proposal, kind=SeatKind.PROPOSED)
    return meet.places - taken - sum(one.pk != seat.pk and is_still_asked(one, now) for one in others)


def is_still_asked(seat: Seat, now: dt.datetime) -> bool:
    """Whether somebody the plan named may still say yes."""
    return seat.kind == SeatKind.PROPOSED and not seat.answer and seat.answer_by_at > now


def is_offered(seat: Seat, now: dt.datetime) -> bool:
    """Whether somebody was asked for a place that came free, and may still say yes."""
    is_open = not seat.answer and seat.replaced_at is None and seat.answer_by_at > now
    return seat.kind == SeatKind.VACANCY and is_open
