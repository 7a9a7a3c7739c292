"""What one viewer may read of sessions: place, people, names and titles, each by how close the viewer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import get_language

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Court, Meet
from sporezo.meets.queries.reads import kilometres
from sporezo.members.enums import Sector, SpokenLanguage
from sporezo.members.models import Member
from sporezo.places.models import Haunt
from sporezo.safety.rules import acquainted_ids, hidden_ids
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
    short_name: str
    initials: str
    full_name: str
    title: str
    level: str
    sector: str
    languages: tuple[str, ...]
    is_you: bool
    is_organiser: bool
    team: int | None

    @property
    def name(self) -> str:
        return self.full_name or self.short_name


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
    kilometres: float | None
    court: Court | None

    @property
    def free(self) -> int:
        return max(self.meet.places - self.count, 0)

    @property
    def count_of(self) -> str:
        """How many are in, of how many."""
        return f"{self.count}/{self.meet.places}"

    @property
    def owed(self) -> str:
        """The price a head, as one writes it; empty when nobody said."""
        cents = self.court.cents_a_head if self.court else None
        return figure(cents / 100, 0 if cents % 100 == 0 else 2) if cents else ""

    @property
    def handicap(self) -> str:
        """What makes the format fair between unequal players, in words."""
        if self.meet.format is None:
            return ""
        is_french = (get_language() or "fr").startswith("fr")
        return self.meet.format.handicap_fr if is_french else self.meet.format.handicap_en

    @property
    def host(self) -> Person | None:
        return next((person for person in self.people if person.is_organiser), None)


def tier_of(meet: Meet, viewer: Member) -> Tier:
    """How close a viewer is to one session."""
    return _tier(meet, viewer, presence_of(meet, viewer))


def presence_of(meet: Meet, member: Member) -> str:
    """Where a member stands in a session; empty for a stranger to it."""
    found = Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()
    return found or ""


def detail(meet: Meet, viewer: Member) -> Detail:
    """One session as one viewer reads it."""
    return details([meet], viewer)[0]


def details(meets: Sequence[Meet], viewer: Member) -> list[Detail]:
    """Several sessions as one viewer reads them, in the same number of queries as one."""
    attendances = (
        Attendance.objects.filter(meet__in=meets)
        .exclude(presence=Presence.OUT)
        .select_related("member")
        .order_by("team", "since_at", "pk")
    )
    by_meet: dict[int, list[Attendance]] = defaultdict(list)
    for attendance in attendances:
        by_meet[attendance.meet_id].append(attendance)
    members = {one.member_id for rows in by_meet.values() for one in rows if one.member_id}
    courts = {court.meet_id: court for court in Court.objects.filter(meet__in=meets).select_related("booked_by")}
    levels = _levels(members, {meet.sport_id for meet in meets})
    known = acquainted_ids(viewer)
    apart = hidden_ids(viewer)
    haunts = list(Haunt.objects.filter(member=viewer))
    found = []
    for meet in meets:
        rows = by_meet[meet.pk]
        presence = next((one.presence for one in rows if one.member_id == viewer.pk), "")
        tier = _tier(meet, viewer, presence)
        is_exact = tier >= Tier.ASKED
        venue = meet.venue
        found.append(
            Detail(
                meet=meet,
                tier=tier,
                presence=presence,
                people=tuple(_people(meet, viewer, tier, presence, rows, known, apart, levels)),
                count=sum(one.presence in (Presence.IN, Presence.CAME) for one in rows),
                place="" if venue is None else venue.name if is_exact else venue.city,
                is_exact=is_exact,
                kilometres=min(
                    (kilometres(one.latitude, one.longitude, venue.latitude, venue.longitude) for one in haunts),
                    default=None,
                )
                if venue
                else None,
                court=courts.get(meet.pk),
            )
        )
    return found


def hidden_titles(meet: Meet, viewer: Member, others: Iterable[Member], known: Collection[int]) -> set[int]:
    """Whose company and function the viewer may not read.

    Before a session is confirmed, anybody there who hides theirs hides everybody's; afterwards each their own. Those
    one has played with hide nothing.
    """
    people = list(others)
    hiding = {other.pk for other in people if other.hides_title and other.pk not in known}
    if meet.state not in (MeetState.CONFIRMED, MeetState.HELD) and hiding:
        return {other.pk for other in people if other.pk not in known and other != viewer}
    return hiding - {viewer.pk}


def _tier(meet: Meet, viewer: Member, presence: str) -> Tier:
    if presence in (Presence.IN, Presence.CAME, Presence.ABSENT):
        return Tier.PLAYER
    if presence in (Presence.PROPOSED, Presence.OFFERED) or meet.host_id == viewer.pk:
        return Tier.ASKED
    return Tier.OUTSIDE


def _people(
    meet: Meet,
    viewer: Member,
    tier: Tier,
    presence: str,
    rows: Sequence[Attendance],
    known: Collection[int],
    apart: Collection[int],
    levels: dict[tuple[int, int], str],
) -> Iterable[Person]:
    """Those in the session; while it is only proposed, those proposed too, with no mark of who said what.

    Somebody offered a free place reads those who said yes, lest the one who gave it back be shown to them.
    """
    if tier == Tier.OUTSIDE:
        return
    shown = [Presence.IN, Presence.CAME]
    if meet.state in (MeetState.PROPOSED, MeetState.OPEN) and presence != Presence.OFFERED:
        shown.append(Presence.PROPOSED)
    attending = [one for one in rows if one.presence in shown and one.member_id not in apart]
    hidden = hidden_titles(meet, viewer, [one.member for one in attending if one.member], known)
    has_names = tier == Tier.PLAYER and meet.state in (MeetState.CONFIRMED, MeetState.HELD)
    for one in attending:
        person = one.member
        if person is None:
            yield Person(0, one.guest_name, "", "", "", "", "", (), False, False, one.team)
            continue
        yield Person(
            pk=person.pk,
            short_name=person.short_name,
            initials=person.initials,
            full_name=person.full_name if has_names or person == viewer else "",
            title="" if person.pk in hidden else ", ".join(word for word in (person.function, person.company) if word),
            level=levels.get((person.pk, meet.sport_id or 0), ""),
            sector=str(Sector(person.sector).label) if person.sector else "",
            languages=tuple(str(SpokenLanguage(code).label) for code in person.spoken if code in SpokenLanguage.values),
            is_you=person == viewer,
            is_organiser=person.pk == meet.host_id,
            team=one.team,
        )


def _levels(members: Collection[int], sports: Collection[int | None]) -> dict[tuple[int, int], str]:
    """Each member's level in words, by sport: the label is shown, the number is private."""
    found: dict[tuple[int, int], str] = {}
    for practice in Practice.objects.filter(member__in=members, sport__in=[pk for pk in sports if pk]):
        found.setdefault((practice.member_id, practice.sport_id), shown_level(practice))
    return found
