"""Three things to speak of: what one promised, what to ask, their news, the last topics, the last game."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sporezo.network.enums import NoteKind, TouchChannel
from sporezo.network.models import Contact, Note, Touch
from sporezo.ui.moments import ago

MOST = 3
ORDER = (NoteKind.PROMISE, NoteKind.ASK_NEXT, NoteKind.NEWS, NoteKind.TOPIC)


@dataclass(frozen=True, slots=True)
class Talk:
    """What to speak of with one person; an empty stock asks for one line after the next meeting."""

    contact: Contact
    lines: tuple[str, ...]


def talking_stock(contacts: Collection[int], now: dt.datetime) -> dict[int, Talk]:
    """Up to three lines for each of these contacts: three queries, whatever their number."""
    people = {contact.pk: contact for contact in Contact.objects.filter(pk__in=contacts).order_by("folded", "pk")}
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(contact__in=people, settled_at=None).order_by("-at", "-pk"):
        notes[note.contact_id].append(note)
    games: dict[int, Touch] = {}
    played = Touch.objects.filter(contact__in=people, channel=TouchChannel.SESSION, meet__sport__isnull=False)
    for touch in played.select_related("meet__sport").order_by("-at", "-pk"):
        games.setdefault(touch.contact_id, touch)
    return {pk: Talk(contact, tuple(_lines(notes[pk], games.get(pk), now))[:MOST]) for pk, contact in people.items()}


def _lines(notes: Iterable[Note], game: Touch | None, now: dt.datetime) -> Iterable[str]:
    ordered = sorted(notes, key=lambda note: ORDER.index(NoteKind(note.kind)))
    yield from (_said(note) for note in ordered)
    if game is not None and game.meet is not None:
        said = {"sport": str(game.meet.sport).lower(), "ago": ago(game.at, now)}
        yield _("Your last game: %(sport)s, %(ago)s.") % said


def _said(note: Note) -> str:
    if note.kind == NoteKind.PROMISE:
        return _("Promised: %(text)s") % {"text": note.text}
    if note.kind == NoteKind.ASK_NEXT:
        return _("To ask: %(text)s") % {"text": note.text}
    return note.text
