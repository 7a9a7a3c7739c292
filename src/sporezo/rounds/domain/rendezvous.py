"""Small clubs: what would have suited rather, and whoever a forwarded link brings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from sporezo.diary.models import pack_slots
from sporezo.meets.domain import ask
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.members.models import Member
from sporezo.rounds.domain import words
from sporezo.rounds.domain.answers import answer
from sporezo.rounds.enums import RatherWish, SeatKind
from sporezo.rounds.models import Proposal, Rather, Seat
from sporezo.rounds.rules import refusal_to_come


@transaction.atomic
def say_rather(seat: Seat, *, now: dt.datetime, slots: Iterable[int] = (), wish: RatherWish | str = "") -> Rather:
    """No to this rendez-vous, and what would have suited: those hours count as free in the coming rounds.

    Saying it again replaces what was said. Nobody is told, the lead no more than the others.
    """
    seat = answer(seat, accepted=False, now=now)
    found, _ = Rather.objects.update_or_create(
        seat=seat, defaults={"at": now, "hours": pack_slots(sorted(set(slots))), "wish": wish}
    )
    return found


@transaction.atomic
def come(proposal: Proposal, *, member: Member, now: dt.datetime) -> Seat:
    """Take a free place through a forwarded link. Coming twice changes nothing."""
    lock_members([member.pk])
    meet = lock(proposal.meet)
    proposal = Proposal.objects.select_related("round__community", "meet").get(pk=proposal.pk)
    seat = Seat.objects.filter(proposal=proposal, member=member).first()
    if seat is None or seat.kind == SeatKind.RESERVE:
        if refusal := refusal_to_come(proposal, member, now=now):
            raise refusal
        seat, _ = Seat.objects.update_or_create(
            proposal=proposal,
            member=member,
            defaults={
                "kind": SeatKind.VACANCY,
                "asked_at": now,
                "answer_by_at": meet.starts_at,
                "reasons": [{"code": "forwarded", "params": {}}],
            },
        )
        ask(meet, member=member, now=now)
    return answer(seat, accepted=True, now=now)


@transaction.atomic
def ask_to_join(proposal: Proposal, *, member: Member, now: dt.datetime) -> None:
    """Whoever a link brought from outside asks the community's leads to let them in; asked twice, told once."""
    words.tell_asks_in(proposal.round.community, member, now=now)
