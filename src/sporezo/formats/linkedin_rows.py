"""One row of each table of a LinkedIn archive, as a contact, an exchange or a reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sporezo.formats import names
from sporezo.formats.csvtext import Row, Table
from sporezo.formats.dates import linkedin_day, linkedin_moment
from sporezo.formats.keys import email_keys, linkedin_slug, touch_key
from sporezo.formats.phones import distinct, phones
from sporezo.formats.reasons import Reason
from sporezo.formats.records import (
    ContactRecord,
    Counterpart,
    Direction,
    OwnerRecord,
    Skipped,
    TouchRecord,
    Written,
)

CONNECTED = ("Connected On", "Connecté le", "Connexion le", "Date de connexion", "En relation depuis")
SENDER, READERS_NAMED = ("From", "De", "Expéditeur"), ("To", "À", "Destinataire", "Destinataires")
MOST_PEOPLE = 20
_DIRECTIONS: dict[str, Direction] = {"OUTGOING": "out", "SENT": "out", "INCOMING": "in"}


@dataclass(frozen=True, slots=True)
class Context:
    """Whose archive it is, and which file of it."""

    owner: OwnerRecord
    file: str


RowReader = Callable[[Row], ContactRecord | TouchRecord | Skipped]


def connections(table: Table, context: Context) -> RowReader:
    place = table.place
    given, family, url = place("First Name", "Prénom"), place("Last Name", "Nom", "Nom de famille"), place("URL")
    email = place("Email Address", "Adresse e-mail", "E-mail")
    phone = place("Phone Numbers", "Phone Number")
    company, title = place("Company", "Entreprise", "Société"), place("Position", "Poste", "Fonction")
    connected = place(*CONNECTED)

    def record_of(row: Row) -> ContactRecord | Skipped:
        name = person_name(row.text(given), row.text(family))
        record = ContactRecord(
            row=row.line,
            given=name.given,
            family=name.family,
            full=name.full,
            emails=email_keys(row.text(email)),
            phones=distinct(list(phones(row.text(phone)))),
            linkedin_slug=linkedin_slug(row.text(url)),
            company=row.text(company),
            title=row.text(title),
            connected_on=linkedin_day(row.text(connected)),
        )
        return record if record.is_named else Skipped(row.line, Reason.NO_NAME)

    return record_of


def messages(table: Table, context: Context) -> RowReader:
    at, direction, folder = table.place("Date"), table.place("Direction"), table.place("Folder", "Dossier")
    conversation = table.place("Conversation ID", "ID de la conversation", "Identifiant de la conversation")
    title = table.place("Conversation Title", "Titre de la conversation")
    drafts = [table.place("Is Message Draft"), table.place("Is Conversation Draft")]
    ends_of = ends(table)

    def record_of(row: Row) -> TouchRecord | Skipped:
        if any(row.text(draft).lower() in {"yes", "true"} for draft in drafts):
            return Skipped(row.line, Reason.DRAFT)
        author, readers = ends_of(row)
        kind: Written = "sponsored" if row.text(title).lower().startswith("sponsor") else "message"
        told = _DIRECTIONS.get((row.text(direction) or row.text(folder)).upper())
        is_out = _is_out(author, readers, context.owner, told)
        if is_out is None:
            return Skipped(row.line, Reason.NO_OWNER)
        others = _others(readers, context.owner) if is_out else [author]
        key = (row.text(conversation) or [_key(person) for person in others], row.text(at), _key(author))
        return _touch(row, linkedin_moment(row.text(at)), is_out, others, kind, key)

    return record_of


def invitations(table: Table, context: Context) -> RowReader:
    at, direction = table.place("Sent At"), table.place("Direction")
    ends_of = ends(table)

    def record_of(row: Row) -> TouchRecord | Skipped:
        author, invited = ends_of(row)
        is_out = _is_out(author, invited, context.owner, _DIRECTIONS.get(row.text(direction).upper()))
        if is_out is None:
            return Skipped(row.line, Reason.NO_OWNER)
        others = _others(invited, context.owner) if is_out else [author]
        key = (row.text(at), is_out, *map(_key, others))
        return _touch(row, linkedin_moment(row.text(at)), is_out, others, "invitation", key)

    return record_of


def recommendations(table: Table, context: Context) -> RowReader:
    given, family, at = map(table.place, ("First Name", "Last Name", "Creation Date"))
    company, title = table.place("Company"), table.place("Job Title")
    is_out = "given" in context.file.lower()

    def record_of(row: Row) -> TouchRecord | Skipped:
        name = person_name(row.text(given), row.text(family)).full
        person = Counterpart(name=name, company=row.text(company), title=row.text(title))
        key = (is_out, row.text(at), names.fold(name))
        return _touch(row, linkedin_moment(row.text(at)), is_out, [person], "recommendation", key)

    return record_of


def endorsements(table: Table, context: Context) -> RowReader:
    at, skill = table.place("Endorsement Date"), table.place("Skill Name")
    is_out = table.place("Endorsee First Name", "Endorsee Public Url") is not None
    role = "Endorsee" if is_out else "Endorser"
    given, family, url = (table.place(f"{role} {column}") for column in ("First Name", "Last Name", "Public Url"))

    def record_of(row: Row) -> TouchRecord | Skipped:
        name = person_name(row.text(given), row.text(family)).full
        person = _person(name, row.text(url))
        key = (is_out, row.text(at), _key(person), row.text(skill))
        return _touch(row, linkedin_moment(row.text(at)), is_out, [person], "endorsement", key)

    return record_of


READERS: dict[str, Callable[[Table, Context], RowReader]] = {
    "connections": connections,
    "invitations": invitations,
    "messages": messages,
    "recommendations": recommendations,
    "endorsements": endorsements,
}


def ends(table: Table) -> Callable[[Row], tuple[Counterpart, list[Counterpart]]]:
    """Who wrote and who was written to, in messages and invitations of any year."""
    sender, to = table.place(*SENDER), table.place(*READERS_NAMED)
    sender_url = table.place("Sender Profile URL", "inviterProfileUrl", "URL du profil de l’expéditeur")
    to_url = table.place(
        *("Recipient Profile URLs", "inviteeProfileUrl"),
        *("URL des profils des destinataires", "URL du profil du destinataire"),
    )

    def ends_of(row: Row) -> tuple[Counterpart, list[Counterpart]]:
        return _person(row.text(sender), row.text(sender_url)), _people(row.text(to), row.cell(to_url))

    return ends_of


def person_name(given: str, family: str) -> names.Name:
    """First and last name without shouting or the credentials that trail after a comma."""
    first, last = (names.recase(part.split(",")[0], place=place) for place, part in enumerate((given, family)))
    return names.Name(first, last) if first and last else names.split(first or last)


def _touch(
    row: Row,
    at: datetime | date | None,
    is_out: bool,
    others: list[Counterpart],
    kind: Written,
    key: tuple[object, ...],
) -> TouchRecord | Skipped:
    people = [person for person in others if person.name or person.linkedin_slug]
    if at is None:
        return Skipped(row.line, Reason.NO_DATE)
    if not people:
        return Skipped(row.line, Reason.NO_COUNTERPART)
    if len(people) > MOST_PEOPLE:
        return Skipped(row.line, Reason.TOO_MANY_PEOPLE, {"people": len(people)})
    return TouchRecord(
        row=row.line,
        at=at,
        channel="linkedin",
        direction="out" if is_out else "in",
        counterparts=tuple(people),
        kind=kind,
        key=touch_key("linkedin", kind, *key),
    )


def _is_out(author: Counterpart, readers: list[Counterpart], owner: OwnerRecord, told: Direction | None) -> bool | None:
    """Profiles decide, then what the file says, then the owner's name; ``None`` when nobody knows."""
    if owner.linkedin_slug and author.linkedin_slug:
        return author.linkedin_slug == owner.linkedin_slug
    if owner.linkedin_slug and any(reader.linkedin_slug == owner.linkedin_slug for reader in readers):
        return False
    if told:
        return told == "out"
    return _is_owner(author, owner) if owner.family or owner.given else None


def _others(people: list[Counterpart], owner: OwnerRecord) -> list[Counterpart]:
    return [person for person in people if not _is_owner(person, owner)]


def _is_owner(person: Counterpart, owner: OwnerRecord) -> bool:
    if person.linkedin_slug and owner.linkedin_slug:
        return person.linkedin_slug == owner.linkedin_slug
    full = names.fold(f"{owner.given} {owner.family}")
    return bool(full) and names.fold(person.name) == full


def _person(name: str, url: str) -> Counterpart:
    """Somebody who left LinkedIn is called *LinkedIn Member*: that is nobody's name."""
    return Counterpart(name="" if name.lower() == "linkedin member" else name, linkedin_slug=linkedin_slug(url))


def _people(written: str, urls: str) -> list[Counterpart]:
    """Several recipients; names go with profiles when there are as many of each."""
    links = [url for url in re.split(r"[\s,;]+", urls) if linkedin_slug(url)]
    listed = [name.strip() for name in written.split(",") if name.strip()]
    if len(links) == 1:
        return [_person(written, links[0])]
    if links and len(links) != len(listed):
        return [_person("", url) for url in links]
    return [_person(name, url) for name, url in zip(listed, links or [""] * len(listed), strict=True)]


def _key(person: Counterpart) -> str:
    return person.linkedin_slug or names.fold(person.name)
