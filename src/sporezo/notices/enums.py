"""Closed lists about what is said and how."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    MAIL = "mail", _("mail")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not wanted")


class Topic(TextChoices):
    """What a member may switch off in one click; `account` cannot be."""

    PROPOSALS = "proposals", _("Proposals and their answers")
    SESSIONS = "sessions", _("My sessions: confirmed, moved, cancelled")
    REMINDERS = "reminders", _("Reminders: the evening before, two hours before")
    TALK = "talk", _("Words to me in a session's thread")
    WEEK = "week", _("The Monday plan")
    COMMUNITY = "community", _("News from my communities")
    NETWORK = "network", _("My network: files I bring, reminders about them")
    ACCOUNT = "account", _("My account and its safety")
