"""A guest's door: an invitation its owner sends by hand; the guest takes a place; once played, it is an exchange."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.asks import rules
from sporezo.asks.models import GuestDoor
from sporezo.meets.domain import welcome
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.members.models import Member
from sporezo.network.domain import write
from sporezo.network.enums import Direction, TouchChannel
from sporezo.network.models import Contact, Touch
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.ui.refused import Refused

SALT = "sporezo.asks.guest"
LASTS = dt.timedelta(days=60)


@transaction.atomic
def open_guest_door(owner: Member, contact: Contact, meet: Meet, *, now: dt.datetime) -> GuestDoor:
    """A link to one session for one person; asked for again, it is the same one. Sporezo sends it to nobody."""
    if refusal := rules.refusal_to_invite(owner, contact, meet, now=now):
        raise refusal
    door, _is_new = GuestDoor.objects.get_or_create(
        contact=contact, meet=meet, defaults={"owner": owner, "made_at": now}
    )
    return door


def guest_link(door: GuestDoor) -> str:
    """The path of the guest's own door."""
    return reverse("guest_door", args=[signing.dumps(door.pk, salt=SALT)])


def read_guest_door(token: str) -> GuestDoor:
    """The invitation a link opens, as long as its session is not long past."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)
        return GuestDoor.objects.select_related("owner", "contact", "meet__sport", "meet__venue", "attendance").get(
            pk=pk
        )
    except (signing.BadSignature, GuestDoor.DoesNotExist):
        raise Refused(
            _("This invitation is not valid, or too old."), _("Ask whoever sent it for another one.")
        ) from None


@transaction.atomic
def come(door: GuestDoor, *, name: str, now: dt.datetime) -> GuestDoor:
    """The guest comes, under the name they give. Said twice, it is one place."""
    door = GuestDoor.objects.select_for_update(of=("self",)).select_related("owner", "contact", "meet").get(pk=door.pk)
    if door.attendance_id is not None:
        return door
    door.attendance = welcome(door.meet, guest=name, by=door.owner, now=now)
    door.answered_at = now
    door.save(update_fields=["attendance", "answered_at"])
    post(
        to=door.owner,
        kind="asks/guest_comes",
        topic=Topic.SESSIONS,
        context={"name": door.contact.first_name, "starts_at": door.meet.starts_at},
        link=reverse("meet", args=[door.meet_id]),
        dedupe_key=f"asks/guest_comes:{door.pk}",
        now=now,
    )
    return door


def record_guests(*, now: dt.datetime) -> int:
    """Sessions played with a guest become an exchange with that contact, once; how many did."""
    played = GuestDoor.objects.filter(
        recorded_at=None, meet__state=MeetState.HELD, attendance__presence=Presence.CAME, contact__trashed_at=None
    ).select_related("owner", "contact", "meet")
    count = 0
    for door in played.order_by("pk"):
        with transaction.atomic():
            people = Attendance.objects.filter(meet=door.meet, presence=Presence.CAME).count()
            write(
                door.owner,
                [
                    Touch(
                        owner=door.owner,
                        contact=door.contact,
                        at=door.meet.starts_at,
                        channel=TouchChannel.SESSION,
                        direction=Direction.BOTH,
                        people=max(people, 2),
                        meet=door.meet,
                        key=f"meet:{door.meet_id}",
                        logged_at=now,
                    )
                ],
                now=now,
            )
            door.recorded_at = now
            door.save(update_fields=["recorded_at"])
        count += 1
    return count
