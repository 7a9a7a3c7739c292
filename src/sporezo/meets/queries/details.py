"""What one viewer may read of sessions: place, people, names and titles, each by how close the viewer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Court, Meet, Regular, Series
from sporezo.meets.queries.there import There
from sporezo.meets.queries.whom import Standing, is_seen_attending, shut_out, standing_of
from sporezo.members.models import Member
from sporezo.places.enums import Travel
from sporezo.places.models import Haunt
from sporezo.places.rules import cell_centre, distance_km, shown_cell, travel_minutes
from sporezo.safety.models import Block
from sporezo.safety.queries import acquainted_ids, card, hidden_ids
from sporezo.sports.models import Practice
from sporezo.sports.rules import shown_level
from sporezo.ui.numbers import figure


class Tier(IntEnum):
    """How close somebody is to a session; each step reads more."""

    OUTSIDE = 0
    ASKED = 1  # proposed, or its organiser: the place and the people, first names only
    PLAYER = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a session, with no more than the viewer may read; what is not shown is empty."""

    pk: int
    name: str
    short_name: str
    initials: str
    title: str
    level: str
    sector: str
    languages: tuple[str, ...]
    is_you: bool
    is_organiser: bool
    team: int | None
    meet_pk: int = 0  # none for a guest

    @property
    def url(self) -> str:
        """Where one keeps one's distance from them; empty for oneself and for guests."""
        return reverse("meet_person", args=[self.meet_pk, self.pk]) if self.meet_pk and not self.is_you else ""


@dataclass(frozen=True, slots=True)
class Journey:
    """The shortest way there from one of the viewer's areas."""

    minutes: int
    by: str

    @property
    def sign(self) -> str:
        """As a scoreboard writes it."""
        return f"{self.minutes}′"


@dataclass(frozen=True, slots=True)
class Detail:
    """One session as one viewer reads it."""

    meet: Meet
    tier: Tier
    presence: str
    people: tuple[Person, ...]
    count: int
    place: str
    is_exact: bool
    journey: Journey | None
    court: Court | None

    @property
    def free(self) -> int:
        return max(self.meet.places - self.count, 0)

    @property
    def count_of(self) -> str:
        """How many are in, of how many."""
        return f"{self.count}/{self.meet.places}"

    @property
    def players(self) -> str:
        """How many play: 4, or 2–10."""
        meet = self.meet
        return str(meet.places) if meet.quorum == meet.places else f"{meet.quorum}–{meet.places}"

    @property
    def owed(self) -> str:
        """The price a head, as one writes it; empty when nobody said."""
        cents = self.court.cents_a_head if self.court else None
        return figure(cents / 100, 0 if cents % 100 == 0 else 2) if cents else ""

    @property
    def handicap(self) -> str:
        """What makes the format fair between unequal players, in words."""
        return self.meet.format.handicap if self.meet.format else ""

    @property
    def host(self) -> Person | None:
        return next((person for person in self.people if person.is_organiser), None)


def tier_of(meet: Meet, viewer: Member) -> Tier:
    """How close a viewer is to one session."""
    return _tier(meet, viewer, presence_of(meet, viewer), _run_by(viewer, [meet]))


def presence_of(meet: Meet, member: Member) -> str:
    """Where a member stands in a session; empty for a stranger to it."""
    found = Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()
    return found or ""


def detail(meet: Meet, viewer: Member) -> Detail:
    """One session as one viewer reads it."""
    return details([meet], viewer)[0]


def details(meets: Sequence[Meet], viewer: Member) -> list[Detail]:
    """Several sessions as one viewer reads them, in the same number of queries as one; none costs none."""
    if not meets:
        return []
    attendances = (
        Attendance.objects.filter(meet__in=meets)
        .exclude(presence=Presence.OUT)
        .select_related("member")
        .order_by("team", "since_at", "pk")
    )
    sessions = {meet.pk: meet for meet in meets}
    by_meet: dict[int, list[Attendance]] = defaultdict(list)
    for attendance in attendances:
        by_meet[attendance.meet_id].append(attendance)
    for pk, rows in by_meet.items():
        if sessions[pk].state == MeetState.PROPOSED:
            _hide_the_order(rows)
    members = {one.member_id for rows in by_meet.values() for one in rows if one.member_id}
    courts = {court.meet_id: court for court in Court.objects.filter(meet__in=meets).select_related("booked_by")}
    levels = _levels(members, {meet.sport_id for meet in meets})
    known = acquainted_ids(viewer)
    apart = hidden_ids(viewer)
    haunts = list(Haunt.objects.filter(member=viewer))
    outside = _Outside.of(viewer, [meet for meet in meets if meet.shows_who])
    run = _run_by(viewer, meets)
    found = []
    for meet in meets:
        rows = by_meet[meet.pk]
        presence = next((one.presence for one in rows if one.member_id == viewer.pk), "")
        tier = _tier(meet, viewer, presence, run)
        is_exact = tier >= Tier.ASKED
        venue = meet.venue
        found.append(
            Detail(
                meet=meet,
                tier=tier,
                presence=presence,
                people=tuple(_people(meet, viewer, tier, presence, rows, known, apart, levels, outside)),
                count=sum(one.presence in (Presence.IN, Presence.CAME) for one in rows),
                place="" if venue is None else venue.name if is_exact else venue.city,
                is_exact=is_exact,
                journey=_journey(meet, haunts, is_exact),
                court=courts.get(meet.pk),
            )
        )
    return found


def seen_by(meet: Meet, viewers: Sequence[Member], there: There) -> list[Detail]:
    """One session as each of several viewers reads its place and people; levels, titles, ways and court left aside.

    One query at most, whatever their number; two more for a date of a series.
    """
    shown = sorted(
        (one for one in there.rows if one.presence != Presence.OUT),
        key=lambda one: (one.team is None, one.team or 0, one.since_at, one.pk),
    )
    if meet.state == MeetState.PROPOSED:
        _hide_the_order(shown)
    apart = {viewers[0].pk: there.blocked_with(viewers[0])} if len(viewers) == 1 else _apart(shown, viewers)
    runners = _runners(meet)
    found = []
    for viewer in viewers:
        presence = next((one.presence for one in shown if one.member_id == viewer.pk), "")
        run = {meet.series_id} if meet.series_id and viewer.pk in runners else set()
        tier = _tier(meet, viewer, presence, run)
        is_exact = tier >= Tier.ASKED
        found.append(
            Detail(
                meet=meet,
                tier=tier,
                presence=presence,
                people=tuple(_people(meet, viewer, tier, presence, shown, (), apart[viewer.pk], {}, _Outside())),
                count=sum(one.presence in (Presence.IN, Presence.CAME) for one in shown),
                place="" if meet.venue is None else meet.venue.name if is_exact else meet.venue.city,
                is_exact=is_exact,
                journey=None,
                court=None,
            )
        )
    return found


def hidden_titles(meet: Meet, viewer: Member, others: Iterable[Member], known: Collection[int]) -> set[int]:
    """Whose company and function the viewer may not read.

    A session that hides titles hides everybody's until they have played together. Elsewhere, before a session is
    confirmed, anybody there who hides theirs hides everybody's; afterwards each their own. Those one has played with
    hide nothing.
    """
    people = list(others)
    if meet.hides_titles:
        return {other.pk for other in people if other.pk not in known and other != viewer}
    hiding = {other.pk for other in people if other.keeps_title and other.pk not in known}
    if meet.state not in (MeetState.CONFIRMED, MeetState.HELD) and hiding:
        return {other.pk for other in people if other.pk not in known and other != viewer}
    return hiding - {viewer.pk}


def _apart(rows: Sequence[Attendance], viewers: Sequence[Member]) -> dict[int, set[int]]:
    """Between whom a block stands, by viewer."""
    ids = {one.member_id for one in rows if one.member_id} | {viewer.pk for viewer in viewers}
    apart: dict[int, set[int]] = defaultdict(set)
    for one, other in Block.objects.filter(blocker__in=ids, blocked__in=ids).values_list("blocker_id", "blocked_id"):
        apart[one].add(other)
        apart[other].add(one)
    return apart


def _hide_the_order(rows: list[Attendance]) -> None:
    """Since when one is in would tell who said yes, and who took it back."""
    rows.sort(key=lambda one: (one.team or 0, one.pk))


def _tier(meet: Meet, viewer: Member, presence: str, run: Collection[int]) -> Tier:
    if presence in (Presence.IN, Presence.CAME, Presence.ABSENT):
        return Tier.PLAYER
    if presence in (Presence.PROPOSED, Presence.OFFERED) or meet.host_id == viewer.pk or meet.series_id in run:
        return Tier.ASKED
    return Tier.OUTSIDE


def _runners(meet: Meet) -> set[int | None]:
    """Host and co-hosts of the series a session is of; no query where it is of none."""
    if meet.series is None:
        return set()
    cohosts = Regular.objects.filter(series=meet.series, left_at=None, cohost_since_at__isnull=False)
    return {meet.series.host_id, *cohosts.values_list("member_id", flat=True)}


def _run_by(viewer: Member, meets: Iterable[Meet]) -> set[int]:
    """The series these sessions are of that the viewer hosts or co-hosts; no query where none is of a series."""
    ids = {meet.series_id for meet in meets if meet.series_id}
    if not ids:
        return set()
    cohosts = Regular.objects.filter(series=OuterRef("pk"), member=viewer, left_at=None, cohost_since_at__isnull=False)
    run = Series.objects.filter(Q(host=viewer) | Exists(cohosts), pk__in=ids)
    return set(run.values_list("pk", flat=True))


def area_of(meet: Meet) -> tuple[float, float] | None:
    """Where a session is, as far as somebody outside it may know: the middle of a cell some two kilometres wide."""
    if meet.venue is None:
        return None
    latitude, longitude = cell_centre(shown_cell(meet.venue.latitude, meet.venue.longitude))
    return latitude, longitude


def _journey(meet: Meet, haunts: Iterable[Haunt], is_exact: bool) -> Journey | None:
    """From outside, to the middle of the session's cell: whoever moves their area about learns no more."""
    there = (meet.venue.latitude, meet.venue.longitude) if meet.venue and is_exact else area_of(meet)
    if there is None:
        return None
    ways = [(travel_minutes(distance_km(one.latitude, one.longitude, *there), one.travel), one) for one in haunts]
    minutes, haunt = min(ways, key=lambda way: (way[0], way[1].pk), default=(0, None))
    return Journey(minutes, str(Travel(haunt.travel).label)) if haunt else None


@dataclass(frozen=True, slots=True)
class _Outside:
    """Who may be seen by a viewer who is not in a session that shows who comes: nothing is asked when none does."""

    standing: Standing | None = None
    shut: frozenset[int] = frozenset()

    @classmethod
    def of(cls, viewer: Member, meets: Sequence[Meet]) -> _Outside:
        if not meets:
            return cls()
        shut = Attendance.objects.filter(shut_out(viewer), meet__in=meets).values_list("member_id", flat=True)
        return cls(standing_of(viewer), frozenset(pk for pk in shut if pk))

    def sees(self, meet: Meet, person: Member | None) -> bool:
        return (
            self.standing is not None
            and person is not None
            and person.pk not in self.shut
            and is_seen_attending(meet, person, self.standing)
        )


def _people(
    meet: Meet,
    viewer: Member,
    tier: Tier,
    presence: str,
    rows: Sequence[Attendance],
    known: Collection[int],
    apart: Collection[int],
    levels: dict[tuple[int, int], str],
    outside: _Outside,
) -> Iterable[Person]:
    """Those in the session; while it is only proposed, those proposed too, with no mark of who said what.

    Somebody offered a free place reads those who said yes, lest the one who gave it back be shown to them. From outside
    one reads those who are in and wish to be seen, where the session allows it.
    """
    shown = [Presence.IN, Presence.CAME]
    if tier == Tier.OUTSIDE:
        rows = [one for one in rows if outside.sees(meet, one.member)]
    elif meet.state in (MeetState.PROPOSED, MeetState.OPEN) and presence != Presence.OFFERED:
        shown.append(Presence.PROPOSED)
    attending = [one for one in rows if one.presence in shown and one.member_id not in apart]
    hidden = hidden_titles(meet, viewer, [one.member for one in attending if one.member], known)
    if tier == Tier.OUTSIDE:
        hidden |= {one.member_id for one in attending if one.member_id} - set(known) - {viewer.pk}
    has_names = tier == Tier.PLAYER and meet.state in (MeetState.CONFIRMED, MeetState.HELD)
    are_enough = sum(one.presence == Presence.IN for one in rows) >= meet.quorum
    has_organiser = meet.state != MeetState.PROPOSED or are_enough  # until then it would say who said yes first
    for one in attending:
        person = one.member
        if person is None:
            yield Person(0, one.guest_name, one.guest_name, "", "", "", "", (), False, False, one.team)
            continue
        shown_as = card(person, full_name=has_names or person == viewer, titled=person.pk not in hidden)
        yield Person(
            pk=person.pk,
            name=shown_as.name,
            short_name=shown_as.short_name,
            initials=shown_as.initials,
            title=", ".join(word for word in (shown_as.function, shown_as.company) if word),
            level=levels.get((person.pk, meet.sport_id or 0), ""),
            sector=shown_as.sector,
            languages=shown_as.languages,
            is_you=person == viewer,
            is_organiser=person.pk == meet.host_id and (has_organiser or person == viewer),
            team=one.team,
            meet_pk=meet.pk,
        )


def _levels(members: Collection[int], sports: Collection[int | None]) -> dict[tuple[int, int], str]:
    """Each member's level in words, by sport: the label is shown, the number is private."""
    found: dict[tuple[int, int], str] = {}
    for practice in Practice.objects.filter(member__in=members, sport__in=[pk for pk in sports if pk]):
        found.setdefault((practice.member_id, practice.sport_id), shown_level(practice))
    return found
