"""What this week shows, gathered from the floors below; nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sporezo.asks.queries import Due, due_for
from sporezo.communities.models import Membership
from sporezo.diary.queries import grid_of, has_hours
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import (
    Detail,
    Turn,
    details,
    once_a_series,
    to_keep,
    to_tell,
    turns_of,
    upcoming_for,
)
from sporezo.members.models import Member
from sporezo.members.queries import has_profile
from sporezo.network.enums import Direction
from sporezo.network.models import KeepInTouch, Touch
from sporezo.network.queries import has_five, questions_for
from sporezo.places.queries import has_haunt, haunts_of
from sporezo.rounds.queries import (
    NotThisWeek,
    OpenRound,
    SeatCard,
    cards_of,
    not_this_week,
    open_seats,
    rounds_to_play,
)
from sporezo.sports.queries import has_practice, practices_of
from sporezo.sports.rules import shown_level
from sporezo.weeks.queries import WeekView, monday_of, praise, week_for

WEEKS_OF_RHYTHM = 8


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """The member's home, in the order it is read."""

    proposals: list[SeatCard]
    missed: list[NotThisWeek]
    rounds: list[OpenRound]
    agenda: list[Detail]
    turns: list[Turn]
    plan: WeekView
    due: list[Due]
    questions: list[KeepInTouch]
    to_tell: list[Meet]
    to_keep: list[Meet]
    rhythm: list[Beat]

    @property
    def regular_weeks(self) -> int:
        """Weeks, of those shown, in which something was played or said."""
        return sum(bool(beat.games or beat.exchanges) for beat in self.rhythm)

    @property
    def praise(self) -> str:
        """Regularity is praised; absence is not spoken of."""
        return praise(self.regular_weeks)

    @property
    def rounds_open(self) -> list[OpenRound]:
        """The rounds one has not answered yet."""
        return [one for one in self.rounds if one.mine is None]

    @property
    def round_played(self) -> OpenRound | None:
        """The round one is in and that will propose something next."""
        return next((one for one in self.rounds if one.mine is not None), None)

    @property
    def courts(self) -> int:
        """Proposals and sessions agreed."""
        return len(self.proposals) + len(self.agenda)

    @property
    def waiting(self) -> int:
        """How many proposals wait for this member's answer."""
        return sum(card.is_waiting for card in self.proposals)


@dataclass(frozen=True, slots=True)
class Beat:
    """One week of one's regularity: its number, the games played and the exchanges one took part in."""

    label: str
    games: int
    exchanges: int


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first five minutes."""

    slug: str
    label: str | Promise
    url: str
    is_done: bool


def this_week(member: Member, *, now: dt.datetime) -> ThisWeek:
    """Proposals first, then what is already agreed, then the gestures still open."""
    seats = open_seats(member, now)
    proposed = [seat.proposal.meet for seat in seats]
    coming = once_a_series(meet for meet in upcoming_for(member, now)[:12] if meet not in proposed)
    found = details([*proposed, *coming[:6]], member)
    return ThisWeek(
        proposals=cards_of(seats, found[: len(seats)], now),
        missed=not_this_week(member, now),
        rounds=rounds_to_play(member, now),
        agenda=found[len(seats) :],
        turns=[one for one in turns_of(member, now=now, but=[meet.pk for meet in proposed]) if one.is_mine_to_answer],
        plan=week_for(member, now),
        due=[one for one in due_for(member, now) if one.kind != "step"],  # a step is one of the plan's gestures
        questions=questions_for(member, now),
        to_tell=to_tell(member, now),
        to_keep=to_keep(member, now=now),
        rhythm=rhythm(member, now=now),
    )


def rhythm(member: Member, *, now: dt.datetime, weeks: int = WEEKS_OF_RHYTHM) -> list[Beat]:
    """The last weeks, this one included, oldest first, on the member's own calendar: two queries."""
    zone = ZoneInfo(member.time_zone)
    monday = monday_of(member, now)
    mondays = [monday - dt.timedelta(days=7 * ago) for ago in range(weeks - 1, -1, -1)]
    since = dt.datetime.combine(mondays[0], dt.time(), tzinfo=zone)

    def by_week(moments: Iterable[dt.datetime]) -> Counter[dt.date]:
        days = (moment.astimezone(zone).date() for moment in moments)
        return Counter(day - dt.timedelta(days=day.weekday()) for day in days)

    games = by_week(
        Attendance.objects.filter(
            member=member, presence=Presence.CAME, meet__starts_at__gte=since, meet__starts_at__lte=now
        ).values_list("meet__starts_at", flat=True)
    )
    exchanges = by_week(
        Touch.objects.filter(owner=member, contact__trashed_at=None, meet=None, at__gte=since, at__lte=now)
        .exclude(direction=Direction.IN)
        .values_list("at", flat=True)
    )
    return [Beat(str(day.isocalendar().week), games[day], exchanges[day]) for day in mondays]


def steps_of(member: Member) -> list[Step]:
    """The five steps of a start, in order."""
    after = f"?next={reverse('start')}"
    return [
        Step("profile", _("you"), reverse("profile") + after, has_profile(member)),
        Step("sports", _("your sports"), reverse("practices") + after, has_practice(member)),
        Step("area", _("where"), reverse("areas") + after, has_haunt(member)),
        Step("hours", _("when"), reverse("hours") + after, has_hours(member)),
        Step("five", _("five people"), reverse("five") + after, has_five(member)),
    ]


def me(member: Member) -> dict[str, object]:
    """What the page about oneself sums up."""
    grid = grid_of(member)
    haunts = list(haunts_of(member))
    return {
        "practices": [(practice, shown_level(practice)) for practice in practices_of(member)],
        "haunts_said": ", ".join(
            str(haunt.commune.name if haunt.commune else haunt.get_kind_display()) for haunt in haunts
        ),
        "hours": len(grid.slots),
        "memberships": Membership.objects.filter(member=member, left_at=None).select_related("community"),
    }
