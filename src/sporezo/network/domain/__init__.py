"""Deeds of one's own network."""

from sporezo.network.domain.batches import fail, open_batch
from sporezo.network.domain.contacts import (
    Described,
    add_contact,
    add_contacts,
    bring_back,
    describe,
    note,
    set_aside,
    set_circle,
    settle,
    snooze,
    trash,
)
from sporezo.network.domain.erasure import erase
from sporezo.network.domain.favours import record_favour, strike_favour
from sporezo.network.domain.imports import bring, look
from sporezo.network.domain.links import answer_keep_in_touch, end_link
from sporezo.network.domain.merging import answer_two, merge, unmerge
from sporezo.network.domain.sessions import Recorded, record_sessions
from sporezo.network.domain.sheets import rebuild, refresh, sweep
from sporezo.network.domain.touches import log_touch, strike, unlog, write
from sporezo.network.domain.undo import undo

__all__ = [
    "Described",
    "Recorded",
    "add_contact",
    "add_contacts",
    "answer_keep_in_touch",
    "answer_two",
    "bring",
    "bring_back",
    "describe",
    "end_link",
    "erase",
    "fail",
    "log_touch",
    "look",
    "merge",
    "note",
    "open_batch",
    "rebuild",
    "record_favour",
    "record_sessions",
    "refresh",
    "set_aside",
    "set_circle",
    "settle",
    "snooze",
    "strike",
    "strike_favour",
    "sweep",
    "trash",
    "undo",
    "unlog",
    "unmerge",
    "write",
]
