"""Communes, venues, and members' haunts. Areas are H3 cells; addresses are never kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.places.enums import HauntKind, LocatedBy, Travel, VenueKind


class Commune(models.Model):
    """A French commune: what people type instead of an address."""

    code = models.CharField(primary_key=True, max_length=5)  # INSEE
    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, db_index=True)
    department = models.CharField(max_length=3)
    postcodes = models.JSONField(default=list)
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField()
    longitude = models.FloatField()
    located_by = models.CharField(max_length=10, choices=LocatedBy)
    doubt_km = models.FloatField(default=0)

    class Meta:
        verbose_name = _("commune")

    def __str__(self) -> str:
        return self.name

    @property
    def typed(self) -> str:
        """As its field reads it back: many share a name, none a name and a postcode."""
        return f"{self.name} ({self.postcodes[0]})" if self.postcodes else self.name


class Postcode(models.Model):
    """One postcode of one commune; several communes may share it."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="postcode_rows")
    postcode = models.CharField(max_length=5, db_index=True)

    class Meta:
        verbose_name = _("postcode")
        constraints = [models.UniqueConstraint(fields=["commune", "postcode"], name="postcode_once_a_commune")]

    def __str__(self) -> str:
        return self.postcode


class Gazetteer(models.Model):
    """Which version of the shipped table the communes follow; loading the same again is skipped."""

    version = models.CharField(max_length=64, unique=True)
    communes = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("table of communes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.version


class Venue(models.Model):
    """A place to play or a start point; unverified until confirmed; closed, never deleted."""

    kind = models.CharField(max_length=10, choices=VenueKind, default=VenueKind.VENUE)
    name = models.CharField(max_length=160)
    city = models.CharField(max_length=80, blank=True)
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True, related_name="venues")
    latitude = models.FloatField()
    longitude = models.FloatField()
    cell = models.CharField(max_length=15, db_index=True)  # H3, resolution 8
    sports = models.ManyToManyField("sports.Sport", related_name="venues")
    is_public = models.BooleanField(null=True)  # unknown is never read as no
    is_indoor = models.BooleanField(null=True)
    booking_url = models.URLField(blank=True)
    source = models.CharField(max_length=40, default="member")
    source_key = models.CharField(max_length=80, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="venues_added"
    )
    added_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("venue")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~models.Q(source_key=""),
                name="venue_once_a_source",
            )
        ]

    def __str__(self) -> str:
        return self.name


class VenueFile(models.Model):
    """A file of places an operator brought: looked at first, then imported in the background; its content goes then."""

    name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    departments = models.JSONField(default=list)
    with_schools = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    foreseen = models.JSONField(default=dict)  # what importing would do
    report = models.JSONField(default=dict)  # what it did, or did so far
    asked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    read_bytes = models.PositiveBigIntegerField(default=0)
    unpacked_bytes = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file of places")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Haunt(models.Model):
    """Where a member is, as a cell and a reach."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="haunts")
    kind = models.CharField(max_length=10, choices=HauntKind, default=HauntKind.HOME)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    cell = models.CharField(max_length=15, db_index=True)  # H3, resolution 8, shown at 7
    latitude = models.FloatField()  # of the cell's centre
    longitude = models.FloatField()
    travel = models.CharField(max_length=10, choices=Travel, default=Travel.BICYCLE)
    radius_km = models.FloatField(default=8)

    class Meta:
        verbose_name = _("area")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="haunt_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind}"
