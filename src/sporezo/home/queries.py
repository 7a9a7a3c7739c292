"""What this week shows, gathered from the floors below; nothing is decided here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sporezo.communities.models import Membership
from sporezo.diary.queries import grid_of, has_hours
from sporezo.meets.models import Meet
from sporezo.meets.queries import Detail, details, to_tell, upcoming_for
from sporezo.members.models import Member
from sporezo.members.queries import has_profile
from sporezo.network.models import KeepInTouch
from sporezo.network.queries import has_five, questions_for
from sporezo.places.queries import has_haunt, haunts_of
from sporezo.rounds.queries import SeatCard, seats_for
from sporezo.sports.queries import has_practice, practices_of
from sporezo.sports.rules import shown_level
from sporezo.weeks.queries import GestureCard, gestures_for


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """The member's home, in the order it is read."""

    proposals: list[SeatCard]
    agenda: list[Detail]
    gestures: list[GestureCard]
    minutes: int
    questions: list[KeepInTouch]
    to_tell: list[Meet]
    has_people: bool

    @property
    def waiting(self) -> int:
        """How many proposals wait for this member's answer."""
        return sum(card.is_waiting for card in self.proposals)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first five minutes."""

    slug: str
    label: str | Promise
    url: str
    is_done: bool


def this_week(member: Member, *, now: dt.datetime) -> ThisWeek:
    """Proposals first, then what is already agreed, then the gestures still open."""
    proposals = seats_for(member, now)
    proposed = {card.detail.meet.pk for card in proposals}
    meets = [meet for meet in upcoming_for(member, now)[:6] if meet.pk not in proposed]
    gestures = gestures_for(member, now)
    return ThisWeek(
        proposals=proposals,
        agenda=details(meets, member),
        gestures=gestures,
        minutes=sum(gesture.minutes for gesture in gestures),
        questions=questions_for(member, now),
        to_tell=to_tell(member, now),
        has_people=bool(gestures) or has_five(member),
    )


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
    return {
        "practices": [(practice, shown_level(practice)) for practice in practices_of(member)],
        "haunts": haunts_of(member),
        "grid": grid,
        "hours": len(grid.slots),
        "memberships": Membership.objects.filter(member=member, left_at=None).select_related("community"),
    }
