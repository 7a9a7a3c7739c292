"""Who may see or meet whom. Every answer costs the same number of queries, however many members it is for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from itertools import combinations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.prepared import Prepared
from sporezo.safety.models import Block, NotWith, Report, Suspension
from sporezo.safety.queries import (
    acquainted_ids,
    blocks_since,
    hidden_ids,
    is_blocked_by,
    shut_out_among,
    titles_visible_to,
)
from sporezo.ui.refused import Refused

__all__ = [
    "acquainted_ids",
    "are_hidden",
    "hidden_ids",
    "is_suspended",
    "kept_apart",
    "kept_apart_from",
    "may_see_title",
    "refusal_to_block",
    "refusal_to_decide",
    "refusal_to_set_apart",
    "suspended_ids",
    "titles_in",
    "titles_visible_to",
]

BLOCKS_A_DAY = 20
A_DAY = dt.timedelta(days=1)


def may_see_title(viewer: Member, member: Member) -> bool:
    """Whether `viewer` may see the company and function of `member`."""
    return member.pk in titles_visible_to(viewer, [member.pk])


def titles_in(viewer: Member, member_ids: Collection[int]) -> set[int]:
    """Whose title `viewer` may see in a session still proposed: one who hides theirs hides everybody's.

    What the viewer knows already, from a session played together, they still know.
    """
    visible = titles_visible_to(viewer, member_ids)
    if visible >= set(member_ids) - hidden_ids(viewer):
        return visible
    return visible & (acquainted_ids(viewer) | {viewer.pk})


def are_hidden(member: Member, other: Member) -> bool:
    """Whether a block stands between two members."""
    return other.pk in hidden_ids(member)


def kept_apart(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs (smaller id first) who must not be in one session: blocks, not-with, excluded companies, colleagues.

    Colleagues (one company, however typed) may meet only when both asked for it. Five queries at most.
    """
    ids = set(member_ids)
    apart = set(Block.objects.filter(blocker__in=ids, blocked__in=ids).values_list("blocker_id", "blocked_id"))
    apart |= set(NotWith.objects.filter(member__in=ids, other__in=ids).values_list("member_id", "other_id"))
    staff: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    people = Member.objects.filter(pk__in=ids).exclude(company_key="")
    for pk, key, asks, is_discreet in people.values_list("pk", "company_key", "meets_colleagues", "is_discreet"):
        staff[key].append((pk, asks and not is_discreet))
    for colleagues in staff.values():
        apart |= {(a, b) for (a, a_asked), (b, b_asked) in combinations(colleagues, 2) if not (a_asked and b_asked)}
    apart |= shut_out_among(ids)
    return {(min(pair), max(pair)) for pair in apart}


def kept_apart_from(member: Member, others: Collection[int]) -> set[int]:
    """Those among `others` who must not be in one session with `member`. Four queries."""
    pairs = kept_apart({member.pk, *others})
    return {other for pair in pairs if member.pk in pair for other in pair} - {member.pk}


def suspended_ids(member_ids: Collection[int], *, now: dt.datetime) -> set[int]:
    """Those kept off the courts at this moment. One query."""
    return set(_running(now).filter(member__in=member_ids).values_list("member_id", flat=True))


def is_suspended(member_id: int, *, now: dt.datetime) -> bool:
    """Whether a member is kept off the courts at this moment. One query."""
    return bool(_suspension_of(member_id, now))


def _running(now: dt.datetime) -> QuerySet[Suspension]:
    return Suspension.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)


_suspension_of = Prepared(lambda member, now: _running(now).filter(member=member).values_list("pk", flat=True)[:1])


def refusal_to_block(member: Member, other: Member, *, now: dt.datetime) -> Refused | None:
    """Why one may not block somebody now: a block shows a name in one's list, and is not a way to read them all."""
    if refusal := refusal_to_set_apart(member, other):
        return refusal
    if blocks_since(member, now - A_DAY) >= BLOCKS_A_DAY and not is_blocked_by(member, other):
        return Refused(
            _("That makes %(n)d people blocked in a day.") % {"n": BLOCKS_A_DAY},
            _("If something is going on, tell the moderators: they can do more."),
        )
    return None


def refusal_to_decide(report: Report, by: Member) -> Refused | None:
    """Why a moderator may not answer a report: decided already, or theirs to stay out of."""
    awaits_second_look = report.appealed_at and report.decided_at and report.decided_at <= report.appealed_at
    if report.decided_at and not awaits_second_look:
        return Refused(_("This report has been decided."), _("An appeal opens it again."))
    if by.pk in (report.reporter_id, report.reported_id):
        return Refused(_("You are a party to this report."), _("Leave it to another moderator."))
    if awaits_second_look and by.pk == report.decided_by_id:
        return Refused(_("The first decision was yours."), _("Leave it to another moderator."))
    return None


def refusal_to_set_apart(member: Member, other: Member) -> Refused | None:
    """Why one may not block, set apart or report somebody."""
    if member.pk == other.pk:
        return Refused(_("That is you."), _("Choose somebody else."))
    return None
