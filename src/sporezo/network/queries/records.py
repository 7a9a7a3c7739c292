"""Everything held about one person: what each field says and who said it, jobs over time, who was merged in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sporezo.formats.names import fold
from sporezo.network.models import Contact, ContactKey, Favour, Merge, Position, Sighting
from sporezo.network.queries.exports import COLUMNS, sources
from sporezo.prepared import Prepared

SOURCES = {
    "typed": gettext_lazy("written by you"),
    "link": gettext_lazy("a link on Sporezo"),
    "merge": gettext_lazy("a contact merged in"),
    "linkedin": "LinkedIn",
    "google": "Google",
    "outlook": "Outlook",
    "table": gettext_lazy("a table"),
    "file": gettext_lazy("a file"),
    "vcard": gettext_lazy("a vCard"),
    "icalendar": gettext_lazy("a calendar"),
    "mbox": gettext_lazy("a mailbox"),
    "whatsapp": "WhatsApp",
    "sporezo": gettext_lazy("an export of Sporezo"),
}
LABELS = {
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "company": gettext_lazy("Company"),
    "function": gettext_lazy("Function"),
    "city": gettext_lazy("City"),
    "birthday": gettext_lazy("Birthday"),
}


keys_of = Prepared(lambda contact: ContactKey.objects.filter(contact=contact).order_by("kind", "pk"))
positions_of = Prepared(lambda contact: Position.objects.filter(contact=contact).order_by("-finished_on", "-pk"))
_cards_of = Prepared(
    lambda contact: Sighting.objects.filter(contact=contact).order_by("pk").values_list("source", "fields")
)
favours_of = Prepared(lambda contact: Favour.objects.filter(contact=contact).order_by("-on", "-pk")[:5])


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing held about somebody, and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Job:
    """A position somebody holds or held, as it was told; days are those of the telling where no file says better."""

    company: str
    function: str
    since_on: dt.date | None
    until_on: dt.date | None
    is_current: bool


def told_of(contact: Contact, keys: Collection[ContactKey]) -> list[Fact]:
    """What a contact and its keys say now, with who said it; a query where files told keys."""
    said = sources(contact)
    teller = {} if all(key.is_told for key in keys) else _tellers(contact)
    found = [
        Fact(str(LABELS[column]), getattr(contact, column), source_said(said[column]))
        for column in COLUMNS
        if column in said
    ]
    for key in keys:
        source = "typed" if key.is_told else teller.get(key.value, "file")
        found.append(Fact(capfirst(key.get_kind_display()), key.value, source_said(source)))
    return found


def _tellers(contact: Contact) -> dict[str, str]:
    """Who first told each address, number and profile of a contact, by its value."""
    found: dict[str, str] = {}
    for source, fields in _cards_of(contact.pk):
        numbers = [number for _raw, number, _label in fields.get("phones", ())]
        for value in (fields.get("linkedin"), *fields.get("emails", ()), *numbers):
            found.setdefault(value, source)
    return found


def facts(contact: Contact) -> list[Fact]:
    """Each field that says something, with who said it."""
    found = told_of(contact, list(contact.keys.order_by("kind", "value")))
    for card in contact.sightings.filter(is_hint=False).order_by("pk").defer("raw"):
        for name, label in (("nickname", _("Nickname")), ("note", _("Note")), ("country", _("Country"))):
            if card.fields.get(name):
                found.append(Fact(label, card.fields[name], source_said(card.source)))
        for name, label in (("labels", _("Labels")), ("urls", _("Addresses on the web"))):
            if card.fields.get(name):
                found.append(Fact(label, ", ".join(card.fields[name]), source_said(card.source)))
    return list(dict.fromkeys(found))


def source_said(source: str) -> str:
    """A source in words.

    >>> source_said("outlook")
    'Outlook'
    """
    return str(SOURCES.get(source, source))


def jobs(contact: Contact) -> list[Job]:
    """The position held today, then those before, latest first: what files told over time and what its owner kept."""
    current = (fold(contact.company), fold(contact.function))
    found = {current: Job(contact.company, contact.function, None, None, True)} if contact.company else {}
    for job in _told(contact):
        key = (fold(job.company), fold(job.function))
        known = found.get(key)
        if known is None or (known.is_current and known.since_on is None):
            is_current = known is not None and known.is_current
            found[key] = Job(job.company, job.function, job.since_on, None if is_current else job.until_on, is_current)
    rest = sorted((job for job in found.values() if not job.is_current), key=_recency, reverse=True)
    return [job for job in found.values() if job.is_current] + rest


def merged_in(contact: Contact) -> QuerySet[Merge]:
    """Who was merged into this contact, latest first; each can be undone."""
    return (
        Merge.objects.filter(winner=contact, loser__merged_into=contact, undone_at=None)
        .select_related("loser")
        .order_by("-merged_at", "-pk")
    )


def _told(contact: Contact) -> Iterator[Job]:
    for position in positions_of(contact.pk):
        yield Job(position.company, position.function, position.started_on, position.finished_on, False)
    sightings = contact.sightings.filter(is_hint=False).annotate(last=Max("claims__batch__uploaded_at"))
    for card in sightings.order_by("-last", "-pk").defer("raw"):
        if card.fields.get("company"):
            last = getattr(card, "last", None)
            yield Job(card.fields["company"], card.fields.get("title", ""), None, last.date() if last else None, False)
        for job in card.fields.get("past", ()):
            started, finished = (_day(job.get(name, "")) for name in ("started_on", "finished_on"))
            yield Job(job.get("company", ""), job.get("title", ""), started, finished, False)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _recency(job: Job) -> dt.date:
    return job.until_on or job.since_on or dt.date.min
