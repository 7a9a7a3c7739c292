"""A gesture in words: what to do, why now, and a first line to start from, which Sporezo never sends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sporezo.asks.queries.words import STEPS
from sporezo.members.enums import Topic
from sporezo.network.enums import TouchChannel
from sporezo.network.queries import Tie
from sporezo.network.queries.words import sentence
from sporezo.weeks.enums import GestureKind
from sporezo.weeks.models import Gesture

Lines = tuple[Callable[[], str], ...]


def title(gesture: Gesture) -> str:
    """What to do, in three words and a name."""
    name = gesture.contact.full_name
    if gesture.kind == GestureKind.PROMISE:
        warms = any(code == "warm_up" for code in _codes(gesture))
        return (_("Warm up with %(name)s") if warms else _("Keep your word to %(name)s")) % {"name": name}
    if gesture.kind == GestureKind.GIVE:
        return _("Give %(name)s something") % {"name": name}
    if gesture.channel == TouchChannel.CALL:
        return _("Call %(name)s") % {"name": name}
    if gesture.channel == TouchChannel.MEAL:
        return _("Lunch with %(name)s") % {"name": name}
    return _("Write to %(name)s") % {"name": name}


def channel(gesture: Gesture) -> str:
    """By which way, and what it takes."""
    ways = {
        TouchChannel.CALL: _("a call, %(minutes)s min"),
        TouchChannel.MEAL: _("an invitation, %(minutes)s min"),
    }
    return ways.get(TouchChannel(gesture.channel), _("a message, %(minutes)s min")) % {"minutes": gesture.minutes}


def done(gesture: Gesture) -> str:
    """What one taps once it is done."""
    ways = {TouchChannel.CALL: _("We spoke"), TouchChannel.MEAL: _("Invited")}
    if gesture.kind == GestureKind.PROMISE and gesture.channel == TouchChannel.MESSAGE:
        return _("Done")
    return ways.get(TouchChannel(gesture.channel), _("Sent"))


def after(gesture: Gesture) -> str:
    """What is said once it is done; `%(name)s` is left to fill."""
    if gesture.channel == TouchChannel.CALL:
        return _("Noted: the clock with %(name)s starts again.")
    if gesture.channel == TouchChannel.MEAL:
        return _("The invitation to %(name)s is on its way. Once you have met, one tap here says so.")
    if gesture.kind == GestureKind.PROMISE:
        return _("Said, done. %(name)s will remember it.")
    if gesture.kind == GestureKind.GIVE:
        return _("Given, and not counted. If %(name)s answers, one tap here says so.")
    return _("Gone to %(name)s: the clock holds for two weeks. When the answer comes, one tap here says so.")


def reason(gesture: Gesture, tie: Tie, stock: str, now: dt.datetime) -> str:
    """Why this person, why now, and the freshest line in stock."""
    said = [OPENINGS[code]() for code in _codes(gesture) if code in OPENINGS]
    said += [_curious(one) for one in gesture.reasons if one.get("code") == "curious_about"]
    # When one last asked for something tells whether to ask again, not whether to write.
    facts = [fact for fact in tie.facts if fact.code != "asked_lately"]
    said += [sentence(fact, tie, now) for fact in facts[: 2 - len(said[:1])]]
    if stock:
        said.append(_("In stock: “%(stock)s”.") % {"stock": stock.rstrip(".")})
    return " ".join(said)


def first_line(gesture: Gesture, tie: Tie) -> str:
    """A line to start from; the same person gets another one another week."""
    lines = _lines(gesture, tie)
    turn = gesture.contact_id + gesture.week.first_day.isocalendar().week
    return lines[turn % len(lines)]() % {"name": gesture.contact.first_name}


def _lines(gesture: Gesture, tie: Tie) -> Lines:
    if gesture.kind == GestureKind.PROMISE:
        return WARM_UP if any(code == "warm_up" for code in _codes(gesture)) else PROMISED
    if gesture.kind == GestureKind.GIVE:
        return GIVE
    for code in _codes(gesture):
        if code in OCCASIONS and gesture.channel == TouchChannel.MESSAGE:
            return OCCASIONS[code]
    if tie.is_owed_an_answer:
        return OWED
    if gesture.channel == TouchChannel.CALL:
        return CALL
    if gesture.channel == TouchChannel.MEAL:
        return MEAL
    return LONG_SILENT if tie.is_dormant else KEEP_UP


def rows_of(gesture: Gesture) -> list[tuple[str, int]]:
    """The note or the step a promise rests on."""
    return [
        (str(one["code"]), int(one["params"][key]))
        for one in gesture.reasons
        for key in ("note", "step")
        if key in one.get("params", {})
    ]


def word_given(gesture: Gesture, words_of: Mapping[tuple[str, int], str]) -> str:
    """What was promised, or what comes before a fair ask; empty for other gestures."""
    for code, pk in rows_of(gesture):
        text = words_of.get((code, pk), "")
        if text and code == "promise":
            return _("“%(text)s”: said, and soon done.") % {"text": text.rstrip(".")}
        if text:
            return _("%(step)s. The question comes later, and better.") % {"step": STEPS[text]()}
    return ""


def praise(weeks: int) -> str:
    """A word on how many of the last eight weeks held something, when there is something to praise."""
    if weeks >= 8:
        return _("The legs of a marathon runner.")
    if weeks >= 6:
        return _("That is called a rhythm.")
    return _("The stride is coming.") if weeks >= 3 else ""


def _curious(reason: Mapping[str, Any]) -> str:
    topic = Topic(Topic.values[int(reason["params"]["topic"])])
    return _("Curious about %(topic)s, which is what you give.") % {"topic": topic.label}


def _codes(gesture: Gesture) -> list[str]:
    return [str(one.get("code")) for one in gesture.reasons]


OPENINGS: dict[str, Callable[[], str]] = {
    "nothing_given": lambda: _("Nothing given lately: a name, an article, a hand."),
    "birthday": lambda: _("A birthday this week: the easiest word of the year."),
    "new_job": lambda: _("A new job: the right moment for a word."),
    "nothing_due": lambda: _("Nothing presses: an easy one, to warm up."),
}

KEEP_UP: Lines = (
    lambda: _("%(name)s, nothing to ask: I only wanted your news. How is the season going?"),
    lambda: _("%(name)s, a thought in passing. What is new since last time?"),
    lambda: _("%(name)s, it has been a while. A coffee next week, with no agenda?"),
)
OCCASIONS: dict[str, Lines] = {
    "birthday": (
        lambda: _("%(name)s, happy birthday, and may the year give you a game a week."),
        lambda: _("%(name)s, happy birthday. The first round is on me, on court or at table."),
    ),
    "new_job": (
        lambda: _("%(name)s, I hear of a new jersey: congratulations. How are the first weeks?"),
        lambda: _("%(name)s, bravo for the new job. Shall we drink to it after a game?"),
    ),
}
LONG_SILENT: Lines = (
    lambda: _("%(name)s, it has been an age, and I thought of you this week. How is life?"),
    lambda: _("%(name)s, too long without news, and what a pity. A coffee, as before?"),
)
OWED: Lines = (
    lambda: _("%(name)s, your message deserved better than my silence. Where do things stand?"),
    lambda: _("%(name)s, my answer comes in stoppage time. Is all well?"),
)
CALL: Lines = (
    lambda: _("%(name)s, ten minutes on the phone this week, only to hear your news?"),
    lambda: _("%(name)s, I have a walk before me and nobody to talk to: when may I call?"),
)
MEAL: Lines = (
    lambda: _("%(name)s, a lunch before the month is out? Nothing to ask, everything to tell."),
    lambda: _("%(name)s, our usual table is getting cold. Which day suits you?"),
)
PROMISED: Lines = (
    lambda: _("%(name)s, said and done: here is what I promised."),
    lambda: _("%(name)s, I had not forgotten: here it is."),
)
WARM_UP: Lines = (
    lambda: _("%(name)s, nothing to ask: a game together one of these days, like in the good times?"),
    lambda: _("%(name)s, I have shoes to wear out and nobody beside me. Shall we play?"),
)
GIVE: Lines = (
    lambda: _("%(name)s, I read something this week that made me think of you: shall I send it?"),
    lambda: _("%(name)s, somebody I know could be useful to you just now. Shall I put you in touch?"),
)
