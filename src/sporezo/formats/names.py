"""Names of people: split a display name, recase a shouted one, fold one for search."""

import re
import unicodedata
from dataclasses import dataclass

from sporezo.formats.texts import one_line

_PARTICLE = re.compile(
    "d|de|du|des|la|le|les|l|van|von|vom|zu|zum|zur|der|den|ter|ten|te|op|di|da|dal|della|dello|do|dos|das|del|af|av|"
    "el|al|bin|ben|ibn|y|e"
)
_LEADING_PARTICLE = re.compile("d|de|du|des|van|von|le|la|di|del")
_CIVILITY = re.compile(
    "m|mr|mme|mlle|mrs|ms|miss|monsieur|madame|mademoiselle|dr|docteur|pr|prof|professeur|me|maître|sir"
)
_CREDENTIAL = re.compile(
    "mba|emba|dba|phd|msc|bsc|ma|ba|md|cfa|cpa|pmp|cissp|acca|esq|jr|sr|ii|iii|iv|mcf|hdr|llm|frm|csm|ceng|itil"
)
_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
_LETTER = re.compile("|".join(_LETTERS))
_NOT_WORDS = re.compile(r"[^\w@.]+|_", re.UNICODE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_EMPLOYER = re.compile(r"\s+[-–—|@]\s+")  # Jean Dupont - Acme
_NOT_IN_NAMES = re.compile(r"[^\w\s'’.\-·,&]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Name:
    given: str = ""
    family: str = ""

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}".strip()


def fold(text: str) -> str:
    """Key for search: no accents, case, ligatures, hyphens or apostrophes.

    >>> fold("Cœur-d'Élan ŁUCZAK"), fold("Éléonore  DE LA TOUR")
    ('coeur d elan luczak', 'eleonore de la tour')
    """
    bare = text.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(character for character in decomposed if not unicodedata.combining(character))
        bare = _LETTER.sub(lambda found: _LETTERS[found[0]], bare)
    return " ".join(_NOT_WORDS.sub(" ", bare).split())


def split(display: str) -> Name:
    """Given and family name of a display name.

    An ALL-CAPS word is the surname; particles go with the word they introduce; ``Family, Given`` is read so.

    >>> split("DUPONT Jean"), split("de Villepin Dominique")
    (Name(given='Jean', family='Dupont'), Name(given='Dominique', family='de Villepin'))
    """
    display = _EMPLOYER.split(display)[0] if " " in _EMPLOYER.split(display)[0].strip() else display
    text = _NOT_IN_NAMES.sub(" ", _ASIDE.sub(" ", one_line(display)))
    before, comma, after = text.partition(",")
    words = _words(before)
    is_surname = len(words) == 1 and len(before.split()) > 1  # Madame Dupont
    rest = [word for word in _words(after) if not _is(_CREDENTIAL, word)]
    if comma and words and rest:
        return Name(_recased(rest), _recased(words, place=1))
    words = words or rest
    if len(words) < 2:
        return Name(family=_recased(words, place=1)) if is_surname else Name(given=_recased(words, place=1))
    first, last = _surname(words)
    return Name(
        given=_recased(words[:first] + words[last:], place=0 if first else 1),
        family=_recased(words[first:last], place=1),
    )


def recase(text: str, *, place: int = 1) -> str:
    """Give a shouted name its capitals back; leave any other as it is, and initials at ``place`` 0, a given name's.

    >>> recase("LE GOFF-MARTIN"), recase("D'ORMESSON"), recase("McDonald"), recase("JP", place=0)
    ('Le Goff-Martin', "D'Ormesson", 'McDonald', 'JP')
    """
    return _recased(one_line(text).split(), place=place) if text.isupper() else one_line(text)


def _words(text: str) -> list[str]:
    words = text.split()
    while len(words) > 1 and _is(_CIVILITY, words[0]):
        words = words[1:]
    while len(words) > 2 and _is(_CREDENTIAL, words[-1]):
        words = words[:-1]
    return words


def _surname(words: list[str]) -> tuple[int, int]:
    shouted = [_is_shouted(word, position) for position, word in enumerate(words)]
    if any(shouted) and not all(_is_shouted(word, 1) for word in words):
        first = shouted.index(True)
        last = first + 1
        while last < len(words) and (shouted[last] or _is(_PARTICLE, words[last])) and any(shouted[last:]):
            last += 1
        while first > 0 and _is(_PARTICLE, words[first - 1]):
            first -= 1
        return first, last
    if words[0].islower() and _is(_PARTICLE, words[0]) and len(words) == 2:
        return 0, 2
    last_place = len(words) - 1
    if _is(_LEADING_PARTICLE, words[0]) and len(words) > 2:
        return 0, 1 + next((i for i, word in enumerate(words[:-1]) if not _is(_PARTICLE, word)), last_place - 1)
    first = next((i for i in range(1, last_place) if _is(_PARTICLE, words[i])), last_place)
    return first, len(words)


def _is_shouted(word: str, position: int) -> bool:
    letters = [character for character in word if character.isalpha()]
    if len(letters) < 2 or not word.isupper() or "." in word:
        return False
    is_initials = position == 0 and len(letters) <= 3 and not set("AEIOUYÉÈ") & set(word)
    return not is_initials


def _is(pattern: re.Pattern[str], word: str) -> bool:
    return pattern.fullmatch(re.sub("[.,'’]", "", word.lower())) is not None


def _recased(words: list[str], *, place: int = 0) -> str:
    recased = (_capitals(word) if _is_shouted(word, place + i) else word for i, word in enumerate(words))
    return " ".join(recased).strip(" ,-&")


def _capitals(word: str) -> str:
    return "".join(part.capitalize() for part in re.split(r"([-'’])", word))
