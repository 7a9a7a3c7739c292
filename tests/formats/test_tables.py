"""The tabular reader under every CSV, and uploads opened with their caps."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.formats.csvtext import Row, column_key, csv_lines, guarded, open_table, plain
from sporezo.formats.dates import linkedin_day, linkedin_moment
from sporezo.formats.reasons import SENTENCES, Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.source import Limits, Source
from sporezo.formats.texts import encoding_of, one_line, repaired

NAME, TOWN = ("Name", "Nom"), ("Town", "Ville")


def table(content, *required):
    return open_table(io.BytesIO(content if isinstance(content, bytes) else content.encode()), *(required or (NAME,)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_usual_separator_encoding_and_line_end_is_read(delimiter, encoding, end):
    text = end.join([delimiter.join(row) for row in (("Nom", "Ville"), ("Élise", "Œting"), ("L’Haÿ", "Évry"))])
    found = table(text.encode(encoding), NAME, TOWN)
    assert [row.cells for row in found.rows()] == [("Élise", "Œting"), ("L’Haÿ", "Évry")]


def test_the_header_is_found_below_a_preamble_and_rows_know_their_line():
    preamble = 'Notes:\n"When exporting, your data\nmay be partial, ""beta"""\n\n'
    found = table(preamble + 'Nom,Ville\nElise,"Rue\ndu Lac"\n\n,\nJean,Lyon\n')
    rows = list(found.rows())
    assert found.header_line == 5
    assert [(row.line, row.cells[0]) for row in rows] == [(6, "Elise"), (10, "Jean")]


def test_no_header_is_a_sentence_naming_what_was_looked_for():
    with pytest.raises(Unreadable, match="Name, Town"):
        table("a,b\n1,2\n", NAME, TOWN)


def test_columns_are_found_by_any_of_their_names_and_twins_by_their_rank():
    found = table("Titre ;NOM;titre;Adresse d’ici\n;;;\n")
    assert found.place("Titre") == 0
    assert found.place("Titre", nth=1) == 2
    assert found.place("name", "nom") == 1
    assert found.place("Adresse d'ici") == 3
    assert found.place("absent") is None


def test_a_quote_that_never_closes_costs_its_own_line_only():
    rows = list(table('Nom,Ville\nA,1\nB,"2\nC,3\nD,"4 "" x"\n').rows())
    assert rows[0] == Row(2, ("A", "1"))
    assert rows[1] == Skipped(3, Reason.UNCLOSED_QUOTE)
    assert [row.cells for row in rows[2:]] == [("C", "3"), ("D", '4 " x')]


def test_a_quote_that_never_closes_before_the_end_of_the_file():
    rows = list(table('Nom,Ville\nA,1\nB,"2\nC,3\n').rows())
    assert [row.row if isinstance(row, Skipped) else row.line for row in rows] == [2, 3, 4]
    assert list(table('Nom,Ville\nA,"1').rows()) == [Row(2, ("A", "1"))]


def test_a_letter_of_a_thousand_lines_is_one_cell():
    rows = list(table('Nom,Ville\nA,"' + 'ligne, ""x""\n' * 1_200 + '"\nB,2\n').rows())
    assert [(row.line, row.cells[0]) for row in rows] == [(2, "A"), (1203, "B")]


def test_quotes_that_are_not_doubled_are_forgiven_on_one_line():
    (row,) = table('Nom,Ville\n"Jean "Jojo" Dupont",Lyon\n').rows()
    assert row.cells[1] == "Lyon"


def test_a_cell_too_large_costs_its_own_line_only():
    rows = list(table("Nom,Ville\nA," + "x" * 200_000 + "\nB,2\n").rows())
    assert rows[0] == Skipped(2, Reason.TOO_LARGE)
    assert rows[1].cells == ("B", "2")


def test_broken_rows_in_a_file_of_utf8_are_marked_and_can_be_repaired():
    content = "Nom,Ville\nÉlise,Évry\nZoé,Orléans\n".encode() + b"Andr\xe9,Nice\n"
    rows = list(table(content).rows())
    assert [row.is_broken for row in rows] == [False, False, True]
    assert rows[2].text(0) == "André"


def test_encodings_are_told_by_their_mark_then_by_their_bytes():
    def told(content):
        return encoding_of(io.BytesIO(content))

    assert told("é".encode("utf-16")) == "utf-16"
    assert told("Nom".encode("utf-16-le")) == "utf-16-le"
    assert told(b"abc") == told("é".encode()) == "utf-8-sig"
    assert told("é à".encode("cp1252")) == "cp1252"


def test_clean_text_holds_no_controls_no_surrogates_and_is_bounded():
    assert one_line(" a\x00\tb\u200e\n c\udce9 ") == "a b cé"
    assert repaired("\udce9\udc81\ud800") == "é"
    assert len(one_line("x" * 1000, limit=40)) == 40


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-12-16 18:24:37 UTC", "2024-12-16T18:24:37+00:00"),
        ("2024/12/16 18:24:37 UTC", "2024-12-16T18:24:37+00:00"),
        ("2024-12-16T18:24:37Z", "2024-12-16T18:24:37+00:00"),
        ("12/15/24, 7:47 AM", "2024-12-15T07:47:00+00:00"),
        ("1/8/18, 6:14 PM", "2018-01-08T18:14:00+00:00"),
        ("10/22/18, 12:05 AM", "2018-10-22T00:05:00+00:00"),
        ("16 Dec 2024", "2024-12-16"),
        ("04-May-22", "2022-05-04"),
        ("2024-12-16", "2024-12-16"),
        ("12/15/2024", "2024-12-15"),
    ],
)
def test_linkedin_dates_of_every_year(text, moment):
    assert linkedin_moment(text).isoformat() == moment


def test_what_is_no_date_is_none():
    assert [linkedin_moment(bad) for bad in ("", "hier", "31/12/2024", "30 Feb 2024", "12 Zzz 2024", "2024-13-01")] == [
        None
    ] * 6
    assert linkedin_day("Sep 2019").isoformat() == "2019-09-01"
    assert linkedin_day("2015").isoformat() == "2015-01-01"


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=8))
def test_what_is_written_is_read_back_and_no_cell_is_a_formula(rows):
    rows = [[cell.replace("\r", "").replace("\n", "") for cell in row] for row in rows]
    rows = [[one_line(cell) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    content = "".join(csv_lines([["Nom", "Ville"], *rows])).encode()
    found = [[row.text(0), row.text(1)] for row in table(content).rows()]
    assert found == rows
    assert not [cell for row in rows for cell in row if guarded(cell)[:1] in {"=", "+", "-", "@"}]


def test_guards_come_off_again():
    for cell in ("=1+1", "'=1", "+33 6", "-", "@x", "Jean", "'quoted'", ""):
        assert plain(guarded(cell)) == cell


def test_column_keys_ignore_case_accents_spaces_and_punctuation():
    assert column_key(" E-mail 1 - Value ") == "email1value"
    assert column_key("Numéro d’équipement") == column_key("numero_d'equipement")


def packed(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return content


def test_a_plain_file_is_one_member_and_progress_is_counted():
    source = Source(io.BytesIO(b"x" * 100), "a.txt")
    with source.open(source.members[0]) as stream:
        stream.read(40)
        stream.seek(0)
        assert len(stream.read()) == 100
    assert (source.members[0].name, source.bytes_read, source.bytes_total) == ("a.txt", 100, 100)


def test_the_members_of_a_zip_are_opened_and_read_twice_without_counting_twice():
    source = Source(packed(dossier__b="b" * 50, a="a" * 30))
    assert [(member.name, member.size) for member in source.members] == [("a", 30), ("dossier/b", 50)]
    with source.open(source.members[1]) as stream:
        assert stream.read() == b"b" * 50
        stream.seek(0)
        assert stream.read() == b"b" * 50
    assert source.bytes_read == 50
    source.rewind()
    assert source.bytes_read == 0


def test_bombs_damaged_locked_and_empty_files_are_refused_with_a_sentence():
    with pytest.raises(Unreadable, match="MB"):
        Source(packed(bomb="\0" * 60_000_000))
    with pytest.raises(Unreadable, match="more than 2 files"):
        Source(packed(a="x", b="y", c="z"), limits=Limits(members=2))
    with pytest.raises(Unreadable, match="damaged"):
        Source(io.BytesIO(packed(a="bonjour").getvalue()[:40]))
    with pytest.raises(Unreadable, match="empty"):
        Source(io.BytesIO(b""))
    locked = bytearray(packed(a="x").getvalue())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        Source(io.BytesIO(bytes(locked)))


def test_a_zip_that_lies_about_a_member_is_found_out():
    content = packed(a="bonjour " * 1000).getvalue()
    damaged = content.replace(content[40:60], b"\xff" * 20)
    source = Source(io.BytesIO(damaged))
    with source.open(source.members[0]) as stream, pytest.raises(Unreadable, match="damaged"):
        stream.read()


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)
