"""`sporezo manage load_catalogue`: sports, formats and scales as shipped."""

from typing import Any

from django.core.management.base import BaseCommand

from sporezo.sports.domain import load_catalogue


class Command(BaseCommand):
    help = "Bring sports, formats and scales in line with the shipped data; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_catalogue()
        if options["verbosity"]:
            self.stdout.write(f"{loaded['sports']} sports, {loaded['scales']} scales.")
