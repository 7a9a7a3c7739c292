"""Reads of the week: its gestures and sessions as their member reads them, and the words that go with them."""

from sporezo.weeks.queries.debriefs import Debrief, to_debrief
from sporezo.weeks.queries.evidence import occasions, promises_due, together, wanted_gifts
from sporezo.weeks.queries.reads import GestureCard, WeekView, budget_of, monday_of, of, waiting_for_monday, week_for
from sporezo.weeks.queries.record import record_of
from sporezo.weeks.queries.talk import Talk, talking_stock
from sporezo.weeks.queries.words import praise

__all__ = [
    "Debrief",
    "GestureCard",
    "Talk",
    "WeekView",
    "budget_of",
    "monday_of",
    "occasions",
    "of",
    "praise",
    "promises_due",
    "record_of",
    "talking_stock",
    "to_debrief",
    "together",
    "waiting_for_monday",
    "wanted_gifts",
    "week_for",
]
