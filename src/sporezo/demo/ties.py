"""Whom the cast knows: contacts in four circles, two years of exchanges, promises, favours, a stock of small talk."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from sporezo.demo.words import COMPANIES, FAVOURS, FIRST_NAMES, FUNCTIONS, LAST_NAMES, PROMISES, STOCK, function_of
from sporezo.formats.names import fold
from sporezo.members.models import Member
from sporezo.network.enums import Circle, Direction, GivenOrReceived, NoteKind, Purpose, TouchChannel
from sporezo.network.models import Batch, Contact, Favour, Note, Touch

CIRCLES = ((Circle.FIRST, 5, 14), (Circle.SECOND, 9, 30), (Circle.ACTIVE, 16, 90), (Circle.WIDE, 20, 365))
CHANNELS = (
    (TouchChannel.MESSAGE, 8),
    (TouchChannel.MAIL, 5),
    (TouchChannel.CALL, 3),
    (TouchChannel.MEAL, 2),
    (TouchChannel.COFFEE, 2),
    (TouchChannel.AFTERWORK, 1),
)
NEWCOMERS = 12
IN_PERSON = {TouchChannel.CALL, TouchChannel.MEAL, TouchChannel.COFFEE, TouchChannel.AFTERWORK}


def know(rng: random.Random, owner: Member, *, share: float, now: dt.datetime) -> None:
    """Give one member a network: the whole of it, or a share."""
    contacts: list[Contact] = []
    rhythms: list[int] = []
    for circle, size, days in CIRCLES:
        for _index in range(max(2, round(size * share))):
            contacts.append(_contact(rng, owner, circle, now))
            rhythms.append(days)
    contacts = Contact.objects.bulk_create(contacts)
    touches: list[Touch] = []
    for contact, days in zip(contacts, rhythms, strict=True):
        touches += _exchanges(rng, owner, contact, days, now)
    Touch.objects.bulk_create(touches, batch_size=500)
    _stock(rng, contacts, now)


def just_imported(rng: random.Random, owner: Member, *, now: dt.datetime) -> None:
    """A dozen people from a file of last week, to be sorted; with some there are messages."""
    at = now - dt.timedelta(days=6)
    batch = Batch.objects.create(
        owner=owner,
        source="linkedin",
        file_name="Connections.csv",
        uploaded_at=at,
        started_at=at,
        finished_at=at,
    )
    people = [_contact(rng, owner, Circle.WIDE, now) for _ in range(NEWCOMERS)]
    for contact in people:
        contact.batch, contact.created_at = batch, at
    touches = 0
    for contact in Contact.objects.bulk_create(people)[::2]:
        rows = _exchanges(rng, owner, contact, rng.choice((25, 70, 150)), now)
        touches += len(Touch.objects.bulk_create(rows[-8:]))
    batch.counts = {"created": NEWCOMERS, "updated": 0, "unchanged": 0, "touches": touches, "merged": 0, "skipped": 0}
    batch.save(update_fields=["counts"])


def _contact(rng: random.Random, owner: Member, circle: str, now: dt.datetime) -> Contact:
    first, last, sector = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES), rng.choice(list(COMPANIES))
    company = rng.choice(COMPANIES[sector])
    return Contact(
        owner=owner,
        given_name=first,
        family_name=last,
        company=company,
        function=function_of(rng, rng.choice(list(FUNCTIONS)), first),
        sector=sector,
        city=rng.choice(("Lyon", "Lyon", "Paris", "Grenoble", "Villeurbanne", "Genève")),
        how_we_met=rng.choice(("École", "Premier poste", "Salon à Paris", "Voisins de palier", "Par Hélène", "")),
        circle=circle,
        folded=fold(f"{first} {last} {company}"),
        created_at=now - dt.timedelta(days=rng.randint(60, 720)),
    )


def _exchanges(rng: random.Random, owner: Member, contact: Contact, days: int, now: dt.datetime) -> list[Touch]:
    """Two years at the circle's rhythm, some ties fading, some asked too much, a few never answered."""
    fade = rng.choices((0, days * rng.uniform(1.2, 3), 400), weights=(6, 3, 1))[0]
    silent = rng.random() < 0.08
    ignored = rng.random() < 0.06
    at = now - dt.timedelta(days=720 - rng.uniform(0, days))
    last = now - dt.timedelta(days=max(1.0, fade))
    rows: list[Touch] = []
    while at < last and len(rows) < 60:
        channel = rng.choices([name for name, _w in CHANNELS], [weight for _n, weight in CHANNELS])[0]
        direction = Direction.BOTH if channel in IN_PERSON else rng.choice((Direction.OUT, Direction.IN))
        if silent:
            channel, direction = TouchChannel.MAIL, Direction.OUT
        if ignored:
            channel, direction = TouchChannel.MESSAGE, Direction.IN
        rows.append(_touch(rng, owner, contact, at, channel, direction))
        if direction == Direction.OUT and not silent and rng.random() < 0.66:
            rows.append(
                _touch(rng, owner, contact, at + dt.timedelta(hours=rng.uniform(0.2, 60)), channel, Direction.IN)
            )
        if direction == Direction.IN and not ignored and rng.random() < 0.8:
            rows.append(
                _touch(rng, owner, contact, at + dt.timedelta(hours=rng.uniform(0.2, 40)), channel, Direction.OUT)
            )
        at += dt.timedelta(days=max(2.0, rng.gauss(days * 1.3, days * 0.4)))
    return [row for row in rows if row.at < now]


def _touch(rng: random.Random, owner: Member, contact: Contact, at: dt.datetime, channel: str, direction: str) -> Touch:
    purpose = rng.choices((Purpose.NEWS, Purpose.GIVE, Purpose.ASK), weights=(80, 8, 12))[0]
    people = rng.randint(3, 9) if channel == TouchChannel.AFTERWORK else 2
    return Touch(
        owner=owner,
        contact=contact,
        at=at,
        channel=channel,
        direction=direction,
        purpose=purpose,
        people=people,
        key=f"demo:{at.isoformat()}:{direction}",
        logged_at=at,
    )


def _stock(rng: random.Random, contacts: Sequence[Contact], now: dt.datetime) -> None:
    notes: list[Note] = []
    favours: list[Favour] = []
    for contact in contacts:
        if rng.random() < 0.5:
            at = now - dt.timedelta(days=rng.randint(5, 200))
            notes.append(Note(contact=contact, kind=NoteKind.TOPIC, text=rng.choice(STOCK), at=at))
        if rng.random() < 0.1:
            due = (now - dt.timedelta(days=rng.randint(-20, 20))).date()
            text = rng.choice(PROMISES)
            notes.append(
                Note(contact=contact, kind=NoteKind.PROMISE, text=text, at=now - dt.timedelta(days=30), due_on=due)
            )
        if rng.random() < 0.15:
            favours.append(
                Favour(
                    contact=contact,
                    way=rng.choice(list(GivenOrReceived)),
                    words=rng.choice(FAVOURS),
                    on=(now - dt.timedelta(days=rng.randint(20, 400))).date(),
                )
            )
    Note.objects.bulk_create(notes)
    Favour.objects.bulk_create(favours)
