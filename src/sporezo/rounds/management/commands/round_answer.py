"""`sporezo round answer`: answer in somebody's place, by telephone say."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sporezo.jobs import clock
from sporezo.rounds import domain
from sporezo.rounds.enums import SeatKind
from sporezo.rounds.models import Seat
from sporezo.ui.refused import Refused


class Command(BaseCommand):
    help = "say yes or no to a proposal in a member's place"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seat", required=True, type=int, metavar="ID", help="`round status` lists them")
        said = parser.add_mutually_exclusive_group(required=True)
        said.add_argument("--yes", action="store_true")
        said.add_argument("--no", action="store_true")
        parser.add_argument("--json", action="store_true", help="one document on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        seats = Seat.objects.exclude(kind=SeatKind.RESERVE).select_related("member", "proposal__meet")
        seat = seats.filter(pk=options["seat"]).first()
        if seat is None:
            raise Refused(f"There is no seat {options['seat']}.", "`sporezo round status` lists them.")
        seat = domain.answer(seat, accepted=options["yes"], now=clock.now())
        seat.proposal.refresh_from_db()
        document = {
            "seat": str(seat.pk),
            "member": str(seat.member_id),
            "answer": seat.answer,
            "proposal": str(seat.proposal_id),
            "state": seat.proposal.state,
        }
        self.stdout.write(json.dumps(document) if options["json"] else f"{seat.answer}: {seat.proposal.state}")
