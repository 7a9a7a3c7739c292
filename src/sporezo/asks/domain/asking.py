"""From a need to an outcome: open it, warm up, ask, note the answer, give thanks. Sporezo sends nothing of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from sporezo.asks import rules
from sporezo.asks.enums import Answer, Need
from sporezo.asks.models import Approach, Ask, WarmUp
from sporezo.asks.queries import Bench
from sporezo.members.models import Member
from sporezo.network.domain import log_touch, record_favour
from sporezo.network.enums import Direction, GivenOrReceived, Purpose, TouchChannel
from sporezo.network.models import Contact

SPOKEN = (TouchChannel.CALL, TouchChannel.MEAL, TouchChannel.COFFEE, TouchChannel.SESSION)


@transaction.atomic
def open_ask(owner: Member, *, need: str, now: dt.datetime, words: str = "", **about: Any) -> Ask:
    """A need, in the owner's sentence. Off the record takes no word, whoever hands one in."""
    Member.objects.select_for_update().get(pk=owner.pk)
    if refusal := rules.refusal_to_open(owner):
        raise refusal
    if need == Need.OFF_THE_RECORD:
        words, about = "", {"sector": about.get("sector", "")}
    return Ask.objects.create(owner=owner, need=Need(need), words=words[:200], opened_at=now, **about)


@transaction.atomic
def close_ask(ask: Ask, *, outcome: str, now: dt.datetime) -> Ask:
    """How it ended. Closing again changes nothing."""
    ask = Ask.objects.select_for_update().get(pk=ask.pk)
    if ask.closed_at is None:
        ask.outcome, ask.closed_at = outcome, now
        ask.save(update_fields=["outcome", "closed_at"])
    return ask


@transaction.atomic
def warm_up(ask: Ask, contact: Contact, *, now: dt.datetime) -> Approach:
    """Put the dated steps before a fair ask in the weeks to come; planned twice, they stay as they were."""
    approach = _approach(ask, contact)
    if approach.asked_at or approach.fair_at:
        return approach
    move = Bench(ask, now).move(contact)
    WarmUp.objects.bulk_create(
        [WarmUp(approach=approach, way=way, on=on) for way, _what, on in move.path if way != "introducer"],
        ignore_conflicts=True,
    )
    approach.fair_at = move.person.on
    approach.save(update_fields=["fair_at"])
    return approach


@transaction.atomic
def take_step(step: WarmUp, *, now: dt.datetime) -> WarmUp:
    """One step of the warm-up is done. The exchange itself is logged where it took place."""
    step = WarmUp.objects.select_for_update().get(pk=step.pk)
    if step.done_at is None:
        step.done_at = now
        step.save(update_fields=["done_at"])
    return step


@transaction.atomic
def ask_now(ask: Ask, contact: Contact, *, channel: str, now: dt.datetime) -> Approach:
    """It is asked: the exchange is logged as an ask, once."""
    approach = _approach(ask, contact)
    if approach.asked_at:
        return approach
    if ask.is_off_the_record and channel not in SPOKEN:
        channel = TouchChannel.COFFEE
    touches = log_touch(
        ask.owner,
        [contact],
        channel=channel,
        at=now,
        now=now,
        direction=Direction.BOTH if channel in SPOKEN else Direction.OUT,
        purpose=Purpose.ASK,
    )
    approach.asked_at, approach.channel, approach.touch = now, channel, touches[0] if touches else None
    approach.save(update_fields=["asked_at", "channel", "touch"])
    return approach


@transaction.atomic
def note_answer(approach: Approach, *, answer: str, now: dt.datetime) -> Approach:
    """What they said. A written question was answered: the clock starts again. A yes is a favour received."""
    approach = Approach.objects.select_for_update().select_related("ask__owner", "contact__owner").get(pk=approach.pk)
    if refusal := rules.refusal_to_answer(approach):
        raise refusal
    if approach.answer == answer:
        return approach
    if approach.answered_at is None and approach.channel not in SPOKEN:
        log_touch(
            approach.ask.owner,
            [approach.contact],
            channel=TouchChannel.MESSAGE,
            at=now,
            now=now,
            direction=Direction.IN,
        )
    approach.answer, approach.answered_at = Answer(answer), now
    if answer == Answer.YES and approach.favour is None:
        words = approach.ask.words or str(approach.ask.get_need_display()).capitalize()
        approach.favour = record_favour(approach.contact, way=GivenOrReceived.RECEIVED, words=words, now=now)
    approach.save(update_fields=["answer", "answered_at", "favour"])
    return approach


@transaction.atomic
def give_thanks(approach: Approach, *, now: dt.datetime) -> Approach:
    """Thanks were said, once."""
    approach = Approach.objects.select_for_update().select_related("ask__owner", "contact").get(pk=approach.pk)
    if refusal := rules.refusal_to_thank(approach):
        raise refusal
    if approach.thanked_at is None:
        log_touch(
            approach.ask.owner,
            [approach.contact],
            channel=TouchChannel.MESSAGE,
            at=now,
            now=now,
            direction=Direction.OUT,
        )
        approach.thanked_at = now
        approach.save(update_fields=["thanked_at"])
    return approach


def _approach(ask: Ask, contact: Contact) -> Approach:
    Ask.objects.select_for_update().get(pk=ask.pk)
    if refusal := rules.refusal_to_approach(ask, contact):
        raise refusal
    approach, _is_new = Approach.objects.get_or_create(ask=ask, contact=contact)
    return approach
