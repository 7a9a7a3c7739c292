"""`sporezo communes`: how much of the country the table of communes locates, by which method, and its doubts."""

from __future__ import annotations

import json
import random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.places.domain import load_communes
from sporezo.places.queries import astray, population_by_method


class Command(BaseCommand):
    help = "the share of the population located, by method, and communes checked against their department"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", type=int, default=200, metavar="N", help="communes drawn and checked (200)")
        parser.add_argument("--seed", type=int, default=1, help="of the draw (1)")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        load_communes()
        methods = population_by_method()
        located = sum(method.share for method in methods)
        wrong = astray(options["check"], draw=random.Random(options["seed"]))  # noqa: S311 – a sample, no secret
        if options["json"]:
            document = {
                "communes": sum(method.communes for method in methods),
                "population_located": round(located, 6),
                "by_method": {
                    method.name: {"communes": method.communes, "population": round(method.share, 6)}
                    for method in methods
                },
                "checked": options["check"],
                "far_from_their_department": [str(commune) for commune in wrong],
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        for method in methods:
            self.stdout.write(f"{method.name:10} {method.communes:>7} communes {method.share:8.2%} of the population")
        self.stdout.write(f"{'located':10} {located:33.2%}")
        self.stdout.write(f"{options['check']} drawn, {len(wrong)} far from the others of their department")
        for commune in wrong:
            self.stdout.write(f"  {commune.code} {commune.name}")
