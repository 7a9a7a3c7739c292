"""Eight weeks already played: rounds, proposals, answers, and who met whom."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from zoneinfo import ZoneInfo

from sporezo.communities.models import Community
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance, Court, Meet
from sporezo.members.models import Member
from sporezo.network.models import Link
from sporezo.places.models import Haunt, Venue
from sporezo.places.rules import distance_km
from sporezo.rounds.enums import Answer, LeftOutReason, Mode, ProposalState
from sporezo.rounds.models import LeftOut, OptIn, Proposal, Round, Seat, Timetable
from sporezo.rounds.rules import dates_of
from sporezo.safety.models import Acquaintance
from sporezo.sports.models import Practice, Sport

WEEKS = 8
SIZES = {"padel": 4, "tennis": 2, "running": 4}
HOURS = ((5, 10), (6, 10), (1, 12), (3, 12), (1, 18), (2, 19), (3, 19))  # weekday, hour
ZONE = ZoneInfo("Europe/Paris")


def timetable_around(community: Community, *, closed_at: dt.datetime) -> Timetable:
    """A week that turns now: opt-ins closed a moment ago, answers open for two days, the next round open."""
    local = closed_at.astimezone(ZONE)
    return Timetable.objects.create(
        community=community,
        opens_weekday=local.weekday(),
        opens_time=(local + dt.timedelta(minutes=5)).time(),
        closes_weekday=local.weekday(),
        closes_time=local.time(),
        answers_weekday=(local.weekday() + 2) % 7,
        answers_time=local.time(),
    )


def play(
    rng: random.Random, community: Community, *, first_day: dt.date, timetable: Timetable, now: dt.datetime
) -> None:
    """The eight rounds before the one whose sessions begin on `first_day`."""
    members = list(Member.objects.filter(memberships__community=community).order_by("pk"))
    haunts = {haunt.member_id: haunt for haunt in Haunt.objects.filter(member__in=members).order_by("-pk")}
    levels: dict[str, dict[int, float]] = defaultdict(dict)
    for practice in Practice.objects.filter(member__in=members, sport__slug__in=SIZES).select_related("sport"):
        levels[practice.sport.slug][practice.member_id] = practice.level_mean
    venues = {slug: list(Venue.objects.filter(sports__slug=slug).order_by("pk")) for slug in SIZES}
    sports = {sport.slug: sport for sport in Sport.objects.filter(slug__in=SIZES)}
    busy: set[tuple[int, dt.datetime]] = set()
    for week in range(WEEKS, 0, -1):
        day = first_day - dt.timedelta(days=7 * week)
        dates = dates_of(timetable, day, ZONE)
        round_ = Round.objects.create(
            community=community,
            first_day=day,
            opens_at=dates.opens_at,
            closes_at=dates.closes_at,
            answers_until_at=dates.answers_until_at,
            decided_at=dates.closes_at + dt.timedelta(minutes=5),
            seed=week,
        )
        opted = [member for member in members if rng.random() < 0.5]
        OptIn.objects.bulk_create(
            OptIn(
                round=round_, member=member, at=dates.opens_at + dt.timedelta(hours=rng.randint(1, 30)), mode=Mode.BOTH
            )
            for member in opted
        )
        _week(rng, round_, opted, levels, haunts, venues, sports, busy, now)


def _week(
    rng: random.Random,
    round_: Round,
    opted: Sequence[Member],
    levels: dict[str, dict[int, float]],
    haunts: dict[int, Haunt],
    venues: dict[str, list[Venue]],
    sports: dict[str, Sport],
    busy: set[tuple[int, dt.datetime]],
    now: dt.datetime,
) -> None:
    free = rng.sample(list(opted), len(opted))
    placed: set[int] = set()
    for slug in ("padel", "running", "tennis"):
        waiting = sorted(
            (member for member in free if member.pk in levels[slug] and member.pk not in placed),
            key=lambda member: (round(levels[slug][member.pk] / 1.5), haunts[member.pk].cell[:6], member.pk),
        )
        size = SIZES[slug]
        for start in range(0, len(waiting) - size + 1, size):
            group = waiting[start : start + size]
            weekday, hour = rng.choice(HOURS)
            day = round_.first_day + dt.timedelta(days=(weekday - round_.first_day.weekday()) % 7)
            starts_at = dt.datetime.combine(day, dt.time(hour), tzinfo=ZONE).astimezone(dt.UTC)
            if starts_at + dt.timedelta(hours=4) > now or any((member.pk, starts_at) in busy for member in group):
                continue
            _session(rng, round_, sports[slug], _nearest(venues[slug], [haunts[m.pk] for m in group]), starts_at, group)
            placed |= {member.pk for member in group}
            busy |= {(member.pk, starts_at) for member in group}
    LeftOut.objects.bulk_create(
        LeftOut(round=round_, member=member, reason=rng.choice([LeftOutReason.NO_COMMON_HOUR, LeftOutReason.TOO_FEW]))
        for member in opted
        if member.pk not in placed
    )


def _nearest(venues: Iterable[Venue], haunts: Sequence[Haunt]) -> Venue:
    def far(venue: Venue) -> float:
        return max(distance_km(venue.latitude, venue.longitude, haunt.latitude, haunt.longitude) for haunt in haunts)

    return min(venues, key=far)


def _session(
    rng: random.Random, round_: Round, sport: Sport, venue: Venue, starts_at: dt.datetime, group: Sequence[Member]
) -> None:
    """One proposal, how it was answered, and whether it was played."""
    decided_at = round_.decided_at or round_.closes_at
    answers = [rng.choices((Answer.ACCEPTED, Answer.DECLINED, ""), weights=(88, 7, 5))[0] for _member in group]
    playing = [member for member, answer in zip(group, answers, strict=True) if answer == Answer.ACCEPTED]
    least = len(group) if not sport.is_elastic else 2
    is_held = len(playing) >= least
    ends_at = starts_at + dt.timedelta(minutes=sport.minutes)
    meet = Meet.objects.create(
        uid=uuid.UUID(int=rng.getrandbits(128), version=4),
        sport=sport,
        discipline=sport.disciplines.order_by("-slug" if len(group) == 2 else "slug")[0],
        community=round_.community,
        host=playing[0] if playing else group[0],
        venue=venue,
        starts_at=starts_at,
        minutes=sport.minutes,
        places=len(group),
        quorum=least,
        state=MeetState.HELD if is_held else MeetState.CANCELLED,
        created_at=decided_at,
        changed_at=ends_at if is_held else round_.answers_until_at,
        confirmed_at=decided_at + dt.timedelta(hours=20) if is_held else None,
        held_at=ends_at + dt.timedelta(hours=3) if is_held else None,
        cancelled_at=None if is_held else round_.answers_until_at,
    )
    Court.objects.create(
        meet=meet,
        state=CourtState.BOOKED if sport.court_booked and is_held else CourtState.NOT_NEEDED,
        booked_by=meet.host if sport.court_booked and is_held else None,
        booked_at=meet.confirmed_at if sport.court_booked else None,
    )
    Attendance.objects.bulk_create(
        Attendance(
            meet=meet,
            member=member,
            presence=_presence(rng, member in playing, is_held),
            since_at=decided_at,
            changed_at=meet.changed_at,
        )
        for member in group
    )
    proposal = Proposal.objects.create(
        round=round_,
        meet=meet,
        state=ProposalState.CONFIRMED if is_held else ProposalState.LAPSED,
        answers_until_at=round_.answers_until_at,
        value=1.0,
        ended_at=meet.changed_at,
        changed_at=meet.changed_at,
    )
    Seat.objects.bulk_create(
        Seat(
            proposal=proposal,
            member=member,
            asked_at=decided_at,
            answer_by_at=round_.answers_until_at,
            answer=answer,
            answered_at=decided_at + dt.timedelta(hours=rng.randint(1, 30)) if answer else None,
        )
        for member, answer in zip(group, answers, strict=True)
    )


def _presence(rng: random.Random, plays: bool, is_held: bool) -> str:
    if not (plays and is_held):
        return Presence.OUT
    return Presence.ABSENT if rng.random() < 0.03 else Presence.CAME


def remember(rng: random.Random) -> None:
    """Acquaintances from what was played, and the links that two in five of them became."""
    since: dict[tuple[int, int], dt.datetime] = {}
    came: dict[int, list[int]] = defaultdict(list)
    for meet_id, member_id in Attendance.objects.filter(presence=Presence.CAME, member__isnull=False).values_list(
        "meet_id", "member_id"
    ):
        came[meet_id].append(member_id or 0)
    for meet in Meet.objects.filter(pk__in=came).order_by("starts_at", "pk"):
        for low, high in combinations(sorted(came[meet.pk]), 2):
            since.setdefault((low, high), meet.starts_at)
    Acquaintance.objects.bulk_create(
        Acquaintance(low_id=low, high_id=high, since_at=at) for (low, high), at in since.items()
    )
    Link.objects.bulk_create(
        Link(low_id=low, high_id=high, since_at=at + dt.timedelta(days=1))
        for (low, high), at in since.items()
        if rng.random() < 0.4
    )
