"""Deeds of the outbox: post a notice, send what is due, switch a topic off or on."""

from sporezo.notices.domain.posting import Message, post, post_many
from sporezo.notices.domain.sending import forget_old, forget_said, give_back_abandoned, send
from sporezo.notices.domain.wishes import read_switch_off_link, set_wish, switch_off_link

__all__ = [
    "Message",
    "forget_old",
    "forget_said",
    "give_back_abandoned",
    "post",
    "post_many",
    "read_switch_off_link",
    "send",
    "set_wish",
    "switch_off_link",
]
