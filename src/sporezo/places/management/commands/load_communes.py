"""`sporezo manage load_communes`: the communes as shipped."""

from typing import Any

from django.core.management.base import BaseCommand

from sporezo.places.domain import load_communes


class Command(BaseCommand):
    help = "Bring the communes in line with the shipped table; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_communes()
        if options["verbosity"]:
            self.stdout.write(f"{loaded} communes.")
