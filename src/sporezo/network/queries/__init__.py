"""Reads of one's own network: people, exchanges, what the ties are worth, and reasons as sentences."""

from sporezo.network.queries.around import Introducer, Thread, games, introducers, thread
from sporezo.network.queries.batches import batches_of, skipped_rows
from sporezo.network.queries.people import (
    Kept,
    Stock,
    away,
    count,
    has_five,
    held,
    is_linked,
    kept_after,
    latest_lines,
    of,
    question_of,
    questions_for,
    stock,
    trashed,
    verified_emails,
)
from sporezo.network.queries.playmates import Linked, Playmates, playmates
from sporezo.network.queries.reading import Reading
from sporezo.network.queries.record import record_of
from sporezo.network.queries.said import Form, Silence, Step, Tie
from sporezo.network.queries.search import by_name, find, likely, named, offered
from sporezo.network.queries.ties import LAG, tie_of, tie_reading

__all__ = [
    "LAG",
    "Form",
    "Introducer",
    "Kept",
    "Linked",
    "Playmates",
    "Reading",
    "Silence",
    "Step",
    "Stock",
    "Thread",
    "Tie",
    "away",
    "batches_of",
    "by_name",
    "count",
    "find",
    "games",
    "has_five",
    "held",
    "introducers",
    "is_linked",
    "kept_after",
    "latest_lines",
    "likely",
    "named",
    "of",
    "offered",
    "playmates",
    "question_of",
    "questions_for",
    "record_of",
    "skipped_rows",
    "stock",
    "thread",
    "tie_of",
    "tie_reading",
    "trashed",
    "verified_emails",
]
