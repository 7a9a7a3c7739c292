"""What one member asks, of whom, and what came of it. Each row is its owner's alone, save an introduction's three."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sporezo.asks.enums import Answer, Need, Outcome, Went
from sporezo.members.enums import Sector
from sporezo.network.enums import TouchChannel


class Ask(models.Model):
    """One need of one member. Off the record keeps no word: the database itself refuses one."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="asks")
    need = models.CharField(max_length=16, choices=Need)
    words = models.CharField(max_length=200, blank=True)  # the need in the owner's own sentence
    company = models.CharField(max_length=120, blank=True)
    person = models.CharField(max_length=120, blank=True)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("ask")
        constraints = [
            models.CheckConstraint(
                condition=~Q(need=Need.OFF_THE_RECORD) | Q(words="", company="", person=""),
                name="ask_off_the_record_keeps_no_word",
            ),
        ]
        indexes = [models.Index(fields=["owner", "closed_at"], name="ask_owner_open")]

    def __str__(self) -> str:
        return f"{self.need} {self.opened_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("ask", args=[self.pk])

    @property
    def is_off_the_record(self) -> bool:
        return self.need == Need.OFF_THE_RECORD


class Approach(models.Model):
    """One person considered for one need: warmed up, asked, answered, thanked; each step with its moment."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="approaches")
    contact = models.ForeignKey("network.Contact", models.CASCADE, related_name="approaches")
    fair_at = models.DateTimeField(null=True, blank=True)  # the earliest fair day, once a warm-up is planned
    asked_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=12, choices=TouchChannel, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    touch = models.ForeignKey("network.Touch", models.SET_NULL, null=True, blank=True, related_name="+")
    favour = models.ForeignKey("network.Favour", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("approach")
        constraints = [
            models.UniqueConstraint(fields=["ask", "contact"], name="approach_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="approach_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} → {self.contact_id}"


class WarmUp(models.Model):
    """One dated step before a fair ask: a session, a meal, something given."""

    approach = models.ForeignKey(Approach, models.CASCADE, related_name="steps")
    way = models.CharField(max_length=12)  # the engine's word: session, meal, call, give, answer, wait, message
    on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("warm-up step")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["approach", "way"], name="warm_up_step_once")]

    def __str__(self) -> str:
        return f"{self.way} {self.on}"


class Introduction(models.Model):
    """A asks B to be introduced to C. B may let it lie; nothing of C passes before C has agreed.

    A (`asker`) wrote `wanted` and `words`; B (`broker`) chose C and passed it on. The address of a C without an account
    is kept from the mail until the answer's follow-up, and dropped at once on a refusal.
    """

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="introductions_asked")
    broker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="introductions_passed")
    ask = models.ForeignKey(Ask, models.SET_NULL, null=True, blank=True, related_name="introductions")
    wanted = models.CharField(max_length=160)
    words = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)  # by B, silently
    passed_at = models.DateTimeField(null=True, blank=True)
    passing_words = models.CharField(max_length=200, blank=True)
    target = models.ForeignKey("network.Contact", models.SET_NULL, null=True, blank=True, related_name="+")
    target_member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="introductions_received"
    )
    target_name = models.CharField(max_length=160, blank=True)
    target_email = models.EmailField(blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # by C, silently
    follow_up_at = models.DateTimeField(null=True, blank=True)  # when both were asked how it went
    asker_says = models.CharField(max_length=8, choices=Went, blank=True)
    target_says = models.CharField(max_length=8, choices=Went, blank=True)
    brought = models.ForeignKey("network.Contact", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("introduction")
        constraints = [
            models.CheckConstraint(condition=~Q(asker=models.F("broker")), name="introduction_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(target_email="", target_name="", target__isnull=True),
                name="introduction_refused_forgets_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["asker", "-asked_at"], name="introduction_asker"),
            models.Index(fields=["broker", "-asked_at"], name="introduction_broker"),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} via {self.broker_id}"

    def get_absolute_url(self) -> str:
        return reverse("introduction", args=[self.pk])


class GuestDoor(models.Model):
    """A place in a session kept for somebody without an account, whom the owner invites by a link of their own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guest_doors")
    contact = models.ForeignKey("network.Contact", models.CASCADE, related_name="guest_doors")
    meet = models.ForeignKey("meets.Meet", models.CASCADE, related_name="guest_doors")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    attendance = models.OneToOneField(
        "meets.Attendance", models.SET_NULL, null=True, blank=True, related_name="guest_door"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)  # when the session became an exchange

    class Meta:
        verbose_name = _("guest's invitation")
        constraints = [models.UniqueConstraint(fields=["contact", "meet"], name="guest_door_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} to {self.meet_id}"
