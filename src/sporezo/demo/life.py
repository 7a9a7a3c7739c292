"""What the town does while a visitor plays: it answers those who said yes, books its courts, opts in to its rounds.

Nobody of the cast is moved: whoever has a door is left to the visitor.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db.models import Exists, OuterRef

from sporezo.demo.doors import CAST_AREAS, DOMAIN
from sporezo.meets.domain import book_court
from sporezo.meets.enums import CourtState
from sporezo.meets.models import Court
from sporezo.members.models import Member
from sporezo.rounds.domain import answer, opt_in
from sporezo.rounds.enums import Answer, ProposalState
from sporezo.rounds.models import Round, Seat
from sporezo.ui.refused import Refused

P_YES = 0.85
OPTS_IN = 0.5
A_MINUTE = 25  # who opts in to one round at a time: a town does not move as one man


def live(now: dt.datetime) -> None:
    """One minute of the town."""
    _answer(now)
    _book(now)
    _opt_in(now)


def _answer(now: dt.datetime) -> None:
    """In each proposal somebody of the cast accepted, one other makes up their mind."""
    accepted = Seat.objects.filter(proposal=OuterRef("proposal"), answer=Answer.ACCEPTED, member__email__in=CAST_AREAS)
    waiting = (
        Seat.objects.filter(
            Exists(accepted),
            answer="",
            replaced_at=None,
            proposal__ended_at=None,
            asked_at__lte=now,
            answer_by_at__gt=now,
            member__email__endswith=f"@{DOMAIN}",
        )
        .exclude(member__email__in=CAST_AREAS)
        .order_by("proposal", "pk")
    )
    one_each = {seat.proposal_id: seat for seat in reversed(waiting)}
    for seat in one_each.values():
        try:
            answer(seat, accepted=_says_yes(seat.pk, P_YES), now=now)
        except Refused:
            continue  # somebody was quicker: the place is taken, or the proposal over


def _book(now: dt.datetime) -> None:
    courts = Court.objects.filter(
        state=CourtState.TO_BOOK,
        meet__proposal__state=ProposalState.AGREED,
        meet__host__email__endswith=f"@{DOMAIN}",
        meet__starts_at__gt=now,
    ).exclude(meet__host__email__in=CAST_AREAS)
    for court in courts.select_related("meet__host"):
        host = court.meet.host
        if host is None:
            continue
        try:
            book_court(court, by=host, reference="Piste 3", cents_a_head=900, now=now)
        except Refused:
            continue  # not enough people yet


def _opt_in(now: dt.datetime) -> None:
    for round in Round.objects.filter(opens_at__lte=now, closes_at__gt=now, decided_at=None):
        plays = round.opt_ins.values("member")
        others = (
            Member.objects.filter(
                memberships__community=round.community_id, memberships__left_at=None, email__endswith=f"@{DOMAIN}"
            )
            .exclude(email__in=CAST_AREAS)
            .exclude(pk__in=plays)
            .order_by("pk")
        )
        willing = [one for one in others if _says_yes(one.pk * 7919 + round.pk, OPTS_IN)]
        for member in willing[:A_MINUTE]:
            try:
                opt_in(round, member=member, now=now)
            except Refused:
                continue


def _says_yes(number: int, share: float) -> bool:
    """The same person says the same thing however often the town is asked."""
    return random.Random(number).random() < share  # noqa: S311 – a town, not a secret
