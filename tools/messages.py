"""French, kept complete without gettext's programs.

messages.py compile    .po -> .mo, unless they are up to date
messages.py check      every string in the tree has one French translation, and no more strings than that
messages.py extract    the strings that have none yet, as .po entries
messages.py merge      fold locale/fr/parts/*.po into django.po, and sort it
messages.py prune      drop translations of strings that no longer exist
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sporezo"
CALLS = {"_": "m", "gettext": "m", "gettext_noop": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}
TEMPLATE_CALL = re.compile(r"(?<![\w.])(?:_|n?p?gettext)\(")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
TYPE = (
    (re.compile("[ \u00a0](?=[;!?])"), "\u202f"),
    (re.compile(" (?=[:»])|(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=[\ds]) (?=(?:h|min|km|€|%%?)(?:\W|$))"), "\u00a0"),
)
HEADER = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "fr",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}


class Message(NamedTuple):
    """What gettext looks a translation up by, and the plural that goes with it."""

    context: str | None
    text: str
    plural: str


def used(package: Path = PACKAGE) -> dict[Message, str]:
    """Every message of the tree and the first place that uses it."""
    found: dict[Message, str] = {}
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages = _in_python(path.read_text())
        elif "templates" in path.parts and path.is_file():
            messages = _in_template(path.read_text())
        else:
            continue
        for message in messages:
            found.setdefault(message, str(path.relative_to(package)))
    return found


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _message(node)


def _in_template(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    pseudo_code = templatize(source)
    for match in TEMPLATE_CALL.finditer(pseudo_code):
        call = _call_at(pseudo_code, match.start())
        if call is not None:
            yield from _message(call)


def _call_at(source: str, start: int) -> ast.Call | None:
    """The call that begins at `start`: up to the first closing bracket that makes it parse."""
    end = start
    while (end := source.find(")", end) + 1) > 0:
        try:
            node = ast.parse(source[start:end], mode="eval").body
        except SyntaxError:
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def _message(call: ast.Call) -> Iterator[Message]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    parts = CALLS.get(name.removesuffix("_lazy"), "")
    texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)][: len(parts)]
    if parts and len(texts) == len(parts) and all(isinstance(text, str) for text in texts):
        by_part = dict(zip(parts, texts, strict=True))
        yield Message(by_part.get("c"), by_part["m"], by_part.get("p", ""))


def catalogue(locale: Path) -> tuple[polib.POFile, list[str]]:
    """django.po with the parts folded in, and a sentence for each string translated twice differently."""
    main = locale / "LC_MESSAGES" / "django.po"
    merged = polib.pofile(str(main)) if main.exists() else polib.POFile()
    merged.metadata = HEADER
    by_key = {_key(entry): entry for entry in merged}
    quarrels = []
    for path in sorted((locale / "parts").glob("*.po")):
        for entry in polib.pofile(str(path)):
            known = by_key.get(_key(entry))
            if known is None:
                by_key[_key(entry)] = entry
                merged.append(entry)
            elif _french(known) != _french(entry):
                quarrels.append(f"{path.name} translates {entry.msgid!r} otherwise: {_french(entry)}")
    return merged, quarrels


def problems(package: Path = PACKAGE) -> list[str]:
    """All that keeps French from being complete, a sentence each."""
    catalogued, found = catalogue(package / "locale" / "fr")
    wanted = used(package)
    by_key = {_key(entry): entry for entry in catalogued if not entry.obsolete}
    for message, place in wanted.items():
        entry = by_key.get((message.context, message.text))
        if entry is None or not all(_french(entry)):
            found.append(f"{place}: no French for {message.text!r}")
        elif message.plural and not entry.msgid_plural:
            found.append(f"{place}: {message.text!r} has a plural and its French has none")
    is_used = {(message.context, message.text) for message in wanted}
    for key, entry in by_key.items():
        if entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        if key not in is_used:
            found.append(f"nothing says {entry.msgid!r} any more (messages.py prune)")
        found += [f"{wrong}: {entry.msgid!r}" for wrong in _wrongs(entry)]
    return found


def _wrongs(entry: polib.POEntry) -> Iterator[str]:
    english = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    for french in _french(entry):
        if _placeholders(french) - english or (not entry.msgid_plural and english - _placeholders(french)):
            yield "other placeholders in French"
        if "!" in french and "!" not in entry.msgid:
            yield "an exclamation mark in French"


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _french(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def compile_messages(package: Path = PACKAGE) -> None:
    locale = package / "locale" / "fr"
    compiled = locale / "LC_MESSAGES" / "django.mo"
    sources = [*locale.glob("LC_MESSAGES/*.po"), *locale.glob("parts/*.po")]
    newest = max((path.stat().st_mtime for path in [*sources, Path(__file__)]), default=0)
    if compiled.exists() and compiled.stat().st_mtime > newest:
        return
    compiled.parent.mkdir(parents=True, exist_ok=True)
    draft = compiled.with_suffix(f".{os.getpid()}")
    typeset = catalogue(locale)[0]
    for entry in typeset:
        entry.msgstr = set_in_type(entry.msgstr)
        entry.msgstr_plural = {n: set_in_type(text) for n, text in entry.msgstr_plural.items()}
    typeset.save_as_mofile(str(draft))
    draft.replace(compiled)


def set_in_type(french: str) -> str:
    """French spaces as a printer sets them, whatever was typed: none of these marks ever begins a line.

    >>> set_in_type("« Déjà ? » : 3 km").replace("\u00a0", "_").replace("\u202f", "^")
    '«_Déjà^?_»_: 3_km'
    """
    for pattern, instead in TYPE:
        french = pattern.sub(instead, french)
    return french


def merge(package: Path = PACKAGE) -> list[str]:
    locale = package / "locale" / "fr"
    merged, quarrels = catalogue(locale)
    _save(merged, locale)
    for path in (locale / "parts").glob("*.po"):
        path.unlink()
    return quarrels


def prune(package: Path = PACKAGE) -> None:
    locale = package / "locale" / "fr"
    is_used = {(message.context, message.text) for message in used(package)}
    merged, _ = catalogue(locale)
    merged[:] = [entry for entry in merged if _key(entry) in is_used]
    _save(merged, locale)


def _save(merged: polib.POFile, locale: Path) -> None:
    # In the order of the alphabet and without places: a translation moves in a diff only when it changes.
    merged.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    for entry in merged:
        entry.occurrences = []
    merged.wrapwidth = 110
    (locale / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    merged.save(str(locale / "LC_MESSAGES" / "django.po"))


def extract(package: Path = PACKAGE) -> str:
    """The messages without French, as entries to be filled in."""
    catalogued, _ = catalogue(package / "locale" / "fr")
    known = {_key(entry) for entry in catalogued}
    missing = polib.POFile()
    for message, place in used(package).items():
        if (message.context, message.text) not in known:
            entry = polib.POEntry(msgctxt=message.context, msgid=message.text, occurrences=[(place, "")])
            if message.plural:
                entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
            missing.append(entry)
    return "\n".join(str(entry) for entry in missing)


def main(deed: str) -> int:
    from django.conf import settings

    settings.configure()
    if deed == "compile":
        compile_messages()
        return 0
    if deed == "extract":
        print(extract())
        return 0
    if deed == "prune":
        prune()
        return 0
    if deed in {"merge", "check"}:
        sentences = merge() if deed == "merge" else problems()
        print("\n".join(sentences or ["French is complete." if deed == "check" else "Merged."]))
        return 1 if sentences else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
