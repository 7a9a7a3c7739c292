"""`sporezo network undo BATCH`: an import never took place, save what its owner made of it since."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sporezo.jobs import clock
from sporezo.network import domain
from sporezo.network.models import Batch


class Command(BaseCommand):
    help = "undo one import as a whole; what its owner wrote since stays"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = Batch.objects.filter(pk=options["batch"]).exclude(started_at=None).first()
        if batch is None:
            raise CommandError(f"There is no import {options['batch']}.")
        batch = domain.undo(batch, now=clock.now())
        kept = len(batch.counts.get("kept", []))
        if options["json"]:
            self.stdout.write(json.dumps({"batch": batch.pk, "kept": kept}))
            return
        self.stdout.write(f"Import {batch.pk} is undone; {kept} people stay, because their owner made them theirs.")
