"""The weekly round of a community: opt-ins, proposals with their reasons, answers, and who was left out."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sporezo.rounds.enums import Answer, LeftOutReason, Mode, ProposalState, RatherWish, SeatKind, WhatIf

PEACE = dt.timedelta(hours=24)  # before a session nobody is asked any more


class Timetable(models.Model):
    """When a community's week turns, wall-clock in its own zone. Weekdays: Monday is 0."""

    community = models.OneToOneField("communities.Community", models.CASCADE, related_name="timetable")
    opens_weekday = models.PositiveSmallIntegerField(default=0)
    opens_time = models.TimeField(default=dt.time(8))
    closes_weekday = models.PositiveSmallIntegerField(default=2)
    closes_time = models.TimeField(default=dt.time(18))
    answers_weekday = models.PositiveSmallIntegerField(default=4)
    answers_time = models.TimeField(default=dt.time(18, 5))
    decides_itself = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("timetable")

    def __str__(self) -> str:
        return f"{self.community_id}"


class Round(models.Model):
    """One week of one community; sessions run from Saturday to Friday."""

    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="rounds")
    first_day = models.DateField()  # the Saturday its sessions start
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answers_until_at = models.DateTimeField()
    seed = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True, blank=True)
    looked_again_at = models.DateTimeField(null=True, blank=True)  # once answers are in, for those still without
    objective = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("the week's round")
        constraints = [models.UniqueConstraint(fields=["community", "first_day"], name="round_once_a_week")]

    def __str__(self) -> str:
        return f"{self.community_id} {self.first_day}"


class OptIn(models.Model):
    """A member plays this round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="opt_ins")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="opt_ins")
    at = models.DateTimeField()
    most_sessions = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.BOTH)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("opt-in")
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="opt_in_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.round_id}"


class Proposal(models.Model):
    """Why a meet was proposed, and where its answers stand. Deciding makes the meet."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    meet = models.OneToOneField("meets.Meet", models.CASCADE, related_name="proposal")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    answers_until_at = models.DateTimeField()
    value = models.FloatField(default=0)
    terms = models.JSONField(default=dict)
    is_rendezvous = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the first time: since then places go by the list
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("proposal")
        indexes = [models.Index(fields=["state", "answers_until_at"], name="proposal_state_until")]

    def __str__(self) -> str:
        return f"{self.meet_id}: {self.state}"

    @property
    def settled_at(self) -> dt.datetime:
        """When a session somebody is missing from goes on with those it has, or is given up."""
        return self.meet.starts_at - PEACE


class Seat(models.Model):
    """One member asked for one proposal, with reasons as data and the answer as a fact."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seats")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=10, choices=SeatKind, default=SeatKind.PROPOSED)
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("seat")
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="seat_once")]
        indexes = [models.Index(fields=["member", "answer"], name="seat_member_answer")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.answer or '…'} {self.proposal_id}"


class Knock(models.Model):
    """Somebody a forwarded link brought, a little off the level of those who play: these say yes, or nothing."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="knocks")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    passed_over_at = models.DateTimeField(null=True, blank=True)  # told to nobody

    class Meta:
        verbose_name = _("knock")
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="knock_once")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.proposal_id}"


class Rather(models.Model):
    """No to a rendez-vous, and what would have suited: hours that count as free in the next rounds, told to nobody."""

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="rather")
    at = models.DateTimeField()
    hours = models.BinaryField(max_length=14, default=bytes(14))  # a week grid, Monday first, on the member's clock
    wish = models.CharField(max_length=10, choices=RatherWish, blank=True)

    class Meta:
        verbose_name = _("rather")

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.wish}"


class Rehearsal(models.Model):
    """A dry run a lead asked for: the round as it stood then, with at most one thing changed. Nothing comes of it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rehearsals")
    what_if = models.CharField(max_length=20, choices=WhatIf, blank=True)  # empty: the round as it is
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    document = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("dry run")
        constraints = [models.UniqueConstraint(fields=["round", "what_if"], name="rehearsal_once_a_question")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.what_if}"


class Leaning(models.Model):
    """What a community's rounds look for a little more than others', as a lead chose it; the latest holds."""

    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="leanings")
    what = models.CharField(max_length=20, choices=WhatIf)  # `usual`: like everybody again
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("what the rounds look for")
        indexes = [models.Index(fields=["community", "-at"], name="leaning_latest")]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.what}"


class LeftOut(models.Model):
    """Somebody a round could not place, why, and what would help: the memory of fairness."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="left_out")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="left_out")
    reason = models.CharField(max_length=20, choices=LeftOutReason)
    remedy = models.JSONField(default=dict)
    wait = models.JSONField(default=dict)  # `engine.outcome.Wait`: how long it may last; empty where nobody reckoned it

    class Meta:
        verbose_name = _("left out")
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.member_id} out of {self.round_id}: {self.reason}"
