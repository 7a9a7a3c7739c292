"""Deeds in communities: found, join, leave; a list of people becomes invitations, then they are sent."""

from sporezo.communities.domain.invitations import MembersReport, import_members, send_invitations
from sporezo.communities.domain.membership import CODE_LENGTH, CODE_LETTERS, found, join, leave

__all__ = [
    "CODE_LENGTH",
    "CODE_LETTERS",
    "MembersReport",
    "found",
    "import_members",
    "join",
    "leave",
    "send_invitations",
]
