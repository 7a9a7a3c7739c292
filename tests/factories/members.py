"""Members by the dozen, each with a profile, none like another."""

from __future__ import annotations

import datetime as dt
from itertools import count

from sporezo.members.enums import Sector
from sporezo.members.models import Member

_numbers = count(1)
SINCE = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


def make_member(first_name: str = "", last_name: str = "", **fields) -> Member:
    """A member with a complete profile, saved."""
    number = next(_numbers)
    first_name, last_name = first_name or f"Prénom{number}", last_name or f"Nom{number}"
    fields = {
        "sector": list(Sector)[number % len(Sector)],
        "spoken": ["fr"],
        "adult_at": SINCE,
        "consented_at": SINCE,
        "set_up_at": SINCE,
        "joined_at": SINCE,
    } | fields
    email = fields.pop("email", f"member{number}@example.org")
    return Member.objects.create_user(email, first_name=first_name, last_name=last_name, **fields)


def make_members(size: int, **fields) -> list[Member]:
    return [make_member(**fields) for _ in range(size)]
