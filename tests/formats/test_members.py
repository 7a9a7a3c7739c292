"""A community's list of members: eight kinds of fault, each with its line, its column and its reason."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sporezo.formats import members
from sporezo.formats.members import Checks, DeclaredSport, MemberRecord
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped

CHECKS = Checks(
    is_postcode={"69001", "01000", "75001"}.__contains__,
    sport_of=lambda name: {"padel": "padel", "tennis": "tennis", "course à pied": "running", "running": "running"}.get(
        name.lower(), ""
    ),
    is_level=lambda sport, scale, level: (
        (sport, scale, level) in {("padel", "FR8", "4"), ("running", "10k", "50:00"), ("tennis", "", "15/4")}
    ),
    language_of=lambda word: {"fr": "fr", "français": "fr", "en": "en"}.get(word.lower(), ""),
)
HEADER = "email,first_name,last_name,company,function,sector,seniority,languages,postcode,sports,external_id\n"
GOOD = (
    "Zoe@Exemple.fr,Zoé,Blanc,Tissages,Acheteuse,Textile,10 ans,fr;en,69001,padel=FR8:4; running=10k:50:00;tennis,42\n"
)


def read(text, encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return list(members.read(io.BytesIO(content), CHECKS))


def faults(text):
    return [(fault.row, fault.column, fault.reason) for fault in read(text) if isinstance(fault, Skipped)]


def test_a_whole_line_is_a_member():
    assert read(HEADER + GOOD) == [
        MemberRecord(
            row=2,
            email="zoe@exemple.fr",
            first_name="Zoé",
            last_name="Blanc",
            company="Tissages",
            function="Acheteuse",
            sector="Textile",
            seniority="10 ans",
            languages=("fr", "en"),
            postcode="69001",
            sports=(
                DeclaredSport("padel", "FR8", "4"),
                DeclaredSport("running", "10k", "50:00"),
                DeclaredSport("tennis"),
            ),
            external_id="42",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_french_headers_separators_and_encodings(encoding):
    text = (
        "Prénom;Nom;Adresse e-mail;Société;Fonction;Secteur d’activité;Langues;"
        "Code postal;Sports pratiqués;Matricule;\r\n"
        'Zoé;L’Haÿ;zoe@exemple.fr;Œuvres;Chargée d’études;Santé;"fr;en";1000;"Course à pied;tennis=15/4";7;\r\n'
    )
    (member,) = read(text, encoding)
    assert (member.first_name, member.last_name, member.company) == ("Zoé", "L’Haÿ", "Œuvres")
    assert (member.postcode, member.languages, member.external_id) == ("01000", ("fr", "en"), "7")
    assert member.sports == (DeclaredSport("running"), DeclaredSport("tennis", "", "15/4"))


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (",Zoé,Blanc,,,,,,,,", "email", Reason.MISSING_EMAIL),
        ("zoe.exemple.fr,Zoé,Blanc,,,,,,,,", "email", Reason.MALFORMED_EMAIL),
        *((f"{bad},Zoé,Blanc,,,,,,,,", "email", Reason.MALFORMED_EMAIL) for bad in (".z@b.fr", "a..b@c.fr", "z@-b.fr")),
        *((f"{bad},Zoé,Blanc,,,,,,,,", "email", Reason.MALFORMED_EMAIL) for bad in ("z@b", "z@1.2", "z@b.f")),
        ("A@b.fr,Zoé,Blanc,,,,,,,,", "email", Reason.DUPLICATE_EMAIL),
        ("z@b.fr,Zoé,Blanc,,,,,,99999,,", "postcode", Reason.UNKNOWN_POSTCODE),
        ("z@b.fr,Zoé,Blanc,,,,,,,quidditch=1,", "sports", Reason.UNKNOWN_SPORT),
        ("z@b.fr,Zoé,Blanc,,,,,,,padel=FR8:9,", "sports", Reason.LEVEL_OFF_SCALE),
        ("z@b.fr,Zoé,Blanc,,,,,fr;klingon,,,", "languages", Reason.UNKNOWN_LANGUAGE),
        ("z@b.fr,Zoé,Blanc", "", Reason.WRONG_FIELD_COUNT),
        ("z@b.fr,Zoé,Blanc,,,,,,,,,de trop", "", Reason.WRONG_FIELD_COUNT),
        ("z@b.fr,,Blanc,,,,,,,,", "first_name", Reason.MISSING_NAME),
        ('z@b.fr,Zoé,"Blanc,,,,,,,,\nc@d.fr,"C",D,,,,,,,,', "", Reason.UNCLOSED_QUOTE),
    ],
)
def test_each_kind_of_fault_names_its_line_and_column(line, column, reason):
    text = HEADER + "a@b.fr,A,B,,,,,,,,\n" + line + "\nlast@b.fr,A,B,,,,,,,,\n"
    assert faults(text) == [(3, column, reason)]
    assert [member.email for member in read(text) if isinstance(member, MemberRecord)][-1] == "last@b.fr"


@pytest.mark.parametrize(
    "cell", ["Tennis=15/4, padel", "tennis=15/4 / Padel", "tennis=15/4|padel", "tennis=15/4;padel"]
)
def test_sports_and_languages_are_parted_as_people_part_them(cell):
    (member,) = read(HEADER + f'z@b.fr,Zoé,Blanc,,,,,"fr, en",,"{cell}",\n')
    assert member.sports == (DeclaredSport("tennis", "", "15/4"), DeclaredSport("padel"))
    assert member.languages == ("fr", "en")
    (member,) = read(HEADER + 'z@b.fr,Zoé,Blanc,,,,,fr et en,,"padel=18,4",\n'.replace("18,4", "FR8:4"))
    assert (member.languages, member.sports) == (("fr", "en"), (DeclaredSport("padel", "FR8", "4"),))


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1", b"%PDF-1.7", b"\xff\xd8\xff\xe0"])
def test_a_workbook_a_zip_and_a_document_are_no_tables(start):
    with pytest.raises(Unreadable) as refused:
        read(start + b"\n" + HEADER.encode() + "z@b.fr,Zoé,Blanc,,,,,,,,\n".encode())
    assert refused.value.reason is Reason.NO_TABLE


def test_undecodable_lines_are_refused_in_a_file_of_any_encoding():
    good = "é@x.fr".encode() + ",Zoé,Évrard,,,,,,,,\n".encode()
    (_, fault) = read(HEADER.encode() + good + b"z@b.fr,Zo\xe9,Blanc,,,,,,,,\n")
    assert fault == Skipped(3, Reason.UNDECODABLE)
    for broken in (b"\xff\xfe", b"\x81\x8d", b"\x00"):
        (fault,) = read(HEADER.encode() + b"z@b.fr,Zo" + broken + b",Blanc,,,,,,,,\n")
        assert fault.reason is Reason.UNDECODABLE
    (member,) = read(HEADER.encode() + b"z@b.fr,Zo\xe9,Blanc,,,,,,,,\n")
    assert member.first_name == "Zoé"


def test_every_fault_of_a_line_is_told_at_once():
    assert faults(HEADER + "bad,Zoé,Blanc,,,,,xx,99999,yy,\n") == [
        (2, "email", Reason.MALFORMED_EMAIL),
        (2, "postcode", Reason.UNKNOWN_POSTCODE),
        (2, "languages", Reason.UNKNOWN_LANGUAGE),
        (2, "sports", Reason.UNKNOWN_SPORT),
    ]


def test_a_line_that_was_refused_makes_no_duplicate():
    text = HEADER + "z@b.fr,Zoé,Blanc,,,,,,99999,,\nz@b.fr,Zoé,Blanc,,,,,,69001,,\n"
    assert faults(text) == [(2, "postcode", Reason.UNKNOWN_POSTCODE)]


def test_the_first_line_of_a_duplicate_is_told():
    (_, fault) = read(HEADER + "z@b.fr,Zoé,Blanc,,,,,,,,\nZ@B.FR,Zoé,Blanc,,,,,,,,\n")
    assert fault.params == {"value": "z@b.fr", "line": 2}


def test_a_table_without_the_needed_columns_is_refused():
    with pytest.raises(Unreadable, match="email, first_name, last_name"):
        read("nom,prénom\nBlanc,Zoé\n")


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200))
def test_no_bytes_bring_a_traceback(content):
    for record in read(HEADER.encode() + content):
        assert isinstance(record, MemberRecord | Skipped)
