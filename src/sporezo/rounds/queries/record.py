"""What a member takes along of the rounds."""

from __future__ import annotations

from sporezo.members.models import Member
from sporezo.rounds.models import LeftOut, OptIn, Seat


def record_of(member: Member) -> dict[str, object]:
    """The rounds a member played, what was proposed and what they answered, for the member."""
    which = ("round__community__name", "round__first_day")
    asked = ("proposal__meet__uid", "kind", "reasons", "asked_at", "answer", "answered_at")
    opt_ins = OptIn.objects.filter(member=member).order_by("at", "pk")
    left_out = LeftOut.objects.filter(member=member).order_by("round__first_day", "pk")
    return {
        "rounds": list(opt_ins.values(*which, "at", "mode", "most_sessions", "withdrawn_at")),
        "proposals": list(Seat.objects.filter(member=member).order_by("asked_at", "pk").values(*asked)),
        "left_out": list(left_out.values(*which, "reason", "remedy")),
    }
