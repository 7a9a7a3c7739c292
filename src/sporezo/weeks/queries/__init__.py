"""Reads of the week: its gestures as their member reads them, and the words that go with them."""

from sporezo.weeks.queries.reads import GestureCard, gestures_for, monday_of, of, waiting_for_monday

__all__ = ["GestureCard", "gestures_for", "monday_of", "of", "waiting_for_monday"]
