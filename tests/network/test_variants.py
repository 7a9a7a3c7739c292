"""Every variant of every file, at the deed: what an import makes of it, not only what its reader says."""

import datetime as dt
import io
import zipfile

import pytest

from sporezo.network import domain, queries
from sporezo.network.models import Touch
from sporezo.network.queries.batches import skipped_rows
from tests.factories import files
from tests.factories.network import make_contact

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
ANNE = "Anne,Aubry,https://www.linkedin.com/in/anne-aubry,,Banque du Lac,Associée,{on}"
MINE, HERS = "https://www.linkedin.com/in/alix-morel", "https://www.linkedin.com/in/anne-aubry"


def zipped(**members):
    return files.archive({f"Export/{name}.csv": text for name, text in members.items()}).getvalue()


def connections(*, preamble="", head=HEAD, on="16 Dec 2024", end="\n", more=""):
    return f"{preamble}{head}{end}{ANNE.format(on=on)}{end}{more}"


def bring(owner, content, now, name="file"):
    batch = domain.open_batch(owner, name, now=now)
    domain.bring(batch, io.BytesIO(content if isinstance(content, bytes) else content.encode()), now=now)
    return (
        sorted(contact.full_name for contact in queries.of(owner)),
        sorted(Touch.objects.filter(owner=owner).values_list("channel", "direction")),
        [reason for _file, _row, reason, _sentence in skipped_rows(batch)],
    )


NOTES = 'Notes:\n"When exporting your connection data, you may notice…"\n\n'
PEOPLE = {
    "no preamble": zipped(Connections=connections()),
    "today's preamble": zipped(Connections=connections(preamble=NOTES)),
    "twelve lines of preamble": zipped(Connections=connections(preamble="Something\n" * 12)),
    "Windows, with a mark": zipped(
        Connections="\ufeff" + connections(preamble=NOTES.replace("\n", "\r\n"), end="\r\n")
    ),
    "cp1252": zipped(Connections=connections().encode("cp1252")),
    "headers in capitals": zipped(Connections=connections(head=HEAD.upper())),
    "headers without spaces": zipped(Connections=connections(head=HEAD.replace(" ", ""))),
    "no address column": zipped(
        Connections=f"{HEAD.replace('URL,', '')}\nAnne,Aubry,anne@exemple.org,Banque du Lac,Associée,16 Dec 2024\n"
    ),
    **{
        f"connected on {on}": zipped(Connections=connections(on=f'"{on}"'))
        for on in ("16 Dec 2024", "04-May-22", "1/8/18, 6:14 PM", "2024-12-16")
    },
    "the table alone": connections(preamble=NOTES).encode(),
}


@pytest.mark.parametrize("variant", PEOPLE)
def test_connections_of_every_year_are_people_and_no_exchange(alix, now, variant):
    assert bring(alix, PEOPLE[variant], now) == (["Anne Aubry"], [], [])


def test_rows_without_a_name_a_broken_byte_and_an_encoded_address(alix, now):
    more = ",,,,,,16 Dec 2024\nIn\udce8s,Petit,https://www.linkedin.com/in/in%C3%A8s-petit,,,,16 Dec 2024\n"
    content = zipped(Connections=connections(more=more).encode("utf-8", "surrogateescape"))

    people, touches, reasons = bring(alix, content, now)
    assert (len(people), touches, reasons) == (2, [], ["no_name"])
    assert bring(
        alix, zipped(Connections=connections(more="Inès,Petit," + HERS.replace("anne-aubry", "Inès-petit"))), now
    )[0] == ["Anne Aubry", "Inès Petit"]


OLD = "From,To,Date,Subject,Content,Direction,Folder\n"
NEW = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
EXCHANGES = {
    "messages of 2018": (
        {"messages": OLD + 'Alix Morel,Anne Aubry,"12/16/18, 6:24 PM",,Bonjour,OUTGOING,SENT\n'},
        [("message", "out")],
    ),
    "messages of today": (
        {"messages": f"{NEW}\n1,,Anne Aubry,{HERS},Alix Morel,{MINE},2024-12-16 18:24:37 UTC,,Bonjour,INBOX\n"},
        [("message", "in")],
    ),
    "messages with drafts": (
        {
            "messages": f"{NEW},IS MESSAGE DRAFT\n"
            f"1,,Alix Morel,{MINE},Anne Aubry,{HERS},2024-12-16 18:24:37 UTC,,Bonjour,INBOX,No\n"
            f"1,,Alix Morel,{MINE},Anne Aubry,{HERS},2024-12-17 18:24:37 UTC,,Brouillon,INBOX,Yes\n"
        },
        [("message", "out")],
    ),
    "an invitation": (
        {
            "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
            f'Alix Morel,Anne Aubry,"12/15/24, 7:47 AM",,OUTGOING,{MINE},{HERS}\n'
        },
        [("social", "out")],
    ),
    "a recommendation": (
        {
            "Recommendations_Received": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
            'Anne,Aubry,Banque du Lac,Associée,Parfaite,"03/01/24, 09:00 AM",VISIBLE\n'
        },
        [("social", "in")],
    ),
    "an endorsement": (
        {
            "Endorsement_Given_Info": "Endorsement Date,Skill Name,Endorsee First Name,Endorsee Last Name,"
            "Endorsee Public Url,Endorsement Status\n"
            f"2024/03/02 10:00:00 UTC,Finance,Anne,Aubry,{HERS},ACCEPTED\n"
        },
        [("social", "out")],
    ),
    "lessons and role play": (
        {
            "guide_messages": f"{NEW}\n1,,Guide,,Alix Morel,,2024-12-16 18:24:37 UTC,,Bonjour,INBOX\n",
            "learning_role_play_messages": f"{NEW}\n1,,Robot,,Alix Morel,,2024-12-16 18:24:37 UTC,,Bonjour,INBOX\n",
        },
        [],
    ),
}


@pytest.mark.parametrize("variant", EXCHANGES)
def test_every_table_of_the_archive_says_who_moved(alix, now, variant):
    tables, touches = EXCHANGES[variant]
    profile = "First Name,Last Name,Headline\nAlix,Morel,Directrice\n"
    people, found, _reasons = bring(alix, zipped(Connections=connections(), Profile=profile, **tables), now)
    assert (people, found) == (["Anne Aubry"], touches)


def test_a_message_nobody_answered_waits_for_its_owner(alix, now):
    lines = f"1,,Anne Aubry,{HERS},Alix Morel,{MINE},2026-10-16 18:24:37 UTC,,Bonjour,INBOX\n"
    bring(alix, zipped(Connections=connections(), messages=f"{NEW}\n{lines}"), now)

    (waiting,) = queries.tie_reading(alix, now).never_answered()
    assert (waiting.contact.full_name, waiting.messages) == ("Anne Aubry", 1)


GOOGLE_OLD = "Name,Given Name,Additional Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value"
FRENCH = "Titre;Prénom;Deuxième prénom;Nom ;Société;Titre;Adresse de messagerie;Tél. mobile;Catégories"
BOOKS = {
    "Google of 2024": files.google("Anne,Aubry,Banque,* myContacts ::: Amis,* Work,anne@exemple.org ::: a@exemple.org"),
    "Google before": io.BytesIO(
        f"{GOOGLE_OLD}\nAnne Aubry,Anne,,Aubry, --02-03,* myContacts,* Work,anne@exemple.org\n".encode("utf-16")
    ),
    "Outlook in English": files.outlook("Anne,Aubry,Banque,Associée,anne@exemple.org,06 12 34 56 78"),
    "Outlook in French": io.BytesIO(
        f"{FRENCH}\r\nMme;Anne;;Aubry;Banque;Associée;anne@exemple.org;06 12 34 56 78;Amis;Club\r\n".encode("cp1252")
    ),
    "vCard 2.1": io.BytesIO(
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Aubry;=41nne\r\n"
        b"FN:Anne Aubry\r\nTEL;CELL:0612345678\r\nEND:VCARD\r\n"
    ),
    "vCard 3.0": files.vcards(files.person("Anne", "Aubry", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03")),
    "vCard 4.0, with a mark": io.BytesIO(
        "\ufeffBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anne Aubry\r\nN:Aubry;Anne;;;\r\n"
        "PHOTO:data:image/png;base64,iVBORw0KGgo=\r\nEND:VCARD\r\n".encode()
    ),
    "a bad line in a card": files.vcards(files.person("Anne", "Aubry", "this is no line", 'X;Y="a\\"b":c')),
}


@pytest.mark.parametrize("variant", BOOKS)
def test_every_address_book_gives_its_person(alix, now, variant):
    people, touches, _reasons = bring(alix, BOOKS[variant].getvalue(), now)
    assert (people, touches) == (["Anne Aubry"], [])


def test_groups_and_organisations_are_told_and_left_out(alix, now):
    cards = files.vcards(files.person("Anne", "Aubry"), "KIND:group\r\nFN:Amis", "KIND:org\r\nFN:Banque")
    people, _touches, reasons = bring(alix, cards.getvalue(), now)
    assert people == ["Anne Aubry"]
    assert len(reasons) == 2


def test_what_says_nothing_is_told_and_what_is_unknown_in_a_zip_too(alix, now):
    assert bring(alix, connections().encode().partition(b"Anne")[0], now)[2] == ["nothing"]
    positions = "Company Name,Title,Started On\nBanque,Associée,Jan 2019\n"
    assert bring(alix, zipped(Positions=positions), now)[2] == ["nothing"]
    assert bring(alix, zipped(Connections=connections(), Rich_Media="Date,Link\n"), now)[2] == []
    card = "BEGIN:VCARD\nFN:Anne Aubry\nEND:VCARD\n"
    mixed = files.archive({"a.vcf": card, "autre.csv": "couleur\nbleu\n", "__MACOSX/._a.vcf": "x", ".DS_Store": "x"})
    assert bring(alix, mixed.getvalue(), now)[2] == ["not_recognised"]


CHATS = {
    "Android": "12/03/2025 09:14 - {}: Bonjour",
    "Android with a comma": "12/03/2025, 09:14 - {}: Bonjour",
    "Android with à": "12/03/2025 à 09:14 - {}: Bonjour",
    "iPhone": "[12/03/2025 09:14:01] {}: Bonjour",
    "American": "\u200e[3/22/25, 9:14:01\u202fAM] {}: Hello",
}


@pytest.mark.parametrize("stamp", CHATS)
@pytest.mark.parametrize("is_zipped", [False, True])
def test_chats_of_every_phone_keep_date_and_sender(alix, now, stamp, is_zipped):
    text = f"{CHATS[stamp].format('Anne Aubry')}\nla suite\n{CHATS[stamp].format('Alix Morel')}\n"
    name, content = "Discussion WhatsApp avec Anne Aubry", text.encode()
    if is_zipped:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as packed:
            packed.writestr(f"{name}.txt", content)
        content = written.getvalue()

    make_contact(alix, "Anne Aubry")
    people, touches, _reasons = bring(alix, content, now, f"{name}.{'zip' if is_zipped else 'txt'}")
    assert people == ["Anne Aubry"]
    assert {channel for channel, _way in touches} == {"message"}
    assert len(touches) >= 1


def test_calendars_keep_what_took_place_with_somebody(alix, now):
    day = (now - dt.timedelta(days=30)).strftime("%Y%m%d")
    ahead = (now + dt.timedelta(days=30)).strftime("%Y%m%d")
    rows = files.calendar(
        (f"{day}T110000Z", f"{day}T120000Z", "Déjeuner", "anne@exemple.org", "alix@example.org"),
        (f"{ahead}T110000Z", f"{ahead}T120000Z", "Café", "luc@exemple.org", "alix@example.org"),
    )
    _people, touches, reasons = bring(alix, rows.getvalue(), now)
    assert touches == [("meal", "both")]
    assert len(reasons) == 1


def test_mailboxes_leave_lists_and_robots_out(alix, now):
    rows = files.mailbox(
        (alix.email, "Anne Aubry <anne@exemple.org>", "Mon, 02 Nov 2026 09:00:00 +0000"),
        ("Anne Aubry <anne@exemple.org>", alix.email, "Tue, 03 Nov 2026 09:00:00 +0000"),
        ("no-reply@exemple.org", alix.email, "Tue, 03 Nov 2026 10:00:00 +0000"),
        ("Lettre <lettre@exemple.org>", alix.email, "Tue, 03 Nov 2026 11:00:00 +0000", "List-Id: <lettre.exemple.org>"),
    )
    people, touches, reasons = bring(alix, rows.getvalue(), now, "courrier.mbox")
    assert people == ["Anne Aubry"]
    assert touches == [("mail", "in"), ("mail", "out")]
    assert len(reasons) == 2
