"""A file of places from an operator's page: looked at first, then imported by a worker that says how far it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.formats.source import Source
from sporezo.formats.venues import Selection, columns
from sporezo.jobs import enqueue
from sporezo.members.models import Member
from sporezo.places.domain.venues import VenuesReport, import_venues
from sporezo.places.models import VenueFile
from sporezo.ui.refused import Refused

GIVEN_UP_AFTER = dt.timedelta(minutes=15)  # without a word from its worker


def bring_file(
    *, name: str, content: bytes, departments: Collection[str], with_schools: bool, by: Member, now: dt.datetime
) -> VenueFile:
    """Keep a file and what importing it would do; nothing else is written.

    Raises
    ------
    Unreadable
        When it is no file of places; nothing is kept.
    """
    file = VenueFile(
        name=name[:120],
        content=content,
        size=len(content),
        departments=sorted(departments),
        with_schools=with_schools,
        by=by,
        brought_at=now,
    )
    read_from, ignored = columns(_source(file))
    report = import_venues(_source(file), now=now, selection=_selection(file), is_rehearsal=True)
    file.foreseen = _document(report) | {"columns": read_from, "ignored": ignored}
    file.save()
    return file


@transaction.atomic
def ask_for_import(file: VenueFile, *, now: dt.datetime) -> None:
    """Have a file imported, once; asked again, it changes nothing."""
    file = VenueFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if file.content is None:
        raise Refused(_("This file was imported already."), _("Bring it again to see what changed since."))
    if file.asked_at is None:
        VenueFile.objects.filter(pk=file.pk).update(asked_at=now)
        enqueue("sporezo.places.tasks.import_file", file.pk)


def import_file(pk: int, *, now: dt.datetime) -> bool:
    """Import a file that was asked for, unless another worker has it; whether it was this one."""
    taken = VenueFile.objects.filter(pk=pk, asked_at__isnull=False, finished_at__isnull=True).exclude(
        begun_at__gt=now - GIVEN_UP_AFTER
    )
    if not taken.update(begun_at=now):
        return False
    file = VenueFile.objects.get(pk=pk)
    source = _source(file)

    def told(report: VenuesReport) -> None:
        VenueFile.objects.filter(pk=pk).update(
            report=_document(report), read_bytes=source.bytes_read, unpacked_bytes=source.bytes_total
        )

    report = import_venues(source, now=now, selection=_selection(file), told=told)
    VenueFile.objects.filter(pk=pk).update(report=_document(report), content=None, finished_at=now)
    return True


def _source(file: VenueFile) -> Source:
    return Source(io.BytesIO(bytes(file.content or b"")), file.name)


def _selection(file: VenueFile) -> Selection:
    return Selection(departments=frozenset(file.departments), with_schools=file.with_schools)


def _document(report: VenuesReport) -> dict[str, Any]:
    return report.as_json() | {"changes": [dataclasses.asdict(change) for change in report.changes]}
