"""Deeds of asking."""

from sporezo.asks.domain.asking import (
    ask_now,
    close_ask,
    give_thanks,
    note_answer,
    note_stint,
    open_ask,
    take_step,
    warm_up,
)
from sporezo.asks.domain.introductions import (
    agree,
    ask_how_it_went,
    decline,
    door_of,
    forget_lapsed,
    pass_on,
    read_door,
    refuse,
    request,
    say_how_it_went,
)

__all__ = [
    "agree",
    "ask_how_it_went",
    "ask_now",
    "close_ask",
    "decline",
    "door_of",
    "forget_lapsed",
    "give_thanks",
    "note_answer",
    "note_stint",
    "open_ask",
    "pass_on",
    "read_door",
    "refuse",
    "request",
    "say_how_it_went",
    "take_step",
    "warm_up",
]
