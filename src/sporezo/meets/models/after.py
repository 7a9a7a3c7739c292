"""What is said once it has been played: who came, how it ended, how it was; and what may be excused."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sporezo.meets.enums import (
    Shown,
)
from sporezo.meets.models.session import Meet


class Voice(models.Model):
    """One player's word on whether somebody came, oneself included; how words add up is `engine.roll`."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="voices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    came = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voice")
        constraints = [models.UniqueConstraint(fields=["meet", "by", "about"], name="voice_once")]
        indexes = [models.Index(fields=["about", "came"], name="voice_about")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.by_id} of {self.about_id}"


class Result(models.Model):
    """How a game ended: entered by one side, agreed to by the other or by its silence; only then it moves levels.

    `sides` are two lists of members, `parts` what each side made in each set; `marks` are strokes or seconds by member.
    """

    meet = models.OneToOneField(Meet, models.CASCADE, related_name="result")
    sides = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    corrections = models.PositiveSmallIntegerField(default=0)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)  # when it moved levels

    class Meta:
        verbose_name = _("result")
        indexes = [models.Index(fields=["agreed_at", "said_at"], name="result_pending")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.parts or self.marks}"


class Withdrawal(models.Model):
    """A place given back after the deadline; one given back in time leaves no trace."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="withdrawals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="withdrawals")
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = _("late withdrawal")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="withdrawal_once")]

    def __str__(self) -> str:
        return f"{self.member_id} left {self.meet_id}"


class Excuse(models.Model):
    """An absence or a late withdrawal that should not count: asked of the organiser, else of a moderator. Never why."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="excuses")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="excuses")
    asked_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)  # it counts no more
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)  # by a moderator
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("excuse")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="excuse_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.meet_id}"


class Opinion(models.Model):
    """What one player says of another after a session: private, counted with others' or not at all."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    level = models.CharField(max_length=10, choices=Shown, blank=True)
    was_on_time = models.BooleanField(default=False)  # unsaid counts for nothing
    was_fair = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)  # when it moved a level, with at least two others

    class Meta:
        verbose_name = _("opinion")
        constraints = [
            models.UniqueConstraint(fields=["meet", "by", "about"], name="opinion_once"),
            models.CheckConstraint(condition=~Q(by=models.F("about")), name="opinion_of_somebody_else"),
        ]
        indexes = [models.Index(fields=["about", "counted_at"], name="opinion_about")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.by_id} of {self.about_id}"
