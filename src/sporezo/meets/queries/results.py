"""Results as one reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sporezo.meets.models import Attendance, Meet, Result
from sporezo.members.models import Member
from sporezo.sports.enums import Score


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a scoreboard: a side or a player, and what they made."""

    who: str
    made: tuple[str, ...]


def score_line(result: Result, reader: Member) -> str:
    """A result from its reader's side: 6–4 3–6 10–8; of marks, the reader's own first."""
    if result.sides:
        return " ".join(f"{ours}–{theirs}" for ours, theirs in _from(result, reader))
    own = result.marks.get(str(reader.pk))
    others = [mark for pk, mark in result.marks.items() if pk != str(reader.pk)]
    is_time = _is_time(result)
    return " · ".join(marked(mark, is_time=is_time) for mark in ([own] if own is not None else []) + others)


def board_of(result: Result, reader: Member, people: Sequence[Member]) -> list[Mark]:
    """A result as a scoreboard: the reader's side first, or everybody, the best first."""
    named = {one.pk: one.first_name for one in people}
    if result.sides:
        ours, theirs = sorted(result.sides, key=lambda side: reader.pk not in side)
        parts = _from(result, reader)
        return [
            Mark(" & ".join(named.get(pk, "…") for pk in side), tuple(str(part[number]) for part in parts))
            for number, side in enumerate((ours, theirs))
        ]
    is_time = _is_time(result)
    ranked = sorted(result.marks.items(), key=lambda one: (one[1], one[0]))
    return [Mark(named.get(int(pk), "…"), (marked(mark, is_time=is_time),)) for pk, mark in ranked]


def sides_drawn(meet: Meet, people: Sequence[Member]) -> list[list[int]]:
    """The two sides where they are known beforehand: two players, or teams drawn by the round; else none."""
    if len(people) == 2:
        return [[one.pk] for one in people]
    teams = dict(Attendance.objects.filter(meet=meet, member__in=people).values_list("member_id", "team"))
    sides = [
        [one.pk for one in people if teams.get(one.pk) == team]
        for team in sorted({team for team in teams.values() if team is not None})
    ]
    return sides if len(sides) == 2 and sum(map(len, sides)) == len(people) else []


def marked(mark: int, *, is_time: bool) -> str:
    """Strokes as they are, seconds as a watch shows them.

    >>> marked(82, is_time=False), marked(3004, is_time=True), marked(6300, is_time=True)
    ('82', '50:04', '1:45:00')
    """
    if not is_time:
        return str(mark)
    minutes, seconds = divmod(mark, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _is_time(result: Result) -> bool:
    sport = result.meet.sport
    return sport is not None and sport.score == Score.TIME


def _from(result: Result, reader: Member) -> list[tuple[int, int]]:
    """Parts with the reader's side first."""
    is_mirrored = reader.pk in result.sides[1]
    return [(theirs, ours) if is_mirrored else (ours, theirs) for ours, theirs in result.parts]
