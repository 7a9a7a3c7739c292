"""Deeds on sessions: propose or organise one, join, leave, book its court, confirm, cancel, hold."""

from sporezo.meets.domain.courts import book_court, court_failed, move
from sporezo.meets.domain.ends import cancel, confirm, hold, hold_what_is_over
from sporezo.meets.domain.people import ask, hand_over, join, leave, let_go
from sporezo.meets.domain.starts import organise, propose, reshape

__all__ = [
    "ask",
    "book_court",
    "cancel",
    "confirm",
    "court_failed",
    "hand_over",
    "hold",
    "hold_what_is_over",
    "join",
    "leave",
    "let_go",
    "move",
    "organise",
    "propose",
    "reshape",
]
