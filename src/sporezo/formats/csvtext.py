"""Tables written as text: find the header, map its columns by name, yield rows with their line; write one safely.

Every CSV reader stands on this. Separators are tried from a closed list and the header decides: nothing is
guessed from the data.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from sporezo.formats import names
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.texts import is_broken, lines, many_lines, one_line

HEADER_LINES = 20
ROW_LINES = 5_000
DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")

Aliases = Sequence[str]


def column_key(header: str) -> str:
    """A column's name without case, accents, spaces or punctuation.

    >>> column_key(" E-mail 1 - Value"), column_key("Numéro d’équipement")
    ('email1value', 'numerodequipement')
    """
    return names.fold(header).replace(" ", "").replace(".", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_broken(self) -> bool:
        """True when some of its bytes could not be decoded."""
        return any(map(is_broken, self.cells))

    def text(self, place: int | None) -> str:
        """A cell as one clean line; ``""`` where the row is short or the column absent."""
        return one_line(self.cell(place))

    def note(self, place: int | None) -> str:
        return many_lines(self.cell(place))

    def cell(self, place: int | None) -> str:
        return plain(self.cells[place]) if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header that was found, and the rows below it, to be read once."""

    header: tuple[str, ...]
    header_line: int
    delimiter: str
    _numbered: Iterator[tuple[int, str]] = field(repr=False)
    _keys: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", tuple(map(column_key, self.header)))

    def place(self, *aliases: str, nth: int = 0) -> int | None:
        """Where the column of one of these names stands; ``nth`` tells twins apart."""
        wanted = {column_key(alias) for alias in aliases}
        places = [place for place, key in enumerate(self._keys) if key in wanted]
        return places[nth] if nth < len(places) else None

    def numbered(self, pattern: str) -> list[int]:
        """Where the columns whose key fully matches ``pattern`` stand, in order."""
        return [place for place, key in enumerate(self._keys) if re.fullmatch(pattern, key)]

    def rows(self) -> Iterator[Row | Skipped]:
        """Rows that are not blank; a quotation mark that never closes costs its own line only."""
        pending: deque[tuple[int, str]] = deque()
        while True:
            taken: list[tuple[int, str]] = []
            try:
                cells = next(csv.reader(self._feed(pending, taken), delimiter=self.delimiter, strict=True), None)
            except (csv.Error, _RunawayError):
                pending.extendleft(reversed(taken[1:]))
                yield self._forgiven(*taken[0]) if len(taken) == 1 else Skipped(taken[0][0], Reason.UNCLOSED_QUOTE)
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield Row(taken[0][0], tuple(cells))

    def _feed(self, pending: deque[tuple[int, str]], taken: list[tuple[int, str]]) -> Iterator[str]:
        """Hand one record's lines to the reader, and no more than a record may have."""
        while item := pending.popleft() if pending else next(self._numbered, None):
            if len(taken) >= ROW_LINES:
                pending.appendleft(item)
                raise _RunawayError
            taken.append(item)
            yield item[1]

    def _forgiven(self, number: int, line: str) -> Row | Skipped:
        """A line whose quotation marks are not doubled as they should be."""
        try:
            return Row(number, tuple(next(csv.reader([line], delimiter=self.delimiter), [])))
        except csv.Error:
            return Skipped(number, Reason.TOO_LARGE)


class _RunawayError(Exception):
    """A quoted cell goes on for more lines than any cell has."""


def open_table(stream: BinaryIO, *required: Aliases, encoding: str | None = None) -> Table:
    """Find the header: the first of 20 lines that names a column of each required kind, by any separator.

    Raises
    ------
    Unreadable
        When there is none.
    """
    numbered = enumerate(lines(stream, encoding), start=1)
    for number, line in numbered:
        if header := header_of(line, *required):
            return Table(header.cells, number, header.delimiter, numbered)
        if number >= HEADER_LINES:
            break
    raise Unreadable(Reason.NO_HEADER, columns=", ".join(aliases[0] for aliases in required))


@dataclass(frozen=True, slots=True)
class Header:
    cells: tuple[str, ...]
    delimiter: str


def header_of(line: str, *required: Aliases) -> Header | None:
    """This line as a header, when it names a column of each required kind."""
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        keys = {column_key(cell) for cell in cells}
        if all(any(column_key(alias) in keys for alias in aliases) for aliases in required):
            return Header(tuple(one_line(cell) for cell in cells), delimiter)
    return None


def guarded(cell: str) -> str:
    """A cell no spreadsheet takes for a formula; :func:`plain` gives it back.

    >>> guarded("=1+1"), plain(guarded("=1+1")), guarded("Jean"), plain(guarded("'-x"))
    ("'=1+1", '=1+1', 'Jean', "'-x")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def csv_lines(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[str]:
    """Lines of a CSV, header first, quoted where needed, formula-safe, ended by CRLF."""
    written: list[str] = []
    writer = csv.writer(_Lines(written), delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        yield written.pop()


class _Lines:
    """What csv.writer needs of a file, keeping each line apart."""

    def __init__(self, written: list[str]) -> None:
        self.write = written.append
