"""Reads of one's own imports: the list, one of them, what became of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from sporezo.formats.reasons import SENTENCES, Reason
from sporezo.members.models import Member
from sporezo.network.models import Batch, Contact

FORMATS = {
    "linkedin": gettext_lazy("LinkedIn archive"),
    "google": gettext_lazy("Google contacts"),
    "outlook": gettext_lazy("Outlook contacts"),
    "table": gettext_lazy("table of contacts"),
    "vcard": gettext_lazy("address book"),
    "icalendar": gettext_lazy("calendar"),
    "whatsapp": gettext_lazy("WhatsApp chat"),
    "mbox": gettext_lazy("mailbox"),
    "sporezo": gettext_lazy("export of Sporezo"),
}
RANGES_SHOWN = 12
NUMBERED = {"vcard", "icalendar", "mbox", "sporezo"}  # whose rows are no lines


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of one file left out for one reason: how many, why, and which (the first few stretches; none: the file).

    They are lines, or else numbers of cards, of events or of letters.
    """

    file: str
    sentence: str
    many: int
    rows: str
    has_more: bool
    are_lines: bool


def batches_of(owner: Member) -> QuerySet[Batch]:
    """The imports of a member, nobody else's, latest first."""
    return Batch.objects.filter(owner=owner).order_by("-uploaded_at", "-pk")


def state(batch: Batch) -> str:
    """Where an import is: looking, looked, failed, bringing, done, undoing or undone."""
    if batch.undone_at:
        return "undone"
    if batch.undo_asked_at:
        return "undoing"
    if batch.problem:
        return "failed"
    if batch.finished_at:
        return "done"
    if batch.asked_at:
        return "bringing"
    return "looked" if batch.read_at else "looking"


def formats_said(source: str) -> str:
    """The formats of an import in words.

    >>> formats_said("")
    ''
    """
    return ", ".join(str(FORMATS.get(name, name)) for name in source.split("+") if name)


def skipped_rows(batch: Batch) -> Iterator[tuple[str, int, str, str]]:
    """File, row, code and sentence of every row left out, in the order in which they were met."""
    for one in batch.skipped.order_by("pk").iterator(chunk_size=200):
        sentence = said(one.reason, one.params)
        for row in one.rows:
            yield one.file, row, one.reason, sentence


def every_row(batch: Batch) -> Iterator[tuple[str, int, str, str]]:
    """File, row, what became of it, and who or why: people brought in, then rows left out."""
    claims = batch.claims.filter(sighting__is_hint=False).select_related("sighting__contact")
    for claim in claims.defer("sighting__raw", "sighting__fields").order_by("pk").iterator(chunk_size=500):
        yield claim.file, claim.row, claim.get_outcome_display(), claim.sighting.contact.full_name
    for file, row, _reason, sentence in skipped_rows(batch):
        yield file, row, gettext("left out"), sentence


def left_out(batch: Batch) -> list[LeftOut]:
    """Why rows stayed out, the most frequent reason first."""
    gathered: dict[tuple[str, str], list[int]] = {}
    for one in batch.skipped.order_by("pk"):
        gathered.setdefault((one.file, said(one.reason, one.params)), []).extend(one.rows)
    found = []
    for (file, sentence), rows in gathered.items():
        stretches = _stretches(sorted(row for row in rows if row))
        found.append(
            LeftOut(
                file=file.rpartition("/")[2],
                sentence=sentence,
                many=len(rows),
                rows=", ".join(stretches[:RANGES_SHOWN]),
                has_more=len(stretches) > RANGES_SHOWN,
                are_lines=file.lower().endswith((".csv", ".txt")) or not NUMBERED.intersection(batch.source.split("+")),
            )
        )
    return sorted(found, key=lambda one: (-one.many, one.file, one.sentence))


def foreseen(preview: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Why rows would stay out, and how many."""
    told: Counter[str] = Counter()
    for reason, many in preview.get("skipped", {}).items():
        told[said(reason, {})] += many
    return told.most_common()


def kept(batch: Batch) -> list[Contact]:
    """Who stays although the import is undone, because their owner made them theirs."""
    ids = batch.counts.get("kept", [])
    return list(Contact.objects.filter(owner=batch.owner_id, pk__in=ids, trashed_at=None).order_by("folded", "pk"))


def said(reason: str, params: Mapping[str, Any]) -> str:
    """A reason's sentence, in the reader's language; what is not known of it is an ellipsis."""
    return gettext(SENTENCES[Reason(reason)]) % _Told(params) if reason in set(Reason) else reason


class _Told(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def _stretches(rows: Sequence[int]) -> list[str]:
    """Rows as people write them.

    >>> _stretches([3, 5, 6, 7])
    ['3', '5–7']
    """
    found = []
    for _key, part in groupby(enumerate(rows), key=lambda one: one[1] - one[0]):
        stretch = [row for _place, row in part]
        found.append(f"{stretch[0]}–{stretch[-1]}" if len(stretch) > 1 else str(stretch[0]))
    return found
