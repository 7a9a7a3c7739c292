"""Cards as phones, address books and mail programs write them; every fixture is ours."""

import base64
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.formats import vcard
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Birthday, ContactRecord, Phone, Photo, Skipped
from sporezo.formats.vcard_writing import to_vcard

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))


def read(*cards, encoding="utf-8"):
    text = "".join(
        f"BEGIN:VCARD\r\n{card.strip()}\r\nEND:VCARD\r\n".replace("\n", "\r\n").replace("\r\r", "\r") for card in cards
    )
    return list(vcard.read(io.BytesIO(text.encode(encoding))))


def only(card, **options):
    (record,) = read(card, **options)
    assert isinstance(record, ContactRecord), record
    return record


def test_a_plain_card_gives_every_field():
    record = only(
        """VERSION:3.0
N:Dupont;Hélène;Marie;Mme;
FN:Mme Hélène Dupont
NICKNAME:Léna,Nénette
EMAIL;TYPE=INTERNET,HOME:Helene.Dupont@Exemple.fr
EMAIL:helene@travail.fr
TEL;TYPE=CELL:06 12 34 56 78
TEL;TYPE=WORK,FAX:01 23 45 67 89
ORG:Tissages\\, Filatures & Cie;Achats
TITLE:Acheteuse
BDAY:1980-02-29
ADR;TYPE=HOME:;;3 rue du Lac;Lyon;;69003;France
NOTE:Aime le padel\\, le café\\nlong\\; et la voile
CATEGORIES:Club,Amis
URL:https://exemple.fr/helene
URL:https://www.linkedin.com/in/h%C3%A9l%C3%A8ne-dupont
UID:abc-1"""
    )
    assert (record.given, record.family, record.full) == ("Hélène", "Dupont", "Mme Hélène Dupont")
    assert record.nickname == "Léna, Nénette"
    assert record.emails == ("helene.dupont@exemple.fr", "helene@travail.fr")
    assert record.phones == (
        Phone("06 12 34 56 78", "+33612345678", "cell"),
        Phone("01 23 45 67 89", None, "fax,work"),
    )
    assert (record.company, record.title) == ("Tissages, Filatures & Cie", "Acheteuse")
    assert record.birthday == Birthday(2, 29, 1980)
    assert (record.city, record.country) == ("Lyon", "France")
    assert record.note == "Aime le padel, le café\nlong; et la voile"
    assert record.labels == ("Club", "Amis")
    assert record.urls == ("https://exemple.fr/helene",)
    assert record.linkedin_slug == "hélène-dupont"
    assert record.uid == "abc-1"
    assert record.row == 1


def test_a_soft_line_break_before_a_space_and_a_fold_of_nothing_but_spaces_lose_no_letter():
    quoted = "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Soci=C3=A9t=C3=A9=\n des Eaux"
    record = only(f"VERSION:2.1\nFN:Zo\n{quoted}\nNOTE:un\n  \n  deux")
    assert (record.company, record.note) == ("Société des Eaux", "un  deux")


@pytest.mark.parametrize("letter", ["é".encode(), "Œ".encode(), "🎾".encode()])
def test_a_letter_that_folding_cut_in_two_is_whole_again(letter):
    name = b"Zo" + letter[:1] + b"\r\n " + letter[1:] + "Dupré".encode()
    (record,) = vcard.read(io.BytesIO(b"BEGIN: VCARD\r\nVERSION: 3.0\r\nNOTE:" + name + b"\r\nFN:Zo\r\nEND: VCARD\r\n"))
    assert record.note == f"Zo{letter.decode()}Dupré"


def test_what_no_database_keeps_is_not_in_the_raw_card():
    record = only("VERSION:3.0\nFN:An\0a Gil\nX-\0K:a\0b\nNOTE:c\0")
    assert (record.full, record.note, "\0" in record.source) == ("Ana Gil", "c", False)


def test_several_names_of_one_component_and_several_addresses_of_one_line():
    record = only(
        "VERSION:4.0\nN:de la Tour,Durand;Jean,Marie;;;\nFN:Jean\n"
        "EMAIL:Jean T. <jean@exemple.fr>\nEMAIL:a@b.fr\\, c@b.fr"
    )
    assert (record.given, record.family) == ("Jean Marie", "de la Tour Durand")
    assert record.emails == ("jean@exemple.fr", "a@b.fr", "c@b.fr")
    assert "Jean T. <jean@exemple.fr>" in to_vcard(record)


def test_quoted_printable_with_a_charset_and_soft_line_breaks():
    record = only(
        """VERSION:2.1
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Lef=E8vre;Andr=E9
FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Andr=C3=A9 Lef=C3=
=A8vre
NOTE;ENCODING=quoted-printable:ligne un=0D=0A=
ligne deux
TEL;CELL;PREF:0612345678"""
    )
    assert (record.given, record.family, record.full) == ("André", "Lefèvre", "André Lefèvre")
    assert record.note == "ligne un\nligne deux"
    assert record.phones[0].label == "cell"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding):
    assert only("VERSION:3.0\nFN:Éléonore d’Œuf", encoding=encoding).full == "Éléonore d’Œuf"


def test_eight_bit_text_is_read_in_its_declared_charset():
    content = b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-15:C\xbdur Vaillant\nEND:VCARD\n"
    (record,) = vcard.read(io.BytesIO(content))
    assert record.full == "Cœur Vaillant"


def test_folded_lines_join_and_lone_carriage_returns_end_lines():
    assert only("VERSION:3.0\nFN:Jean\n  Dupont\nNOTE:un\n e suite").full == "Jean Dupont"
    (record,) = vcard.read(io.BytesIO(b"BEGIN:VCARD\rVERSION:3.0\rFN:Jean\rEND:VCARD\r"))
    assert record.full == "Jean"


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO;ENCODING=b;TYPE=PNG:{0}",
        "PHOTO;ENCODING=BASE64;TYPE=PNG:\n {0}\n",
        "PHOTO;BASE64;PNG:\n{0}\n",
        "PHOTO:data:image/png;base64,{0}",
        "PHOTO;VALUE=uri:data:image/png\\;base64\\,{0}",
    ],
)
def test_a_photo_is_read_from_base64_and_from_a_data_address(line):
    record = only(f"VERSION:3.0\nFN:Jean\n{line.format(base64.b64encode(PNG).decode())}\nNOTE:fin")
    assert record.photo == Photo(PNG, "image/png")
    assert record.note == "fin"


def test_a_photo_that_is_no_picture_or_lies_elsewhere_is_left_out():
    svg = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
    assert only(f"VERSION:4.0\nFN:Jean\nPHOTO:data:image/svg+xml;base64,{svg}").photo is None
    assert only("VERSION:4.0\nFN:Jean\nPHOTO:https://exemple.fr/moi.jpg").photo is None


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19800321", Birthday(3, 21, 1980)),
        ("BDAY;VALUE=date:1980-03-21", Birthday(3, 21, 1980)),
        ("BDAY:1980-03-21T00:00:00Z", Birthday(3, 21, 1980)),
        ("BDAY:--0321", Birthday(3, 21)),
        ("BDAY:--03-21", Birthday(3, 21)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-21", Birthday(3, 21)),
        ("BDAY:1980-13-45", None),
        ("BDAY;VALUE=text:vers mars", None),
    ],
)
def test_birthdays_with_and_without_a_year(line, birthday):
    assert only(f"VERSION:4.0\nFN:Jean\n{line}").birthday == birthday


def test_groups_and_organisations_are_left_out_with_their_reason():
    records = read(
        "VERSION:4.0\nKIND:group\nFN:Le club",
        "VERSION:4.0\nKIND:org\nFN:Acme",
        "VERSION:3.0\nX-ADDRESSBOOKSERVER-KIND:group\nFN:Padel",
        "VERSION:3.0\nX-ABShowAs:COMPANY\nN:;;;;\nFN:Acme\nORG:Acme;",
        "VERSION:3.0\nNOTE:vide",
        "VERSION:3.0\nFN:Jean",
    )
    assert [record.reason for record in records[:5]] == [
        Reason.GROUP,
        Reason.ORGANISATION,
        Reason.GROUP,
        Reason.ORGANISATION,
        Reason.NO_NAME,
    ]
    assert records[5].full == "Jean"
    assert records[5].row == 6


def test_apple_labels_name_the_numbers_of_their_group():
    record = only("VERSION:3.0\nFN:Jean\nitem1.TEL:0612345678\nitem1.X-ABLabel:_$!<Other>!$_")
    assert record.phones[0].label == "Other"


def test_a_bad_line_costs_that_line_only():
    record = only(
        """VERSION:3.0
une ligne sans deux-points
FN:Jean
EMAIL;TYPE="a\\"b":jean@exemple.fr
TEL;CHARSET=inconnu;ENCODING=QUOTED-PRINTABLE:06=20=E9 12 34 56 78
X;Y=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a=a
TITLE;"jamais fermé:Chef"""
    )
    assert record.emails == ("jean@exemple.fr",)


def test_a_card_inside_a_card_stays_out_and_a_missing_end_is_forgiven():
    agent = b"BEGIN:VCARD\nFN:Jean\nAGENT:\nBEGIN:VCARD\nFN:Assistante\nEND:VCARD\nNOTE:x\nEND:VCARD\n"
    assert [(r.full, r.note) for r in vcard.read(io.BytesIO(agent))] == [("Jean", "x")]
    unclosed = b"BEGIN:VCARD\nFN:Jean\nBEGIN:VCARD\nFN:Anne\nEND:VCARD\nBEGIN:VCARD\nFN:Coup\xc3"
    jean, anne, cut = vcard.read(io.BytesIO(unclosed))
    assert (jean.full, anne.full) == ("Jean", "Anne")
    assert cut == Skipped(3, Reason.UNCLOSED_CARD)


def test_a_file_without_a_card_is_refused_with_a_sentence():
    with pytest.raises(Unreadable, match="no vCard"):
        list(vcard.read(io.BytesIO(b"Bonjour")))


RAW = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Un téléphone//FR
N:Dupont;Hélène;;;
FN:Hélène Dupont
item1.EMAIL;TYPE=INTERNET:helene@exemple.fr
item1.X-ABLabel:Perso
item2.EMAIL;TYPE=INTERNET:helene@ancien.fr
item2.X-ABLabel:Vieux
ORG:Ancienne SA;Achats
ADR;TYPE=HOME:;;3 rue du Lac;Lyon;;69003;France
X-INCONNU;FOO=bar:à garder
END:VCARD
""".replace("\n", "\r\n")


def test_writing_back_patches_what_changed_and_keeps_what_is_unknown():
    (record,) = vcard.read(io.BytesIO(RAW.encode()))
    changed = replace(record, company="Neuve SA", emails=("helene@exemple.fr", "helene@neuf.fr"))
    text = to_vcard(changed)
    assert "X-INCONNU;FOO=bar:à garder\r\n" in text
    assert "ADR;TYPE=HOME:;;3 rue du Lac;Lyon;;69003;France\r\n" in text
    assert "item1.X-ABLabel:Perso" in text
    assert "ORG:Neuve SA\r\n" in text
    assert "EMAIL:helene@neuf.fr\r\n" in text
    assert "ancien" not in text.lower()
    assert "Vieux" not in text


def test_writing_back_an_unchanged_card_changes_no_line():
    (record,) = vcard.read(io.BytesIO(RAW.encode()))
    assert sorted(to_vcard(record).split("\r\n")) == sorted(RAW.split("\r\n"))


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_an_old_card_is_written_in_a_newer_version(version):
    photo = base64.b64encode(PNG).decode()
    card = "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Andr=C3=A9\n"
    card += f"X-A;HOME;ENCODING=QUOTED-PRINTABLE:un=0Adeux\nPHOTO;PNG;BASE64:\n {photo}\n"
    record = only(card)
    text = to_vcard(record, version=version)
    assert f"VERSION:{version}\r\n" in text
    assert "QUOTED-PRINTABLE" not in text
    assert "X-A;TYPE=HOME:un\\ndeux\r\n" in text
    (again,) = vcard.read(io.BytesIO(text.encode()))
    assert (again.given, again.family, again.photo) == ("André", "Lefèvre", Photo(PNG, "image/png"))


words = st.text(st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x2FFF), max_size=60).map(
    lambda text: " ".join(text.split())
)
records = st.builds(
    ContactRecord,
    row=st.just(1),
    given=words,
    family=words.filter(bool),
    full=words.filter(lambda text: text not in {"", "-", "?", "."}),
    company=words,
    title=words,
    city=words,
    country=words,
    note=st.lists(words, max_size=3).map("\n".join).map(str.strip),
    emails=st.lists(st.sampled_from(["a@b.fr", "c@d.org", "é.x@y-z.fr"]), unique=True).map(tuple),
    phones=st.lists(
        st.builds(
            Phone,
            st.just("06 12 34 56 78"),
            st.just("+33612345678"),
            st.sampled_from(["", "cell", "Villa, été"]),
        ),
        max_size=1,
    ).map(tuple),
    linkedin_slug=st.sampled_from(["", "hélène-1", "a"]),
    birthday=st.one_of(
        st.none(),
        st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.none() | st.integers(1900, 2020)),
    ),
    labels=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
    urls=st.lists(st.sampled_from(["https://exemple.fr/a,b;c", "http://x.fr/?q=\\n"]), unique=True).map(tuple),
    photo=st.none() | st.just(Photo(PNG, "image/png")),
)


@given(
    before=records,
    after=records,
    version=st.sampled_from(["3.0", "4.0"]),
    own=st.sampled_from(["3.0", "4.0"]),
)
def test_what_is_written_is_read_back(before, after, version, own):
    patched = replace(after, source=to_vcard(before, version=own))
    text = to_vcard(patched, version=version)
    (again,) = vcard.read(io.BytesIO(text.encode()))
    assert replace(again, source="", emails=(), urls=()) == replace(after, source="", emails=(), urls=())
    assert set(again.emails) == set(after.emails)
    assert set(again.urls) == set(after.urls)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
