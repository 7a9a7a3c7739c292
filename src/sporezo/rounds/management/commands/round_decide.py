"""`sporezo round decide`: decide the next round now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.jobs import clock
from sporezo.rounds import domain
from sporezo.rounds.management.words import undecided_round


class Command(BaseCommand):
    help = "decide the next undecided round, once its opt-ins have closed"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        round = undecided_round(options["community"])
        domain.decide(round, now=clock.now())
        document = {
            "community": options["community"],
            "first_day": round.first_day.isoformat(),
            "proposals": round.proposals.count(),
            "left_out": round.left_out.count(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(document))
        else:
            self.stdout.write(f"{document['proposals']} proposals, {document['left_out']} left out.")
