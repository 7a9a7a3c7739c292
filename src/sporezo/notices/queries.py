"""Questions about what was said, and what a member wishes to hear."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from sporezo.members.models import Member
from sporezo.notices.enums import Topic
from sporezo.notices.models import Letter, Notice, Preference


@dataclass(frozen=True)
class Wish:
    """One topic, and whether a member hears of it by mail."""

    topic: str
    label: str
    by_mail: bool
    can_be_switched: bool


def wishes(member: Member) -> list[Wish]:
    """Every topic in the order of the list; on unless switched off."""
    off = set(Preference.objects.filter(member=member, by_mail=False).values_list("topic", flat=True))
    return [
        Wish(topic.value, str(topic.label), topic not in off, can_be_switched=topic != Topic.ACCOUNT) for topic in Topic
    ]


def letters_to(address: str) -> QuerySet[Letter]:
    """The demo's mail to one address, latest first; nobody has the mail of no address."""
    return Letter.objects.filter(to=address.strip().lower()) if address.strip() else Letter.objects.none()


def record_of(member: Member) -> dict[str, object]:
    """What was said to a member and what they wish to hear, for the member."""
    said = Notice.objects.filter(member=member).order_by("created_at", "pk")
    wished = Preference.objects.filter(member=member).order_by("topic")
    return {
        "messages": list(said.values("kind", "topic", "context", "link", "created_at", "read_at")),
        "wishes": list(wished.values("topic", "by_mail", "changed_at")),
    }
