"""The audit log: who did what to whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sporezo.members.models import Member
from sporezo.safety.models import AuditEntry


def record(actor: Member | None, *, deed: str, subject: str, now: dt.datetime, **details: Any) -> AuditEntry:
    """Write one line of the log; `details` hold ids and closed words, never what a member wrote."""
    return AuditEntry.objects.create(actor=actor, deed=deed, subject=subject, details=details, at=now)


def subject_of(member: Member) -> str:
    return f"members.Member {member.pk}"
