"""What the round says to people, through the outbox, in each one's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation

from sporezo.communities.enums import Role
from sporezo.communities.models import Community
from sporezo.meets.domain.words import facts
from sporezo.meets.enums import CourtState
from sporezo.meets.models import Court, Meet
from sporezo.meets.queries import events_for, who_is_there
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import Topic
from sporezo.notices.models import Notice
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, LeftOut, Proposal, Round, Seat
from sporezo.rounds.queries import remedy_sentence, rounds_missed, sentences, wait_sentence, why_left_out
from sporezo.rounds.rules import by_day
from sporezo.safety.queries import hidden_ids
from sporezo.sports.models import Format

IN_CALENDARS = 2  # a session's sequence once it has been confirmed (or changed) and then called off


def tell_proposed(proposals: Iterable[Proposal], *, now: dt.datetime) -> None:
    """To each, their session of the week, why, and until when to answer: a bounded number of queries."""
    found = {proposal.pk: proposal for proposal in proposals}
    asked = Seat.objects.filter(proposal__in=found, kind=SeatKind.PROPOSED).select_related("member").order_by("pk")
    names = {seat.member_id: seat.member.short_name for seat in asked}

    def messages() -> Iterator[Message]:
        for seat in asked:
            proposal = found[seat.proposal_id]
            with translation.override(seat.member.language):
                why = sentences(seat.reasons, names)
            question = _message(
                "proposed", proposal, seat.member, link=_page(seat), until_at=seat.answer_by_at, why=why
            )
            yield _by_day(question, proposal, now)

    post_many(messages(), now=now)


def tell_vacancy(proposal: Proposal, seats: Iterable[Seat], *, now: dt.datetime) -> None:
    """A place came free: the first yes takes it."""
    post_many(
        (
            _by_day(
                _message("vacancy", proposal, seat.member, link=_page(seat), until_at=seat.answer_by_at), proposal, now
            )
            for seat in _with_members(seats)
        ),
        now=now,
    )


def tell_to_book(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """Enough said yes: the organiser books the court."""
    court = Court.objects.filter(meet=meet, state=CourtState.TO_BOOK).first()
    if court is None or meet.host is None:
        return
    message = _message(
        "to_book",
        proposal,
        meet.host,
        link=reverse("meet", args=[meet.pk]) + "#court",
        key=str(meet.sequence),
        book_by_at=court.book_by_at,
        booking_url=meet.venue.booking_url if meet.venue else "",
    )
    post_many([message], now=now)


def tell_looking(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """Those who said yes hear that somebody is missing, and that others are being asked.

    In the last day nobody else is asked any more, unless it was confirmed: they hear what becomes of it instead.
    """
    if proposal.confirmed_at is None and meet.starts_at - now <= PEACE:
        return
    post_many((_message("looking", proposal, seat.member, link=_page(seat)) for seat in _accepted(proposal)), now=now)


def tell_reshaped(proposal: Proposal, meet: Meet, format: Format, *, now: dt.datetime) -> None:
    """Fewer than foreseen: they play all the same, another way."""

    def messages() -> Iterator[Message]:
        for seat in _accepted(proposal):
            with translation.override(seat.member.language):
                name = str(format)
            yield _message("reshaped", proposal, seat.member, link=_page(seat), format=name)

    post_many(messages(), now=now)


def tell_ended(proposal: Proposal, meet: Meet, *, now: dt.datetime) -> None:
    """It will not take place. A lapse is told to those who said yes, a withdrawal to all who had not said no."""
    if proposal.state == ProposalState.WITHDRAWN:
        told = Seat.objects.filter(proposal=proposal, replaced_at__isnull=True).exclude(answer=Answer.DECLINED)
        seats = list(told.exclude(kind=SeatKind.RESERVE).select_related("member").order_by("pk"))
        name = "withdrawn"
    else:
        seats, name = _accepted(proposal), "lapsed"
    events = _in_calendars(meet, seats, now)
    called_off = Notice.objects.filter(kind="meets/cancelled", link=reverse("meet", args=[meet.pk]))
    told_already = set(called_off.values_list("member_id", flat=True))
    post_many(
        (
            _message(name, proposal, seat.member, link=reverse("play"), **_out_of_calendar(events.get(seat.member_id)))
            for seat in seats
            if seat.member_id not in told_already
        ),
        now=now,
    )


def _in_calendars(meet: Meet, seats: Sequence[Seat], now: dt.datetime) -> dict[int, dict[str, Any]]:
    if meet.sequence < IN_CALENDARS:
        return {}
    return events_for(meet, [seat.member for seat in seats], who_is_there(meet, now=now))


def _out_of_calendar(event: dict[str, Any] | None) -> dict[str, Any]:
    """For sessions that once went into calendars, the file that takes them out."""
    return {} if event is None else {"calendar": event, "calendar_method": "CANCEL"}


def tell_left_out(round: Round, *, now: dt.datetime) -> None:
    """No game this week: why, what would help, and that one comes first next time."""

    found = list(LeftOut.objects.filter(round=round).select_related("member").order_by("pk"))
    missed = rounds_missed(round, [one.member_id for one in found])

    def messages() -> Iterator[Message]:
        for left_out in found:
            member = left_out.member
            with translation.override(member.language):
                why, remedy = why_left_out(left_out.reason), remedy_sentence(left_out.remedy)
                wait = wait_sentence(missed.get(member.pk, 0), left_out.wait)
            yield Message(
                to=member,
                kind="rounds/left_out",
                topic=Topic.PROPOSALS,
                context={"community": round.community.name, "why": why, "remedy": remedy, "wait": wait},
                link=reverse("play"),
                dedupe_key=f"rounds/left_out:{round.pk}:{member.pk}",
            )

    post_many(messages(), now=now)


def tell_knock(proposal: Proposal, member: Member, *, now: dt.datetime) -> None:
    """Those who play hear who would like to join, a little off their level; whoever answers first decides."""
    hidden = hidden_ids(member)
    post_many(
        (
            _by_day(
                _message("knock", proposal, seat.member, link=_page(seat), key=str(member.pk), who=member.short_name),
                proposal,
                now,
            )
            for seat in _accepted(proposal)
            if seat.member_id not in hidden
        ),
        now=now,
    )


def tell_asks_in(community: Community, member: Member, *, now: dt.datetime) -> None:
    """The leads hear who would like to come in, and where to answer."""
    leads = Member.objects.filter(
        memberships__community=community, memberships__role=Role.LEAD, memberships__left_at__isnull=True
    ).order_by("pk")
    post_many(
        (
            Message(
                to=lead,
                kind="rounds/asks_in",
                topic=Topic.COMMUNITY,
                context={"community": community.name, "who": member.full_name, "email": member.email},
                link=reverse("community", args=[community.slug]),
                dedupe_key=f"rounds/asks_in:{community.pk}:{member.pk}:{lead.pk}",
            )
            for lead in leads
        ),
        now=now,
    )


def _message(name: str, proposal: Proposal, member: Member, *, link: str, key: str = "", **more: Any) -> Message:
    return Message(
        to=member,
        kind=f"rounds/{name}",
        topic=Topic.PROPOSALS,
        context=facts(proposal.meet, member.language) | more,
        link=link,
        dedupe_key=f"rounds/{name}:{proposal.pk}:{member.pk}:{key}",
    )


def _by_day(question: Message, proposal: Proposal, now: dt.datetime) -> Message:
    """Nobody is asked anything at night: a letter that asks leaves in the morning."""
    return replace(question, due_at=by_day(now, ZoneInfo(proposal.meet.time_zone)))


def _accepted(proposal: Proposal) -> list[Seat]:
    return list(Seat.objects.filter(proposal=proposal, answer=Answer.ACCEPTED).select_related("member").order_by("pk"))


def _with_members(seats: Iterable[Seat]) -> list[Seat]:
    return list(Seat.objects.filter(pk__in=[seat.pk for seat in seats]).select_related("member").order_by("pk"))


def _page(seat: Seat) -> str:
    return reverse("proposal", args=[seat.pk])
