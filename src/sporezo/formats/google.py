"""Google Contacts CSV, old (``E-mail 1 - Type``) and new (``E-mail 1 - Label``)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from sporezo.formats import names
from sporezo.formats.csvtext import Row, Table, open_table
from sporezo.formats.dates import iso_birthday
from sporezo.formats.keys import email_keys, linkedin_slug, web_url
from sporezo.formats.phones import distinct, phones
from sporezo.formats.reasons import Reason
from sporezo.formats.records import ContactRecord, Phone, Skipped
from sporezo.formats.texts import one_line

OLD = (("Given Name",), ("Family Name",), ("Group Membership",))
NEW = (("First Name",), ("Last Name",), ("Organization Name",), ("Labels",))
_JOINT = ":::"


def read(stream: BinaryIO) -> Iterator[ContactRecord | Skipped]:
    """Yield each row as a contact, or why not.

    Raises
    ------
    Unreadable
        When no line of headers is Google's.
    """
    table = open_table(
        stream, *(("First Name", "Given Name"), ("Last Name", "Family Name"), ("Labels", "Group Membership"))
    )
    columns = _Columns(table)
    for row in table.rows():
        yield row if isinstance(row, Skipped) else _contact(columns, row)


class _Columns:
    """Where everything stands; numbered columns repeat up to the largest count used."""

    def __init__(self, table: Table) -> None:
        place = table.place
        self.given = place("First Name", "Given Name")
        self.middle = place("Middle Name", "Additional Name")
        self.family = place("Last Name", "Family Name")
        self.full = place("Name", "File As")
        self.nickname = place("Nickname")
        self.birthday = place("Birthday")
        self.notes = place("Notes")
        self.labels = place("Labels", "Group Membership")
        self.company = place("Organization Name", "Organization 1 - Name")
        self.title = place("Organization Title", "Organization 1 - Title")
        self.emails = table.numbered(r"email\d+value")
        self.phones = list(zip(table.numbered(r"phone\d+(label|type)"), table.numbered(r"phone\d+value"), strict=False))
        self.cities: list[int | None] = [*table.numbered(r"address\d+city")]
        self.countries: list[int | None] = [*table.numbered(r"address\d+country")]
        self.sites = table.numbered(r"website\d+value")


def _contact(columns: _Columns, row: Row) -> ContactRecord | Skipped:
    given, family = row.text(columns.given), row.text(columns.family)
    shown = " ".join(filter(None, (given, row.text(columns.middle), family))) or row.text(columns.full)
    name = names.Name(given, family) if given and family else names.split(shown)
    sites = [site for place in columns.sites for site in _several(row.text(place))]
    record = ContactRecord(
        row=row.line,
        given=name.given,
        family=name.family,
        full=shown,
        nickname=row.text(columns.nickname),
        emails=tuple(
            dict.fromkeys(
                address
                for place in columns.emails
                for part in _several(row.text(place))
                for address in email_keys(part)
            )
        ),
        phones=distinct([phone for pair in columns.phones for phone in _numbers(row, *pair)]),
        linkedin_slug=next(filter(None, map(linkedin_slug, sites)), ""),
        company=_first(row, [columns.company]),
        title=_first(row, [columns.title]),
        birthday=iso_birthday(row.text(columns.birthday)),
        city=_first(row, columns.cities),
        country=_first(row, columns.countries),
        note=row.note(columns.notes),
        labels=tuple(dict.fromkeys(_label(part) for part in _several(row.text(columns.labels)) if _label(part))),
        urls=tuple(dict.fromkeys(web_url(site) for site in sites if web_url(site) and not linkedin_slug(site))),
    )
    return record if record.is_named else Skipped(row.line, Reason.NO_NAME)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_JOINT) if part.strip()]


def _numbers(row: Row, label_place: int, place: int) -> Iterator[Phone]:
    label = re.sub(r"^\* ?", "", row.text(label_place)).lower()
    for part in _several(row.text(place)):
        yield from phones(part, label="cell" if label == "mobile" else label)


def _first(row: Row, places: list[int | None]) -> str:
    return next((one_line(row.text(place).split(_JOINT)[0]) for place in places if row.text(place)), "")


def _label(text: str) -> str:
    """A group of the owner's making; ``* myContacts`` and the like are Google's own."""
    return "" if text.startswith("* ") or text == "*" else text
