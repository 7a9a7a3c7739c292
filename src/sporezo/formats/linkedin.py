"""The LinkedIn archive: connections, messages, invitations, recommendations, endorsements, the owner's own career.

Columns are mapped by name, whatever the year of the export. The key of a person is the decoded slug of their
profile; the owner is whose profile most messages and invitations name. The text of a message, an invitation or a
recommendation is never copied out of its row, and *Connected On* makes no exchange.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from sporezo.formats import linkedin_rows as rows
from sporezo.formats import names
from sporezo.formats.csvtext import Row, Table, header_of, open_table
from sporezo.formats.dates import linkedin_day
from sporezo.formats.keys import email_key
from sporezo.formats.records import Imported, OwnerRecord, Position, Skipped
from sporezo.formats.source import Member, Source

_FIRST, _LAST = ("First Name", "Prénom"), ("Last Name", "Nom", "Nom de famille")
_NOT_EXCHANGES = ("guide_messages", "learning_role_play_messages", "learning_coach_messages")


class Part(StrEnum):
    """A table of the archive, in the order in which they are read."""

    PROFILE = "profile"
    EMAILS = "emails"
    POSITIONS = "positions"
    EDUCATION = "education"
    CONNECTIONS = "connections"
    INVITATIONS = "invitations"
    MESSAGES = "messages"
    RECOMMENDATIONS = "recommendations"
    ENDORSEMENTS = "endorsements"


COLUMNS: dict[Part, tuple[Sequence[str], ...]] = {
    Part.CONNECTIONS: (_FIRST, _LAST, rows.CONNECTED),
    Part.MESSAGES: (rows.SENDER, rows.READERS_NAMED, ("Date",), ("Folder", "Dossier")),
    Part.INVITATIONS: (rows.SENDER, rows.READERS_NAMED, ("Sent At",)),
    Part.RECOMMENDATIONS: (_FIRST, _LAST, ("Job Title",), ("Creation Date",)),
    Part.ENDORSEMENTS: (("Endorsement Date",), ("Skill Name",)),
    Part.POSITIONS: (("Company Name",), ("Title",), ("Started On",)),
    Part.EDUCATION: (("School Name",), ("Start Date",)),
    Part.EMAILS: (("Email Address",), ("Confirmed",), ("Primary",)),
    Part.PROFILE: (_FIRST, _LAST, ("Headline",)),
}
Parts = Sequence[tuple[Member, Part]]


def part_of(name: str, header: str) -> Part | None:
    """Which table of the archive has this header; ``None`` too for conversations with LinkedIn's own machines."""
    if name.lower().rpartition("/")[2].startswith(_NOT_EXCHANGES):
        return None
    return next((part for part, required in COLUMNS.items() if header_of(header, *required)), None)


def read(source: Source, parts: Parts, *, known_as: Sequence[str] = ()) -> Iterator[Imported]:
    """Yield the owner, then connections, then exchanges.

    ``known_as`` are the owner's names where an archive without a profile leaves a doubt.

    Raises
    ------
    Unreadable
        When a member is damaged.
    """
    owner = find_owner(source, parts, known_as=known_as)
    source.rewind()
    if owner != OwnerRecord():
        yield owner
    for part, reader in rows.READERS.items():
        for member in (member for member, found in parts if found == part):
            with source.open(member) as stream:
                table = open_table(stream, *COLUMNS[Part(part)])
                record_of = reader(table, rows.Context(owner, member.name))
                for row in table.rows():
                    yield replace(row if isinstance(row, Skipped) else record_of(row), file=member.name)


def find_owner(source: Source, parts: Parts, *, known_as: Sequence[str] = ()) -> OwnerRecord:
    """Whose archive it is: name and career from the owner's own tables, slug and name from the exchanges."""
    owner = OwnerRecord()
    for member, part in parts:
        if part in {Part.PROFILE, Part.EMAILS, Part.POSITIONS, Part.EDUCATION}:
            with source.open(member) as stream:
                table = open_table(stream, *COLUMNS[part])
                for row in table.rows():
                    if isinstance(row, Row):
                        owner = _known(owner, part, table, row)
    return _identified(owner, source, parts, known_as)


def _known(owner: OwnerRecord, part: Part, table: Table, row: Row) -> OwnerRecord:
    def text(*aliases: str) -> str:
        return row.text(table.place(*aliases))

    if part is Part.PROFILE:
        given, family = text("First Name"), text("Last Name")
        return replace(owner, given=given, family=family, headline=text("Headline"), industry=text("Industry"))
    if part is Part.EMAILS:
        address = email_key(text("Email Address"))
        is_new = address and address not in owner.emails and text("Confirmed").lower() != "no"
        return replace(owner, emails=(*owner.emails, address)) if is_new else owner
    if part is Part.POSITIONS:
        started_on, finished_on = linkedin_day(text("Started On")), linkedin_day(text("Finished On"))
        position = Position(text("Company Name"), text("Title"), started_on, finished_on)
        return replace(owner, positions=(*owner.positions, position))
    started_on, finished_on = linkedin_day(text("Start Date")), linkedin_day(text("End Date"))
    school = Position(text("School Name"), text("Degree Name"), started_on, finished_on)
    return replace(owner, schools=(*owner.schools, school))


def _identified(owner: OwnerRecord, source: Source, parts: Parts, known_as: Sequence[str]) -> OwnerRecord:
    met: Counter[str] = Counter()
    called: dict[str, str] = {}
    for member, part in parts:
        if part in {Part.MESSAGES, Part.INVITATIONS}:
            with source.open(member) as stream:
                table = open_table(stream, *COLUMNS[part])
                ends_of = rows.ends(table)
                for row in table.rows():
                    if isinstance(row, Row):
                        author, readers = ends_of(row)
                        people = {person.linkedin_slug: person.name for person in (author, *readers)}
                        met.update(slug for slug in people if slug)
                        called |= {slug: name for slug, name in people.items() if slug and name}
    own = {names.fold(name) for name in (f"{owner.given} {owner.family}", *known_as)} - {""}

    def claim(slug: str) -> tuple[int, bool]:
        return met[slug], names.fold(called.get(slug, "")) in own

    slug, rival = (*sorted(met, key=claim, reverse=True)[:2], "", "")[:2]
    if rival and claim(rival) == claim(slug):  # one conversation, and neither bears the owner's name
        slug = ""
    name = names.split(called.get(slug, ""))
    return replace(owner, linkedin_slug=slug, given=owner.given or name.given, family=owner.family or name.family)
