"""When a member can play. A week grid is 112 bits, hour 07 to 22 of Monday, then of Tuesday, in 14 bytes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_HOUR, LAST_HOUR = 7, 23
HOURS_A_DAY = LAST_HOUR - FIRST_HOUR
BITS = 7 * HOURS_A_DAY


class WeekGrid(models.Model):
    """The hours one is usually free, wall-clock in the member's zone, and how much sport a week holds."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="week_grid")
    hours = models.BinaryField(max_length=14, default=bytes(14))
    most_sessions = models.PositiveSmallIntegerField(_("sessions a week at most"), default=1)
    most_minutes = models.PositiveSmallIntegerField(_("minutes a week at most"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("week grid")

    def __str__(self) -> str:
        return f"{self.member_id}: {len(self.slots)} h"

    @property
    def slots(self) -> list[int]:
        """Free hours as slot numbers 0–111: day × 16 + (hour − 7)."""
        bits = int.from_bytes(bytes(self.hours), "little")
        return [slot for slot in range(BITS) if bits >> slot & 1]


def pack_slots(slots: list[int]) -> bytes:
    """Slot numbers 0–111 as the 14 bytes of a grid.

    >>> pack_slots([0, 8])[:2]
    b'\\x01\\x01'
    """
    bits = 0
    for slot in slots:
        if not 0 <= slot < BITS:
            raise ValueError(f"a slot is 0 to {BITS - 1}, not {slot}")
        bits |= 1 << slot
    return bits.to_bytes(14, "little")


class Away(models.Model):
    """Days one is away, both ends included."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="aways")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("away")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_ends_after")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_on}–{self.ends_on}"


class BusyTime(models.Model):
    """A busy stretch from an uploaded calendar: its times and nothing else."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("busy time")
        indexes = [models.Index(fields=["member", "starts_at"], name="busy_member_start")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_ends_after")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_at}"


class CalendarFeed(models.Model):
    """A private, revocable address of one's sessions for a calendar app."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")

    def __str__(self) -> str:
        return f"{self.member_id} since {self.created_at:%Y-%m-%d}"
