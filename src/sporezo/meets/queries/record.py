"""What a member takes along of their sessions."""

from __future__ import annotations

from sporezo.meets.models import Attendance
from sporezo.members.models import Member


def record_of(member: Member) -> dict[str, object]:
    """The sessions a member was in, proposed or invited to, for the member; who else was there is theirs to tell."""
    mine = Attendance.objects.filter(member=member).order_by("meet__starts_at", "pk")
    meet = ("uid", "sport__slug", "title", "starts_at", "minutes", "time_zone", "venue__name", "venue__city", "state")
    return {"sessions": list(mine.values(*(f"meet__{name}" for name in meet), "presence", "since_at", "changed_at"))}
