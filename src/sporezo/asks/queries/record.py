"""What a member takes along of their asks."""

from __future__ import annotations

from sporezo.asks.models import Approach, Ask, GuestDoor, Introduction
from sporezo.members.models import Member


def record_of(member: Member) -> dict[str, object]:
    """What a member asked for, of whom, and what came of it, for the member; a silent refusal stays silent."""
    asks, approaches = Ask.objects.filter(owner=member), Approach.objects.filter(ask__owner=member)
    need = ("id", "need", "words", "company", "person", "sector", "from_year", "until_year")
    whom = ("ask", "contact__given_name", "contact__family_name", "channel", "fair_at")
    wanted = Introduction.objects.filter(asker=member).order_by("asked_at", "pk")
    passed = Introduction.objects.filter(broker=member).order_by("asked_at", "pk")
    received = Introduction.objects.filter(target_member=member, passed_at__isnull=False).order_by("passed_at", "pk")
    doors = GuestDoor.objects.filter(owner=member).order_by("pk")
    to_me = ("passing_words", "passed_at", "agreed_at", "refused_at", "target_says")
    guest = ("contact__given_name", "contact__family_name", "meet__uid")
    return {
        "asks": list(asks.order_by("opened_at", "pk").values(*need, "opened_at", "closed_at", "outcome")),
        "approaches": list(approaches.order_by("pk").values(*whom, "asked_at", "answered_at", "answer", "thanked_at")),
        "introductions": list(wanted.values("wanted", "words", "asked_at", "lapses_at", "agreed_at", "asker_says")),
        "asked_of_me": list(passed.values("wanted", "words", "asked_at", "declined_at", "passed_at", "passing_words")),
        "introduced_to_me": list(received.values(*to_me)),
        "guests": list(doors.values(*guest, "made_at", "answered_at")),
    }
