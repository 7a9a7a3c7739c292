"""What each minute asks for: blocks, deadlines, last calls, vacancies. Each reads what is due and may run twice."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from sporezo.communities.models import Membership
from sporezo.jobs.giving_way import giving_way
from sporezo.meets.domain import confirm, leave, let_go, reshape
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import PRESENT, people_in
from sporezo.meets.rules import refusal_to_leave
from sporezo.members.models import Member
from sporezo.rounds.domain import words
from sporezo.rounds.domain.answers import end, review
from sporezo.rounds.domain.backfill import confirmed_once, refill
from sporezo.rounds.domain.vacancies import offer_vacancies
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, Proposal, Seat
from sporezo.rounds.queries import formats_for_those_in
from sporezo.rounds.rules import COURT_NEEDED, LAST_SEARCH
from sporezo.sports.models import Format


def sweep(*, now: dt.datetime) -> None:
    """Bring every live proposal to `now`, each in its own transaction."""
    for proposal in _meeting_a_block():
        withdraw_for_block(proposal, now=now)
    answer_for_those_gone(now=now)
    for proposal in _out_of_step(now):
        with giving_way(breath_seconds=0):  # many may be due at once, and people wait to answer
            expire(proposal, now=now)
    for proposal in confirmed_once(now):
        refill(proposal, now=now)
    for proposal in _due_for_last_call(now):
        last_call(proposal, now=now)
    for proposal in _short(now):
        offer_vacancies(proposal, now=now)


def answer_for_those_gone(*, now: dt.datetime) -> None:
    """Whoever left the community, or Sporezo, before answering says no by that: nobody is told."""
    stays = Membership.objects.filter(
        community=OuterRef("proposal__round__community"), member=OuterRef("member"), left_at__isnull=True
    )
    gone = Seat.objects.filter(
        ~Exists(stays) | Q(member__is_active=False),
        answer="",
        replaced_at__isnull=True,
        proposal__ended_at__isnull=True,
    ).exclude(kind=SeatKind.RESERVE)
    for seat in gone.select_related("proposal__meet").order_by("pk"):
        with transaction.atomic():
            lock(seat.proposal.meet)
            if Seat.objects.filter(pk=seat.pk, answer="").update(answer=Answer.DECLINED, answered_at=now):
                review(seat.proposal, now=now)


def _meeting_a_block() -> QuerySet[Proposal]:
    """Live proposals two of whose people must not meet any more."""
    blocked = Attendance.objects.filter(
        meet=OuterRef("meet"),
        presence__in=PRESENT,
        member__blocks_made__blocked__attendances__meet=F("meet"),
        member__blocks_made__blocked__attendances__presence__in=PRESENT,
    )
    return Proposal.objects.filter(Exists(blocked), ended_at__isnull=True).order_by("pk")


def _out_of_step(now: dt.datetime) -> QuerySet[Proposal]:
    """Live proposals with an unanswered seat past its time, or whose session moved on without them."""
    overdue = Seat.objects.filter(
        proposal=OuterRef("pk"), answer="", answer_by_at__lte=now, replaced_at__isnull=True
    ).exclude(kind=SeatKind.RESERVE)
    refused = Seat.objects.filter(
        proposal=OuterRef("pk"),
        answer=Answer.DECLINED,
        replaced_at__isnull=True,
        proposal__answers_until_at__lte=now,
    )
    being_asked = Q(kind=SeatKind.VACANCY, answer="", replaced_at__isnull=True, answer_by_at__gt=now)
    answered_elsewhere = Seat.objects.filter(
        proposal=OuterRef("pk"), member__attendances__meet=F("proposal__meet")
    ).filter(
        Q(answer=Answer.ACCEPTED, member__attendances__presence__in=(Presence.OUT, Presence.PROPOSED))
        | (~Q(answer=Answer.ACCEPTED) & Q(member__attendances__presence=Presence.IN))
        | (being_asked & Q(member__attendances__presence=Presence.OUT))
    )
    moved_on = (
        Q(meet__state__in=(MeetState.HELD, MeetState.CANCELLED))
        | (Q(meet__state=MeetState.CONFIRMED) & ~Q(state=ProposalState.CONFIRMED))
        | (~Q(meet__state=MeetState.CONFIRMED) & Q(state=ProposalState.CONFIRMED))
    )
    still_asked = (
        Seat.objects.filter(
            proposal=OuterRef("pk"),
            kind=SeatKind.PROPOSED,
            answer="",
            answer_by_at__gt=now,
        )
        .order_by()
        .values("proposal")
        .annotate(n=Count("pk"))
        .values("n")
    )
    few, enough = Q(players__lt=F("meet__quorum")), Q(players__gte=F("meet__quorum"))
    could_be = Q(players__gte=F("meet__quorum") - F("asked"))
    miscounted = (  # somebody's account went away
        (Q(state__in=(ProposalState.AGREED, ProposalState.CONFIRMED)) & few)
        | (Q(state__in=(ProposalState.OPEN, ProposalState.SHORT)) & enough)
        | (Q(state=ProposalState.OPEN) & ~could_be)
        | (Q(state=ProposalState.SHORT) & could_be)
    )
    moved_forward = Q(answers_until_at__gt=F("meet__starts_at") - PEACE)
    return (
        Proposal.objects.annotate(
            players=people_in("meet"),
            asked=Coalesce(Subquery(still_asked, output_field=IntegerField()), Value(0)),
        )
        .filter(
            moved_on | miscounted | moved_forward | Exists(overdue) | Exists(refused) | Exists(answered_elsewhere),
            ended_at__isnull=True,
        )
        .order_by("pk")
    )


def _due_for_last_call(now: dt.datetime) -> QuerySet[Proposal]:
    near = Q(meet__starts_at__lte=now + LAST_SEARCH) | Q(meet__starts_at__lte=now + PEACE, confirmed_at__isnull=True)
    short = near & Q(state__in=(ProposalState.SHORT, ProposalState.OPEN))
    courtless = Q(state=ProposalState.AGREED, meet__starts_at__lte=now + COURT_NEEDED)
    return Proposal.objects.filter(short | courtless, ended_at__isnull=True).order_by("pk")


def _short(now: dt.datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(
        state=ProposalState.SHORT,
        ended_at__isnull=True,
        is_rendezvous=False,
        confirmed_at__isnull=True,
        meet__starts_at__gt=now + PEACE,
    ).order_by("meet__starts_at", "pk")


@transaction.atomic
def expire(proposal: Proposal, *, now: dt.datetime) -> None:
    """Past their time, silence and refusal become the same empty place."""
    meet = lock(proposal.meet)
    proposal = Proposal.objects.get(pk=proposal.pk)
    gone = Seat.objects.filter(proposal=proposal, replaced_at__isnull=True).filter(
        Q(answer="", answer_by_at__lte=now) & ~Q(kind=SeatKind.RESERVE)
        | Q(answer=Answer.DECLINED, proposal__answers_until_at__lte=now)
    )
    let_go(meet, members=list(gone.values_list("member_id", flat=True)), now=now)
    had_first_players = gone.filter(kind=SeatKind.PROPOSED).exists()
    Seat.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(replaced_at=now)
    proposal = review(proposal, now=now)
    if had_first_players and proposal.state == ProposalState.SHORT and not proposal.is_rendezvous:
        words.tell_looking(proposal, meet, now=now)


@transaction.atomic
def last_call(proposal: Proposal, *, now: dt.datetime) -> None:
    """A day before the start: those who are there get a format that fits them, or the session lapses.

    One that was confirmed once has gone on looking by the list's times: its last call is three hours before.
    """
    meet = lock(proposal.meet)
    proposal = review(proposal, now=now)
    if proposal.ended_at or proposal.state == ProposalState.CONFIRMED:
        return
    if proposal.state == ProposalState.AGREED:
        if now >= meet.starts_at - COURT_NEEDED:
            end(proposal, meet, ProposalState.LAPSED, now=now)
        return
    if now < meet.starts_at - (LAST_SEARCH if proposal.confirmed_at else PEACE):
        return
    format = format_for(meet)
    if format is None or now >= meet.starts_at:
        end(proposal, meet, ProposalState.LAPSED, now=now)
        return
    players = Attendance.objects.filter(meet=meet, presence=Presence.IN).count()
    reshape(meet, format=format, players=players, now=now)
    words.tell_reshaped(proposal, meet, format, now=now)
    confirm(meet, now=now)
    review(proposal, now=now)


def format_for(meet: Meet) -> Format | None:
    """A way to play for those who said yes, if there is one: three instead of four, within its widest gap."""
    return formats_for_those_in([meet])[meet.pk][1]


@transaction.atomic
def withdraw_for_block(proposal: Proposal, *, now: dt.datetime) -> None:
    """Two of its people must not meet any more. A confirmed session goes on without whoever blocked, if it can.

    Whoever is not shown to the others leaves without a word. One who said no is shown still, like one who said nothing:
    their block withdraws the proposal alike, or their name would vanish and tell.
    """
    lock_members(
        Attendance.objects.filter(meet=proposal.meet, presence__in=PRESENT, member__isnull=False).values_list(
            "member_id", flat=True
        )
    )
    meet = lock(proposal.meet)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.ended_at:
        return
    there = Attendance.objects.filter(meet=meet, presence__in=PRESENT).values("member")
    is_on = meet.state == MeetState.CONFIRMED
    unseen = [Presence.OFFERED, Presence.PROPOSED] if is_on else [Presence.OFFERED]
    gone = list(
        Attendance.objects.filter(
            Q(member__blocks_made__blocked__in=there) | Q(member__blocks_met__blocker__in=there),
            meet=meet,
            presence__in=unseen,
        )
        .distinct()
        .values_list("member_id", flat=True)
    )
    let_go(meet, members=gone, now=now)
    Seat.objects.filter(proposal=proposal, member__in=gone).update(replaced_at=now)
    if not _meeting_a_block().filter(pk=proposal.pk).exists():
        return
    if not is_on:
        end(proposal, meet, ProposalState.WITHDRAWN, now=now)
        return
    there = Attendance.objects.filter(meet=meet, presence__in=PRESENT).values("member")
    for member in Member.objects.filter(pk__in=there, blocks_made__blocked__in=there).distinct().order_by("pk"):
        let_go(meet, members=[member.pk], now=now)
        if refusal_to_leave(meet, member, now=now) is None:
            leave(meet, member=member, now=now)
    review(proposal, now=now)
