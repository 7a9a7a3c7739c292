"""Reads of the round: the facts the engine plans from, a member's proposals, reasons as sentences."""

from sporezo.rounds.queries.dryrun import DryRun, dry_run, plan_document
from sporezo.rounds.queries.gather import candidates, engagements, playing, promised, sessions_wished, slot_of, start_of
from sporezo.rounds.queries.reasons import remedy_sentence, sentences, why_left_out
from sporezo.rounds.queries.seats import SeatCard, card_of, seats_for
from sporezo.rounds.queries.status import status_document
from sporezo.rounds.queries.weeks import OpenRound, due_to_decide, next_undecided, rounds_to_play

__all__ = [
    "DryRun",
    "OpenRound",
    "SeatCard",
    "candidates",
    "card_of",
    "dry_run",
    "due_to_decide",
    "engagements",
    "next_undecided",
    "plan_document",
    "playing",
    "promised",
    "remedy_sentence",
    "rounds_to_play",
    "seats_for",
    "sentences",
    "sessions_wished",
    "slot_of",
    "start_of",
    "status_document",
    "why_left_out",
]
