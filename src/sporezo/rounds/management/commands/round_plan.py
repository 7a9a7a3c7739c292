"""`sporezo round plan`: what the next round would decide. Reads, writes nothing."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.rounds import domain
from sporezo.rounds.management.words import undecided_round
from sporezo.rounds.queries import plan_document


class Command(BaseCommand):
    help = "what the next undecided round would decide; writes nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--seed", required=True, type=int, metavar="N")
        parser.add_argument("--as-of", type=moment, metavar="ISO", help="the opt-ins as they stood then (their close)")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        round = undecided_round(options["community"])
        planned = domain.plan(round, seed=options["seed"], as_of=options["as_of"] or round.closes_at)
        document = plan_document(round, planned.plan, is_verified=planned.is_verified)
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        for one in document["sessions"] + document["rendezvous"]:
            self.stdout.write(f"{one['starts_at']}  {one['sport']:16} {' '.join(one['members'])}")
        for one in document["unplaced"]:
            self.stdout.write(f"left out: {one['member']}  {one['reason']}")


def moment(text: str) -> dt.datetime:
    """An aware moment, such as 2026-11-25T18:00:00+01:00."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a moment such as 2026-11-25T18:00:00+01:00") from None
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("add the offset, such as 2026-11-25T18:00:00+01:00")
    return found
