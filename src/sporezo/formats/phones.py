"""Telephone numbers as people write them, read as French when they carry no country."""

import re
from collections.abc import Iterator

import phonenumbers

from sporezo.formats.records import Phone
from sporezo.formats.texts import one_line

REGION = "FR"
_OVERSEAS = {
    **dict.fromkeys(("0262", "0263", "0692", "0693"), "RE"),
    **dict.fromkeys(("0269", "0639"), "YT"),
    **dict.fromkeys(("0590", "0690", "0691"), "GP"),
    **dict.fromkeys(("0596", "0696", "0697"), "MQ"),
    **dict.fromkeys(("0594", "0694"), "GF"),
}
"""Numbers dialled like any other of France, whose country code is another."""
_SHARED = {"fax", "pager", "telefax", "telex", "télécopie"}
_REMARK = re.compile(r"\([^)\d]*\)|\bposte\b\.?\s*\d*|\s[^\W\d_]+\s*$", re.IGNORECASE)
_NATIONAL_PREFIX = re.compile(r"(\+\d{2,3}|00\d{2,3})\s*\(0\)")


def e164(number: str) -> str | None:
    """E.164 form of a possible number, else ``None``.

    >>> e164("06 12 34 56 78 (perso)"), e164("0692 12 34 56")
    ('+33612345678', '+262692123456')
    >>> e164("06 12 34 56 78"), e164("+33 (0)6 12 34 56 78"), e164("tel:0033-6-12345678")
    ('+33612345678', '+33612345678', '+33612345678')
    """
    number = _REMARK.sub("", _NATIONAL_PREFIX.sub(r"\1 ", number.removeprefix("tel:").strip()))
    if len(number) > 40:
        return None
    try:
        parsed = phonenumbers.parse(number, _OVERSEAS.get(re.sub(r"\D", "", number)[:4], REGION))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def phones(cell: str, label: str = "") -> Iterator[Phone]:
    """Each number of a cell that may hold several, on lines or between ``;``, ``/``, ``ou``, a comma and a space."""
    cell = one_line(cell.replace("\n", " ; "), limit=500)
    parts = (
        [cell]
        if cell.lower().startswith("tel:")
        else re.split(r"\s*(?:;(?!\s*ext=)|/|:::|,\s|\b(?:ou|or|et)\b)\s*", cell)
    )
    words = set(re.findall(r"\w+", label.lower()))
    for part in parts:
        raw = part.strip()
        if sum(character.isdigit() for character in raw) >= 3:
            yield Phone(raw=raw, e164=None if words & _SHARED else e164(raw), label=label)


def distinct(numbers: Iterator[Phone] | list[Phone]) -> tuple[Phone, ...]:
    """Drop a number already met, by its key, else by its digits."""
    seen: dict[str, Phone] = {}
    for number in numbers:
        seen.setdefault(number.e164 or re.sub(r"\D", "", number.raw), number)
    return tuple(seen.values())
