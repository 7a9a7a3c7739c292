"""Sports and scales are data; a practice is one member's way of doing one sport."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sporezo.sports.enums import LevelSource, Mood, ScaleKind, Score, Surface


class Bilingual(models.Model):
    """A name as data, in the two languages Sporezo speaks."""

    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_fr if (get_language() or "fr").startswith("fr") else self.name_en


class Sport(Bilingual):
    """A sport, as data (`sports/data/sports.csv`)."""

    slug = models.SlugField(unique=True)
    openactive_id = models.CharField(max_length=36, blank=True)
    sizes = models.JSONField(default=list)  # group sizes that play, smallest first
    minutes = models.PositiveSmallIntegerField()
    talk = models.PositiveSmallIntegerField()  # 0 none … 3 one talks all along
    surface = models.CharField(max_length=10, choices=Surface)
    needs_venue = models.BooleanField()
    court_booked = models.BooleanField()
    is_elastic = models.BooleanField()
    score = models.CharField(max_length=8, choices=Score, blank=True)  # how its result is written; empty: it has none
    score_parts = models.PositiveSmallIntegerField(default=1)  # sets at most
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("sport")
        ordering = ["position"]


class Discipline(Bilingual):
    """Levels never cross disciplines (singles and doubles, lead and boulder); every sport has one."""

    sport = models.ForeignKey(Sport, models.CASCADE, related_name="disciplines")
    slug = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("discipline")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sport", "slug"], name="discipline_once_a_sport")]


class Format(Bilingual):
    """A way to play that makes unequal or missing players fine."""

    sport = models.ForeignKey(Sport, models.CASCADE, related_name="formats")
    slug = models.SlugField()
    players_min = models.PositiveSmallIntegerField()
    players_max = models.PositiveSmallIntegerField()
    teams = models.CharField(max_length=20, blank=True)  # "2v2", "1v1", "" for all together
    widest_gap = models.DecimalField(max_digits=3, decimal_places=1)  # on the 0–10 scale
    handicap_fr = models.CharField(max_length=300, blank=True)
    handicap_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("format")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sport", "slug"], name="format_once_a_sport")]

    @property
    def handicap(self) -> str:
        """What makes it fair between unequal players, in the reader's words."""
        return self.handicap_fr if (get_language() or "fr").startswith("fr") else self.handicap_en


class Scale(Bilingual):
    """A federation's or an app's own scale, mapped onto 0–10 by its rungs."""

    sport = models.ForeignKey(Sport, models.CASCADE, related_name="scales")
    slug = models.SlugField()
    kind = models.CharField(max_length=10, choices=ScaleKind, default=ScaleKind.RUNGS)
    unit = models.CharField(max_length=30, blank=True)
    level_source = models.CharField(max_length=12, choices=LevelSource, default=LevelSource.RANKING)
    deviation = models.DecimalField(max_digits=3, decimal_places=2)
    provenance = models.CharField(max_length=300)
    version = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("scale")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sport", "slug"], name="scale_once_a_sport")]


class Rung(models.Model):
    """One value of a scale and where it stands on 0–10; between numeric rungs one interpolates."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="rungs")
    value = models.CharField(max_length=60)
    number = models.FloatField(null=True, blank=True)  # in the scale's unit, for numbers and times (seconds)
    level = models.FloatField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("rung")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="rung_once_a_scale")]

    def __str__(self) -> str:
        return self.value


class Practice(models.Model):
    """One member's way of doing one sport: level as a belief, tolerance, mood, pace."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="practices")
    sport = models.ForeignKey(Sport, models.PROTECT, related_name="practices")
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="practices")
    level_mean = models.FloatField()
    level_deviation = models.FloatField()
    level_source = models.CharField(max_length=12, choices=LevelSource)
    level_at = models.DateTimeField()
    declared = models.CharField(max_length=80, blank=True)  # what was typed, such as "FFT 15/4"
    tolerance = models.FloatField(default=1.5)
    mood = models.CharField(max_length=12, choices=Mood, default=Mood.STEADY)
    easy_pace_slow = models.PositiveSmallIntegerField(null=True, blank=True)  # seconds per km
    easy_pace_fast = models.PositiveSmallIntegerField(null=True, blank=True)
    usual_km = models.PositiveSmallIntegerField(null=True, blank=True)  # of one outing
    usual_climb_m = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("practice")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "discipline"], name="practice_once"),
            models.CheckConstraint(
                condition=Q(level_mean__gte=0) & Q(level_mean__lte=10), name="practice_level_on_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.sport_id}"


class Evidence(models.Model):
    """One thing that moved, or may move, a level."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=12, choices=LevelSource)
    words = models.CharField(max_length=120, blank=True)
    mean = models.FloatField()
    deviation = models.FloatField()
    at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict)  # what `engine.levels.after` was given: enough to replay it

    class Meta:
        verbose_name = _("evidence")

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.mean:.1f} ± {self.deviation:.1f}"
