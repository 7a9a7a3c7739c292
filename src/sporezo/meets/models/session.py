"""A session: people, a sport, a place, a time; and its court."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.meets.enums import (
    CourtState,
    JoinMode,
    MeetKind,
    MeetState,
    Presence,
    Reason,
    ReminderKind,
    Visibility,
)


class Meet(models.Model):
    """Capacity counts guests; `sequence` rises with every change a calendar must hear of."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey("meets.Series", models.SET_NULL, null=True, related_name="meets")
    recurs_on = models.DateField(null=True, blank=True)  # the date of the series it fills, on the wall clock there
    recurs_at = models.DateTimeField(null=True, blank=True)  # RECURRENCE-ID: when it was first to start, for good
    kind = models.CharField(max_length=12, choices=MeetKind, default=MeetKind.GAME)
    sport = models.ForeignKey("sports.Sport", models.PROTECT, null=True, related_name="meets")
    discipline = models.ForeignKey("sports.Discipline", models.PROTECT, null=True, related_name="+")
    format = models.ForeignKey("sports.Format", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    community = models.ForeignKey("communities.Community", models.SET_NULL, null=True, related_name="meets")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="meets_hosted")
    venue = models.ForeignKey("places.Venue", models.PROTECT, null=True, related_name="meets")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=60, default="Europe/Paris")
    places = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField(default=2)
    decide_by_at = models.DateTimeField(null=True, blank=True)  # called off if too few are in by then
    level_low = models.FloatField(null=True, blank=True)
    level_high = models.FloatField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    join_mode = models.CharField(max_length=10, choices=JoinMode, default=JoinMode.OPEN)
    shows_who = models.BooleanField(default=False)
    women_only = models.BooleanField(default=False)
    newcomers_only = models.BooleanField(default=False)
    hides_titles = models.BooleanField(default=False)  # company and function wait for a first game, whoever comes
    is_on_the_web = models.BooleanField(
        default=False
    )  # a page for people without an account, where the operator allows
    state = models.CharField(max_length=10, choices=MeetState, default=MeetState.OPEN)
    sequence = models.PositiveIntegerField(default=0)
    said = models.PositiveIntegerField(default=0)  # how often its thread has changed: what listeners watch
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, db_index=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    cancelled_reason = models.CharField(max_length=10, choices=Reason, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)  # the last time it was
    moved_reason = models.CharField(max_length=10, choices=Reason, blank=True)
    moved_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("session")
        indexes = [models.Index(fields=["state", "starts_at"], name="meet_state_start")]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1) & Q(minutes__gte=1), name="meet_has_places_and_time"),
            models.CheckConstraint(condition=~Q(kind="game") | Q(sport__isnull=False), name="meet_game_has_sport"),
            models.UniqueConstraint(
                fields=["series", "recurs_on"], condition=Q(series__isnull=False), name="meet_once_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sport_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def has_level(self) -> bool:
        """Whether those off a level knock first."""
        return self.level_low is not None and self.level_high is not None

    @property
    def local_start(self) -> dt.datetime:
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def why_cancelled(self) -> str:
        """The reason in its reader's language, then the organiser's own words."""
        return _why(self.cancelled_reason, self.cancelled_because)

    @property
    def why_moved(self) -> str:
        return _why(self.moved_reason, self.moved_because)


def _why(reason: str, words: str) -> str:
    return " ".join(part for part in (str(Reason(reason).label) if reason else "", words) if part)


class Attendance(models.Model):
    """One person in one meet: a member, or a guest somebody brings."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    guest_name = models.CharField(max_length=120, blank=True)
    guest_email = models.EmailField(blank=True)
    guest_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="guests_brought"
    )
    presence = models.CharField(max_length=10, choices=Presence)
    party = models.UUIDField(null=True, blank=True)  # both or none
    team = models.PositiveSmallIntegerField(null=True, blank=True)
    passed_over_at = models.DateTimeField(
        null=True, blank=True
    )  # they asked, the organiser chose others, nobody says so
    since_at = models.DateTimeField()  # the waiting list's order
    changed_at = models.DateTimeField()
    untold_since_at = models.DateTimeField(null=True, blank=True)  # they joined, and the others do not know yet

    class Meta:
        verbose_name = _("participation")
        constraints = [
            models.UniqueConstraint(
                fields=["meet", "member"], condition=Q(member__isnull=False), name="attendance_once"
            ),
            models.CheckConstraint(
                condition=(Q(member__isnull=False) & Q(guest_name=""))
                | (Q(member__isnull=True) & ~Q(guest_name="") & Q(guest_of__isnull=False)),
                name="attendance_member_or_guest",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "presence"], name="attendance_member_presence"),
            models.Index(fields=["meet"], condition=Q(untold_since_at__isnull=False), name="attendance_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id or self.guest_name} {self.presence} {self.meet_id}"


class Court(models.Model):
    """What must be booked before a session is confirmed, by whom, and what each owes."""

    meet = models.OneToOneField(Meet, models.CASCADE, related_name="court")
    state = models.CharField(max_length=12, choices=CourtState)
    book_by_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="courts_booked"
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    cents_a_head = models.PositiveIntegerField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("court")

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.state}"


class Offer(models.Model):
    """A place offered to somebody waiting, until a time; expired offers are rows too."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="offers")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("offer")
        indexes = [models.Index(fields=["answered_at", "expires_at"], name="offer_pending")]

    def __str__(self) -> str:
        return f"{self.attendance_id} until {self.expires_at}"


class Invitation(models.Model):
    """Somebody in a session asks another member to it by name: the door opens for them, no place is held."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="invitations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken back before a yes

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="meet_invitation_once")]
        indexes = [models.Index(fields=["by", "made_at"], name="meet_invitation_by")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.member_id} by {self.by_id}"


class Reminder(models.Model):
    """One reminder of one session as it stood: the row is written first, so that it is said once whoever says it."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=4, choices=ReminderKind)
    starts_at = models.DateTimeField()  # a session that moves is reminded of anew
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder")
        constraints = [models.UniqueConstraint(fields=["meet", "kind", "starts_at"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.kind} {self.starts_at}"
