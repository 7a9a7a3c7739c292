"""`sporezo communities`: who is here."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.communities.models import Community
from sporezo.communities.queries import head_count


class Command(BaseCommand):
    help = "list the communities and how many are in each"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Community.objects.order_by("slug").annotate(heads=head_count()).values_list("slug", "name", "heads")
        found = [{"slug": slug, "name": name, "members": members} for slug, name, members in rows]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(f"{one['slug']:30} {one['members']:>6}  {one['name']}")
