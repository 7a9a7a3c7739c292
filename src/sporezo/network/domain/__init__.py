"""Deeds of one's own network."""

from sporezo.network.domain.batches import (
    ask,
    ask_undo,
    bring_in,
    fail,
    let_go,
    look_at,
    open_batch,
    receive,
    receive_by_link,
    remind_of_archive,
    send_upload_link,
    sweep_uploads,
    upload_link,
)
from sporezo.network.domain.contacts import (
    Described,
    add_contact,
    add_contacts,
    bring_back,
    describe,
    note,
    remember_job,
    set_aside,
    set_circle,
    settle,
    snooze,
    trash,
)
from sporezo.network.domain.erasure import erase
from sporezo.network.domain.favours import record_favour, strike_favour
from sporezo.network.domain.imports import bring, look
from sporezo.network.domain.lights import lift_light, set_light
from sporezo.network.domain.links import answer_keep_in_touch, end_link, wish_to_keep
from sporezo.network.domain.merging import answer_two, merge, unmerge
from sporezo.network.domain.sessions import Recorded, record_sessions
from sporezo.network.domain.sheets import rebuild, refresh, sweep
from sporezo.network.domain.sorting import change_circles, keep_the_rest, sort, unsort
from sporezo.network.domain.touches import log_touch, strike, unlog, write
from sporezo.network.domain.undo import undo

__all__ = [
    "Described",
    "Recorded",
    "add_contact",
    "add_contacts",
    "answer_keep_in_touch",
    "answer_two",
    "ask",
    "ask_undo",
    "bring",
    "bring_back",
    "bring_in",
    "change_circles",
    "describe",
    "end_link",
    "erase",
    "fail",
    "keep_the_rest",
    "let_go",
    "lift_light",
    "log_touch",
    "look",
    "look_at",
    "merge",
    "note",
    "open_batch",
    "rebuild",
    "receive",
    "receive_by_link",
    "record_favour",
    "record_sessions",
    "refresh",
    "remember_job",
    "remind_of_archive",
    "send_upload_link",
    "set_aside",
    "set_circle",
    "set_light",
    "settle",
    "snooze",
    "sort",
    "strike",
    "strike_favour",
    "sweep",
    "sweep_uploads",
    "trash",
    "undo",
    "unlog",
    "unmerge",
    "unsort",
    "upload_link",
    "wish_to_keep",
    "write",
]
