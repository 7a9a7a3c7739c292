"""Deeds of safety: block, set apart, exclude a company, report, decide, and write down who knows whom."""

from sporezo.safety.domain.audit import record
from sporezo.safety.domain.distance import (
    acquaint,
    acquaint_since,
    block,
    exclude_company,
    keep_apart,
    readmit_company,
    unblock,
    undo_keep_apart,
)
from sporezo.safety.domain.moderation import appeal, decide, report, suspend

__all__ = [
    "acquaint",
    "acquaint_since",
    "appeal",
    "block",
    "decide",
    "exclude_company",
    "keep_apart",
    "readmit_company",
    "record",
    "report",
    "suspend",
    "unblock",
    "undo_keep_apart",
]
