"""One's asks as a list, and what is due in them: a step, a fair day, an answer, thanks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.asks.enums import Answer
from sporezo.asks.models import Approach, Ask, WarmUp
from sporezo.asks.queries import words
from sporezo.asks.queries.introductions import waiting_for
from sporezo.members.models import Member
from sporezo.network.models import Contact

ANSWER_AFTER = dt.timedelta(days=7)  # then the page asks whether an answer came
FADES_AFTER = dt.timedelta(days=30)  # what is not done by then fades, unasked for
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AskCard:
    """One need in the list."""

    ask: Ask
    approaches: tuple[Approach, ...]

    @property
    def people(self) -> list[Contact]:
        return [approach.contact for approach in self.approaches]

    @property
    def title(self) -> str:
        return self.ask.words or str(self.ask.get_need_display()).capitalize()


@dataclass(frozen=True, slots=True)
class Due:
    """One thing whose day has come."""

    kind: str  # step, ask, answer, thanks, introduction
    name: str
    sentence: str
    url: str
    contact: Contact | None = None
    approach: Approach | None = None


def asks_of(owner: Member, *, is_open: bool = True) -> list[AskCard]:
    """One's needs, the latest first: two queries."""
    approaches = Approach.objects.filter(contact__trashed_at=None).select_related("contact").order_by("pk")
    rows = (
        Ask.objects.filter(owner=owner, closed_at__isnull=is_open)
        .prefetch_related(Prefetch("approaches", approaches))
        .order_by("-opened_at", "-pk")
    )
    return [AskCard(ask, tuple(ask.approaches.all())) for ask in rows[:MOST_SHOWN]]


def steps_due(owner: Member, *, until: dt.date, since: dt.date) -> list[WarmUp]:
    """Steps of warm-ups whose day falls within these days, of asks still open and not yet asked."""
    return list(
        WarmUp.objects.filter(
            approach__ask__owner=owner,
            approach__ask__closed_at=None,
            approach__asked_at=None,
            approach__contact__trashed_at=None,
            done_at=None,
            on__range=(since, until),
        )
        .select_related("approach__contact", "approach__ask")
        .order_by("on", "pk")
    )


def due_for(owner: Member, now: dt.datetime) -> list[Due]:
    """What one's asks and introductions wait for today, nearest first; what nobody did fades after a month."""
    today = now.astimezone(ZoneInfo(owner.time_zone)).date()
    found: list[Due] = []
    for step in steps_due(owner, until=today, since=today - FADES_AFTER):
        name = step.approach.contact.first_name
        found.append(_due("step", step.approach, _warm_up(step, name)))
    found += list(_of_approaches(_waiting(owner, now), now))
    return found + list(_of_introductions(owner, now))


def _warm_up(step: WarmUp, name: str) -> str:
    return _("Warm-up with %(name)s: %(step)s.") % {"name": name, "step": _small(words.STEPS[step.way]())}


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _waiting(owner: Member, now: dt.datetime) -> Iterable[Approach]:
    return (
        Approach.objects.filter(ask__owner=owner, contact__trashed_at=None, thanked_at=None)
        .filter(
            Q(ask__closed_at=None, asked_at=None, fair_at__range=(now - FADES_AFTER, now))
            | Q(asked_at__range=(now - FADES_AFTER - ANSWER_AFTER, now - ANSWER_AFTER), answered_at=None)
            | Q(answer=Answer.YES, answered_at__gt=now - FADES_AFTER)
        )
        .select_related("contact", "ask")
        .order_by("pk")
    )


def _of_approaches(approaches: Iterable[Approach], now: dt.datetime) -> Iterable[Due]:
    for approach in approaches:
        name = {"name": approach.contact.first_name}
        if approach.answer == Answer.YES:
            yield _due("thanks", approach, _("%(name)s helped: a word of thanks makes the next time easier.") % name)
        elif approach.asked_at:
            yield _due("answer", approach, _("Has %(name)s answered? One tap, and the thread goes on.") % name)
        else:
            yield _due("ask", approach, _("The warm-up is done: today is a fair day to ask %(name)s.") % name)


def _due(kind: str, approach: Approach, sentence: str) -> Due:
    url = reverse("ask_person", args=[approach.ask_id, approach.contact_id])
    return Due(kind, approach.contact.first_name, sentence, url, approach.contact, approach)


def _of_introductions(member: Member, now: dt.datetime) -> Iterable[Due]:
    for introduction in waiting_for(member, now):
        is_asker = introduction.asker_id == member.pk
        name = introduction.target_name if is_asker else introduction.asker.full_name
        if introduction.agreed_at:
            sentence = _("Two weeks since %(name)s and you were introduced: how did it go?") % {"name": name}
        elif introduction.broker_id == member.pk:
            sentence = _("%(name)s asks you for a pass.") % {"name": name}
        else:
            sentence = _("%(name)s would like to meet you.") % {"name": name}
        yield Due("introduction", name, sentence, introduction.get_absolute_url())
