"""Reads about sessions: `visible_to` is the one door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from sporezo.communities.models import Membership
from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Meet, Regular
from sporezo.meets.queries.there import There
from sporezo.meets.queries.whom import shut_out
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.places.models import Haunt, Venue
from sporezo.places.rules import distance_km
from sporezo.prepared import Prepared
from sporezo.safety.models import Block, NotWith
from sporezo.safety.queries import shut_out_among

LIVE = (MeetState.PROPOSED, MeetState.OPEN, MeetState.CONFIRMED)
PRESENT = (Presence.PROPOSED, Presence.OFFERED, Presence.ASKED, Presence.IN, Presence.WAITING)
LONGEST = dt.timedelta(days=1)  # no session lasts longer: the window in which another one may still be going on


def visible_to(member: Member) -> QuerySet[Meet]:
    """The sessions a member may know of: one's own, the community's, the public ones.

    Whoever is blocked, either way, makes a coming session vanish at once; somebody on a *not with* list, or of a
    company either of the two excludes, hides those one is not in. A women-only session is not on show for whoever said
    otherwise.
    """
    there = _there()
    mine = Attendance.objects.filter(meet=OuterRef("pk"), member=member).exclude(presence=Presence.OUT)
    blocked = there.filter(Q(member__blocks_made__blocked=member) | Q(member__blocks_met__blocker=member))
    unwanted = there.filter(Q(member__not_with__other=member) | Q(member__not_with_of__member=member))
    excluded = there.filter(shut_out(member))
    in_community = Membership.objects.filter(community=OuterRef("community"), member=member, left_at__isnull=True)
    kept_for_me = Regular.objects.filter(series=OuterRef("series"), member=member, left_at=None)
    own = Exists(mine) | Exists(kept_for_me) | Q(host=member) | Q(series__host=member)
    open_to_me = Q(state__in=(MeetState.OPEN, MeetState.CONFIRMED)) & (
        Q(visibility=Visibility.PUBLIC) | (Q(visibility=Visibility.COMMUNITY) & Exists(in_community))
    )
    on_show = Q(women_only=False) if member.gender and member.gender != Gender.WOMAN else Q()
    return (
        Meet.objects.filter(own | (on_show & open_to_me & ~Exists(unwanted) & ~Exists(excluded)))
        .exclude(Q(state__in=LIVE) & Exists(blocked))
        .select_related("sport", "discipline", "format", "venue", "community", "host", "court", "series")
    )


def is_visible_to(meet: Meet, member: Member, there: There) -> bool:
    """`visible_to`, asked of one session whose people were read: one light query for those who belong to it."""
    if meet.host_id != member.pk and there.presence_of(member) in ("", Presence.OUT):
        return visible_to(member).filter(pk=meet.pk).exists()
    present = {one.member_id for one in there.rows if one.presence in PRESENT}
    return meet.state not in LIVE or present.isdisjoint(there.blocked_with(member))


def upcoming_for(member: Member, now: dt.datetime) -> QuerySet[Meet]:
    """Sessions a member is in that are not over, soonest first."""
    mine = Attendance.objects.filter(meet=OuterRef("pk"), member=member, presence=Presence.IN)
    return (
        visible_to(member)
        .filter(Exists(mine), state__in=LIVE, starts_at__gt=now - dt.timedelta(hours=2))
        .order_by("starts_at", "pk")
    )


def once_a_series(meets: Iterable[Meet]) -> list[Meet]:
    """The same sessions with the next date alone of what comes back: the others have a page of their own."""
    coming = list(meets)
    first = {meet.series_id or -meet.pk: meet for meet in reversed(coming)}
    return [meet for meet in coming if first[meet.series_id or -meet.pk] is meet]


def vacancies(now: dt.datetime) -> QuerySet[Meet]:
    """Coming sessions with a free place, each with how many are `free`."""
    return (
        Meet.objects.filter(state__in=LIVE, starts_at__gt=now)
        .annotate(free=F("places") - people_in())
        .filter(free__gt=0)
        .order_by("starts_at", "pk")
    )


def people_in(meet: str = "pk", *, presences: Collection[str] = (Presence.IN, Presence.CAME)) -> Coalesce:
    """How many are in a session, guests included, as an expression; `meet` names the session in the outer query."""
    counted = (
        Attendance.objects.filter(meet=OuterRef(meet), presence__in=presences)
        .order_by()
        .values("meet")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


@dataclass(frozen=True, slots=True)
class Held:
    """A session that was played, and by whom."""

    meet: int
    sport: int | None
    starts_at: dt.datetime
    held_at: dt.datetime
    came: tuple[int, ...]


def held_since(cursor_at: dt.datetime, *, most: int = 500) -> list[Held]:
    """Sessions marked held at or after `cursor_at`, in that order: two queries.

    The bound is included, since two may be held in the same instant: whoever reads must bear reading one twice.
    """
    meets = Meet.objects.filter(state=MeetState.HELD, held_at__gte=cursor_at).order_by("held_at", "pk")[:most]
    came: dict[int, list[int]] = {meet.pk: [] for meet in meets}
    present = Attendance.objects.filter(meet__in=list(came), presence=Presence.CAME, member__isnull=False)
    for pk, member in present.order_by("member_id").values_list("meet_id", "member_id"):
        came[pk].append(member)
    return [
        Held(meet.pk, meet.sport_id, meet.starts_at, meet.held_at, tuple(came[meet.pk]))
        for meet in meets
        if meet.held_at
    ]


def players_of(meet: Meet) -> QuerySet[Member]:
    """The members who are in."""
    return Member.objects.filter(attendances__meet=meet, attendances__presence=Presence.IN).order_by("pk")


def venues_instead(meet: Meet, *, most: int = 5) -> QuerySet[Venue]:
    """Other venues of the same sport within everybody's reach, the nearest to the first choice ahead."""
    here = meet.venue
    if here is None or meet.sport_id is None:
        return Venue.objects.none()
    reaches: dict[int, list[Haunt]] = {}
    for haunt in Haunt.objects.filter(member__in=players_of(meet)):
        reaches.setdefault(haunt.member_id, []).append(haunt)
    widest = 0.3  # degrees, some thirty kilometres: nobody is sent further
    near = Venue.objects.filter(
        sports=meet.sport_id,
        closed_at__isnull=True,
        latitude__range=(here.latitude - widest, here.latitude + widest),
        longitude__range=(here.longitude - widest * 1.5, here.longitude + widest * 1.5),
    ).exclude(pk=here.pk)
    fitting = [
        venue for venue in near if all(any(_reaches(haunt, venue) for haunt in haunts) for haunts in reaches.values())
    ]
    fitting.sort(key=lambda one: (distance_km(here.latitude, here.longitude, one.latitude, one.longitude), one.pk))
    order = [venue.pk for venue in fitting[:most]]
    return Venue.objects.filter(pk__in=order).order_by(
        Case(*(When(pk=pk, then=place) for place, pk in enumerate(order)), default=len(order))
    )


def engaged(
    members: Iterable[int], starts_at: dt.datetime, ends_at: dt.datetime, *, but: int | None = None
) -> set[int]:
    """Which of these members are in another session that overlaps, `but` left aside."""
    rows = _played_between(starts_at - LONGEST, ends_at).filter(member__in=list(members)).exclude(meet=but)
    return {member for member, start, minutes in rows if start + dt.timedelta(minutes=minutes) > starts_at}


def is_engaged(member: Member, meet: Meet) -> bool:
    """Whether a member is in another session that overlaps this one."""
    rows = _played_by(member.pk, meet.starts_at - LONGEST, meet.ends_at, meet.pk)
    return any(start + dt.timedelta(minutes=minutes) > meet.starts_at for _member, start, minutes in rows)


def _played_between(since: dt.datetime, until: dt.datetime) -> QuerySet[Attendance, tuple[int, dt.datetime, int]]:
    """Whoever is in a session that starts then, when, and for how many minutes."""
    return Attendance.objects.filter(
        presence=Presence.IN, meet__state__in=LIVE, meet__starts_at__lt=until, meet__starts_at__gt=since
    ).values_list("member_id", "meet__starts_at", "meet__minutes")


_played_by = Prepared(
    lambda member, since, until, but: _played_between(since, until).filter(member=member).exclude(meet=but)
)


def kept_apart_among(members: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of these members who must not meet: a block, a *not with*, a company, whichever way it was said."""
    blocks = Block.objects.filter(blocker__in=members, blocked__in=members).values_list("blocker_id", "blocked_id")
    not_with = NotWith.objects.filter(member__in=members, other__in=members).values_list("member_id", "other_id")
    return {(min(pair), max(pair)) for pair in (*blocks, *not_with)} | shut_out_among(members)


def _reaches(haunt: Haunt, venue: Venue) -> bool:
    return distance_km(haunt.latitude, haunt.longitude, venue.latitude, venue.longitude) <= haunt.radius_km


def _there() -> QuerySet[Attendance]:
    return Attendance.objects.filter(meet=OuterRef("pk"), presence__in=PRESENT)
