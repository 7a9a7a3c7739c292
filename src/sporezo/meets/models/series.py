"""A session that comes back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sporezo.formats.recurrence import Rule, instant, parse
from sporezo.meets.enums import (
    JoinMode,
    Reason,
    Visibility,
)
from sporezo.meets.models.session import Meet


class Series(models.Model):
    """A session that comes back: its rhythm and hour on the wall clock, and what each date is made from.

    `rule` counts from `starts_on`. Its dates are ordinary sessions, made a few weeks ahead.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField(max_length=80)
    starts_on = models.DateField()
    at = models.TimeField()
    time_zone = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    sport = models.ForeignKey("sports.Sport", models.PROTECT, related_name="series")
    format = models.ForeignKey("sports.Format", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    community = models.ForeignKey("communities.Community", models.SET_NULL, null=True, related_name="series")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="series_hosted")
    venue = models.ForeignKey("places.Venue", models.PROTECT, null=True, related_name="series")
    places = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField(default=2)
    level_low = models.FloatField(null=True, blank=True)
    level_high = models.FloatField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    join_mode = models.CharField(max_length=10, choices=JoinMode)
    shows_who = models.BooleanField(default=False)
    women_only = models.BooleanField(default=False)
    newcomers_only = models.BooleanField(default=False)
    hides_titles = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # no date is made any more
    orphaned_at = models.DateTimeField(null=True, blank=True)  # its host vanished: somebody is to take it over

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        indexes = [models.Index(fields=["ended_at", "host"], name="series_live")]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1) & Q(minutes__gte=1), name="series_has_places_and_time")
        ]

    def __str__(self) -> str:
        return f"{self.sport_id} {self.rule}"

    @property
    def rhythm(self) -> Rule:
        return parse(self.rule)

    def starts_at(self, on: dt.date) -> dt.datetime:
        """When its date of that day starts."""
        return instant(on, self.at, self.time_zone)


class Regular(models.Model):
    """A place kept for somebody in every date of a series; a co-host may do all its host may."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="regulars")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="regular_in")
    since_at = models.DateTimeField()
    cohost_since_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("regular")
        constraints = [models.UniqueConstraint(fields=["series", "member"], name="regular_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.series_id}"


class Skip(models.Model):
    """A date of a series left out, by whom and why."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="skips")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    because = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("skipped date")
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="skip_once")]

    def __str__(self) -> str:
        return f"{self.series_id} not on {self.on}"


class KeepQuestion(models.Model):
    """*In five days: keep it?*, asked once a date; closed by an answer, or by silence, which keeps."""

    meet = models.OneToOneField(Meet, models.CASCADE, related_name="keep_question")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("question")
        indexes = [models.Index(fields=["closed_at"], name="keep_question_open")]

    def __str__(self) -> str:
        return f"keep {self.meet_id}?"
