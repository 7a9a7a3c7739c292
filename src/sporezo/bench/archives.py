"""A LinkedIn archive that nobody owns: every table of it, at any size, the same for the same seed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_GIVEN = "Anne Bastien Camille David Élodie Fabien Géraldine Hugo Inès Jérôme Karim Léa Mathieu Nadia Olivier"
_FAMILY = "Aubry Bonnet Caron Dupuis Estève Faure Girard Hamel Imbert Joly Klein Lemaire Masson Noël Perret"
GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()
COMPANIES = ["Ateliers Nord", "Banque du Lac", "Cabinet Ferrand", "Dune Énergie", "Éditions du Port", "Forges de l'Est"]
JOBS = ["Directrice commerciale", "Ingénieur", "Associé", "Responsable achats", "Fondatrice", "Chef de projet"]
OWNER = ("Alix Morel", "https://www.linkedin.com/in/alix-morel")
START = dt.datetime(2018, 1, 8, 9, tzinfo=dt.UTC)
DAYS = 3_000

Rows = Iterable[Sequence[str]]


def write_archive(path: Path, *, connections: int, messages: int, seed: int, first: int = 0) -> None:
    """Write the ZIP: connections, messages, invitations, recommendations, endorsements, career, and what is ignored.

    Archives whose `first` numbers are far apart speak of other people.
    """
    rng = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    people = [_person(rng, number) for number in range(first, first + connections)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, preamble, rows in (
            ("Connections.csv", 'Notes:\r\n"When exporting your connection data…"\r\n\r\n', _connections(people)),
            ("messages.csv", "", _messages(rng, people, messages)),
            ("Invitations.csv", "", _invitations(rng, people[: connections // 10])),
            ("Recommendations_Given.csv", "", _recommendations(people[:12])),
            ("Endorsement_Received_Info.csv", "", _endorsements(people[12 : 12 + connections // 50])),
            ("Profile.csv", "", [("First Name", "Last Name", "Headline"), ("Alix", "Morel", "Directrice")]),
            ("Positions.csv", "", [_POSITIONS, ("Ateliers Morel", "Directrice", "", "Lyon", "Sep 2015", "")]),
            ("guide_messages.csv", "", [("FROM", "TO", "DATE", "FOLDER"), ("Guide", "Alix Morel", "", "INBOX")]),
        ):
            archive.writestr(f"Basic_LinkedInDataExport/{name}", "\ufeff" + preamble + _table(rows))


_POSITIONS = ("Company Name", "Title", "Description", "Location", "Started On", "Finished On")


def _person(rng: random.Random, number: int) -> tuple[str, ...]:
    given, family = rng.choice(GIVEN), f"{rng.choice(FAMILY)}-{rng.choice(FAMILY)}"
    url = f"https://www.linkedin.com/in/{given.lower()}-{number}".replace("é", "%C3%A9").replace("ï", "%C3%AF")
    email = f"personne{number}@exemple.org" if number % 50 == 0 else ""
    day = (START + dt.timedelta(days=number % DAYS)).strftime("%d %b %Y")
    if number % 125 == 124:
        return "", "", "", "", "", "", day
    return given, family, url, email, rng.choice(COMPANIES), rng.choice(JOBS), day


def _connections(people: Sequence[tuple[str, ...]]) -> Rows:
    yield "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"
    yield from people


def _messages(rng: random.Random, people: Sequence[tuple[str, ...]], many: int) -> Rows:
    yield (
        *("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS"),
        *("DATE", "SUBJECT", "CONTENT", "FOLDER"),
    )
    known = [person for person in people if person[2]]
    for number in range(many):
        # A few are written to often, most of them once in a while.
        other = known[min(len(known) - 1, int(rng.paretovariate(0.7)) - 1 + number % 7)]
        name = f"{other[0]} {other[1]}"
        at = START + dt.timedelta(days=rng.random() * DAYS)
        ends = (*OWNER, name, other[2]) if rng.random() < 0.5 else (name, other[2], *OWNER)
        body = 'Bonjour, "merci" pour hier.\r\nÀ jeudi' * 3
        yield other[2][-6:], "", *ends, at.strftime("%Y-%m-%d %H:%M:%S UTC"), "", body, "INBOX"


def _invitations(rng: random.Random, people: Sequence[tuple[str, ...]]) -> Rows:
    yield "From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"
    for person in people:
        if not person[2]:
            continue
        name = f"{person[0]} {person[1]}"
        at = (START + dt.timedelta(days=rng.randrange(DAYS))).strftime("%m/%d/%y, 7:47 AM")
        if rng.random() < 0.5:
            yield OWNER[0], name, at, "", "OUTGOING", OWNER[1], person[2]
        else:
            yield name, OWNER[0], at, "", "INCOMING", person[2], OWNER[1]


def _recommendations(people: Sequence[tuple[str, ...]]) -> Rows:
    yield "First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date", "Status"
    for person in people:
        yield person[0], person[1], person[4], person[5], "Une collègue précieuse.", "10/08/20, 01:42 PM", "VISIBLE"


def _endorsements(people: Sequence[tuple[str, ...]]) -> Rows:
    yield (
        *("Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name"),
        *("Endorser Public Url", "Endorsement Status"),
    )
    for person in people:
        if person[2]:
            yield "2021/03/05 10:20:30 UTC", "Négociation", person[0], person[1], person[2], "ACCEPTED"


def _table(rows: Rows) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
