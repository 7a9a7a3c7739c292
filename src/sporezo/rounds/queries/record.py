"""What a member takes along of the rounds."""

from __future__ import annotations

from sporezo.engine import slots
from sporezo.members.models import Member
from sporezo.rounds.models import Knock, Leaning, LeftOut, OptIn, Rather, Seat


def record_of(member: Member) -> dict[str, object]:
    """The rounds a member played, what was proposed and what they answered, for the member; at whose door nobody
    opened is nobody's word."""
    which = ("round__community__name", "round__first_day")
    asked = ("proposal__meet__uid", "kind", "reasons", "asked_at", "answer", "answered_at")
    opt_ins = OptIn.objects.filter(member=member).order_by("at", "pk")
    left_out = LeftOut.objects.filter(member=member).order_by("round__first_day", "pk")
    knocks = Knock.objects.filter(member=member).order_by("at", "pk")
    chosen = Leaning.objects.filter(by=member).order_by("at", "pk")
    rathers = Rather.objects.filter(seat__member=member).select_related("seat__proposal__meet").order_by("at", "pk")
    return {
        "rounds": list(opt_ins.values(*which, "at", "mode", "most_sessions", "withdrawn_at")),
        "proposals": list(Seat.objects.filter(member=member).order_by("asked_at", "pk").values(*asked)),
        "knocks": list(knocks.values("proposal__meet__uid", "at")),
        "rather": [
            {
                "meet": one.seat.proposal.meet.uid,
                "at": one.at,
                "slots": _slots(one),
                "wish": one.wish,
            }
            for one in rathers
        ],
        "leanings": list(chosen.values("community__name", "what", "at")),
        "left_out": list(left_out.values(*which, "reason", "remedy")),
    }


def _slots(said: Rather) -> list[int]:
    return slots.unpack(int.from_bytes(bytes(said.hours), "little"))
