"""Which sports a type of facility or a listed activity stands for: two versioned tables beside this file.

``facilities.csv`` says of each type of the French census its sports (none: known, but no sport of ours), whether
that is certain or a guess, and, where the type alone tells, whether it is indoors and open to the public.
``activities.csv`` finds sports in the activities a source lists, by words: the longest wins, and a name with no
sport keeps its words from meaning another (*football américain*).
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sporezo.formats import names

VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Facility:
    sports: tuple[str, ...] = ()
    is_certain: bool = False
    is_indoor: bool | None = None
    is_public: bool | None = None


def facility(kind: str) -> Facility | None:
    """What a type of facility is good for; ``None`` when the table does not know it.

    >>> facility("COURT DE TENNIS").sports, facility("Salle de billard").sports, facility("Soucoupe")
    (('tennis',), (), None)
    """
    return _facilities().get(names.fold(kind))


@lru_cache(maxsize=4096)
def sports_of_activity(activity: str) -> tuple[str, ...]:
    """The sports an activity's name speaks of.

    >>> sports_of_activity("Tennis de table"), sports_of_activity("Football américain")
    (('table-tennis',), ())
    """
    found: dict[str, None] = {}

    def take(match: re.Match[str]) -> str:
        found.update(dict.fromkeys(_activities()[match[0]]))
        return " "

    _words().sub(take, names.fold(activity))
    return tuple(found)


def sports_of_activities(activities: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sport for activity in activities for sport in sports_of_activity(activity)))


@cache
def _facilities() -> Mapping[str, Facility]:
    told = {"yes": True, "no": False, "": None}
    return {
        names.fold(row["type"]): Facility(
            tuple(row["sports"].split()), row["certain"] == "yes", told[row["indoor"]], told[row["public"]]
        )
        for row in _table("facilities.csv")
    }


@cache
def _activities() -> Mapping[str, tuple[str, ...]]:
    return {row["words"]: tuple(row["sports"].split()) for row in _table("activities.csv")}


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(_activities(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _table(name: str) -> Iterator[dict[str, str]]:
    with (files("sporezo.formats") / name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)
