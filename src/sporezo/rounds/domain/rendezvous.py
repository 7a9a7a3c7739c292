"""Small clubs: what would have suited rather, and whoever a forwarded link brings, straight in or by the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.diary.models import pack_slots
from sporezo.meets.domain import ask
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.domain.words import tell_admitted
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.rounds.domain import words
from sporezo.rounds.domain.answers import answer
from sporezo.rounds.enums import Answer, RatherWish, SeatKind
from sporezo.rounds.models import Knock, Proposal, Rather, Seat
from sporezo.rounds.queries import is_of_level
from sporezo.rounds.rules import refusal_to_come, refusal_to_open_door, refusal_to_stand_at_door
from sporezo.ui.refused import Refused


@transaction.atomic
def say_rather(seat: Seat, *, now: dt.datetime, slots: Iterable[int] = (), wish: RatherWish | str = "") -> Rather:
    """No to this rendez-vous, and what would have suited: those hours count as free in the coming rounds.

    Saying it again replaces what was said. Nobody is told, the lead no more than the others.
    """
    seat = answer(seat, accepted=False, now=now)
    found, _is_new = Rather.objects.update_or_create(
        seat=seat, defaults={"at": now, "hours": pack_slots(sorted(set(slots))), "wish": wish}
    )
    return found


@transaction.atomic
def come(proposal: Proposal, *, member: Member, now: dt.datetime) -> Seat:
    """Take a free place through a forwarded link. Coming twice changes nothing."""
    proposal = _held_still(proposal, member)
    seat = Seat.objects.filter(proposal=proposal, member=member).first()
    if seat is None or seat.kind == SeatKind.RESERVE:
        if refusal := refusal_to_come(proposal, member, now=now):
            raise refusal
        seat = _seat(proposal, member, now)
    return answer(seat, accepted=True, now=now)


@transaction.atomic
def knock(proposal: Proposal, *, member: Member, now: dt.datetime) -> None:
    """Off the level of those who play, a member asks them; asked twice, told once."""
    proposal = _held_still(proposal, member)
    if Knock.objects.filter(proposal=proposal, member=member).exists():
        return
    if refusal := refusal_to_stand_at_door(proposal, member, now=now):
        raise refusal
    if is_of_level(proposal.meet, member):
        raise Refused(_("No need to ask here."), _("Say yes straight away."))
    Knock.objects.create(proposal=proposal, member=member, at=now)
    words.tell_knock(proposal, member, now=now)


@transaction.atomic
def open_door(proposal: Proposal, *, member: Member, by: Member, now: dt.datetime) -> None:
    """One of those who play says yes to somebody who asked: they are in, as if they had said yes themselves."""
    proposal = _held_still(proposal, member)
    if refusal := refusal_to_open_door(proposal, by, now=now):
        raise refusal
    if not Knock.objects.filter(proposal=proposal, member=member).exists():
        raise Refused(_("Nobody asks to join just now."))
    if Seat.objects.filter(proposal=proposal, member=member, answer=Answer.ACCEPTED).exists():
        return
    cannot = Refused(
        _("%(name)s cannot come any more: no place is left, or they play elsewhere.") % {"name": member.short_name},
        _("Another time, perhaps: a place may come free."),
    )
    if refusal_to_stand_at_door(proposal, member, now=now):
        raise cannot
    try:
        answer(_seat(proposal, member, now), accepted=True, now=now)
    except Refused as refused:
        raise cannot from refused
    tell_admitted(Meet.objects.get(pk=proposal.meet_id), member, now=now)


@transaction.atomic
def pass_over(proposal: Proposal, *, member: Member, by: Member, now: dt.datetime) -> None:
    """One of those who play would rather not: nobody is told, the one who asked no more than the others."""
    proposal = _held_still(proposal, member)
    if refusal := refusal_to_open_door(proposal, by, now=now):
        raise refusal
    Knock.objects.filter(proposal=proposal, member=member, passed_over_at__isnull=True).update(passed_over_at=now)


def _held_still(proposal: Proposal, member: Member) -> Proposal:
    lock_members([member.pk])
    lock(proposal.meet)
    related = ("round__community", "meet__sport", "meet__format")
    return Proposal.objects.select_related(*related).get(pk=proposal.pk)


def _seat(proposal: Proposal, member: Member, now: dt.datetime) -> Seat:
    """A place somebody may take who was not asked from the start."""
    seat, _is_new = Seat.objects.update_or_create(
        proposal=proposal,
        member=member,
        defaults={
            "kind": SeatKind.VACANCY,
            "asked_at": now,
            "answer_by_at": proposal.meet.starts_at,
            "reasons": [{"code": "forwarded", "params": {}}],
        },
    )
    ask(proposal.meet, member=member, now=now)
    return seat


@transaction.atomic
def ask_to_join(proposal: Proposal, *, member: Member, now: dt.datetime) -> None:
    """Whoever a link brought from outside asks the community's leads to let them in; asked twice, told once."""
    words.tell_asks_in(proposal.round.community, member, now=now)
