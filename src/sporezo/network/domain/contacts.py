"""Deeds about one's own people: hold them, sort them, leave them in peace, let them go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.formats.names import fold
from sporezo.members.models import Member, company_key
from sporezo.network import rules
from sporezo.network.domain.erasure import lift
from sporezo.network.domain.links import end_link
from sporezo.network.domain.sheets import refresh
from sporezo.network.domain.sightings import mark_typed
from sporezo.network.enums import Circle, Direction, NoteKind, TouchChannel
from sporezo.network.models import Contact, ContactKey, Note, Position, Touch
from sporezo.ui.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What one says of a person when writing them down; keys are already in their exact form."""

    given_name: str
    family_name: str = ""
    company: str = ""
    function: str = ""
    circle: str = Circle.WIDE
    last_on: dt.date | None = None  # the last real exchange, both ways
    last_word: str = Direction.BOTH  # who wrote last since: me (out), them (in), or nobody
    stock: str = ""  # one line of what to speak of
    keys: tuple[tuple[str, str], ...] = ()  # (KeyKind, value)
    source: str = "typed"


@transaction.atomic
def add_contact(owner: Member, described: Described, *, now: dt.datetime) -> Contact:
    """Write a person down, with what one remembers of the last exchange and a line of stock."""
    Member.objects.select_for_update().get(pk=owner.pk)
    refusal = rules.refusal_to_add(owner, described.given_name or described.family_name, described.keys)
    if refusal:
        raise refusal
    contact = Contact.objects.create(
        owner=owner,
        given_name=described.given_name,
        family_name=described.family_name,
        company=described.company,
        function=described.function,
        circle=described.circle,
        provenance={"source": described.source},
        created_at=now,
    )
    ContactKey.objects.bulk_create(
        ContactKey(owner=owner, contact=contact, kind=kind, value=value) for kind, value in described.keys
    )
    lift(owner, described.keys)
    _remember(contact, described, now=now)
    if described.stock:
        Note.objects.create(contact=contact, kind=NoteKind.TOPIC, text=described.stock, at=now)
    refresh(owner, [contact.pk], now=now)
    return contact


@transaction.atomic
def add_contacts(owner: Member, everyone: list[Described], *, now: dt.datetime) -> list[Contact]:
    """Write several people down, all or none."""
    return [add_contact(owner, one, now=now) for one in everyone]


@transaction.atomic
def describe(
    contact: Contact,
    *,
    given_name: str,
    family_name: str,
    company: str,
    function: str,
    how_we_met: str,
    now: dt.datetime,
) -> Contact:
    """Correct who somebody is: what changes is its owner's; a company they leave stays as a former position."""
    keep_former_job(contact, company=company, now=now)
    said = {"given_name": given_name, "family_name": family_name, "company": company, "function": function}
    changed = [column for column, value in said.items() if getattr(contact, column) != value]
    for column, value in said.items():
        setattr(contact, column, value)
    contact.how_we_met = how_we_met
    if not contact.full_name:
        raise Refused(_("A contact needs a name."), _("Write a first name or a last name."))
    mark_typed(contact, changed)
    contact.save(
        update_fields=["given_name", "family_name", "company", "function", "how_we_met", "folded", "provenance"],
    )
    refresh(contact.owner, [contact.pk], now=now)
    return contact


def keep_former_job(contact: Contact, *, company: str, now: dt.datetime) -> Position | None:
    """Before a contact's company changes to this one: the position they leave, None when they leave none."""
    if not contact.company or fold(contact.company) == fold(company):
        return None
    left = contact.positions.filter(company=contact.company, finished_on=None).first()
    if left is None:
        left = Position(contact=contact, company=contact.company, function=contact.function)
    left.finished_on = now.astimezone(ZoneInfo(contact.owner.time_zone)).date()
    left.save()
    return left


@transaction.atomic
def remember_job(contact: Contact, *, company: str, from_year: int, until_year: int | None) -> Position:
    """Somebody worked there from one year to another (None: still there); said again, the later word counts."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    same = [one for one in contact.positions.all() if company_key(one.company) == company_key(company)]
    held = next((one for one in same if one.started_on is None or one.started_on.year == from_year), None)
    job = held or Position(contact=contact, company=company[:120])
    job.started_on = dt.date(from_year, 1, 1)
    job.finished_on = dt.date(until_year, 12, 31) if until_year else None
    job.save()
    return job


@transaction.atomic
def set_circle(contact: Contact, circle: str, *, now: dt.datetime, wish_days: int | None = None) -> None:
    """How often one wishes to be in touch: the circle's own interval, or a wish of days."""
    contact.circle, contact.wish_days = circle, wish_days
    contact.save(update_fields=["circle", "wish_days"])
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def snooze(contact: Contact, *, until: dt.datetime, now: dt.datetime) -> None:
    """No gesture proposes them before `until`."""
    contact.snoozed_until = until
    contact.save(update_fields=["snoozed_until"])
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def set_aside(contact: Contact, *, now: dt.datetime) -> None:
    """No gesture proposes them any more; they stay in the network."""
    contact.set_aside_at = now
    contact.save(update_fields=["set_aside_at"])
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def bring_back(contact: Contact, *, now: dt.datetime) -> None:
    """Gestures may propose them again: undoes a snooze, a setting aside, the trash."""
    contact.snoozed_until = contact.set_aside_at = contact.trashed_at = None
    contact.save(update_fields=["snoozed_until", "set_aside_at", "trashed_at"])
    refresh(contact.owner, [contact.pk], now=now)


@transaction.atomic
def trash(contact: Contact, *, now: dt.datetime) -> None:
    """Out of every list, and out of a mutual link; the contact can be brought back, the link is asked for again."""
    if contact.member is not None:
        end_link(contact.owner, contact.member, now=now)
    contact.trashed_at = now
    contact.save(update_fields=["trashed_at"])
    refresh(contact.owner, [contact.pk], now=now)


def note(contact: Contact, *, kind: str, text: str, now: dt.datetime, due_on: dt.date | None = None) -> Note:
    """A line for the small-talk stock."""
    return Note.objects.create(contact=contact, kind=kind, text=text, at=now, due_on=due_on)


def settle(line: Note, *, now: dt.datetime) -> None:
    """A promise kept, a question asked: it leaves the card."""
    if line.settled_at is None:
        line.settled_at = now
        line.save(update_fields=["settled_at"])


def _remember(contact: Contact, described: Described, *, now: dt.datetime) -> None:
    """The last real exchange, then the last word if one side had it: what was told, never more."""
    if described.last_on is None:
        return
    zone = ZoneInfo(contact.owner.time_zone)
    at = min(dt.datetime.combine(described.last_on, dt.time(12), tzinfo=zone), now)
    told = [(Direction.BOTH, at)]
    if described.last_word != Direction.BOTH:
        told.append((Direction(described.last_word), at + dt.timedelta(minutes=2)))
    Touch.objects.bulk_create(
        Touch(
            owner=contact.owner,
            contact=contact,
            at=moment,
            channel=TouchChannel.MESSAGE,
            direction=direction,
            key=f"told:{direction}",
            logged_at=now,
        )
        for direction, moment in told
    )
