"""Deeds of the week: plan it, do a gesture, put it off, set somebody aside."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.engine.circles import CIRCLE_WEIGHT
from sporezo.engine.plan import MINUTES, Candidate, upkeep
from sporezo.engine.plan import plan_week as choose
from sporezo.members.models import Member
from sporezo.network.domain import log_touch, set_aside, snooze
from sporezo.network.enums import Circle, Direction, Purpose, TouchChannel
from sporezo.network.queries import Tie, tie_reading
from sporezo.weeks.enums import GestureKind, GestureState
from sporezo.weeks.models import Gesture, Week

BUDGET_MINUTES = 45
WEIGHT = dict(zip(Circle.values, CIRCLE_WEIGHT.tolist(), strict=True))
DAY_ONE_UPKEEP = 0.01  # with nobody late yet, the nearest circles come first
OWED = 1.5  # whoever waits for an answer of mine comes before
OFTEN_ENOUGH = 0.5  # of the wish: nobody is written to sooner
CANDIDATES_AT_MOST = 60
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
    ties = [reading.tie(place) for place in range(len(reading.contacts)) if reading.is_kept[place]]
    chosen = choose(_candidates(ties), budget_minutes=week.budget_minutes)
    Gesture.objects.bulk_create(
        [
            Gesture(
                week=week,
                contact=ties[gesture.person].contact,
                kind=gesture.kind,
                channel=gesture.channel,
                minutes=gesture.minutes,
                reasons=[{"code": fact.code, "params": fact.params} for fact in ties[gesture.person].facts],
                position=position,
            )
            for position, gesture in enumerate(chosen)
        ],
        ignore_conflicts=True,
    )
    return week


def _candidates(ties: list[Tie]) -> list[Candidate]:
    """What each tie could receive this week: a message or a call to keep up, something to give, a call to revive."""
    found: list[Candidate] = []
    for person, tie in enumerate(ties):
        if tie.lateness < OFTEN_ENOUGH and not tie.is_owed_an_answer:
            continue
        base = worth(tie)
        channel = TouchChannel.CALL if tie.is_dormant or tie.state == "through" else TouchChannel.MESSAGE
        kind = GestureKind.REVIVE if tie.is_dormant else GestureKind.MAINTAIN
        found.append(_candidate(person, kind, channel, base))
        if not tie.is_dormant:
            found.append(_candidate(person, GestureKind.GIVE, TouchChannel.MESSAGE, base * 0.8))
    found.sort(key=lambda candidate: (-candidate.upkeep, candidate.person))
    return found[:CANDIDATES_AT_MOST]


def worth(tie: Tie) -> float:
    """Upkeep of a gesture towards one tie (docs/engine/plan.md)."""
    weight = WEIGHT[tie.contact.circle] * (OWED if tie.is_owed_an_answer else 1.0)
    return upkeep(lateness=tie.lateness, circle_weight=weight, p_reply=tie.p_reply) + DAY_ONE_UPKEEP * weight


def _candidate(person: int, kind: str, channel: str, value: float) -> Candidate:
    return Candidate(person, kind, channel, MINUTES[channel], value)


@transaction.atomic
def do(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """Done: the exchange is logged and its clock starts again. Doing it twice logs it once."""
    gesture = Gesture.objects.select_for_update().select_related("contact__owner").get(pk=gesture.pk)
    if gesture.state == GestureState.DONE:
        return gesture
    direction = Direction.BOTH if gesture.channel == TouchChannel.CALL else Direction.OUT
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
