"""Somebody one member knows: who they are, by which keys they are known, what one has noted of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.formats.names import fold
from sporezo.members.enums import Sector
from sporezo.network.enums import (
    Circle,
    Direction,
    GivenOrReceived,
    KeyKind,
    LightState,
    NoteKind,
    Purpose,
    TouchChannel,
)
from sporezo.network.models.batch import Batch


class Contact(models.Model):
    """Somebody one member knows."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contacts")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the same person's account: same verified e-mail, or a link
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    birthday = models.CharField(max_length=10, blank=True)  # YYYY-MM-DD, or --MM-DD
    how_we_met = models.CharField(_("how we met"), max_length=200, blank=True)
    circle = models.CharField(_("circle"), max_length=10, choices=Circle, default=Circle.WIDE)
    wish_days = models.PositiveSmallIntegerField(null=True, blank=True)  # overrides the circle's
    folded = models.CharField(max_length=300, blank=True, editable=False)
    provenance = models.JSONField(default=dict)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="contacts")
    created_at = models.DateTimeField(default=timezone.now)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)  # no gesture proposes them
    sorted_at = models.DateTimeField(null=True, blank=True)  # once imported: kept, after a look
    sort_again_at = models.DateTimeField(null=True, blank=True)  # once imported: to be looked at later
    trashed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="merged"
    )  # one person with that one: hidden (`trashed_at` says so to every list), never deleted, its rows lent

    class Meta:
        verbose_name = _("contact")
        indexes = [
            models.Index(fields=["owner", "circle"], name="contact_owner_circle"),
            models.Index(fields=["owner"], condition=Q(trashed_at__isnull=False), name="contact_in_the_trash"),
            models.Index(
                fields=["owner", "sort_again_at"],
                condition=Q(batch__isnull=False, sorted_at__isnull=True, trashed_at__isnull=True),
                name="contact_to_sort",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "member"], condition=Q(member__isnull=False), name="contact_once_a_member"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | ~Q(owner=F("member")), name="contact_is_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(trashed_at__isnull=False), name="contact_merged_is_hidden"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refold()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])

    def refold(self) -> None:
        """Renew the key of search; rows written in bulk call it themselves."""
        self.folded = fold(" ".join((self.full_name, self.company, self.function, self.city)))[:300]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.company

    @property
    def first_name(self) -> str:
        """How one speaks of them: the first name, else whatever name there is."""
        return self.given_name or self.full_name

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper() or self.company[:2].upper()


class ContactKey(models.Model):
    """An e-mail, a number or a LinkedIn slug: exact, one holder a member."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10, choices=KeyKind)
    value = models.CharField(max_length=254)
    is_told = models.BooleanField(default=True)  # by its owner: no undone import takes it away
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")  # else where it lies

    class Meta:
        verbose_name = _("key")
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "value"], name="key_once_an_owner")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Touch(models.Model):
    """One dated exchange, with channel, direction and purpose. Never a body."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="touches")
    at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=TouchChannel)
    direction = models.CharField(max_length=5, choices=Direction)
    purpose = models.CharField(max_length=5, choices=Purpose, default=Purpose.NEWS)
    people = models.PositiveSmallIntegerField(default=2)  # how many were there
    meet = models.ForeignKey("meets.Meet", models.SET_NULL, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="touches")
    key = models.CharField(max_length=120)  # the same exchange told twice is one row
    logged_at = models.DateTimeField(default=timezone.now)
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")  # else where it lies

    class Meta:
        verbose_name = _("exchange")
        indexes = [
            models.Index(fields=["owner", "contact", "-at"], name="touch_owner_contact_at"),
            models.Index(fields=["owner", "key"], name="touch_owner_key"),
            models.Index(fields=["owner", "-at"], name="touch_owner_at"),
        ]
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="touch_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.at:%Y-%m-%d}"


class OwnLight(models.Model):
    """The owner's own word on a tie, over what was computed; lifted, it stays as history."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="own_lights")
    state = models.CharField(max_length=10, choices=LightState)
    why = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("own light")
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(lifted_at__isnull=True), name="own_light_once")
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.state}"


class Note(models.Model):
    """A line of the small-talk stock: topics, their news, promises, what to ask next."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind)
    text = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="+")
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")  # else where it lies

    class Meta:
        verbose_name = _("note")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text


class Favour(models.Model):
    """A favour given or received; never money."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="favours")
    way = models.CharField(max_length=10, choices=GivenOrReceived)
    words = models.CharField(max_length=200)
    on = models.DateField()
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="+")
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")  # else where it lies

    class Meta:
        verbose_name = _("favour")

    def __str__(self) -> str:
        return self.words


class Position(models.Model):
    """A job somebody held, as its owner knew it; what files say of jobs stays in their sightings."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="positions")
    company = models.CharField(max_length=120, blank=True)
    function = models.CharField(max_length=160, blank=True)
    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="+")
    home = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("position")

    def __str__(self) -> str:
        return f"{self.function}, {self.company}"
