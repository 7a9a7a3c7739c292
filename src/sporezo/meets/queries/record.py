"""What a member takes along of their sessions."""

from __future__ import annotations

from sporezo.meets.models import Attendance, Excuse, Post, Vigil, Withdrawal
from sporezo.members.models import Member


def record_of(member: Member) -> dict[str, object]:
    """The sessions a member was in, proposed or invited to, for the member; who else was there, and what
    others wrote, is theirs to tell."""
    mine = Attendance.objects.filter(member=member).order_by("meet__starts_at", "pk")
    meet = ("uid", "sport__slug", "title", "starts_at", "minutes", "time_zone", "venue__name", "venue__city", "state")
    said = Post.objects.filter(author=member).order_by("pk")
    left = Withdrawal.objects.filter(member=member).order_by("pk")
    excuses = Excuse.objects.filter(member=member).order_by("pk")
    trusted = Vigil.objects.filter(member=member).order_by("pk")
    return {
        "late_withdrawals": list(left.values("meet__uid", "left_at")),
        "trusted": list(trusted.values("meet__uid", "email", "watches", "made_at", "stopped_at", "back_at")),
        "excuses": list(excuses.values("meet__uid", "asked_at", "granted_at", "appealed_at", "appeal", "decided_at")),
        "sessions": list(mine.values(*(f"meet__{name}" for name in meet), "presence", "since_at", "changed_at")),
        "posts": list(said.values("meet__uid", "words", "said_at", "edited_at", "removed_at", "hidden_at")),
    }
