"""Two members who see each other again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """Two members who both said yes to seeing each other again. `low` has the smaller id."""

    low = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since_at = models.DateTimeField()
    low_wish_days = models.PositiveSmallIntegerField(default=90)
    high_wish_days = models.PositiveSmallIntegerField(default=90)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mutual link")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="link_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="link_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} – {self.high_id}"


class KeepInTouch(models.Model):
    """One side asked after a session, and its answer: two yeses make a link, a no is never told."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    meet = models.ForeignKey("meets.Meet", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    wants = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("keep in touch")
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="keep_in_touch_once"),
            models.CheckConstraint(
                condition=Q(wants__isnull=True, answered_at__isnull=True)
                | Q(wants__isnull=False, answered_at__isnull=False),
                name="keep_in_touch_answer_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["member", "answered_at"], name="keep_in_touch_waiting")]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.other_id}: {self.wants}"
