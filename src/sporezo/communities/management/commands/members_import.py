"""`sporezo members import FILE --community SLUG`: a list of people becomes invitations, never accounts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from sporezo.communities.domain import import_members
from sporezo.communities.models import Community
from sporezo.formats.reasons import SENTENCES, Unreadable
from sporezo.jobs import clock


class Command(BaseCommand):
    help = "turn a list of people (CSV) into invitations to a community; nothing is sent yet"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        community = Community.objects.filter(slug=options["community"]).first()
        if community is None:
            raise CommandError(f"No community is called {options['community']}. `sporezo communities` lists them.")
        try:
            with options["file"].open("rb") as stream:
                report = import_members(community, stream=stream, by=None, now=clock.now())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(gettext(SENTENCES[error.reason]) % error.params) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
            return
        self.stdout.write(f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged.")
        for line, column, sentence in report.sentences():
            self.stdout.write(f"  line {line}{f', {column}' if column else ''}: {sentence}")
