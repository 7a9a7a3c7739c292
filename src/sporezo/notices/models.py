"""The outbox: a notice keeps a snapshot of what to say; a delivery is one attempt to say it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.notices.enums import Channel, DeliveryState, Topic


class Notice(models.Model):
    """Something to say to a member, or to an e-mail address that has no account yet."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=60)  # "<app>/<name>": the template lies in that app
    topic = models.CharField(max_length=20, choices=Topic)
    context = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.CheckConstraint(
                condition=(Q(member__isnull=False) & Q(email="")) | (Q(member__isnull=True) & ~Q(email="")),
                name="notice_to_member_or_email",
            )
        ]
        indexes = [models.Index(fields=["member", "-created_at"], name="notice_member_recent")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.member_id or self.email}"


class Delivery(models.Model):
    """One channel of one notice; claimed by a conditional UPDATE, so each is sent once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_a_channel")]
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_to_send")]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.channel}: {self.state}"


class Preference(models.Model):
    """A topic a member switched off (or on again)."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(max_length=20, choices=Topic)
    by_mail = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("preference")
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="preference_once_a_topic")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.topic}: {self.by_mail}"


class Letter(models.Model):
    """A mail as it was sent, kept by the demo's mailbox only."""

    to = models.CharField(max_length=254, db_index=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("letter")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
