"""One member's week: what the plan suggested and what became of it. Nothing turns red."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sporezo.network.enums import TouchChannel
from sporezo.weeks.enums import GestureKind, GestureState


class Budget(models.Model):
    """How many minutes a week a member gives to keeping up; without a row, 45. Sport is not counted."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="week_budget")
    minutes = models.PositiveSmallIntegerField()
    since_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes a week")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.minutes}"


class Week(models.Model):
    """The plan of one member's week, within a budget of minutes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="weeks")
    first_day = models.DateField()  # a Monday
    budget_minutes = models.PositiveSmallIntegerField(default=45)
    planned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("week")
        constraints = [models.UniqueConstraint(fields=["member", "first_day"], name="week_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.first_day}"


class Gesture(models.Model):
    """One suggestion: a person, a channel, reasons as data; done logs an exchange."""

    week = models.ForeignKey(Week, models.CASCADE, related_name="gestures")
    contact = models.ForeignKey("network.Contact", models.CASCADE, related_name="gestures")
    kind = models.CharField(max_length=10, choices=GestureKind)
    channel = models.CharField(max_length=12, choices=TouchChannel)
    minutes = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=GestureState, default=GestureState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    touch = models.ForeignKey("network.Touch", models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("gesture")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["week", "contact"], name="gesture_once_a_week")]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id}: {self.state}"
