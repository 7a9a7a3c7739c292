"""Closed lists about one's own network."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Circle(TextChoices):
    """How often one wishes to be in touch: a wish. *Dormant* is computed, never chosen."""

    FIRST = "first", _("first circle")
    SECOND = "second", _("second circle")
    ACTIVE = "active", _("active circle")
    WIDE = "wide", _("wide circle")


class Direction(TextChoices):
    """Who moved: I wrote, they wrote, or both spoke."""

    OUT = "out", _("I wrote")
    IN = "in", _("they wrote")
    BOTH = "both", _("we spoke")


class TouchChannel(TextChoices):
    SESSION = "session", _("session")
    MEAL = "meal", _("meal")
    COFFEE = "coffee", _("coffee")
    AFTERWORK = "afterwork", _("afterwork")
    MEETING = "meeting", _("meeting")
    CALL = "call", _("call")
    MESSAGE = "message", _("message")
    MAIL = "mail", _("mail")
    SOCIAL = "social", _("social network")
    INTRODUCTION = "introduction", _("introduction")


class Purpose(TextChoices):
    NEWS = "news", _("news")
    GIVE = "give", _("giving")
    ASK = "ask", _("asking")


class LightState(TextChoices):
    """May I ask this person now?"""

    GREEN = "green", _("green light")
    WARM_UP = "warm-up", _("warm-up")
    THROUGH = "through", _("through someone")


class Sorted(TextChoices):
    """What becomes of somebody who came with an import."""

    KEEP = "keep", _("keep")
    LATER = "later", _("later")
    NOBODY = "nobody", _("not a person")


class KeyKind(TextChoices):
    """Exact keys: the only ground on which two records are one person."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    LINKEDIN = "linkedin", _("LinkedIn")


class NoteKind(TextChoices):
    TOPIC = "topic", _("what we spoke of")
    NEWS = "news", _("their news")
    PROMISE = "promise", _("promise")
    ASK_NEXT = "ask-next", _("to ask next time")


class GivenOrReceived(TextChoices):
    GIVEN = "given", _("given")
    RECEIVED = "received", _("received")


class LastSpoke(TextChoices):
    """When one last really spoke, as well as one remembers; `DAYS_SINCE` says what each stands for."""

    MONTH = "month", _("this month")
    SEASON = "season", _("this season")
    YEAR = "year", _("this year")
    LONGER = "longer", _("longer ago")


DAYS_SINCE = {LastSpoke.MONTH: 15, LastSpoke.SEASON: 60, LastSpoke.YEAR: 210, LastSpoke.LONGER: 730}


class LastWord(TextChoices):
    """Who wrote last since the last real exchange, as its owner says it; values are those of `Direction`."""

    BOTH = "both", _("neither: we spoke")
    OUT = "out", _("I did")
    IN = "in", _("they did")


class Outcome(TextChoices):
    """What became of one row of a file that speaks of a person."""

    CREATED = "created", _("new")
    UPDATED = "updated", _("completed")
    UNCHANGED = "unchanged", _("as it was")
