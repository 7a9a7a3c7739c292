"""Reads of the round: the facts the engine plans from, a member's proposals, reasons as sentences."""

from sporezo.rounds.queries.gather import candidates, promised, slot_of, start_of
from sporezo.rounds.queries.reasons import remedy_sentence, sentences, why_left_out
from sporezo.rounds.queries.seats import SeatCard, card_of, seats_for
from sporezo.rounds.queries.weeks import current_rounds, next_undecided, rounds_to_play

__all__ = [
    "SeatCard",
    "candidates",
    "card_of",
    "current_rounds",
    "next_undecided",
    "promised",
    "remedy_sentence",
    "rounds_to_play",
    "seats_for",
    "sentences",
    "slot_of",
    "start_of",
    "why_left_out",
]
