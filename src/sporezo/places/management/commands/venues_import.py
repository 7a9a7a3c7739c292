"""`sporezo venues import FILE`: places to play, from the census, a city, OpenStreetMap or a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.formats.source import Source
from sporezo.formats.venues import Selection
from sporezo.jobs import clock
from sporezo.places.domain import VenuesReport, import_venues


class Command(BaseCommand):
    help = "bring in places to play (Data ES, GeoJSON, OpenStreetMap or CSV, plain, ZIP or gzip); again changes nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--department", action="append", default=[], help="only this one, such as 69; repeatable")
        parser.add_argument("--sport", action="append", default=[], help="only venues for this one; repeatable")
        parser.add_argument("--with-schools", action="store_true", help="schools' own facilities too")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        self.before = VenuesReport()
        selection = Selection(
            departments=frozenset(options["department"]),
            sports=frozenset(options["sport"]),
            with_schools=options["with_schools"],
        )
        try:
            with options["file"].open("rb") as stream:
                source = Source(stream, options["file"].name)
                report = import_venues(source, now=clock.now(), selection=selection, told=self._progress(source))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{gettext(SENTENCES[error.reason]) % error.params}{self._already()}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
            return
        self.stdout.write(f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged.")
        for reason, count in report.skipped.most_common():
            self.stdout.write(f"  {count:7} left out: {reason}")
        for sport, count in report.by_sport.most_common():
            self.stdout.write(f"  {count:7} {sport}")

    def _already(self) -> str:
        """What stood before the damage is in: said, so that nobody takes the file for refused as a whole."""
        if not (self.before.created or self.before.updated):
            return ""
        told = gettext("Before that, %(created)s venues came in and %(updated)s changed: bring the whole file again.")
        return " " + told % {"created": self.before.created, "updated": self.before.updated}

    def _progress(self, source: Source) -> Any:
        def told(report: VenuesReport) -> None:
            self.before = report
            if self.stderr.isatty():
                share = source.bytes_read / max(1, source.bytes_total)
                self.stderr.write(f"\r{share:4.0%}  {report.created} created", ending="")

        return told
