"""`sporezo network import FILE --member EMAIL`: one's network from a file, as the page does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain
from sporezo.network.models import Batch
from sporezo.network.queries.batches import skipped_rows


class Command(BaseCommand):
    help = "bring a file of contacts or exchanges into one member's network; again, it creates nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--member", required=True, metavar="EMAIL")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = Member.objects.filter(email__iexact=options["member"].strip()).first()
        if owner is None:
            raise CommandError(f"No member has the address {options['member']}.")
        now = clock.now()
        try:
            with options["file"].open("rb") as stream:
                batch = domain.open_batch(owner, options["file"].name, now=now)
                domain.bring(batch, stream, now=now)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            domain.fail(batch, error, now=now)
            raise CommandError(f"{gettext(SENTENCES[error.reason]) % error.params}{_already(batch)}") from error
        if options["json"]:
            self._write_json(batch)
            return
        counts = batch.counts
        self.stdout.write(
            f"Import {batch.pk}: {counts['created']} created, {counts['updated']} updated, "
            f"{counts['unchanged']} unchanged, {counts['touches']} exchanges, {counts['skipped']} left out."
        )
        for file, row, _reason, sentence in skipped_rows(batch):
            self.stdout.write(f"  {', '.join(filter(None, (file, f'row {row}' if row else '')))}: {sentence}")

    def _write_json(self, batch: Batch) -> None:
        """One document, its rows written as they are read."""
        told = {"batch": batch.pk, **{name: batch.counts[name] for name in ("created", "updated", "unchanged")}}
        told["touches"] = batch.counts["touches"]
        self.stdout.write(json.dumps(told)[:-1] + ', "skipped": [', ending="")
        for number, (file, row, reason, sentence) in enumerate(skipped_rows(batch)):
            line = {"row": row, "reason": reason, "file": file, "sentence": sentence}
            self.stdout.write((", " if number else "") + json.dumps(line, ensure_ascii=False), ending="")
        self.stdout.write("]}")


def _already(batch: Batch) -> str:
    """What came before the damage is in, under a number that undoes it."""
    if not any(batch.counts.get(name) for name in ("created", "updated", "touches")):
        return ""
    return " " + gettext("What came before that is import %(batch)s, which can be undone.") % {"batch": batch.pk}
