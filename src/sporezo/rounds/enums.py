"""Closed lists about the weekly round."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProposalState(TextChoices):
    OPEN = "open", _("awaiting answers")
    AGREED = "agreed", _("enough said yes")
    CONFIRMED = "confirmed", _("confirmed")
    SHORT = "short", _("one short")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Answer(TextChoices):
    """Silence is the absence of an answer."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class SeatKind(TextChoices):
    PROPOSED = "proposed", _("proposed")
    RESERVE = "reserve", _("reserve")
    VACANCY = "vacancy", _("offered a vacancy")


class Mode(TextChoices):
    """What a member wishes of a round: new faces, people to see again, or either."""

    DISCOVER = "discover", _("new faces")
    MAINTAIN = "maintain", _("people to see again")
    BOTH = "both", _("both")


class RatherWish(TextChoices):
    """What would have suited better than a rendez-vous."""

    HOUR = "hour", _("another hour")
    PLACE = "place", _("somewhere nearer")
    SPORT = "sport", _("another sport")


class WhatIf(TextChoices):
    """The one thing a lead changes to see what it would do."""

    NOVELTY = "novelty", _("new faces count double")
    OVERDUE = "overdue", _("people to see again count double")
    DIVERSITY = "diversity", _("other lines of work count double")
    BALANCE = "balance", _("even games count double")
    TRAVEL = "travel", _("short journeys count double")
    REACH = "reach", _("everybody goes 3 km further")
    USUAL = "usual", _("everything counts as usual")


FULL_WEEK = "full_week"  # the remedy of whoever had no session left to get: not a week they were passed over


class LeftOutReason(TextChoices):
    NO_COMMON_HOUR = "no_common_hour", _("no hour in common")
    NOTHING_IN_REACH = "nothing_in_reach", _("nothing within reach")
    NO_LEVEL_NEAR = "no_level_near", _("no level near yours")
    TOO_FEW = "too_few", _("too few players")
    NOBODY_FREE = "nobody_free", _("nobody free this week")
