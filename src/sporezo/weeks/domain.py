"""Deeds of the week: plan it, do a gesture, put it off, set somebody aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.engine.circles import CIRCLE_WEIGHT
from sporezo.engine.gestures import propose
from sporezo.engine.plan import MINUTES
from sporezo.engine.plan import Gesture as Candidate
from sporezo.engine.plan import plan_week as choose
from sporezo.members.models import Member
from sporezo.network.domain import log_touch, set_aside, snooze
from sporezo.network.enums import Direction, Purpose, TouchChannel
from sporezo.network.queries import Reading, tie_reading
from sporezo.weeks.enums import GestureKind, GestureState
from sporezo.weeks.models import Gesture, Week

BUDGET_MINUTES = 45
NEAREST = 0.001  # what a word is worth when nothing is due
LATER_DAYS = 7


@transaction.atomic
def plan_week(member: Member, *, now: dt.datetime) -> Week:
    """The week's gestures, planned once and kept; a week planned before anybody was known is planned again."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    monday = today - dt.timedelta(days=today.weekday())
    week, _is_new = Week.objects.get_or_create(
        member=member, first_day=monday, defaults={"budget_minutes": BUDGET_MINUTES, "planned_at": now}
    )
    if week.gestures.exists():
        return week
    reading = tie_reading(member, now)
    aside = [
        place for place in range(len(reading.contacts)) if not reading.is_kept[place] or _is_snoozed(reading, place)
    ]
    candidates = propose(reading.lights, set_aside=aside)
    chosen = choose([*candidates, *_to_begin_with(reading, candidates, aside)], budget_minutes=week.budget_minutes)
    Gesture.objects.bulk_create(
        [
            Gesture(
                week=week,
                contact=reading.contacts[int(gesture.contact)],
                kind=gesture.kind,
                channel=gesture.channel,
                minutes=gesture.minutes,
                reasons=[{"code": reason.code, "params": reason.params} for reason in gesture.reasons],
                position=position,
            )
            for position, gesture in enumerate(chosen.gestures)
        ],
        ignore_conflicts=True,
    )
    return week


def _is_snoozed(reading: Reading, place: int) -> bool:
    until = reading.contacts[place].snoozed_until
    return until is not None and until > reading.now


def _to_begin_with(reading: Reading, candidates: Sequence[Candidate], aside: Sequence[int]) -> list[Candidate]:
    """With nothing due yet, a word to one's nearest is still the best start; it never displaces what is due."""
    known = {candidate.contact for candidate in candidates} | set(aside)
    return [
        Candidate(place, "maintain", TouchChannel.MESSAGE, MINUTES["message"], NEAREST * float(CIRCLE_WEIGHT[circle]))
        for place, circle in enumerate(reading.circle.tolist())
        if place not in known
    ]


@transaction.atomic
def do(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """Done: the exchange is logged and its clock starts again. Doing it twice logs it once."""
    gesture = Gesture.objects.select_for_update().select_related("contact__owner").get(pk=gesture.pk)
    if gesture.state == GestureState.DONE:
        return gesture
    direction = Direction.OUT if gesture.channel == TouchChannel.MESSAGE else Direction.BOTH
    touches = log_touch(
        gesture.contact.owner,
        [gesture.contact],
        channel=gesture.channel,
        at=now,
        now=now,
        direction=direction,
        purpose=Purpose.GIVE if gesture.kind == GestureKind.GIVE else Purpose.NEWS,
    )
    gesture.touch = touches[0] if touches else None
    return _settle(gesture, GestureState.DONE, now)


@transaction.atomic
def put_off(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """Later: nobody is reminded, and the person waits a week."""
    snooze(gesture.contact, until=now + dt.timedelta(days=LATER_DAYS))
    return _settle(gesture, GestureState.LATER, now)


@transaction.atomic
def not_this_person(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """No gesture proposes them any more; they stay in the network."""
    set_aside(gesture.contact, now=now)
    return _settle(gesture, GestureState.SET_ASIDE, now)


def _settle(gesture: Gesture, state: str, now: dt.datetime) -> Gesture:
    gesture.state, gesture.settled_at = state, now
    gesture.save(update_fields=["state", "settled_at", "touch"])
    return gesture
