"""Who stands where in one session, read once for all the questions of one deed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet, Offer
from sporezo.members.models import Member
from sporezo.prepared import Prepared
from sporezo.safety.models import Block, ExcludedCompany, NotWith

_rows = Prepared(lambda meet: Attendance.objects.filter(meet=meet).select_related("member").order_by("pk"))
_blocks = Prepared(
    lambda one: Block.objects.filter(Q(blocker=one) | Q(blocked=one)).values_list("blocker_id", "blocked_id")
)
_not_with = Prepared(
    lambda one: NotWith.objects.filter(Q(member=one) | Q(other=one)).values_list("member_id", "other_id")
)
_excluded = Prepared(lambda one: ExcludedCompany.objects.filter(member=one).values_list("member_id", "company_key"))
_excluded_either_way = Prepared(
    lambda one, company, meet: ExcludedCompany.objects.filter(
        Q(member=one)
        | Q(company_key=company, member__in=Attendance.objects.filter(meet=meet, member__isnull=False).values("member"))
    ).values_list("member_id", "company_key")
)


@dataclass(slots=True)
class There:
    """The rows of one session, each with its member; whoever changes one changes it here too."""

    rows: list[Attendance]
    offered: dict[int | None, int]  # by member: places of the waiting list held for them
    _blocked: dict[int, set[int]] = field(default_factory=dict)
    _unwanted: dict[int, set[int]] = field(default_factory=dict)
    _shut_out: dict[int, set[int]] = field(default_factory=dict)

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
        found = [one.member for one in self.rows if one.member and one.presence == Presence.IN]
        return sorted(found, key=lambda member: member.pk)

    def held(self, *, but: Member | None = None) -> int:
        """Places that were offered and may still be taken, those of `but` left aside."""
        return sum(places for member, places in self.offered.items() if but is None or member != but.pk)

    def held_for(self, member_id: int) -> bool:
        """Whether a place was offered to this member, that may still be taken."""
        return member_id in self.offered

    def blocked_with(self, member: Member) -> set[int]:
        """Those here who blocked this member, or whom they blocked: one query, once."""
        if member.pk not in self._blocked:
            here = self._others(member)
            pairs = _blocks(member.pk) if here else ()
            self._blocked[member.pk] = {pk for pair in pairs for pk in pair} & here
        return self._blocked[member.pk]

    def unwanted_with(self, member: Member) -> set[int]:
        """Those here with whom this member would rather not play, or who said so of them: one query, once."""
        if member.pk not in self._unwanted:
            here = self._others(member)
            pairs = _not_with(member.pk) if here else ()
            self._unwanted[member.pk] = {pk for pair in pairs for pk in pair} & here
        return self._unwanted[member.pk]

    def shut_out_with(self, member: Member) -> set[int]:
        """Those here whom a company keeps apart from this member: theirs is excluded, or excludes. One query, once."""
        if member.pk not in self._shut_out:
            if member.company_key and self.rows:
                rows = set(_excluded_either_way(member.pk, member.company_key, self.rows[0].meet_id))
            else:
                rows = set(_excluded(member.pk))
            keys = {key for pk, key in rows if pk == member.pk}
            here = [one.member for one in self.rows if one.member]
            theirs = {one.pk for one in here if one.company_key and one.company_key in keys}
            self._shut_out[member.pk] = (theirs | {pk for pk, _key in rows}) - {member.pk}
        return self._shut_out[member.pk]

    def kept_apart_from(self, member: Member) -> set[int]:
        """Those here who must not play with this member, whichever of them said so: three queries, once."""
        return self.blocked_with(member) | self.unwanted_with(member) | self.shut_out_with(member)

    def _others(self, member: Member) -> set[int]:
        return {one.member_id for one in self.rows if one.member_id and one.member_id != member.pk}


def who_is_there(meet: Meet, *, now: dt.datetime) -> There:
    """Everybody's row in a session: one query, two when a place was offered to somebody."""
    rows = _rows(meet.pk)
    if not any(one.presence == Presence.OFFERED for one in rows):
        return There(rows, {})
    live = Offer.objects.filter(
        attendance__meet=meet,
        attendance__presence=Presence.OFFERED,
        answered_at__isnull=True,
        expires_at__gt=now,
    ).values_list("attendance__member", "attendance__party")
    return There(rows, {member: 2 if party else 1 for member, party in live})
