"""Any upload, file or ZIP, recognised by what it holds; random bytes never bring a traceback."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sporezo.formats import google, ics, linkedin, mbox, outlook, vcard, whatsapp
from sporezo.formats.detect import Format, Reading, read, recognise
from sporezo.formats.reasons import Unreadable
from sporezo.formats.records import ContactRecord, Owner, OwnerRecord, Skipped, TouchRecord
from sporezo.formats.source import Source

READING = Reading(
    Owner(names=("Alix Morel",), emails=frozenset({"alix@exemple.fr"})),
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
)
SAMPLES = {
    Format.VCARD: "BEGIN:VCARD\nVERSION:3.0\nFN:Jean Dupont\nEND:VCARD\n",
    Format.ICALENDAR: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20250310T113000Z\n"
    "ATTENDEE:mailto:jean@exemple.fr\nEND:VEVENT\nEND:VCALENDAR\n",
    Format.GOOGLE: "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value\nJean,Dupont,,,,\n",
    Format.OUTLOOK: "Titre;Prénom;Nom;Société ;Titre;Adresse de messagerie\nM.;Jean;Dupont;;;\n",
    Format.TABLE: "Prénom;Nom;Courriel\nJean;Dupont;jean@exemple.fr\n",
    Format.LINKEDIN: "Notes:\n\nFirst Name,Last Name,URL,Company,Position,Connected On\nJean,Dupont,,,,\n",
    Format.WHATSAPP: "12/03/2025 09:14 - Jean Dupont: x\n",
    Format.MBOX: "From 1@x Wed Mar 12 08:14:00 +0000 2025\nFrom: jean@exemple.fr\nTo: alix@exemple.fr\n"
    "Date: Wed, 12 Mar 2025 09:14:00 +0100\n\nx\n",
}

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def everything(content, name="fichier"):
    source = Source(io.BytesIO(content), name)
    return list(read(source, recognise(source), READING))


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [(kind, encoding) for kind in SAMPLES for encoding in ENCODINGS if kind != "mbox"] + [(Format.MBOX, "utf-8")],
)
def test_every_format_is_recognised_by_its_content(kind, encoding):
    content = SAMPLES[kind].encode(encoding)
    (known,) = recognise(Source(io.BytesIO(content)))
    assert known.format is kind
    (record,) = everything(content)
    assert isinstance(record, ContactRecord | TouchRecord)


def test_a_zip_of_many_kinds_is_read_member_by_member():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for kind, text in SAMPLES.items():
            archive.writestr(f"Takeout/{kind}.bin", text)
        archive.writestr("Takeout/photo.jpg", b"\xff\xd8\xff\xe0" * 50)
        archive.writestr("Takeout/.DS_Store", "BEGIN:VCARD")
        archive.writestr("__MACOSX/x", "BEGIN:VCARD")
        archive.writestr("Takeout/vide.vcf", "")
        archive.writestr("Takeout/casse.vcf", "\n\nBEGIN:VCARD oui mais non")
    source = Source(packed)
    records = list(read(source, recognise(source), READING))
    assert {known.format for known in recognise(source)} == set(SAMPLES)
    assert sum(isinstance(record, ContactRecord) for record in records) == 5
    assert sum(isinstance(record, TouchRecord) for record in records) == 3
    (broken,) = [record for record in records if isinstance(record, Skipped)]
    assert (broken.row, broken.file) == (0, "Takeout/casse.vcf")
    assert all(record.file for record in records)


def test_what_is_nothing_known_is_refused_with_a_sentence():
    for content in (b"Bonjour", b"\x00\x01\x02", b"a,b,c\n1,2,3\n"):
        with pytest.raises(Unreadable, match="Sporezo knows"):
            everything(content)


@pytest.mark.parametrize(
    ("member", "sentence"),
    [("xl/workbook.xml", "save it as CSV"), ("Contacts.xlsx", "save it as CSV"), ("archive/inner.zip", "take it out")],
)
def test_a_workbook_and_a_zip_in_a_zip_are_told_the_way_in(member, sentence):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "PK")
    with pytest.raises(Unreadable, match=sentence):
        everything(packed.getvalue())


def survives(reader):
    sentence = ""
    try:
        for record in reader():
            assert isinstance(record, ContactRecord | TouchRecord | OwnerRecord | Skipped)
            repr(record).encode()
    except Unreadable as error:
        sentence = str(error)
    assert "%(" not in sentence


marks = st.sampled_from(
    [sample.encode() for sample in SAMPLES.values()] + [b"BEGIN:", b"END:VCARD\n", b'"', b"=\n", b";", b"\xff\xfe"]
)
chunks = st.lists(st.one_of(st.binary(max_size=30), marks), max_size=12).map(b"".join)


@st.composite
def damaged(draw):
    """A sample with bytes dropped, doubled or replaced: nearly right is where readers fall."""
    content = bytearray(
        draw(st.sampled_from(list(SAMPLES.values()))).encode(draw(st.sampled_from(["utf-8", "cp1252", "utf-16"])))
    )
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(content) - 1))
        content[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
        content = content or bytearray(b"x")
    return bytes(content)


@settings(deadline=None, max_examples=200)
@given(content=st.one_of(chunks, damaged()))
def test_no_bytes_bring_a_traceback(content):
    survives(lambda: everything(content))
    for reader in (
        lambda: vcard.read(io.BytesIO(content)),
        lambda: google.read(io.BytesIO(content)),
        lambda: outlook.read(io.BytesIO(content)),
        lambda: mbox.read(io.BytesIO(content), owner=READING.owner),
        lambda: whatsapp.read(io.BytesIO(content), owner=READING.owner),
        lambda: ics.read(io.BytesIO(content), owner=READING.owner, since=READING.since, until=READING.until),
    ):
        survives(reader)


@settings(deadline=None, max_examples=100)
@given(content=chunks, damage=st.integers(0, 2**32))
def test_no_damaged_archive_brings_a_traceback(content, damage):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", SAMPLES[Format.LINKEDIN] + content.decode("latin-1"))
        archive.writestr("messages.csv", "From,To,Date,Folder\na,b,2025-01-01,x\n")
    broken = bytearray(packed.getvalue())
    broken[damage % len(broken)] ^= 1 + damage % 255
    survives(lambda: everything(bytes(broken)))


values = st.text(st.sampled_from('0123456789TZ-+PDWMHS;:,=/ "abcFREQYLINTVBUDKMOWE\\é'), max_size=40)


properties = st.sampled_from(
    [
        "DTSTART",
        "DTSTART;TZID=Europe/Paris",
        "DTSTART;VALUE=DATE",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "ATTENDEE",
        "ATTENDEE;CN=x",
        "ORGANIZER",
        "SUMMARY",
        "UID",
        "STATUS",
        "X",
    ]
)
plausible = st.sampled_from(["20250310T113000Z", "20250310", "FREQ=DAILY", "mailto:a@b.fr", "P1D", "x"])


@settings(deadline=None, max_examples=200)
@given(lines=st.lists(st.tuples(properties, st.one_of(values, plausible)), max_size=8))
def test_no_event_brings_a_traceback(lines):
    body = "\n".join(f"{name}:{value}" for name, value in lines)
    content = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{body}\nEND:VEVENT\nEND:VCALENDAR\n".encode()
    survives(
        lambda: ics.read(
            io.BytesIO(content),
            owner=READING.owner,
            since=datetime(2025, 3, 1, tzinfo=UTC),
            until=datetime(2025, 4, 1, tzinfo=UTC),
        )
    )
    ics.busy(io.BytesIO(content), owner=READING.owner, since=READING.since, until=READING.until)


def test_the_table_of_parts_is_complete():
    assert set(linkedin.COLUMNS) == set(linkedin.Part)
