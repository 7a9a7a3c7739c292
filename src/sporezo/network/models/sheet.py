"""Ties kept read, and how far upstairs has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TieSheet(models.Model):
    """The ties of an owner with many exchanges, kept read (`domain.sheets`): which body holds, and what changed since.

    The stamp is drawn anew with each writing: a process knows at a glance whether what it remembers still holds.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    layout = models.CharField(max_length=64)  # of the rows; another one is read anew
    stamp = models.CharField(max_length=32)
    body_stamp = models.CharField(max_length=32)
    read_at = models.DateTimeField()  # when the whole was last read from the exchanges
    stale_since = models.DateTimeField(null=True, blank=True)  # patched since: the season lags behind the rows
    patched = models.BinaryField(default=bytes)  # ids of the contacts whose rows in the body no longer count
    rows = models.BinaryField(default=bytes)  # theirs now, those who left have none
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("tie sheet")

    def __str__(self) -> str:
        return f"{self.owner_id} {self.read_at:%Y-%m-%d}"


class TieBody(models.Model):
    """The rows of a sheet as last read whole (`engine.sheets`): megabytes, apart from the kilobytes of a change."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    stamp = models.CharField(max_length=32)
    season = models.JSONField(default=dict)  # before the rows: SQLite reads a row from its beginning
    rows = models.BinaryField()
    words = models.TextField(blank=True)  # the search keys, a line a row

    class Meta:
        verbose_name = _("tie rows")

    def __str__(self) -> str:
        return f"{self.owner_id}"


class ReadingMark(models.Model):
    """How far upstairs has read of what was written downstairs (`held_since`)."""

    name = models.CharField(max_length=40, primary_key=True)
    read_until_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading mark")

    def __str__(self) -> str:
        return f"{self.name} {self.read_until_at}"
