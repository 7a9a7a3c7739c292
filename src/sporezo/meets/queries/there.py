"""Who stands where in one session, read once for all the questions of one deed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField, Value, prefetch_related_objects
from django.db.models.functions import Cast

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet, Offer
from sporezo.members.models import Member
from sporezo.prepared import Prepared
from sporezo.safety.models import Block, ExcludedCompany, NotWith

_rows = Prepared(lambda meet: Attendance.objects.filter(meet=meet).order_by("pk"))
_rows_with_members = Prepared(lambda meet: Attendance.objects.filter(meet=meet).select_related("member").order_by("pk"))
BLOCK, NOT_WITH, COMPANY = "block", "not with", "company"
_apart = Prepared(
    lambda one, company, meet: _said(Block, BLOCK, "blocker_id", "blocked_id", Q(blocker=one) | Q(blocked=one)).union(
        _said(NotWith, NOT_WITH, "member_id", "other_id", Q(member=one) | Q(other=one)),
        _said(ExcludedCompany, COMPANY, "member_id", "company_key", Q(member=one) | _shutting_out(company, meet)),
        all=True,
    )
)


def _said(model: type[Model], kind: str, by: str, of: str, where: Q) -> QuerySet[Any, tuple[str, int, str]]:
    """Who keeps away from whom, or from which company, as rows of three: all kinds are one question."""
    rows: Any = model._default_manager.filter(where).order_by()
    said: QuerySet[Any, tuple[str, int, str]] = rows.annotate(kind=Value(kind), of=Cast(of, TextField())).values_list(
        "kind", by, "of"
    )
    return said


def _shutting_out(company: str, meet: int) -> Q:
    """Said by somebody of this session, of that company."""
    here = Attendance.objects.filter(meet=meet, member__isnull=False).values("member")
    return Q(company_key=company, member__in=here)


@dataclass(slots=True)
class Apart:
    """What keeps one member away from those of a session; companies by who excludes them."""

    blocked: set[int] = field(default_factory=set)
    unwanted: set[int] = field(default_factory=set)
    companies: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class There:
    """The rows of one session, each with its member; whoever changes one changes it here too."""

    rows: list[Attendance]
    offered: dict[int | None, int]  # by member: places of the waiting list held for them
    _apart: dict[int, Apart] = field(default_factory=dict)

    def of(self, member: Member) -> Attendance | None:
        return next((one for one in self.rows if one.member_id == member.pk), None)

    def presence_of(self, member: Member) -> str:
        """Where a member stands; empty for a stranger to the session."""
        found = self.of(member)
        return found.presence if found else ""

    @property
    def taken(self) -> int:
        """How many are in, guests included."""
        return sum(one.presence == Presence.IN for one in self.rows)

    @property
    def players(self) -> list[Member]:
        """The members who are in, by id."""
        self.know_members()
        found = [one.member for one in self.rows if one.member and one.presence == Presence.IN]
        return sorted(found, key=lambda member: member.pk)

    def know_members(self) -> None:
        """Read the members of the rows that have none at hand: one query, once."""
        prefetch_related_objects([one for one in self.rows if one.member_id], "member")

    def held(self, *, but: Member | None = None) -> int:
        """Places that were offered and may still be taken, those of `but` left aside."""
        return sum(places for member, places in self.offered.items() if but is None or member != but.pk)

    def held_for(self, member_id: int) -> bool:
        """Whether a place was offered to this member, that may still be taken."""
        return member_id in self.offered

    def blocked_with(self, member: Member) -> set[int]:
        """Those here who blocked this member, or whom they blocked: one query, once for all that keeps apart."""
        return self._apart_from(member).blocked

    def kept_apart_from(self, member: Member) -> set[int]:
        """Those here who must not play with this member, whichever of them said so: the same query."""
        apart = self._apart_from(member)
        return apart.blocked | apart.unwanted | self._shut_out_with(member, apart.companies)

    def _apart_from(self, member: Member) -> Apart:
        if member.pk not in self._apart:
            self._apart[member.pk] = found = Apart()
            here = self._others(member)
            for kind, by, of in _apart(member.pk, member.company_key, self.rows[0].meet_id) if here else ():
                if kind == COMPANY:
                    found.companies.append((by, of))
                else:
                    pair = found.blocked if kind == BLOCK else found.unwanted
                    pair.update({by, int(of)} & here)
        return self._apart[member.pk]

    def _shut_out_with(self, member: Member, companies: list[tuple[int, str]]) -> set[int]:
        """Those here whom a company keeps apart from this member: theirs is excluded, or excludes."""
        excluded = {company for by, company in companies if by == member.pk}
        if excluded:
            self.know_members()
        theirs = {one.member_id for one in self.rows if excluded and one.member and one.member.company_key in excluded}
        return ({pk for pk in theirs if pk} | {by for by, _company in companies}) - {member.pk}

    def _others(self, member: Member) -> set[int]:
        return {one.member_id for one in self.rows if one.member_id and one.member_id != member.pk}


def who_is_there(meet: Meet, *, now: dt.datetime, with_members: bool = True) -> There:
    """Everybody's row in a session: one query, two when a place was offered to somebody."""
    rows = _rows_with_members(meet.pk) if with_members else _rows(meet.pk)
    if not any(one.presence == Presence.OFFERED for one in rows):
        return There(rows, {})
    live = Offer.objects.filter(
        attendance__meet=meet,
        attendance__presence=Presence.OFFERED,
        answered_at__isnull=True,
        expires_at__gt=now,
    ).values_list("attendance__member", "attendance__party")
    return There(rows, {member: 2 if party else 1 for member, party in live})
