"""The LinkedIn archive in the shapes of 2018, 2019, 2023 and 2024; every person is invented."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from sporezo.formats.detect import Format, Reading, read, recognise
from sporezo.formats.reasons import Reason
from sporezo.formats.records import ContactRecord, Counterpart, Owner, OwnerRecord, Skipped, TouchRecord
from sporezo.formats.source import Source

READING = Reading(Owner(), datetime(1990, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
IN = "https://www.linkedin.com/in/"
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ENDORSEMENT = "Endorsement Date,Skill Name,{0} First Name,{0} Last Name,{0} Public Url,Endorsement Status\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,"
    "IS MESSAGE DRAFT,IS CONVERSATION DRAFT\n"
)


def archive(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(f"Basic_Export/{name}.csv", text)
    return content


def everything(stream, name="archive.zip"):
    source = Source(stream, name)
    return list(read(source, recognise(source), READING))


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


def connections(text, encoding="utf-8"):
    return everything(io.BytesIO(text.encode(encoding)), "Connections.csv")


@pytest.mark.parametrize("preamble_lines", range(13))
def test_the_header_is_found_below_any_preamble(preamble_lines):
    preamble = [
        "Notes:",
        '"When exporting your connection data, you may notice',
        'some addresses missing."',
        *[""] * 12,
    ]
    text = "".join(f"{line}\n" for line in preamble[:preamble_lines])
    (record,) = connections(text + HEADER + f"Jean,Dupont,{IN}jean-d,,Acme,Chef,16 Dec 2024\n")
    assert (record.full, record.linkedin_slug, record.company, record.title) == (
        "Jean Dupont",
        "jean-d",
        "Acme",
        "Chef",
    )
    assert record.connected_on == date(2024, 12, 16)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding, end):
    text = (HEADER + f"Hélène,L’Haÿ,{IN}h%C3%A9l%C3%A8ne-1,,Société Générale,Chargée d’études,04-May-22\n").replace(
        "\n", end
    )
    (record,) = connections(text, encoding)
    assert (record.full, record.company, record.linkedin_slug) == ("Hélène L’Haÿ", "Société Générale", "hélène-1")
    assert record.connected_on == date(2022, 5, 4)


def test_a_broken_byte_is_read_and_loses_nothing():
    content = HEADER.encode() + "Élise,Évrard,,a@b.fr,,,2024-01-02\nZoé,Noël,,c@d.fr,,,2024-01-02\n".encode()
    content += b"Ren\xe9e,Blanc,,e@f.fr,,,1/8/18, 6:14 PM\n"
    records = everything(io.BytesIO(content))
    assert [record.full for record in records] == ["Élise Évrard", "Zoé Noël", "Renée Blanc"]


def test_columns_may_be_in_any_order_and_the_address_column_absent():
    (record,) = connections(
        "LAST NAME, first name ,Position,Company,Email Address,Connected On\n"
        'DUPONT,JEAN,Chef,Acme,J@X.fr,"1/8/18, 6:14 PM"\n'
    )
    assert (record.full, record.emails, record.linkedin_slug) == ("Jean Dupont", ("j@x.fr",), "")
    assert record.connected_on == date(2018, 1, 8)


def test_rows_without_a_name_are_counted_and_a_connection_is_no_exchange():
    records = connections(HEADER + f",,,,,,16 Dec 2024\n,,,,Acme,Chef,16 Dec 2024\nJean,Dupont,{IN}j,,,,16 Dec 2024\n")
    assert [record.reason for record in of(Skipped, records)] == [Reason.NO_NAME, Reason.NO_NAME]
    assert [record.row for record in of(Skipped, records)] == [2, 3]
    assert len(of(ContactRecord, records)) == 1
    assert of(TouchRecord, records) == []


def test_credentials_and_shouting_leave_the_name():
    (record,) = connections(HEADER + f'JEAN-PAUL,"LE GOFF, MBA",{IN}jp,,,,\n')
    assert (record.given, record.family) == ("Jean-Paul", "Le Goff")


ALIX, PAUL, ZOE = f"{IN}alix-morel", f"{IN}paul-roux", f"{IN}zo%C3%A9-blanc"


def message(conversation, sender, url, to, urls, at, content="Bonjour", draft="No", title=""):
    return f'{conversation},{title},{sender},{url},"{to}","{urls}",{at},,"{content}",INBOX,{draft},No\n'


def test_messages_tell_direction_from_the_profile_most_of_them_name():
    text = (
        MESSAGES
        + message(
            "c1", "Alix Morel", ALIX, "Paul Roux", PAUL, "2024-12-16 18:24:37 UTC", "secret\nsur deux lignes, et plus"
        )
        + message("c1", "Paul Roux", PAUL, "Alix Morel", ALIX, "2024-12-17 08:00:00 UTC")
        + message("c2", "Zoé Blanc", ZOE, "Alix Morel", ALIX, "2024-12-18 08:00:00 UTC")
        + message("c3", "Alix Morel", ALIX, "Paul Roux,Zoé Blanc", f"{PAUL},{ZOE}", "2024-12-19 08:00:00 UTC")
        + message("c4", "Alix Morel", ALIX, "Paul Roux", PAUL, "2024-12-20 08:00:00 UTC", draft="Yes")
        + message("c5", "LinkedIn Member", "", "Alix Morel", ALIX, "2024-12-20 08:00:00 UTC")
        + message(
            "c6",
            "Offres SA",
            f"{IN}offres",
            "Alix Morel",
            ALIX,
            "2024-12-20 08:00:00 UTC",
            title="Sponsored Conversation",
        )
        + message("c7", "Paul Roux", PAUL, "Alix Morel", ALIX, "jadis")
    )
    records = everything(archive(messages=text, guide_messages=text, learning_role_play_messages=text))
    (owner,) = of(OwnerRecord, records)
    assert (owner.linkedin_slug, owner.given, owner.family) == ("alix-morel", "Alix", "Morel")
    touches = of(TouchRecord, records)
    paul = Counterpart(name="Paul Roux", linkedin_slug="paul-roux")
    zoe = Counterpart(name="Zoé Blanc", linkedin_slug="zoé-blanc")
    assert [(touch.direction, touch.counterparts, touch.kind) for touch in touches] == [
        ("out", (paul,), "message"),
        ("in", (paul,), "message"),
        ("in", (zoe,), "message"),
        ("out", (paul, zoe), "message"),
        ("in", (Counterpart(name="Offres SA", linkedin_slug="offres"),), "sponsored"),
    ]
    assert touches[0].at == datetime(2024, 12, 16, 18, 24, 37, tzinfo=UTC)
    assert touches[0].channel == "linkedin"
    assert touches[0].file == "Basic_Export/messages.csv"
    assert [record.reason for record in of(Skipped, records)] == [Reason.DRAFT, Reason.NO_COUNTERPART, Reason.NO_DATE]
    assert "secret" not in repr(records)
    assert "Bonjour" not in repr(records)


def test_old_messages_say_their_direction():
    text = (
        "From,To,Date,Subject,Content,Direction,Folder\n"
        '"Alix Morel","Paul Roux","1/8/18, 6:14 PM",,secret,OUTGOING,INBOX\n'
        '"Paul Roux","Alix Morel","1/9/18, 6:14 AM",,secret,INCOMING,INBOX\n'
    )
    records = everything(archive(Messages=text))
    assert [(touch.direction, touch.counterparts[0].name) for touch in of(TouchRecord, records)] == [
        ("out", "Paul Roux"),
        ("in", "Paul Roux"),
    ]


def test_messages_under_french_headers():
    header = (
        "ID DE LA CONVERSATION,TITRE DE LA CONVERSATION,DE,URL DU PROFIL DE L’EXPÉDITEUR,À,"
        "URL DES PROFILS DES DESTINATAIRES,DATE,OBJET,CONTENU,DOSSIER\n"
    )
    rows = [
        f"1,,Paul Roux,{IN}paul,Alix Morel,{IN}alix,2024-12-16 18:24:37 UTC,,secret,INBOX\n",
        f"2,,Alix Morel,{IN}alix,Anne Blanc,{IN}anne,2024-12-17 18:24:37 UTC,,secret,INBOX\n",
    ]
    records = everything(archive(messages=header + "".join(rows)))
    assert [(touch.direction, touch.counterparts[0].linkedin_slug) for touch in of(TouchRecord, records)] == [
        ("in", "paul"),
        ("out", "anne"),
    ]


def test_the_owners_name_decides_when_nothing_else_does():
    messages = "From,To,Date,Subject,Content,Folder\n"
    messages += "Alix Morel,Paul Roux,2018-01-08,,x,INBOX\nPaul Roux,Alix Morel,2018-01-09,,x,INBOX\n"
    profile = "First Name,Last Name,Headline,Industry\nAlix,Morel,Directrice,Textile\n"
    records = everything(archive(messages=messages, Profile=profile))
    assert [touch.direction for touch in of(TouchRecord, records)] == ["out", "in"]
    alone = everything(archive(messages=messages))
    assert [record.reason for record in alone] == [Reason.NO_OWNER, Reason.NO_OWNER]


def test_invitations_recommendations_and_endorsements_tell_who_moved_first():
    records = everything(
        archive(
            Invitations="From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
            f'Alix Morel,Paul Roux,"12/15/24, 7:47 AM",secret,OUTGOING,{ALIX},{PAUL}\n'
            f'Zoé Blanc,Alix Morel,"12/16/24, 7:47 PM",,INCOMING,{ZOE},{ALIX}\n',
            Recommendations_Given="First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
            'Paul,Roux,Acme,Chef,secret,"10/22/18, 04:33 AM",VISIBLE\n',
            Recommendations_Received="First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
            'Zoé,Blanc,Tissages,Directrice,secret,"10/23/18, 04:33 PM",VISIBLE\n',
            Endorsement_Given_Info=ENDORSEMENT.format("Endorsee")
            + f"2024/12/16 18:24:37 UTC,Padel,Paul,Roux,{PAUL},ACCEPTED\n",
            Endorsement_Received_Info=ENDORSEMENT.format("Endorser")
            + "2024/12/17 18:24:37 UTC,Padel,Zoé,Blanc,www.linkedin.com/in/zoé-blanc,ACCEPTED\n",
        )
    )
    touches = {(touch.kind, touch.direction): touch for touch in of(TouchRecord, records)}
    assert set(touches) == {
        (kind, direction) for kind in ("invitation", "recommendation", "endorsement") for direction in ("in", "out")
    }
    assert touches["invitation", "out"].counterparts == (Counterpart(name="Paul Roux", linkedin_slug="paul-roux"),)
    assert touches["recommendation", "in"].counterparts == (
        Counterpart(name="Zoé Blanc", company="Tissages", title="Directrice"),
    )
    assert touches["endorsement", "in"].counterparts[0].linkedin_slug == "zoé-blanc"
    assert touches["invitation", "in"].at == datetime(2024, 12, 16, 19, 47, tzinfo=UTC)
    assert "secret" not in repr(records)


def test_the_owners_own_pages_are_read():
    (owner,) = everything(
        archive(
            Profile="First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code\n"
            "Alix,Morel,,,,Directrice générale,secret,Textile,69001\n",
            Positions="Company Name,Title,Description,Location,Started On,Finished On\n"
            "Tissages,Directrice,secret,Lyon,Sep 2019,\nAcme,Cheffe,secret,Lyon,2015,Aug 2019\n",
            Education="School Name,Start Date,End Date,Notes,Degree Name,Activities\nÉcole,2008,2011,,Master,\n",
        )
    )
    assert (owner.given, owner.headline, owner.industry) == ("Alix", "Directrice générale", "Textile")
    assert [(job.company, job.started_on, job.finished_on) for job in owner.positions] == [
        ("Tissages", date(2019, 9, 1), None),
        ("Acme", date(2015, 1, 1), date(2019, 8, 1)),
    ]
    assert owner.schools[0].company == "École"
    assert "secret" not in repr(owner)


def test_the_same_exchange_has_the_same_key_in_a_longer_export():
    first = message("c1", "Alix Morel", ALIX, "Paul Roux", PAUL, "2024-12-16 18:24:37 UTC")
    more = message("c1", "Paul Roux", PAUL, "Alix Morel", ALIX, "2024-12-17 08:00:00 UTC")
    mine = "First Name,Last Name,Headline\nAlix,Morel,Directrice\n"
    (short,) = of(TouchRecord, everything(archive(messages=MESSAGES + first, Profile=mine)))
    long = of(TouchRecord, everything(archive(messages=MESSAGES + more + first, Profile=mine)))
    assert short.key in {touch.key for touch in long}
    assert len({touch.key for touch in long}) == 2


def test_one_conversation_between_two_strangers_tells_nobodys_side():
    one = message("c1", "Anne Aubry", f"{IN}anne", "Paul Roux", PAUL, "2024-12-16 18:24:37 UTC")
    assert everything(archive(messages=MESSAGES + one)) == [
        Skipped(2, Reason.NO_OWNER, file="Basic_Export/messages.csv"),
    ]


@pytest.mark.parametrize(
    ("header", "on"),
    [
        ("Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le", "16 déc. 2024"),
        ("Prénom,Nom de famille,URL,E-mail,Société,Fonction,Connexion le", "16 décembre 2024"),
        ("First Name;Last Name;URL;Email Address;Company;Position;Connected On", "16 Dec 2024"),
        ("First Name\tLast Name\tURL\tEmail Address\tCompany\tPosition\tConnected On", "2024-12-16"),
    ],
)
def test_connections_with_french_words_or_another_separator(header, on):
    mark = next(mark for mark in ";\t," if mark in header)
    row = mark.join(("JP", "PETIT", f"{IN}jp-petit", "jp@exemple.fr", "Tissages", "Acheteur", on))
    (person,) = connections(f"{header}\n{row}\n")
    assert (person.full, person.linkedin_slug, person.emails) == ("JP Petit", "jp-petit", ("jp@exemple.fr",))
    assert (person.company, person.title, person.connected_on) == ("Tissages", "Acheteur", date(2024, 12, 16))


def test_an_archive_is_recognised_by_its_tables_whatever_its_folder():
    source = Source(archive(Connections=HEADER, messages=MESSAGES, Learning="Content Title,Content Type\n"))
    found = recognise(source)
    assert {known.format for known in found} == {Format.LINKEDIN}
    assert [known.part for known in found] == ["connections", "messages"]
