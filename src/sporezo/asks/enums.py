"""Closed lists about asking."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Need(TextChoices):
    """The seven needs, named as the engine names them."""

    JOB = "job", _("changing job")
    REFERENCE = "reference", _("checking on somebody I may hire")
    RECOMMENDATION = "recommendation", _("being recommended")
    INTRODUCTION = "introduction", _("an introduction, for business")
    FOUNDING = "founding", _("starting a company")
    SUPPORT = "support", _("support for something I publish")
    OFF_THE_RECORD = "off_the_record", _("off the record")


class Outcome(TextChoices):
    """What became of a need."""

    HELPED = "helped", _("somebody helped")
    ELSEWHERE = "elsewhere", _("it was settled otherwise")
    DROPPED = "dropped", _("it is not needed any more")


class Answer(TextChoices):
    """What one person answered."""

    YES = "yes", _("yes")
    LATER = "later", _("not now")
    NO = "no", _("no")


class Went(TextChoices):
    """How an introduction went, as each of the two says it."""

    WELL = "well", _("we spoke, and gladly")
    PENDING = "pending", _("not yet")
    NO = "no", _("it came to nothing")
