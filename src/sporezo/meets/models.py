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

from sporezo.formats.recurrence import Rule, instant, parse
from sporezo.meets.enums import (
    CourtState,
    JoinMode,
    MeetKind,
    MeetState,
    PostKind,
    Presence,
    Reason,
    ReminderKind,
    Shown,
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


class Series(models.Model):
    """A session that comes back: its rhythm and hour on the wall clock, and what each date is made from.

    `rule` counts from `starts_on`. Its dates are ordinary sessions, made a few weeks ahead.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField(max_length=80)
    starts_on = models.DateField()
    at = models.TimeField()
    time_zone = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    sport = models.ForeignKey("sports.Sport", models.PROTECT, related_name="series")
    format = models.ForeignKey("sports.Format", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    community = models.ForeignKey("communities.Community", models.SET_NULL, null=True, related_name="series")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="series_hosted")
    venue = models.ForeignKey("places.Venue", models.PROTECT, null=True, related_name="series")
    places = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField(default=2)
    level_low = models.FloatField(null=True, blank=True)
    level_high = models.FloatField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    join_mode = models.CharField(max_length=10, choices=JoinMode)
    shows_who = models.BooleanField(default=False)
    women_only = models.BooleanField(default=False)
    newcomers_only = models.BooleanField(default=False)
    hides_titles = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # no date is made any more
    orphaned_at = models.DateTimeField(null=True, blank=True)  # its host vanished: somebody is to take it over

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        indexes = [models.Index(fields=["ended_at", "host"], name="series_live")]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1) & Q(minutes__gte=1), name="series_has_places_and_time")
        ]

    def __str__(self) -> str:
        return f"{self.sport_id} {self.rule}"

    @property
    def rhythm(self) -> Rule:
        return parse(self.rule)

    def starts_at(self, on: dt.date) -> dt.datetime:
        """When its date of that day starts."""
        return instant(on, self.at, self.time_zone)


class Regular(models.Model):
    """A place kept for somebody in every date of a series; a co-host may do all its host may."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="regulars")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="regular_in")
    since_at = models.DateTimeField()
    cohost_since_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("regular")
        constraints = [models.UniqueConstraint(fields=["series", "member"], name="regular_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.series_id}"


class Skip(models.Model):
    """A date of a series left out, by whom and why."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="skips")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    because = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("skipped date")
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="skip_once")]

    def __str__(self) -> str:
        return f"{self.series_id} not on {self.on}"


class KeepQuestion(models.Model):
    """*In five days: keep it?*, asked once a date; closed by an answer, or by silence, which keeps."""

    meet = models.OneToOneField(Meet, models.CASCADE, related_name="keep_question")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("question")
        indexes = [models.Index(fields=["closed_at"], name="keep_question_open")]

    def __str__(self) -> str:
        return f"keep {self.meet_id}?"


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
        indexes = [models.Index(fields=["member", "presence"], name="attendance_member_presence")]

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

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="meet_invitation_once")]
        indexes = [models.Index(fields=["by", "made_at"], name="meet_invitation_by")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.member_id} by {self.by_id}"


class Voice(models.Model):
    """One player's word on whether somebody came, oneself included; how words add up is `engine.roll`."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="voices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    came = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voice")
        constraints = [models.UniqueConstraint(fields=["meet", "by", "about"], name="voice_once")]
        indexes = [models.Index(fields=["about", "came"], name="voice_about")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.by_id} of {self.about_id}"


class Result(models.Model):
    """How a game ended: entered by one side, agreed to by the other or by its silence; only then it moves levels.

    `sides` are two lists of members, `parts` what each side made in each set; `marks` are strokes or seconds by member.
    """

    meet = models.OneToOneField(Meet, models.CASCADE, related_name="result")
    sides = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    corrections = models.PositiveSmallIntegerField(default=0)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)  # when it moved levels

    class Meta:
        verbose_name = _("result")
        indexes = [models.Index(fields=["agreed_at", "said_at"], name="result_pending")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.parts or self.marks}"


class Withdrawal(models.Model):
    """A place given back after the deadline; one given back in time leaves no trace."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="withdrawals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="withdrawals")
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = _("late withdrawal")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="withdrawal_once")]

    def __str__(self) -> str:
        return f"{self.member_id} left {self.meet_id}"


class Excuse(models.Model):
    """An absence or a late withdrawal that should not count: asked of the organiser, else of a moderator. Never why."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="excuses")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="excuses")
    asked_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)  # it counts no more
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)  # by a moderator
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("excuse")
        constraints = [models.UniqueConstraint(fields=["meet", "member"], name="excuse_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.meet_id}"


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


class Opinion(models.Model):
    """What one player says of another after a session: private, counted with others' or not at all."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    level = models.CharField(max_length=10, choices=Shown, blank=True)
    was_on_time = models.BooleanField(default=False)  # unsaid counts for nothing
    was_fair = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)  # when it moved a level, with at least two others

    class Meta:
        verbose_name = _("opinion")
        constraints = [
            models.UniqueConstraint(fields=["meet", "by", "about"], name="opinion_once"),
            models.CheckConstraint(condition=~Q(by=models.F("about")), name="opinion_of_somebody_else"),
        ]
        indexes = [models.Index(fields=["about", "counted_at"], name="opinion_about")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.by_id} of {self.about_id}"


class Post(models.Model):
    """A line in a session's thread. Taken back, its words are gone; hidden, they stay for the moderators alone."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=15, choices=PostKind, default=PostKind.WORD)
    words = models.TextField(max_length=1000, blank=True)
    key = models.UUIDField()  # of the form it was typed in: sent twice, it is said once
    turn = models.PositiveIntegerField()  # the session's `said` when it was last changed
    said_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.UniqueConstraint(fields=["meet", "turn"], name="post_one_a_turn"),
            models.UniqueConstraint(fields=["author", "key"], name="post_said_once"),
        ]
        indexes = [models.Index(fields=["author", "said_at"], name="post_author_recent")]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.meet_id}"


class PostReport(models.Model):
    """A report that is about a line; several of enough weight hide it until a moderator has looked."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    report = models.OneToOneField("safety.Report", models.CASCADE, related_name="post")

    class Meta:
        verbose_name = _("report of a post")

    def __str__(self) -> str:
        return f"{self.post_id} by {self.report_id}"
