"""Deeds of asking."""

from sporezo.asks.domain.asking import (
    ask_now,
    close_ask,
    give_thanks,
    note_answer,
    open_ask,
    take_step,
    warm_up,
)
from sporezo.asks.domain.guests import come, guest_link, open_guest_door, read_guest_door, record_guests
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
    "come",
    "decline",
    "door_of",
    "forget_lapsed",
    "give_thanks",
    "guest_link",
    "note_answer",
    "open_ask",
    "open_guest_door",
    "pass_on",
    "read_door",
    "read_guest_door",
    "record_guests",
    "refuse",
    "request",
    "say_how_it_went",
    "take_step",
    "warm_up",
]
