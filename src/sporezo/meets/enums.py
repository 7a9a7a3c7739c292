"""Closed lists about sessions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetKind(TextChoices):
    GAME = "game", _("session")
    EVENING = "evening", _("evening")
    TOURNAMENT = "tournament", _("tournament")


class MeetState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    OPEN = "open", _("open")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("played")
    CANCELLED = "cancelled", _("cancelled")


class Visibility(TextChoices):
    """Who may see that the session exists; the exact place is for those in or proposed."""

    PRIVATE = "private", _("those in it")
    COMMUNITY = "community", _("the community")
    PUBLIC = "public", _("all members")


class JoinMode(TextChoices):
    OPEN = "open", _("open")
    REQUEST = "request", _("on request")
    INVITED = "invited", _("by invitation")


class Presence(TextChoices):
    """Where one person stands in one session."""

    PROPOSED = "proposed", _("proposed")
    OFFERED = "offered", _("offered a free place")
    ASKED = "asked", _("asked to join")
    IN = "in", _("in")
    WAITING = "waiting", _("waiting list")
    OUT = "out", _("out")
    CAME = "came", _("came")
    ABSENT = "absent", _("absent")


class Shown(TextChoices):
    """A co-player's private word on somebody's level, against the label they wear."""

    BELOW = "below", _("below")
    AS_SHOWN = "as-shown", _("as shown")
    ABOVE = "above", _("above")


class Word(TextChoices):
    """How reliable somebody is, as those in one session read it (`engine.reliability.Band`)."""

    ALWAYS = "always", _("always there")
    MOSTLY = "mostly", _("nearly always there")
    OFTEN = "often", _("sometimes elsewhere")


class Reason(TextChoices):
    """Why a session moves or is called off, in the words most often needed; never whose health it is."""

    WEATHER = "weather", _("The weather will not have it.")
    COURT = "court", _("The place is not to be had.")
    FEW = "few", _("Not enough players this time.")
    HOST = "host", _("Whoever organises is held up.")
    OTHER = "other", _("Something else came up.")


class ReminderKind(TextChoices):
    """The evening before, and two hours before."""

    EVE = "eve", _("the evening before")
    SOON = "soon", _("two hours before")


class PostKind(TextChoices):
    WORD = "word", _("line")
    ANNOUNCEMENT = "announcement", _("announcement")


class CourtState(TextChoices):
    NOT_NEEDED = "not-needed", _("no booking needed")
    TO_BOOK = "to-book", _("to book")
    BOOKED = "booked", _("booked")
    FAILED = "failed", _("no court")
