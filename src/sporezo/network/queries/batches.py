"""Reads of one's own imports: the list, one of them, what became of each row."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext

from sporezo.formats.reasons import SENTENCES, Reason
from sporezo.members.models import Member
from sporezo.network.models import Batch


def batches_of(owner: Member) -> QuerySet[Batch]:
    """The imports of a member, nobody else's, latest first."""
    return Batch.objects.filter(owner=owner).order_by("-uploaded_at", "-pk")


def skipped_rows(batch: Batch) -> Iterator[tuple[str, int, str, str]]:
    """File, row, code and sentence of every row left out, in the order in which they were met."""
    for one in batch.skipped.order_by("pk").iterator(chunk_size=200):
        sentence = said(one.reason, one.params)
        for row in one.rows:
            yield one.file, row, one.reason, sentence


def said(reason: str, params: dict[str, str | int]) -> str:
    """A reason's sentence, in the reader's language."""
    return gettext(SENTENCES[Reason(reason)]) % params if reason in set(Reason) else reason
