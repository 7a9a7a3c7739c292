"""One import, and what it left out; by file, or by a mailed link."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    """One import: looked at, brought in, undone whole. What it said lives as long as it vouches for it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="batches")
    source = models.CharField(max_length=40, blank=True)  # formats, joined by "+"
    file_name = models.CharField(max_length=200, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)  # in the data folder, until the job is done
    uploaded_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)  # looked at, nothing written
    preview = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # its owner said yes
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the job's last sign of life
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_asked_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # percent of the job under way
    counts = models.JSONField(default=dict, blank=True)
    problem = models.JSONField(default=dict, blank=True)  # why it could not be read: {"reason", "params"}

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["owner", "-uploaded_at"], name="batch_owner_recent")]

    def __str__(self) -> str:
        return f"{self.source} {self.uploaded_at:%Y-%m-%d}"


class SkippedRows(models.Model):
    """Rows of a batch left out for one reason, a few hundred at most in one of these."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="skipped")
    file = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("rows left out")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.reason}"


class UploadLink(models.Model):
    """A mailed link that lets its owner bring one file from another device, once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("upload link")

    def __str__(self) -> str:
        return f"{self.owner_id} {self.asked_at:%Y-%m-%d}"
