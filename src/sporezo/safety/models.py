"""What every floor must respect."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.safety.enums import Decision, ReportReason


class Block(models.Model):
    """Immediate, silent, and felt both ways wherever people meet."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks_met")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("block")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} ⊘ {self.blocked_id}"


class NotWith(models.Model):
    """Private: never again in the same session, with no reason given."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="not_with")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="not_with_of")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("not with")
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="not_with_once"),
            models.CheckConstraint(condition=~Q(member=F("other")), name="not_with_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} not with {self.other_id}"


class ExcludedCompany(models.Model):
    """A company whose people a member does not wish to be proposed: a competitor, an employer."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="excluded_companies")
    name = models.CharField(max_length=120)
    company_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("excluded company")
        constraints = [models.UniqueConstraint(fields=["member", "company_key"], name="excluded_company_once")]

    def __str__(self) -> str:
        return f"{self.member_id} excludes {self.name}"


class Acquaintance(models.Model):
    """Two members played a session together; `low` has the smaller id. Written by `meets.domain`."""

    low = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    class Meta:
        verbose_name = _("acquaintance")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="acquaintance_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="acquaintance_ordered"),
        ]
        indexes = [models.Index(fields=["high"], name="acquaintance_high")]

    def __str__(self) -> str:
        return f"{self.low_id} – {self.high_id}"


class Report(models.Model):
    """Somebody tells a moderator; the subject is a snapshot, never a foreign key upstairs."""

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports_made")
    reported = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports_met")
    reason = models.CharField(max_length=20, choices=ReportReason)
    words = models.TextField(blank=True, max_length=2000)
    about = models.CharField(max_length=200, blank=True)
    quoted = models.TextField(blank=True, max_length=1000)  # the words it is about, whatever becomes of them
    link = models.CharField(max_length=300, blank=True)  # where a moderator looks at them
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("report")

    def __str__(self) -> str:
        return f"{self.reason} about {self.reported_id}"


class Suspension(models.Model):
    """A member kept off the courts for a while, by a moderator, with a reason."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")

    def __str__(self) -> str:
        return f"{self.member_id} until {self.ends_at}"


class AuditEntry(models.Model):
    """Who did what to whom: moderation, and who saw contact details."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    deed = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("audit entry")
        indexes = [models.Index(fields=["-at"], name="audit_recent")]

    def __str__(self) -> str:
        return f"{self.deed} {self.subject}"
