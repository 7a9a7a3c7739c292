"""How a session is played, when those in it are unequal."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.meets.domain.locks import lock
from sporezo.meets.models import Meet
from sporezo.meets.rules import refusal_to_change
from sporezo.members.models import Member
from sporezo.sports.models import Format
from sporezo.ui.refused import Refused


@transaction.atomic
def play_as(meet: Meet, *, format: Format | None, by: Member, now: dt.datetime) -> None:
    """Whoever organises chooses how it is played; the page says so to all, and no calendar needs to hear of it."""
    meet = lock(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    if format is not None and format.sport_id != meet.sport_id:
        raise Refused(_("One does not play this sport that way."), _("Choose among those proposed."))
    meet.format, meet.changed_at = format, now
    meet.save(update_fields=["format", "changed_at"])
