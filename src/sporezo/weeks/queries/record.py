"""What a member takes along of their weeks."""

from __future__ import annotations

from sporezo.members.models import Member
from sporezo.weeks.models import Budget, Gesture


def record_of(member: Member) -> dict[str, object]:
    """The gestures that were proposed and what became of them, for the member."""
    gestures = Gesture.objects.filter(week__member=member).order_by("week__first_day", "position", "pk")
    whom = ("contact__given_name", "contact__family_name")
    budget = Budget.objects.filter(member=member)
    return {
        "budget": list(budget.values("minutes", "since_at")),
        "gestures": list(gestures.values("week__first_day", *whom, "kind", "channel", "state", "settled_at")),
    }
