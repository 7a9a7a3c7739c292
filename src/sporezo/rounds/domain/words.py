"""What the round says to people, through the outbox, in each one's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation

from sporezo.meets.domain.words import facts
from sporezo.meets.enums import CourtState
from sporezo.meets.models import Court, Meet
from sporezo.members.models import Member
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, Proposal, Round, Seat
from sporezo.rounds.queries import remedy_sentence, sentences, why_left_out
from sporezo.sports.models import Format
from sporezo.ui import moments


def tell_proposed(proposal: Proposal, seats: Iterable[Seat], *, now: dt.datetime) -> None:
    """Somebody's session of the week, why, and until when to answer."""
    for seat in _with_members(seats):
        with translation.override(seat.member.language):
            why = sentences(seat.reasons, {})
        _tell_seat("proposed", proposal, seat, now=now, why=why)


def tell_vacancy(proposal: Proposal, seats: Iterable[Seat], *, now: dt.datetime) -> None:
    """A place came free: the first yes takes it."""
    for seat in _with_members(seats):
        _tell_seat("vacancy", proposal, seat, now=now)


def tell_to_book(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """Enough said yes: the organiser books the court."""
    court = Court.objects.filter(meet=meet, state=CourtState.TO_BOOK).first()
    if court is None or meet.host is None:
        return
    booking = meet.venue.booking_url if meet.venue else ""
    _tell(
        "to_book",
        proposal,
        meet.host,
        link=reverse("meet", args=[meet.pk]),
        now=now,
        key=f"{meet.sequence}",
        booking_url=booking,
    )


def tell_looking(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """Those who said yes hear that somebody is missing, and that others are being asked."""
    for seat in _accepted(proposal):
        _tell("looking", proposal, seat.member, link=_page(seat), now=now)


def tell_reshaped(proposal: Proposal, meet: Meet, format: Format, *, now: dt.datetime) -> None:
    """Fewer than foreseen: they play all the same, another way."""
    for seat in _accepted(proposal):
        with translation.override(seat.member.language):
            name = format.name
        _tell("reshaped", proposal, seat.member, link=_page(seat), now=now, format=name)


def tell_ended(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """It will not take place. A lapse is told to those who said yes, a withdrawal to all who had not said no."""
    if proposal.state == ProposalState.WITHDRAWN:
        told = (
            Seat.objects.filter(proposal=proposal, replaced_at__isnull=True)
            .exclude(answer=Answer.DECLINED)
            .exclude(kind=SeatKind.RESERVE)
        )
        for seat in told.select_related("member").order_by("pk"):
            _tell("withdrawn", proposal, seat.member, link=reverse("play"), now=now)
        return
    for seat in _accepted(proposal):
        _tell("lapsed", proposal, seat.member, link=reverse("play"), now=now)


def tell_left_out(round: Round, *, now: dt.datetime) -> None:
    """No game this week: why, what would help, and that one comes first next time."""
    for left_out in LeftOut.objects.filter(round=round).select_related("member").order_by("pk"):
        member = left_out.member
        with translation.override(member.language):
            why, remedy = why_left_out(left_out.reason), remedy_sentence(left_out.remedy)
        post(
            member=member,
            kind="rounds/left_out",
            topic=Topic.PROPOSALS,
            context={"community": round.community.name, "why": why, "remedy": remedy},
            link=reverse("play"),
            dedupe_key=f"rounds/left_out:{round.pk}:{member.pk}",
            now=now,
        )


def _tell_seat(name: str, proposal: Proposal, seat: Seat, *, now: dt.datetime, **more: object) -> None:
    meet = proposal.meet
    with translation.override(seat.member.language), timezone.override(ZoneInfo(meet.time_zone)):
        until = moments.when(seat.answer_by_at)
    _tell(name, proposal, seat.member, link=_page(seat), now=now, until=until, **more)


def _tell(
    name: str, proposal: Proposal, member: Member, *, link: str, now: dt.datetime, key: str = "", **more: object
) -> None:
    post(
        member=member,
        kind=f"rounds/{name}",
        topic=Topic.PROPOSALS,
        context={**facts(proposal.meet, member.language), **more},
        link=link,
        dedupe_key=f"rounds/{name}:{proposal.pk}:{member.pk}:{key}",
        now=now,
    )


def _accepted(proposal: Proposal) -> list[Seat]:
    return list(Seat.objects.filter(proposal=proposal, answer=Answer.ACCEPTED).select_related("member").order_by("pk"))


def _with_members(seats: Iterable[Seat]) -> list[Seat]:
    return list(Seat.objects.filter(pk__in=[seat.pk for seat in seats]).select_related("member").order_by("pk"))


def _page(seat: Seat) -> str:
    return reverse("proposal", args=[seat.pk])
