"""For whom a session is, and who may be seen in it: one predicate each, for pages, mails, joining and the round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.safety.models import ExcludedCompany


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a session is for somebody: an answer they gave or never were asked for, and a first game."""

    gender: str
    is_newcomer: bool

    @property
    def is_woman(self) -> bool:
        return self.gender == Gender.WOMAN

    @property
    def is_unasked(self) -> bool:
        """Nobody is asked before the door of a women-only session."""
        return not self.gender


def standings(member_ids: Collection[int]) -> dict[int, Standing]:
    """The standing of each of these members. One query."""
    came = Attendance.objects.filter(member=OuterRef("pk"), presence=Presence.CAME)
    rows = Member.objects.filter(pk__in=member_ids).annotate(has_played=Exists(came))
    return {
        pk: Standing(gender or "", not has_played)
        for pk, gender, has_played in rows.values_list("pk", "gender", "has_played")
    }


def standing_of(member: Member) -> Standing:
    return standings([member.pk])[member.pk]


def is_for(meet: Meet, standing: Standing) -> bool:
    """Whether somebody may take a place, as far as whom the session is for goes."""
    return (standing.is_woman or not meet.women_only) and (standing.is_newcomer or not meet.newcomers_only)


def is_shown_to(meet: Meet, standing: Standing) -> bool:
    """Whether a session may come up in somebody's lists: a women-only one does until they said they are not one."""
    return is_for(meet, standing) or (
        meet.women_only and standing.is_unasked and (standing.is_newcomer or not meet.newcomers_only)
    )


def is_seen_attending(meet: Meet, person: Member, viewer: Standing) -> bool:
    """Whether somebody outside a session may read that this person plays: the session *and* the person said yes.

    Whoever looks around in discreet mode is never seen; in a women-only session, by women alone.
    """
    return (
        meet.shows_who
        and person.shows_attendance
        and not person.is_discreet
        and (viewer.is_woman or not meet.women_only)
    )


def shut_out(viewer: Member) -> Q:
    """People (as `member` of an attendance) a company keeps apart from this viewer: theirs is excluded, or excludes."""
    found = Q(
        member__company_key__in=ExcludedCompany.objects.filter(member=viewer).values("company_key"),
        member__company_key__gt="",
    )
    if viewer.company_key:
        found |= Q(member__excluded_companies__company_key=viewer.company_key)
    return found
