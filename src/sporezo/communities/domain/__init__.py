"""Deeds in communities: found, join, lead, leave; a list becomes invitations, letters leave, people say yes or no."""

from sporezo.communities.domain.acceptance import Played, SetUp, accept, accept_as_member, decline
from sporezo.communities.domain.invitations import (
    COLUMNS,
    MembersReport,
    forget_unanswered,
    import_members,
    needed_columns,
)
from sporezo.communities.domain.letters import ask_for_letters, invite_again, renew, send_letters, take_back
from sporezo.communities.domain.membership import (
    CODE_LENGTH,
    CODE_LETTERS,
    change_code,
    describe,
    found,
    hand_over,
    join,
    leave,
    name_co_lead,
    relieve,
)

__all__ = [
    "CODE_LENGTH",
    "CODE_LETTERS",
    "COLUMNS",
    "MembersReport",
    "Played",
    "SetUp",
    "accept",
    "accept_as_member",
    "ask_for_letters",
    "change_code",
    "decline",
    "describe",
    "forget_unanswered",
    "found",
    "hand_over",
    "import_members",
    "invite_again",
    "join",
    "leave",
    "name_co_lead",
    "needed_columns",
    "relieve",
    "renew",
    "send_letters",
    "take_back",
]
