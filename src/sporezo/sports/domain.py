"""Deeds of sport: load the catalogue, declare and drop a practice, record evidence of a level."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from typing import Any

from django.db import transaction

from sporezo.engine.levels import after, easy_pace_of_level, grown_deviation, label_middle
from sporezo.members.models import Member
from sporezo.sports.enums import LevelLabel, LevelSource, Mood, ScaleKind
from sporezo.sports.models import Discipline, Evidence, Format, Practice, Rung, Scale, Sport
from sporezo.sports.rules import DEVIATION, LABELS, old_deviation, read_off

PACE_FROM_LEVEL = {"running"}


@transaction.atomic
def declare(
    member: Member,
    *,
    discipline: Discipline,
    now: dt.datetime,
    label: LevelLabel | str | None = None,
    scale: Scale | None = None,
    value: str = "",
    is_old: bool = False,
    mood: str = Mood.STEADY,
    tolerance: float = 1.5,
    pace: tuple[int, int] | None = None,
    usual_km: int | None = None,
    usual_climb_m: int | None = None,
) -> Practice:
    """Say how one does a sport, by one of the seven labels or a value on a scale; saying it again replaces it.

    `is_old`: the value is from another season. `pace`: the slowest and the fastest one is at ease with, in seconds a
    kilometre; runners who give none get the one their level speaks for. What stands on a scale that is kept as
    written is kept beside the label.

    Raises `Refused` when the value is not on the scale.
    """
    sport = discipline.sport
    declared = f"{scale.slug} {value.strip()}"[:80] if scale and value.strip() else ""
    if scale is not None and declared and scale.kind != ScaleKind.KEPT:
        mean = read_off(scale, value)
        source, deviation = LevelSource(scale.level_source), float(scale.deviation)
        if is_old and source == LevelSource.RANKING:
            source, deviation = LevelSource.OLD_RANKING, max(deviation, old_deviation(scale))
    elif label:
        mean = label_middle(LABELS.index(LevelLabel(label)))
        source, deviation = LevelSource.LABEL, DEVIATION[LevelSource.LABEL]
    else:
        mean, source, deviation = 3.25, LevelSource.UNKNOWN, DEVIATION[LevelSource.UNKNOWN]
    slow, fast = pace or (easy_pace_of_level(mean) if sport.slug in PACE_FROM_LEVEL else (None, None))
    position = Practice.objects.filter(member=member).count()
    said = {
        "sport": sport,
        "level_mean": mean,
        "level_deviation": deviation,
        "level_source": source,
        "level_at": now,
        "declared": declared,
        "mood": mood,
        "tolerance": tolerance,
        "easy_pace_slow": slow,
        "easy_pace_fast": fast,
        "usual_km": usual_km,
        "usual_climb_m": usual_climb_m,
        "paused_at": None,
    }
    practice, _created = Practice.objects.update_or_create(
        member=member, discipline=discipline, defaults=said, create_defaults={**said, "position": position}
    )
    Evidence.objects.create(practice=practice, source=source, words=declared, mean=mean, deviation=deviation, at=now)
    return practice


@transaction.atomic
def hear(practice: Practice, *, below: int, as_shown: int, above: int, now: dt.datetime) -> Practice:
    """Move a level by what at least three co-players said of it (`engine.levels.heard`)."""
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    return _move(practice, {"of": "heard", "below": below, "as_shown": as_shown, "above": above}, now)


@transaction.atomic
def settle_game(
    side: Collection[int], others: Collection[int], *, outcome: float, meet: str, now: dt.datetime
) -> list[Practice]:
    """Move the levels of both sides (ids of practices) by one game; `outcome` is the first side's, `meet` the uid."""
    practices = _held_still({*side, *others})
    believed = {pk: _believed(one, now) for pk, one in practices.items()}
    moved = []
    for own, against, won in ((side, others, outcome), (others, side, 1 - outcome)):
        for pk in sorted(own):
            partners = [believed[one] for one in sorted(own) if one != pk]
            opponents = [believed[one] for one in sorted(against)]
            fact = {"of": "game", "meet": meet, "outcome": won, "with": partners, "against": opponents}
            moved.append(_move(practices[pk], fact, now))
    return moved


@transaction.atomic
def settle_ranking(marks: Mapping[int, float], *, meet: str, now: dt.datetime) -> list[Practice]:
    """Move levels by who came ahead of whom; `marks` by practice, the lowest first, equal ones share."""
    practices = _held_still(marks)
    believed = {pk: _believed(one, now) for pk, one in practices.items()}
    moved = []
    for pk in sorted(practices):
        others = [one for one in sorted(practices) if one != pk]
        ahead = sum(1.0 if marks[pk] < marks[one] else 0.5 if marks[pk] == marks[one] else 0.0 for one in others)
        fact = {
            "of": "game",
            "meet": meet,
            "outcome": ahead / len(others),
            "with": [],
            "against": [believed[one] for one in others],
        }
        moved.append(_move(practices[pk], fact, now))
    return moved


def _held_still(ids: Collection[int] | Mapping[int, float]) -> dict[int, Practice]:
    rows = Practice.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update()
    return {one.pk: one for one in rows}


def _believed(practice: Practice, now: dt.datetime) -> list[float]:
    """As a fact keeps it: whose, the mean, the deviation as it has grown since."""
    return [practice.pk, practice.level_mean, grown_deviation(practice.level_deviation, _months(practice, now))]


def _months(practice: Practice, now: dt.datetime) -> float:
    return (now - practice.level_at).days / 30.44


def _move(practice: Practice, fact: dict[str, Any], now: dt.datetime) -> Practice:
    """Apply the rule, and keep what it was given."""
    months = _months(practice, now)
    mean, deviation = after(practice.level_mean, practice.level_deviation, fact, months=months)
    practice.level_mean, practice.level_deviation, practice.level_at = mean, deviation, now
    practice.save(update_fields=["level_mean", "level_deviation", "level_at"])
    Evidence.objects.create(
        practice=practice, source=LevelSource.PLAYED, words="", mean=mean, deviation=deviation, at=now, facts=fact
    )
    return practice


def drop(practice: Practice) -> None:
    """Stop being proposed a sport; its evidence goes with it."""
    practice.delete()


@transaction.atomic
def load_catalogue() -> dict[str, int]:
    """Bring sports, disciplines, formats, scales and rungs in line with the shipped data; safe to repeat.

    Rows an operator added stay; rows of the same key take the shipped values.
    """
    for position, row in enumerate(_rows("sports")):
        Sport.objects.update_or_create(
            slug=row["slug"],
            defaults={
                **{key: row[key] for key in ("name_fr", "name_en", "openactive_id", "surface")},
                "sizes": _sizes(row["sizes"]),
                "minutes": int(row["minutes"]),
                "talk": int(row["talk"]),
                **{key: row[key] == "1" for key in ("needs_venue", "court_booked", "is_elastic")},
                "score": row["score"],
                "score_parts": int(row["score_parts"] or 1),
                "position": position,
            },
        )
    sports = {sport.slug: sport for sport in Sport.objects.all()}
    Discipline.objects.bulk_create(
        [Discipline(**_named(row, sports), position=position) for position, row in enumerate(_rows("disciplines"))],
        update_conflicts=True,
        unique_fields=["sport", "slug"],
        update_fields=["name_fr", "name_en", "position"],
    )
    Format.objects.bulk_create(
        [
            Format(
                **_named(row, sports),
                players_min=int(row["players_min"]),
                players_max=int(row["players_max"]),
                widest_gap=row["widest_gap"],
                **{key: row[key] for key in ("teams", "handicap_fr", "handicap_en", "source")},
                position=position,
            )
            for position, row in enumerate(_rows("formats"))
        ],
        update_conflicts=True,
        unique_fields=["sport", "slug"],
        update_fields=[
            *("name_fr", "name_en", "players_min", "players_max", "teams", "widest_gap"),
            *("handicap_fr", "handicap_en", "source", "position"),
        ],
    )
    kept = ("kind", "unit", "level_source", "deviation", "provenance", "version")
    Scale.objects.bulk_create(
        [
            Scale(**_named(row, sports), **{key: row[key] for key in kept}, position=position)
            for position, row in enumerate(_rows("scales"))
        ],
        update_conflicts=True,
        unique_fields=["sport", "slug"],
        update_fields=["name_fr", "name_en", *kept, "position"],
    )
    scales = {(scale.sport_id, scale.slug): scale for scale in Scale.objects.all()}
    Rung.objects.bulk_create(
        [
            Rung(
                scale=scales[sports[row["sport"]].pk, row["scale"]],
                value=row["value"],
                number=float(row["number"]) if row["number"] else None,
                level=float(row["level"]),
                position=position,
            )
            for position, row in enumerate(_rows("rungs"))
        ],
        update_conflicts=True,
        unique_fields=["scale", "value"],
        update_fields=["number", "level", "position"],
    )
    return {"sports": len(sports), "scales": len(scales)}


def _named(row: dict[str, str], sports: dict[str, Sport]) -> dict[str, object]:
    return {
        "sport": sports[row["sport"]],
        "slug": row["slug"],
        "name_fr": row["name_fr"],
        "name_en": row["name_en"],
    }


def _sizes(text: str) -> list[int]:
    """Group sizes as written in the data: `2 4` or `2-10`."""
    span = re.fullmatch(r"(\d+)-(\d+)", text)
    return list(range(int(span[1]), int(span[2]) + 1)) if span else [int(size) for size in text.split()]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files("sporezo.sports").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
