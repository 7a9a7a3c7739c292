"""A result: entered by one side, agreed to or corrected by the other, accepted by two days of silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from sporezo.meets.domain import words
from sporezo.meets.domain.locks import lock
from sporezo.meets.models import Meet, Result
from sporezo.meets.rules import CORRECTIONS, are_opposed, refusal_to_agree, refusal_to_score
from sporezo.members.models import Member
from sporezo.sports.domain import settle_game, settle_ranking
from sporezo.sports.enums import Score
from sporezo.sports.queries import practices_for

SILENCE = dt.timedelta(hours=48)
CHUNK = 100


@dataclass(frozen=True)
class Sheet:
    """A result as one hands it in: sides and what each made in each part, or a mark for each player."""

    sides: Sequence[Sequence[int]] = ()
    parts: Sequence[Sequence[int]] = ()
    marks: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def score(meet: Meet, *, by: Member, sheet: Sheet, now: dt.datetime) -> Result:
    """Enter the result, or correct what was entered; the same as the other side entered is a yes to it."""
    meet = lock(meet)
    if refusal := refusal_to_score(meet, by, sides=sheet.sides, marks=sheet.marks, now=now):
        raise refusal
    said = {
        "sides": [sorted(side) for side in sheet.sides],
        "parts": [list(part) for part in sheet.parts],
        "marks": {str(pk): mark for pk, mark in sheet.marks.items()},
    }
    result = Result.objects.filter(meet=meet).first()
    if result is None:
        result = Result.objects.create(meet=meet, by=by, said_at=now, **said)
        words.tell_result(meet, result, now=now)
        return result
    if _is_same(result, said):
        return agree(meet, by=by, now=now) if are_opposed(result, by) else result
    result.corrections += are_opposed(result, by)
    result.by, result.said_at = by, now
    result.sides, result.parts, result.marks = said["sides"], said["parts"], said["marks"]
    result.save(update_fields=["by", "said_at", "corrections", "sides", "parts", "marks"])
    words.tell_result(meet, result, now=now)
    return result


@transaction.atomic
def agree(meet: Meet, *, by: Member, now: dt.datetime) -> Result:
    """The other side says yes: it moves levels now. Said twice, it is said once."""
    meet = lock(meet)
    result = Result.objects.get(meet=meet)
    if result.agreed_at is not None:
        return result
    if refusal := refusal_to_agree(meet, result, by, now=now):
        raise refusal
    return _accept(meet, result, by=by, now=now)


def accept_results(*, now: dt.datetime) -> int:
    """What nobody corrected for two days is accepted; how many. A result corrected to and fro is left aside."""
    silent = Result.objects.filter(agreed_at=None, said_at__lte=now - SILENCE, corrections__lt=CORRECTIONS)
    count = 0
    for meet in Meet.objects.filter(result__in=silent).order_by("pk")[:CHUNK]:
        with transaction.atomic():
            meet = lock(meet)
            result = Result.objects.get(meet=meet)
            if result.agreed_at is None and result.said_at <= now - SILENCE:
                _accept(meet, result, by=None, now=now)
                count += 1
    return count


def _accept(meet: Meet, result: Result, *, by: Member | None, now: dt.datetime) -> Result:
    result.agreed_by, result.agreed_at = by, now
    if _move_levels(meet, result, now):
        result.counted_at = now
    result.save(update_fields=["agreed_by", "agreed_at", "counted_at"])
    return result


def _move_levels(meet: Meet, result: Result, now: dt.datetime) -> bool:
    """False when the result does not speak of levels: a handicap hides them, a guest or a newcomer has none."""
    if meet.format and meet.format.handicap_en:
        return False
    if meet.sport is None or meet.sport.score == Score.TIME:
        return False  # one runs together: a time is kept, and compared with nobody's
    people = [pk for side in result.sides for pk in side] or [int(pk) for pk in result.marks]
    practices = practices_for(people, sport=meet.sport_id, discipline=meet.discipline_id)
    if set(practices) != set(people) or len(people) < 2:
        return False
    own = {pk: practices[pk].pk for pk in people}
    if result.sides:
        ours, theirs = ([own[pk] for pk in side] for side in result.sides)
        settle_game(ours, theirs, outcome=outcome_of(result.parts), meet=str(meet.uid), now=now)
    else:
        marks = {own[int(pk)]: float(mark) for pk, mark in result.marks.items()}
        settle_ranking(marks, meet=str(meet.uid), now=now)
    return True


def outcome_of(parts: Sequence[Sequence[int]]) -> float:
    """1 when the first side won, 0 when the second did, 0.5 for a draw: by sets, or by points where there is one part.

    >>> outcome_of([[6, 4], [3, 6], [10, 8]]), outcome_of([[2, 5]]), outcome_of([[6, 4], [4, 6]])
    (1.0, 0.0, 0.5)
    """
    lead = sum((ours > theirs) - (ours < theirs) for ours, theirs in parts)
    return 1.0 if lead > 0 else 0.0 if lead < 0 else 0.5


def _is_same(result: Result, said: Mapping[str, object]) -> bool:
    """The same sheet, from whichever side it is read."""
    if result.marks or said["marks"]:
        return bool(said["marks"] == result.marks)
    mirrored = [[theirs, ours] for ours, theirs in result.parts]
    return (said["sides"], said["parts"]) in ((result.sides, result.parts), (result.sides[::-1], mirrored))
