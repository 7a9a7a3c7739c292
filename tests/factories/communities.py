"""People in communities, made in bulk."""

from __future__ import annotations

import datetime as dt
from itertools import count

from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Community, Membership
from sporezo.members.models import Member

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
_number = count(1)

FIRST_NAMES = ("Alix", "Bruno", "Chloé", "Driss", "Élodie", "Farid", "Gaël", "Hélène", "Inès", "Jules", "Karima", "Léo")
LAST_NAMES = ("Martin", "Keller", "Lambert", "Haddad", "Faure", "Benali", "Huet", "Roche", "Jourdan", "Petit", "Saïd")


def make_member(**fields):
    number = next(_number)
    fields.setdefault("first_name", FIRST_NAMES[number % len(FIRST_NAMES)])
    fields.setdefault("last_name", LAST_NAMES[number % len(LAST_NAMES)])
    fields.setdefault("language", "fr")
    fields.setdefault("spoken", ["fr"])
    return Member.objects.create_user(f"member{number}@example.org", **fields)


def make_community(members=(), *, lead=None, **fields):
    number = next(_number)
    fields.setdefault("name", f"Club {number}")
    fields.setdefault("kind", CommunityKind.CLUB)
    community = Community.objects.create(slug=f"club-{number}", join_code=f"CODE{number}", **fields)
    for member in members:
        Membership.objects.create(community=community, member=member, joined_at=NOW)
    if lead:
        Membership.objects.create(community=community, member=lead, role=Role.LEAD, joined_at=NOW)
    return community
