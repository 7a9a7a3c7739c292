"""Closed lists about the week's plan."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GestureKind(TextChoices):
    PROMISE = "promise", _("keep one’s word")
    MAINTAIN = "maintain", _("keep up")
    GIVE = "give", _("give")
    REVIVE = "revive", _("take up again")


class GestureState(TextChoices):
    OPEN = "open", _("to do")
    DONE = "done", _("done")
    LATER = "later", _("later")
    SET_ASIDE = "set-aside", _("not this person")
