"""Deeds of the week: plan it, do a gesture, put it off, set somebody aside; its minutes; what stays of a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.asks.domain import take_step
from sporezo.asks.models import WarmUp
from sporezo.engine.circles import CIRCLE_WEIGHT
from sporezo.engine.gestures import propose, urgency_ahead
from sporezo.engine.lights import THROUGH_SOMEONE
from sporezo.engine.outcome import Reason
from sporezo.engine.plan import MINUTES, Slots, Together
from sporezo.engine.plan import Gesture as Candidate
from sporezo.engine.plan import plan_week as choose
from sporezo.members.models import Member
from sporezo.network.domain import log_touch, note, set_aside, settle, snooze
from sporezo.network.enums import Direction, NoteKind, Purpose, TouchChannel
from sporezo.network.models import Contact, Note
from sporezo.network.queries import Reading, tie_reading
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.ui.refused import Refused
from sporezo.weeks.enums import GestureKind, GestureState
from sporezo.weeks.models import Budget, Gesture, Week
from sporezo.weeks.queries import budget_of, monday_of, occasions, promises_due, together, wanted_gifts
from sporezo.weeks.queries.words import rows_of
from sporezo.weeks.rules import has_room

Fact = TypeVar("Fact")
NEAREST = 0.001  # what a word is worth when nothing is due
FRESH_DAYS = 3.0  # nobody is written to again so soon, unless something is due
MOST_PROPOSED = 9  # in one week, whatever was put off or set aside
LATER_DAYS = 7
MOST_SESSIONS = 6
SAME_MEETING = dt.timedelta(days=2)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SLOTS = {GestureKind.PROMISE: 3, GestureKind.MAINTAIN: 2, GestureKind.GIVE: 1, GestureKind.REVIVE: 1}
FEWEST_MINUTES, MOST_MINUTES = 10, 180
FOLLOW_UP_DAYS = 2


def plan_week(member: Member, *, now: dt.datetime) -> Week:
    """The week's gestures, planned once and kept; slots that are free are filled, from whoever was not proposed yet.

    A slot is free on the first day, once a gesture was put off or set aside, and when people were added since. What
    was done is done: it takes its slot and its minutes for the week.
    """
    # A page that finds its week planned takes no lock: on SQLite, whoever is in a transaction is the one writer.
    week = Week.objects.filter(member=member, first_day=monday_of(member, now)).first()
    if week is not None and not any(_free_slots(member, week, list(week.gestures.all())).values()):
        return week
    return _plan(member, now)


@transaction.atomic
def _plan(member: Member, now: dt.datetime) -> Week:
    week, _is_new = Week.objects.get_or_create(
        member=member,
        first_day=monday_of(member, now),
        defaults={"budget_minutes": budget_of(member), "planned_at": now},
    )
    proposed = list(week.gestures.all())
    free = _free_slots(member, week, proposed)
    if not any(free.values()):
        return week
    reading = tie_reading(member, now)
    known = np.isin(reading.ids, [one.contact_id for one in proposed])
    aside = np.flatnonzero(known | ~reading.is_kept | reading.is_snoozed).tolist()
    candidates = propose(
        reading.lights,
        set_aside=aside,
        occasions=_placed(reading, occasions(member, week.first_day)),
        promises=_placed(reading, promises_due(member, until=week.first_day + dt.timedelta(days=6))),
        wanted=_placed(reading, wanted_gifts(member)),
    )
    chosen = choose(
        [*candidates, *_to_begin_with(reading, candidates, aside)],
        budget_minutes=max(week.budget_minutes - sum(one.minutes for one in _taken(proposed)), 0),
        sessions=_sessions(reading, member, now),
        slots=Slots(
            free[GestureKind.MAINTAIN],
            free[GestureKind.GIVE],
            free[GestureKind.REVIVE],
            promise=free[GestureKind.PROMISE],
        ),
    )
    Gesture.objects.bulk_create(
        [
            Gesture(
                week=week,
                contact=reading.contacts[int(gesture.contact)],
                kind=gesture.kind,
                channel=gesture.channel,
                minutes=gesture.minutes,
                reasons=[{"code": reason.code, "params": reason.params} for reason in gesture.reasons],
                position=len(proposed) + position,
            )
            for position, gesture in enumerate(chosen.gestures[: MOST_PROPOSED - len(proposed)])
        ],
        ignore_conflicts=True,
    )
    week.planned_at = now
    week.save(update_fields=["planned_at"])
    return week


def _free_slots(member: Member, week: Week, proposed: Sequence[Gesture]) -> dict[GestureKind, int]:
    """How many gestures of each kind the week could still take, of somebody who is there to be proposed."""
    free = {kind: max(0, most - sum(one.kind == kind for one in _taken(proposed))) for kind, most in SLOTS.items()}
    return free if any(free.values()) and has_room(member, week, proposed) else dict.fromkeys(SLOTS, 0)


def _taken(proposed: Sequence[Gesture]) -> list[Gesture]:
    return [one for one in proposed if one.state in (GestureState.OPEN, GestureState.DONE)]


def _placed(reading: Reading, found: Mapping[int, Fact]) -> dict[int, Fact]:
    """By place in the reading, what is known by contact."""
    place = {pk: number for number, pk in enumerate(reading.ids.tolist())}
    return {place[pk]: fact for pk, fact in found.items() if pk in place}


def _sessions(reading: Reading, member: Member, now: dt.datetime) -> list[Together]:
    """The sessions to come, proposals of the round among them, each worth what its ties need."""
    place = {pk: number for number, pk in enumerate(reading.ids.tolist())}
    worth = urgency_ahead(reading.ties.clocks, reading.circle)
    return [
        Together(
            session.meet.pk,
            {place[pk]: float(worth[place[pk]]) for pk in session.contacts if pk in place},
        )
        for session in together(member, now)[:MOST_SESSIONS]
    ]


def _to_begin_with(reading: Reading, candidates: Sequence[Candidate], aside: Sequence[int]) -> list[Candidate]:
    """With nothing due yet, a word to one's nearest is still the best start; it never displaces what is due."""
    ties = reading.ties
    is_open = reading.lights.colour != THROUGH_SOMEONE
    is_open &= ~ties.is_waiting & (ties.clocks.silent_days >= FRESH_DAYS)
    is_open[[candidate.contact for candidate in candidates if candidate.kind != "give"]] = False
    is_open[list(aside)] = False
    worth = NEAREST * CIRCLE_WEIGHT[reading.circle] * np.minimum(ties.lateness, 1.0)
    places = np.flatnonzero(is_open)
    return [
        Candidate(
            int(place),
            "maintain",
            TouchChannel.MESSAGE,
            MINUTES["message"],
            float(worth[place]),
            (Reason("nothing_due"),),
        )
        for place in places[np.argsort(-worth[places], kind="stable")][:MOST_PROPOSED]
    ]


@transaction.atomic
def do(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """Done: the exchange is logged, once however often one taps.

    A call goes both ways. A message, and the word that arranges a meal, are one's own until the other side comes back.
    """
    gesture = Gesture.objects.select_for_update().select_related("contact__owner").get(pk=gesture.pk)
    if gesture.state == GestureState.DONE:
        return gesture
    is_call = gesture.channel == TouchChannel.CALL
    touches = log_touch(
        gesture.contact.owner,
        [gesture.contact],
        channel=TouchChannel.CALL if is_call else TouchChannel.MESSAGE,
        at=now,
        now=now,
        direction=Direction.BOTH if is_call else Direction.OUT,
        purpose=_purpose(gesture),
    )
    gesture.touch = touches[0] if touches else None
    _keep_word(gesture, now=now)
    return _settle(gesture, GestureState.DONE, now)


@transaction.atomic
def hear_back(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """They answered, or the meal took place: what makes a message an exchange; once however often one taps."""
    gesture = (
        Gesture.objects.select_for_update(of=("self",)).select_related("contact__owner", "touch").get(pk=gesture.pk)
    )
    sent = gesture.touch
    if sent is None:
        raise Refused(_("This gesture is not done yet."), _("Say that it is done first; the answer comes after."))
    came_back = gesture.contact.touches.filter(at__gt=sent.at).exclude(direction=Direction.OUT)
    if not came_back.exists():
        is_meal = gesture.channel == TouchChannel.MEAL
        log_touch(
            gesture.contact.owner,
            [gesture.contact],
            channel=TouchChannel.MEAL if is_meal else TouchChannel.MESSAGE,
            at=now,
            now=now,
            direction=Direction.BOTH if is_meal else Direction.IN,
        )
    return gesture


def _purpose(gesture: Gesture) -> str:
    """A gift, and a promise kept, are given; a step of a warm-up is news."""
    gives = gesture.kind == GestureKind.GIVE or any(code == "promise" for code, _pk in rows_of(gesture))
    return Purpose.GIVE if gives else Purpose.NEWS


def _keep_word(gesture: Gesture, *, now: dt.datetime) -> None:
    """The note or the step behind a promise is done with it."""
    for code, pk in rows_of(gesture):
        if code == "promise" and (line := Note.objects.filter(pk=pk, contact=gesture.contact_id).first()):
            settle(line, now=now)
        elif code == "warm_up" and (step := WarmUp.objects.filter(pk=pk).first()):
            take_step(step, now=now)


@transaction.atomic
def set_budget(member: Member, *, minutes: int, now: dt.datetime) -> Week:
    """So many minutes a week from now on; what is still to do this week is chosen again within them."""
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        raise Refused(
            _("A week holds from %(least)s to %(most)s minutes.") % {"least": FEWEST_MINUTES, "most": MOST_MINUTES},
            _("Forty-five is a good rhythm: nobody has ever regretted the sport."),
        )
    Budget.objects.update_or_create(member=member, defaults={"minutes": minutes, "since_at": now})
    week = plan_week(member, now=now)
    if week.budget_minutes != minutes:
        week.gestures.filter(state=GestureState.OPEN).delete()
        week.budget_minutes = minutes
        week.planned_at = LONG_AGO
        week.save(update_fields=["budget_minutes", "planned_at"])
        week = plan_week(member, now=now)
    return week


@transaction.atomic
def debrief(
    contact: Contact,
    *,
    now: dt.datetime,
    line: str = "",
    promise: str = "",
    due_on: dt.date | None = None,
    follows_up: bool = False,
) -> list[Note]:
    """What stays of a meeting: a line in stock, a promise with its day, a word within two days. Twice is once."""
    soon = now.astimezone(ZoneInfo(contact.owner.time_zone)).date() + dt.timedelta(days=FOLLOW_UP_DAYS)
    told = [(NoteKind.TOPIC, line, None), (NoteKind.PROMISE, promise, due_on or soon)]
    if follows_up and not promise:
        told.append((NoteKind.PROMISE, _("A word after our meeting"), soon))
    kept = []
    for kind, text, day in told:
        fresh = Note.objects.filter(contact=contact, kind=kind, text=text, at__gt=now - SAME_MEETING)
        if text and not fresh.exists():
            kept.append(note(contact, kind=kind, text=text, now=now, due_on=day))
    return kept


@transaction.atomic
def put_off(gesture: Gesture, *, now: dt.datetime) -> Gesture:
    """Later: nobody is reminded, and the person waits a week, a word given with them."""
    later = now + dt.timedelta(days=LATER_DAYS)
    snooze(gesture.contact, until=later, now=now)
    for code, pk in rows_of(gesture):
        if code == "promise":
            Note.objects.filter(pk=pk, contact=gesture.contact_id).update(due_on=later.date())
        else:
            WarmUp.objects.filter(pk=pk).update(on=later.date())
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


def tell_of_week(member: Member, *, now: dt.datetime) -> bool:
    """The Monday message: how many gestures and minutes, no name in a mail. False when there is nothing to say."""
    week = plan_week(member, now=now)
    gestures = list(week.gestures.filter(state=GestureState.OPEN, contact__trashed_at=None))
    if not gestures:
        return False
    post(
        to=member,
        kind="weeks/monday",
        topic=Topic.WEEK,
        context={"gestures": len(gestures), "minutes": sum(gesture.minutes for gesture in gestures)},
        link=reverse("week"),
        dedupe_key=f"weeks/monday:{member.pk}:{week.first_day.isoformat()}",
        now=now,
    )
    return True
