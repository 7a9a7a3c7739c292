"""Reasons, remedies and causes as sentences: what is stored is codes and numbers, said for its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.members.enums import Topic
from sporezo.rounds.enums import FULL_WEEK, LeftOutReason
from sporezo.ui.numbers import figure, in_words

Params = Mapping[str, Any]
Names = Mapping[int, str]


def sentences(reasons: Sequence[Mapping[str, Any]], names: Names) -> list[str]:
    """Reasons as sentences in the active language; one about somebody the reader may not name is left out."""
    said = (
        SENTENCES[reason["code"]](reason.get("params", {}), names) for reason in reasons if reason["code"] in SENTENCES
    )
    return [sentence for sentence in said if sentence]


def three(reasons: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Three to show: one of the people, one of the game, one of the place or hour, before a second of any."""
    first: dict[int, Mapping[str, Any]] = {}
    for reason in reasons:
        for family, codes in enumerate(FAMILIES):
            if reason["code"] in codes:
                first.setdefault(family, reason)
    chosen = [first[family] for family in sorted(first)]
    return [*chosen, *(reason for reason in reasons if reason not in chosen)][:3]


def why_left_out(reason: str) -> str:
    """Why somebody has no session, in words that betray nobody."""
    return str(LeftOutReason(reason).label)


def why_for_lead(reason: str) -> str:
    """The same, said of somebody else."""
    return _("no level near theirs") if reason == LeftOutReason.NO_LEVEL_NEAR else why_left_out(reason)


def remedy_sentence(remedy: Params) -> str:
    """What would help most; empty when nothing one can do would."""
    if remedy and remedy.get("kind") == FULL_WEEK:
        return _("Your week held all the sessions you wished for. To play more, raise their number under Me.")
    if not remedy or remedy.get("kind") not in REMEDIES or not remedy.get("people"):
        return ""
    return REMEDIES[remedy["kind"]](remedy, int(remedy["people"]))


def remedy_for_lead(remedy: Params) -> str:
    """What would help somebody, said to their lead."""
    people = int(remedy.get("people") or 0)
    if not people or remedy.get("kind") not in FOR_LEADS:
        return ""
    return FOR_LEADS[remedy["kind"]](remedy, people)


def wait_for_lead(missed: int, wait: Params) -> str:
    """How many rounds somebody has been out for already, and how many it may be at most, said to their lead."""
    said = []
    if missed:
        said.append(
            ngettext("Out of the last round too.", "Out of the last %(n)s rounds too.", missed)
            % {"n": in_words(missed)}
        )
    if wait.get("most_rounds"):
        most = int(wait["most_rounds"])
        said.append(
            ngettext("The wait: one round at most.", "The wait: %(n)s rounds at most.", most) % {"n": in_words(most)}
        )
    elif wait:
        said.append(_("No date can honestly be promised."))
    return " ".join(said)


def wait_sentence(missed: int, wait: Params) -> str:
    """The same, warmly, to the one who waits: they come first next time, and how long this has ever lasted."""
    times = missed + 1
    first = (
        _("In the next round you come first.")
        if times == 1
        else _("%(nth)s rounds on the bench: in the next one you come before anybody who has played.")
        % {"nth": in_words(times).capitalize()}
    )
    most = int(wait.get("most_rounds") or 0)
    if most > times:
        then = _("With as many players within your reach, the wait is %(n)s rounds at most.") % {"n": in_words(most)}
    elif most:
        then = _("That is as long as it gets with so many players within your reach, and one too many for our taste.")
    elif wait:
        then = _("At your hours, your level and near you, it takes more players for a date to be promised honestly.")
    else:
        then = ""
    return f"{first} {then}".strip()


def what_would_help(remedies: Sequence[Params]) -> list[str]:
    """What would help most of those left out, as a few sentences for their lead: the likeliest help first."""
    kinds = Counter(str(one.get("kind")) for one in remedies)
    said = []
    for kind, people in kinds.most_common():
        params = [one for one in remedies if one.get("kind") == kind]
        if kind == "wider_radius":
            furthest = max(float(one["km"]) for one in params)
            said.append(
                ngettext(
                    "%(km)s km more, and one of them has somebody within reach.",
                    "%(km)s km more, and %(n)s of them have somebody within reach.",
                    people,
                )
                % {"km": figure(furthest), "n": in_words(people)}
            )
        elif kind == "more_hours":
            said.append(
                ngettext(
                    "A few more hours painted, and one of them could play.",
                    "A few more hours painted, and %(n)s of them could play.",
                    people,
                )
                % {"n": in_words(people)}
            )
        elif kind == "wider_level":
            said.append(
                ngettext(
                    "A slightly wider gap in level, and one of them could play.",
                    "A slightly wider gap in level, and %(n)s of them could play.",
                    people,
                )
                % {"n": in_words(people)}
            )
        elif kind == "more_players":
            fewest = min(int(one["people"]) for one in params)
            said.append(
                ngettext(
                    "One more player, and a game can be made of them.",
                    "%(n)s more players, and a game can be made of them.",
                    fewest,
                )
                % {"n": in_words(fewest).capitalize()}
            )
    return said


def _wider_radius(params: Params, people: int) -> str:
    return ngettext(
        "%(km)s km more and one person comes within reach.",
        "%(km)s km more and %(n)s people come within reach.",
        people,
    ) % {"km": figure(params["km"]), "n": in_words(people)}


def _wider_level(params: Params, people: int) -> str:
    return ngettext(
        "A slightly wider gap in level, and one person could play with you.",
        "A slightly wider gap in level, and %(n)s people could play with you.",
        people,
    ) % {"n": in_words(people)}


def _more_hours(params: Params, people: int) -> str:
    return ngettext(
        "A few more hours in your week, and one person could play with you.",
        "A few more hours in your week, and %(n)s people could play with you.",
        people,
    ) % {"n": in_words(people)}


def _more_players(params: Params, people: int) -> str:
    return ngettext(
        "One more player at your level, and there is a game.",
        "%(n)s more players at your level, and there is a game.",
        people,
    ) % {"n": in_words(people).capitalize()}


def _another_sport(params: Params, people: int) -> str:
    return _("Another sport in your profile would open more doors.")


def _hours_for_lead(params: Params, people: int) -> str:
    return ngettext(
        "A few more hours painted, and there is one person to play with.",
        "A few more hours painted, and there are %(n)s people to play with.",
        people,
    ) % {"n": in_words(people)}


def _level_for_lead(params: Params, people: int) -> str:
    return ngettext(
        "A slightly wider gap in level, and there is one person to play with.",
        "A slightly wider gap in level, and there are %(n)s people to play with.",
        people,
    ) % {"n": in_words(people)}


def _players_for_lead(params: Params, people: int) -> str:
    return ngettext(
        "One more player at this level, and there is a game.",
        "%(n)s more players at this level, and there is a game.",
        people,
    ) % {"n": in_words(people).capitalize()}


def _radius_for_lead(params: Params, people: int) -> str:
    return ngettext(
        "%(km)s km more, and there is one person within their reach.",
        "%(km)s km more, and there are %(n)s people within their reach.",
        people,
    ) % {"km": figure(params["km"]), "n": in_words(people)}


FOR_LEADS: dict[str, Callable[[Params, int], str]] = {
    "wider_radius": _radius_for_lead,
    "wider_level": _level_for_lead,
    "more_hours": _hours_for_lead,
    "more_players": _players_for_lead,
    "another_sport": lambda params, people: _("Another sport would open more doors."),
}
REMEDIES: dict[str, Callable[[Params, int], str]] = {
    "wider_radius": _wider_radius,
    "wider_level": _wider_level,
    "more_hours": _more_hours,
    "more_players": _more_players,
    "another_sport": _another_sport,
}


def _seen_again(params: Params, names: Names) -> str:
    name = names.get(params["member"])
    return _("%(name)s and you wanted to see each other again.") % {"name": name} if name else ""


def _they_give(params: Params, names: Names) -> str:
    name = names.get(params["member"])
    about = _topic(params["topic"])
    return (
        _("%(name)s knows about a thing you are curious of: %(topic)s.") % {"name": name, "topic": about}
        if name
        else ""
    )


def _you_give(params: Params, names: Names) -> str:
    name = names.get(params["member"])
    about = _topic(params["topic"])
    return _("%(name)s is curious of a thing you know: %(topic)s.") % {"name": name, "topic": about} if name else ""


def _new_faces(params: Params, names: Names) -> str:
    people = int(params["n"])
    return ngettext("Somebody you have never played with.", "%(n)s people you have never played with.", people) % {
        "n": in_words(people).capitalize()
    }


def _near(params: Params, names: Names) -> str:
    return _("%(km)s km from one of your areas.") % {"km": figure(params["km"], 1)}


def _waited(params: Params, names: Names) -> str:
    return _("Last time the round left you out: this time you come first.")


def _gathers(params: Params, names: Names) -> str:
    people = int(params["n"])
    return ngettext(
        "One other person is asked for this hour: two are enough to go.",
        "%(n)s others are asked for this hour: those who say yes play.",
        people,
    ) % {"n": in_words(people).capitalize()}


def _topic(code: str) -> str:
    return str(Topic(code).label) if code in Topic.values else code


# What a reason is about: those one would meet, the game itself, the hour and the place.
FAMILIES = (
    {"missing", "seen_again", "they_give", "you_give", "new_faces", "other_sectors", "gathers"},
    {"level_close", "pace_shared", "fair_format", "even_sides", "good_size", "same_mood"},
    {"near", "hour_suits", "waited"},
)

SENTENCES: dict[str, Callable[[Params, Names], str]] = {
    "seen_again": _seen_again,
    "they_give": _they_give,
    "you_give": _you_give,
    "level_close": lambda params, names: _("Levels close enough for a real game."),
    "pace_shared": lambda params, names: _("A pace that suits you all."),
    "new_faces": _new_faces,
    "waited": _waited,
    "other_sectors": lambda params, names: _("Another line of work than yours."),
    "near": _near,
    "hour_suits": lambda params, names: _("An hour that you all painted free."),
    "fair_format": lambda params, names: _("Unequal levels, and a format that makes it a fair game."),
    "even_sides": lambda params, names: _("Two sides of the same strength."),
    "good_size": lambda params, names: _("A group small enough to talk, large enough to laugh."),
    "same_mood": lambda params, names: _("The same mood for playing, yours."),
    "gathers": _gathers,
    "forwarded": lambda params, names: _("Somebody who plays thought of you."),
    "missing": lambda params, names: _("A place has just come free, and it fits you."),
}
