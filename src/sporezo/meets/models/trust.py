"""Somebody outside, trusted with one session."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sporezo.meets.models.session import Meet


class Vigil(models.Model):
    """Somebody a member trusts with one session; the address goes when it is stopped, and a day after at the latest."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="vigils")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="vigils")
    email = models.EmailField(blank=True)  # empty: the member sends the link themselves, or it was deleted
    watches = models.BooleanField(default=False)  # to be told when the member does not say that they are back
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vigil")
        constraints = [
            models.UniqueConstraint(
                fields=["meet", "member"], condition=Q(stopped_at__isnull=True), name="vigil_one_running"
            )
        ]
        indexes = [models.Index(fields=["watches", "alerted_at"], name="vigil_watching")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.meet_id}"


class Hush(models.Model):
    """An address that would rather not be told, as a keyed hash: no member's letter goes there again."""

    address = models.CharField(max_length=64, unique=True)
    vigil = models.ForeignKey(Vigil, models.SET_NULL, null=True, related_name="hushes")  # whose link takes it back
    since_at = models.DateTimeField()

    class Meta:
        verbose_name = _("address not to write to")

    def __str__(self) -> str:
        return self.address[:8]
