"""Reads of asking: whom, whether now, what is due, what was given and received."""

from sporezo.asks.queries.favours import Balance, LedgerLine, balance, ledger
from sporezo.asks.queries.lists import AskCard, Due, asks_of, due_for, steps_due
from sporezo.asks.queries.people import Bench, Move, Person, of, pattern_of
from sporezo.asks.queries.record import record_of

__all__ = [
    "AskCard",
    "Balance",
    "Bench",
    "Due",
    "LedgerLine",
    "Move",
    "Person",
    "asks_of",
    "balance",
    "due_for",
    "ledger",
    "of",
    "pattern_of",
    "record_of",
    "steps_due",
]
