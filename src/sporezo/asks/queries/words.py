"""Asking, in words: what to do under each light for each need, why this person, and a draft to start from.

Nothing here is ever sent: the owner copies, changes and sends it by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.asks.enums import Answer, Need
from sporezo.asks.models import Approach, Ask
from sporezo.asks.queries.lines import ADVICE, DRAFTS
from sporezo.engine.outcome import Reason
from sporezo.engine.paths import Way
from sporezo.meets.models import Meet
from sporezo.network.models import Contact
from sporezo.ui.moments import ago, day, span, when
from sporezo.ui.numbers import in_words

Line = Callable[[], str]
MOST_CHARACTERS = 400


class Why(NamedTuple):
    """Why this person: a fact, and what it is worth, empty where the fact says it all."""

    fact: str
    worth: str

    @property
    def in_short(self) -> str:
        """The fact alone, for a list in which the first line has said the rest."""
        return f"{self.fact}."

    def __str__(self) -> str:
        said = {"fact": self.fact, "worth": self.worth}
        return _("%(fact)s: %(worth)s.") % said if self.worth else self.in_short


def advice(need: str, state: str, contact: Contact) -> str:
    """What a coach would say of this person, for this need, under this light."""
    return ADVICE[Need(need), state]() % {"name": contact.first_name}


def draft(ask: Ask, contact: Contact, *, on: dt.datetime, now: dt.datetime) -> str:
    """At most 400 characters, around the owner's own sentence; off the record only proposes to meet."""
    said = {"name": contact.first_name, "day": day(max(on, now + dt.timedelta(days=1)), now)}
    return _fitted(DRAFTS[Need(ask.need)](), said, ask.words)


def request_to_introducer(ask: Ask, introducer: Contact, target: str) -> str:
    """What to write to somebody without an account who could introduce one."""
    said = {"name": introducer.first_name, "target": target}
    line = _(
        "%(name)s, you know %(target)s better than I do. %(words)s Would you introduce us, if it seems right to you? "
        "If not, just say no: I shall understand, and we still play."
    )
    return _fitted(line, said, ask.words)


def warm_line(contact: Contact, *, is_late: bool) -> str:
    """A first word that asks for nothing: after a silence, or only to come back without a question."""
    if not is_late:
        line = _("%(name)s, nothing to ask this time: I only thought of you. A game together one of these days?")
        return line % {"name": contact.first_name}
    return _(
        "%(name)s, it has been too long, and I have nothing to ask. A game together, or a lunch, before the month is "
        "out?"
    ) % {"name": contact.first_name}


def invitation(contact: Contact, meet: Meet, link: str, now: dt.datetime) -> str:
    """What to send to somebody without an account: the session, and the link that holds their place."""
    said = {
        "name": contact.first_name,
        "sport": str(meet.sport or meet.title).lower(),
        "when": when(meet.starts_at, now),
    }
    line = _("%(name)s, nothing to ask, only to play: %(sport)s, %(when)s. Your place is here: %(link)s")
    return line % {**said, "link": link}


def thanks(contact: Contact) -> str:
    return _(
        "%(name)s, thank you: it helped, and here is what came of it. The next coffee is mine, and so is the next "
        "favour."
    ) % {"name": contact.first_name}


def _fitted(line: str, said: dict[str, str], words: str) -> str:
    """The line with as much of the owner's sentence as 400 characters leave room for."""
    bare = line % {**said, "words": ""}
    room = MOST_CHARACTERS - len(bare)
    sentence = _sentence(words)
    if len(sentence) > room:
        sentence = sentence[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return " ".join((line % {**said, "words": sentence}).split(" ")).replace("  ", " ").strip()


def _sentence(words: str) -> str:
    """Typed by thumb, read as a sentence: a capital first, a full stop at the end."""
    text = " ".join(words.split())
    if not text:
        return ""
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."


def step(way: str, at: dt.datetime, now: dt.datetime) -> tuple[str, str, dt.date]:
    """One step of a warm-up: the engine's word, what to do, its day."""
    return way, STEPS[way](), timezone.localtime(max(at, now)).date()


def channel(way: str) -> str:
    return CHANNELS[way]()


def why(reason: Reason, *, fits: bool) -> Why:
    """Why this person for this need: the fact, and what it is worth."""
    amount = float(reason.params.get("amount") or 0.0)
    return Why(*WHY[reason.code](amount, fits))


def ground(way: Way) -> str:
    """On what ground somebody could introduce."""
    return GROUNDS[way.kind]()


def card_fact(fact: Reason) -> str:
    """One of the two facts of one's own card."""
    params = fact.params
    if fact.code == "asks_out_of_the_blue":
        asks = int(params.get("asks") or 0)
        return ngettext(
            "One ask out of the blue in three months, this one included.",
            "%(n)s asks out of the blue in three months, this one included.",
            asks,
        ) % {"n": in_words(asks).capitalize()}
    weeks = int(params.get("weeks") or 0)
    if not weeks:
        return _("None of the last eight weeks held a gesture that asked for nothing.")
    return ngettext(
        "One week in the last eight held a gesture that asked for nothing.",
        "%(n)s weeks in the last eight held a gesture that asked for nothing.",
        weeks,
    ) % {"n": in_words(weeks).capitalize()}


def stage(approach: Approach) -> str:
    """Where one person stands, in a word."""
    if approach.thanked_at:
        return _("thanked")
    if approach.answered_at:
        return STAGES[Answer(approach.answer)]()
    if approach.asked_at:
        return _("asked, an answer may come")
    return _("warming up") if approach.fair_at else ""


def since(approach: Approach, now: dt.datetime) -> str:
    return ago(approach.asked_at, now) if approach.asked_at else ""


def _known_not_close(exchanges: float, fits: bool) -> tuple[str, str]:
    if exchanges < 1:
        return _("You have hardly met"), _("a long shot, and sometimes the right one")
    if exchanges <= 10:
        return _("Known without being close"), _("for a job, such ties open the most doors")
    return _("A close tie"), _("sure support, though often the same doors as yours")


def _alongside(months: float, fits: bool) -> tuple[str, str]:
    if months < 1:
        return _("Nothing noted of their years in that house"), ""
    return _("%(span)s in that house, at the same time") % {"span": span(round(months * 30.44)).capitalize()}, ""


def _hours(hours: float, fits: bool) -> tuple[str, str]:
    if hours < 1:
        return _("Not an hour together yet"), _("they would be recommending a name")
    n = round(hours)
    together = ngettext("One hour together, on court or at table", "%(n)s hours together, on court or at table", n) % {
        "n": in_words(n).capitalize()
    }
    return together, _("they speak of what they have seen")


def _knows(sure: float, fits: bool) -> tuple[str, str]:
    if sure >= 0.9:
        return _("Works in the very house you want to enter"), ""
    if sure >= 0.5:
        return _("Has been there, or speaks of it"), _("your notes say so")
    if sure > 0:
        return _("The same trade"), _("may well know the way")
    return _("No way from here to there that you ever noted"), ""


def _founds(exchanges: float, fits: bool) -> tuple[str, str]:
    if not fits:
        return _("Neither founder nor financier, as far as you noted"), ""
    if exchanges >= 5:
        return _("Founds or finances companies, and knows you well enough to be frank"), ""
    return _("Founds or finances companies"), ""


def _met(times: float, fits: bool) -> tuple[str, str]:
    n = round(times)
    if not n:
        return _("Not seen this year"), _("no confidence without a face")
    seen = ngettext("Seen once this year", "%(n)s times seen this year", n) % {"n": in_words(n).capitalize()}
    return seen, _("there is a table to sit at")


WHY: dict[str, Callable[[float, bool], tuple[str, str]]] = {
    "known_not_close": _known_not_close,
    "worked_alongside": _alongside,
    "hours_together": _hours,
    "knows_them": _knows,
    "founds_or_funds": _founds,
    "easy_yes": lambda amount, fits: (_("A yes takes them a minute"), ""),
    "met_face_to_face": _met,
}

CHANNELS: dict[str, Line] = {
    "call": lambda: _("by telephone"),
    "meal": lambda: _("at table"),
    "message": lambda: _("a short message"),
}

STEPS: dict[str, Line] = {
    "session": lambda: _("Play together: an invitation costs nothing"),
    "meal": lambda: _("A lunch or a coffee, with nothing to ask"),
    "call": lambda: _("A call rather than a message"),
    "give": lambda: _("Give something first: a name, an article, a hand"),
    "answer": lambda: _("Answer their last message"),
    "wait": lambda: _("Leave the answer time to come"),
    "introducer": lambda: _("Ask somebody who knows you both"),
    "message": lambda: _("A word that asks for nothing"),
}

GROUNDS: dict[str, Line] = {
    "named": lambda: _("is how you met"),
    "together": lambda: _("sat at one table with you both"),
    "company": lambda: _("works in the same house"),
}

STAGES: dict[Answer, Line] = {
    Answer.YES: lambda: _("a yes"),
    Answer.LATER: lambda: _("not now"),
    Answer.NO: lambda: _("a no"),
}
