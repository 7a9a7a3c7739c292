"""`sporezo demo` calls this: the town, once."""

from typing import Any

from django.core.management.base import BaseCommand

from sporezo.demo import town
from sporezo.jobs import clock


class Command(BaseCommand):
    help = "Build the demo town if nobody lives here yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if town.is_built():
            self.stdout.write("The town is there already.")
            return
        self.stdout.write("Building the town: six hundred members, eight weeks, one round to answer.")
        town.build(now=clock.start())
