"""Closed lists about places."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HauntKind(TextChoices):
    """Where a member is: an area, never an address."""

    HOME = "home", _("around home")
    WORK = "work", _("around work")
    OTHER = "other", _("elsewhere")


class Travel(TextChoices):
    """How one comes; speeds are in `rules.SPEED_KMH`."""

    FOOT = "foot", _("on foot")
    BICYCLE = "bicycle", _("by bicycle")
    TRANSIT = "transit", _("by public transport")
    CAR = "car", _("by car")


MINUTES = [(15, _("15 minutes")), (25, _("25 minutes")), (40, _("40 minutes")), (60, _("one hour"))]


class VenueKind(TextChoices):
    VENUE = "venue", _("venue")
    START = "start", _("start point")


class LocatedBy(TextChoices):
    """How a commune's coordinates were found; each has a radius of doubt."""

    CODE = "code", _("its own code")
    NAME = "name", _("its name and department")
    MERGER = "merger", _("a commune it merged with")
    POSTCODE = "postcode", _("communes of its postcode")
    GROUP = "group", _("communes it works with")
