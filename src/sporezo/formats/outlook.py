"""Outlook's CSV of contacts, English and French; and any table that names its columns in everyday words.

The French desktop export has two columns named ``Titre``: the first is the civility, the second the job. It is
written in cp1252 with ``;`` and typographic apostrophes; its dates are day first.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sporezo.formats import names
from sporezo.formats.csvtext import Row, Table, open_table
from sporezo.formats.dates import iso_birthday, slashed_birthday
from sporezo.formats.keys import email_keys, linkedin_slug, web_url
from sporezo.formats.phones import distinct, phones
from sporezo.formats.reasons import Reason
from sporezo.formats.records import ContactRecord, Phone, Skipped

GIVEN = ("First Name", "Prénom")
FAMILY = ("Last Name", "Nom", "Nom de famille")
EMAIL = ("E-mail Address", "Adresse de messagerie", "Adresse e-mail", "Adresse électronique")
_ANY_EMAIL = (*EMAIL, "E-mail", "Mail", "Courriel", "Adresse mail")
ANY_KEY = (*_ANY_EMAIL, "Phone", "Phone Number", "Téléphone", "Tél", "Mobile", "Portable", "LinkedIn")
"""What a table of one's own may know people by."""
_MORE_EMAILS = (
    ("E-mail 2 Address", "Adresse de messagerie 2", "Adresse e-mail 2", "Adresse électronique 2"),
    ("E-mail 3 Address", "Adresse de messagerie 3", "Adresse e-mail 3", "Adresse électronique 3"),
)
_PHONES = {
    "cell": (
        "Mobile Phone",
        "Tél. mobile",
        "Téléphone mobile",
        "Mobile",
        "Portable",
        "Téléphone portable",
        "Tél. portable",
    ),
    "work": ("Business Phone", "Téléphone (bureau)", "Tél. professionnel"),
    "work 2": ("Business Phone 2", "Téléphone 2 (bureau)"),
    "main": ("Primary Phone", "Téléphone principal"),
    "main company": ("Company Main Phone", "Tél. société", "Téléphone société"),
    "home": ("Home Phone", "Téléphone (domicile)", "Tél. personnel"),
    "home 2": ("Home Phone 2", "Téléphone 2 (domicile)"),
    "other": ("Other Phone", "Téléphone (autre)", "Autre téléphone"),
    "car": ("Car Phone", "Téléphone (voiture)"),
    "": ("Phone", "Phone Number", "Téléphone", "Tél", "Numéro de téléphone"),
    "fax": ("Business Fax", "Télécopie (bureau)"),
}


def read(stream: BinaryIO) -> Iterator[ContactRecord | Skipped]:
    """Yield each row as a contact, or why not.

    Raises
    ------
    Unreadable
        When no line of headers names people.
    """
    table = open_table(stream, GIVEN, FAMILY, ANY_KEY)
    columns = _Columns(table)
    for row in table.rows():
        yield row if isinstance(row, Skipped) else _contact(columns, row)


class _Columns:
    def __init__(self, table: Table) -> None:
        place = table.place
        self.is_french = place("Prénom") is not None
        self.given, self.family = place(*GIVEN), place(*FAMILY)
        self.middle = place("Middle Name", "Deuxième prénom")
        self.nickname = place("Nickname", "Surnom")
        self.company = place("Company", "Société", "Entreprise", "Organisation", "Organization")
        self.title = _job(table)
        self.emails = [place(*_ANY_EMAIL), *(place(*aliases) for aliases in _MORE_EMAILS)]
        self.phones = {label: place(*aliases) for label, aliases in _PHONES.items()}
        self.cities = [place(*aliases) for aliases in _CITIES]
        self.countries = [place(*aliases) for aliases in _COUNTRIES]
        self.birthday = place("Birthday", "Anniversaire", "Date de naissance")
        self.notes = place("Notes")
        self.categories = place("Categories", "Catégories")
        self.sites = [place("Web Page", "Page Web"), place("Personal Web Page", "Page Web personnelle")]
        self.sites += [place("LinkedIn", "Profil LinkedIn"), place("Website", "Site web", "URL")]


_CITIES = (
    ("Business City", "Ville (bureau)"),
    ("Home City", "Ville (domicile)"),
    ("Other City", "Ville (autre)", "City", "Ville"),
)
_COUNTRIES = (
    ("Business Country/Region", "Business Country", "Pays/Région (bureau)", "Pays (bureau)"),
    ("Home Country/Region", "Home Country", "Pays/Région (domicile)", "Pays (domicile)"),
    ("Other Country/Region", "Other Country", "Pays/Région (autre)", "Pays (autre)", "Country", "Pays"),
)


def _job(table: Table) -> int | None:
    """The job's column; without one the second ``Titre``, or the only one after the first name."""
    if (told := table.place("Job Title", "Fonction", "Poste", "Position")) is not None:
        return told
    titles = [place for nth in (0, 1) if (place := table.place("Titre", "Title", nth=nth)) is not None]
    given = table.place(*GIVEN) or 0
    return next((place for place in titles if place > given), table.place("Profession"))


def _contact(columns: _Columns, row: Row) -> ContactRecord | Skipped:
    given, family = row.text(columns.given), row.text(columns.family)
    name = (
        names.Name(names.recase(given, place=0), names.recase(family))
        if given and family
        else names.split(given or family)
    )
    sites = [site for column in columns.sites if (site := row.text(column))]
    born = row.text(columns.birthday)
    place = max(
        range(3), key=lambda place: (bool(row.text(columns.cities[place])), bool(row.text(columns.countries[place])))
    )
    record = ContactRecord(
        row=row.line,
        given=name.given,
        family=name.family,
        full=name.full,
        nickname=row.text(columns.nickname),
        emails=tuple(dict.fromkeys(key for column in columns.emails for key in email_keys(row.text(column)))),
        phones=distinct([phone for label, column in columns.phones.items() for phone in _numbers(row, label, column)]),
        linkedin_slug=next(filter(None, map(linkedin_slug, sites)), ""),
        company=row.text(columns.company),
        title=row.text(columns.title),
        birthday=iso_birthday(born) or slashed_birthday(born, is_day_first=columns.is_french),
        city=row.text(columns.cities[place]),
        country=row.text(columns.countries[place]),
        note=row.note(columns.notes),
        labels=tuple(dict.fromkeys(filter(None, map(str.strip, row.text(columns.categories).split(";"))))),
        urls=tuple(dict.fromkeys(web_url(site) for site in sites if web_url(site) and not linkedin_slug(site))),
    )
    return record if record.is_named else Skipped(row.line, Reason.NO_NAME)


def _numbers(row: Row, label: str, column: int | None) -> Iterator[Phone]:
    yield from phones(row.text(column), label=label)
