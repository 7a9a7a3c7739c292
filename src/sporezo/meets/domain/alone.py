"""One session changed by itself: its hour, place, length, places; the others of its series stay as they are."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.meets.domain import words
from sporezo.meets.domain.courts import move
from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock_with_players
from sporezo.meets.domain.people import recount
from sporezo.meets.domain.waiting import offer_places
from sporezo.meets.enums import Reason
from sporezo.meets.models import Meet
from sporezo.meets.rules import refusal_to_change, seats_taken
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.ui.refused import Refused


@transaction.atomic
def change_one(
    meet: Meet,
    *,
    by: Member,
    now: dt.datetime,
    venue: Venue | None = None,
    starts_at: dt.datetime | None = None,
    minutes: int | None = None,
    places: int | None = None,
) -> Meet:
    """Change what is told; those who are in hear of another hour, place or length. Never fewer places than people."""
    meet = lock_with_players(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    places, minutes = places or meet.places, minutes or meet.minutes
    if places < seats_taken(meet, now=now):
        raise Refused(_("More people than that are in already."), _("Keep at least as many places."))
    is_longer = minutes != meet.minutes
    if is_longer or places != meet.places:
        quorum = places if meet.quorum == meet.places else min(meet.quorum, places)
        meet.minutes, meet.places, meet.quorum, meet.changed_at = minutes, places, quorum, now
        meet.sequence += 1
        meet.save(update_fields=["minutes", "places", "quorum", "changed_at", "sequence"])
    was = meet.sequence
    meet = move(meet, by=by, venue=venue, starts_at=starts_at, reason=Reason.OTHER, now=now)
    if is_longer and meet.sequence == was:
        words.tell_moved(meet, by=by, now=now)
    meet = recount(meet, now=now)
    confirm(meet, now=now)
    offer_places(meet, now=now)
    return meet
