"""Closed lists about safety."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ReportReason(TextChoices):
    """Fixed reasons; `WEIGHT` orders the moderator's queue."""

    DANGER = "danger", _("I felt in danger")
    HARASSMENT = "harassment", _("Harassment or unwanted advances")
    DISCRIMINATION = "discrimination", _("Discrimination")
    SOLICITATION = "solicitation", _("Selling or soliciting")
    IDENTITY = "identity", _("Not who they say they are")
    CONDUCT = "conduct", _("Conduct on or around the court")


WEIGHT = {
    ReportReason.DANGER: 5,
    ReportReason.HARASSMENT: 5,
    ReportReason.DISCRIMINATION: 4,
    ReportReason.IDENTITY: 3,
    ReportReason.SOLICITATION: 2,
    ReportReason.CONDUCT: 1,
}


class Decision(TextChoices):
    NOTHING = "nothing", _("No breach found")
    REMINDER = "reminder", _("Reminder of the house rules")
    SUSPENSION = "suspension", _("Suspension")
    EXCLUSION = "exclusion", _("Exclusion")


class DueDays(IntegerChoices):
    """Days a moderator has to answer a report."""

    URGENT = 1
    NORMAL = 7
