"""`sporezo members`: who has an account."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.members.models import Member


class Command(BaseCommand):
    help = "list the members, the first to come first"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        members = Member.objects.order_by("pk")
        if options["json"]:
            found = [{"id": str(one.pk), "email": one.email, "name": one.full_name} for one in members]
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in members:
            self.stdout.write(f"{one.pk:>6}  {one.email:40} {one.full_name}")
