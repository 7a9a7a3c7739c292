"""A community and who is in it. Leaving keeps the row, so a round can still tell its history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.communities.enums import CommunityKind, Role


class Community(models.Model):
    """A club, a company, an alumni or sector network; no solicitation anywhere."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=CommunityKind)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    house_rules = models.TextField(_("house rules"), max_length=2000, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    join_code = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One member in one community."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    external_id = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "member"], condition=Q(left_at__isnull=True), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class Invitation(models.Model):
    """An invitation keeps what was imported to prefill the set-up; it is not an account."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    prefill = models.JSONField(default=dict)
    external_id = models.CharField(max_length=80, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(null=True, blank=True)  # when somebody asked for its letter
    sent_at = models.DateTimeField(null=True, blank=True)  # when its letter went to the outbox
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken back by those who lead: its link opens nothing
    declined_at = models.DateTimeField(null=True, blank=True)  # what was imported is erased then
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["community", "email"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.email} to {self.community_id}"
