"""What files say of somebody, which batch vouches for it, and who is one person with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sporezo.network.enums import Outcome
from sporezo.network.models.batch import Batch
from sporezo.network.models.contact import Contact, Touch


class Sighting(models.Model):
    """One person as one file knows them, word for word; it lives as long as a batch vouches for it.

    What a contact says is what its owner typed, else the latest sighting that has a word on it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="sightings")
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=12)
    identity = models.CharField(max_length=32)  # the file's own name for the person, hashed: a UID, else what is said
    digest = models.CharField(max_length=32)  # of all it says: read again, it is one row
    fields = models.JSONField(default=dict)
    raw = models.TextField(blank=True)  # the vCard as it came
    is_hint = models.BooleanField(default=False)  # told by an exchange only: any card knows better

    class Meta:
        verbose_name = _("sighting")
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="sighting_once")]
        indexes = [models.Index(fields=["owner", "identity"], name="sighting_owner_identity")]

    def __str__(self) -> str:
        return f"{self.source} {self.contact_id}"


class Claim(models.Model):
    """A batch vouches for a sighting: in which row it stood, and what became of it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="claims")
    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="claims")
    file = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=9, choices=Outcome)

    class Meta:
        verbose_name = _("claim")
        constraints = [models.UniqueConstraint(fields=["batch", "sighting"], name="claim_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row} {self.outcome}"


class TouchClaim(models.Model):
    """A later batch vouches for an exchange too; the first one stands on the exchange itself."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="touch_claims")
    touch = models.ForeignKey(Touch, models.CASCADE, related_name="claims")

    class Meta:
        verbose_name = _("claim on an exchange")
        constraints = [models.UniqueConstraint(fields=["batch", "touch"], name="touch_claim_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.touch_id}"


class Merge(models.Model):
    """Two contacts are one person: who keeps the page, who lends their rows to it, until it is undone."""

    winner = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    loser = models.ForeignKey(Contact, models.CASCADE, related_name="merges")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, blank=True, related_name="merges")  # by an exact key
    merged_at = models.DateTimeField()
    lent = models.JSONField(default=dict)  # what the winner took over: {field: [before, after]}
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class PairAnswer(models.Model):
    """Two contacts proposed as one person, and not decided so: for good, or until later. `low` has the smaller id."""

    low = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    high = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    answered_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # "later"; none for two different people

    class Meta:
        verbose_name = _("answer about a pair")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="pair_answered_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="pair_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} ≠ {self.high_id}"


class Suppression(models.Model):
    """Somebody erased, by the keyed hash of a key they had: no file brings them back."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suppression")
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="suppression_once")]

    def __str__(self) -> str:
        return self.digest[:8]
