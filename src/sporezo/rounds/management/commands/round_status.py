"""`sporezo round status`: the latest round of a community, its proposals and their seats."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser

from sporezo.rounds.management.words import community_called
from sporezo.rounds.queries import status_document


class Command(BaseCommand):
    help = "where the rounds of a community stand: opt-ins, proposals, seats"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        community = community_called(options["community"])
        rounds = status_document(community, ZoneInfo(community.time_zone))
        if options["json"]:
            self.stdout.write(json.dumps({"community": community.slug, "rounds": rounds}, ensure_ascii=False))
            return
        for one in rounds:
            decided = f"decided {one['decided_at']}" if one["decided_at"] else f"closes {one['closes_at']}"
            self.stdout.write(f"{one['first_day']}: {one['opt_ins']} play, {decided}, {one['left_out']} left out")
            for proposal in one["proposals"]:
                self.stdout.write(f"  {proposal['starts_at']}  {proposal['sport']:16} {proposal['state']}")
                for seat in proposal["seats"]:
                    self.stdout.write(f"    seat {seat['id']}: member {seat['member']} {seat['answer'] or '…'}")
