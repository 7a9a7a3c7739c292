"""Closed lists about sport."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Surface(TextChoices):
    """The hue a sport wears on the pages."""

    CLAY = "clay", _("clay")
    GRASS = "grass", _("grass")
    HARD = "hard", _("hard court")
    TRACK = "track", _("track")
    POOL = "pool", _("pool")
    TRAIL = "trail", _("trail")
    SNOW = "snow", _("snow")


class Mood(TextChoices):
    RELAXED = "relaxed", _("relaxed")
    STEADY = "steady", _("steady")
    COMPETITIVE = "competitive", _("competitive")


class Score(TextChoices):
    """How a result is written."""

    SETS = "sets", _("sets")
    POINTS = "points", _("points")
    STROKES = "strokes", _("strokes")
    TIME = "time", _("time")


class LevelSource(TextChoices):
    """Where a belief about a level comes from; its deviation starts there (docs/engine/levels.md)."""

    RANKING = "ranking", _("official ranking")
    OLD_RANKING = "old-ranking", _("ranking from another season")
    TIMED = "timed", _("timed effort")
    APP = "app", _("another app's level")
    LABEL = "label", _("own words")
    PLAYED = "played", _("played together")
    UNKNOWN = "unknown", _("not known yet")


class LevelLabel(TextChoices):
    """The seven labels, the same for every sport; bounds in `rules.LABEL_BOUNDS`."""

    FIRST_TIME = "first-time", _("First time")
    BEGINNER = "beginner", _("Beginner")
    LEISURE = "leisure", _("Regular leisure")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")
    COMPETITOR = "competitor", _("Competitor")
    ELITE = "elite", _("National / elite")


class ScaleKind(TextChoices):
    """How a value on a scale is written."""

    RUNGS = "rungs", _("a rung")
    NUMBER = "number", _("a number")
    DURATION = "duration", _("a time")
    KEPT = "kept", _("kept as written, never converted")


TOLERANCES = [
    (1.0, _("close to mine")),
    (1.5, _("a little above, a little below")),
    (2.5, _("anybody who smiles")),
]
