"""One member's own people. A contact belongs to one member, is never seen by another and never feeds matching."""

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
    Outcome,
    Purpose,
    TouchChannel,
)


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
        ]
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="touch_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.at:%Y-%m-%d}"


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


class Link(models.Model):
    """Two members who both said yes to seeing each other again. `low` has the smaller id."""

    low = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since_at = models.DateTimeField()
    low_wish_days = models.PositiveSmallIntegerField(default=90)
    high_wish_days = models.PositiveSmallIntegerField(default=90)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mutual link")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="link_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="link_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} – {self.high_id}"


class KeepInTouch(models.Model):
    """One side asked after a session, and its answer: two yeses make a link, a no is never told."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    meet = models.ForeignKey("meets.Meet", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    wants = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("keep in touch")
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="keep_in_touch_once"),
            models.CheckConstraint(
                condition=Q(wants__isnull=True, answered_at__isnull=True)
                | Q(wants__isnull=False, answered_at__isnull=False),
                name="keep_in_touch_answer_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["member", "answered_at"], name="keep_in_touch_waiting")]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.other_id}: {self.wants}"


class ReadingMark(models.Model):
    """How far upstairs has read of what was written downstairs (`held_since`)."""

    name = models.CharField(max_length=40, primary_key=True)
    read_until_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading mark")

    def __str__(self) -> str:
        return f"{self.name} {self.read_until_at}"


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


class UploadLink(models.Model):
    """A mailed link that lets its owner bring one file from another device, once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("upload link")

    def __str__(self) -> str:
        return f"{self.owner_id} {self.asked_at:%Y-%m-%d}"
