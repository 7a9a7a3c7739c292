"""The owner's own word on a tie: set, changed, lifted. What was computed stays beside it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from sporezo.members.models import Member
from sporezo.network.domain.sheets import refresh
from sporezo.network.models import Contact, OwnLight


@transaction.atomic
def set_light(contact: Contact, state: str, *, now: dt.datetime, why: str = "") -> OwnLight:
    """From now on this light is the owner's, whatever the exchanges say; the one before is lifted."""
    Member.objects.select_for_update().get(pk=contact.owner_id)
    standing = contact.own_lights.filter(lifted_at=None).first()
    if standing is not None and (standing.state, standing.why) == (state, why):
        return standing
    lift_light(contact, now=now)
    return OwnLight.objects.create(owner_id=contact.owner_id, contact=contact, state=state, why=why, set_at=now)


@transaction.atomic
def lift_light(contact: Contact, *, now: dt.datetime) -> None:
    """The exchanges decide again."""
    contact.own_lights.filter(lifted_at=None).update(lifted_at=now)
    refresh(contact.owner, [contact.pk], now=now)
