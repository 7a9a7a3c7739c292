"""What a member takes along of their links; their people go by `exports`."""

from __future__ import annotations

from django.db.models import Q

from sporezo.members.models import Member
from sporezo.network.models import Batch, KeepInTouch, Link, UploadLink


def record_of(member: Member) -> dict[str, object]:
    """With whom one is linked, what one answered after a session, what one imported; the other's wish is theirs."""
    answers = KeepInTouch.objects.filter(member=member, answered_at__isnull=False).select_related("other")
    batches = Batch.objects.filter(owner=member).order_by("pk")
    mailed = UploadLink.objects.filter(owner=member).order_by("pk")
    links = Link.objects.filter(Q(low=member) | Q(high=member)).select_related("low", "high").order_by("pk")
    return {
        "links": [
            {
                "with": (one.high if one.low_id == member.pk else one.low).full_name,
                "since_at": one.since_at,
                "wish_days": one.low_wish_days if one.low_id == member.pk else one.high_wish_days,
                "ended_at": one.ended_at,
            }
            for one in links
        ],
        "keep_in_touch": [
            {"with": one.other.short_name, "wants": one.wants, "answered_at": one.answered_at}
            for one in answers.order_by("pk")
        ],
        "imports": list(batches.values("source", "file_name", "uploaded_at", "finished_at", "undone_at")),
        "upload_links": list(mailed.values("asked_at", "used_at")),
    }
