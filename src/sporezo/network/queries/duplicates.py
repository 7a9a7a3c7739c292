"""Pairs of contacts who may be one person: the same company and nearly the same name, never a name alone."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from rapidfuzz import fuzz, process

from sporezo.formats.names import fold
from sporezo.members.models import Member
from sporezo.network.enums import KeyKind
from sporezo.network.models import Contact, ContactKey, PairAnswer
from sporezo.network.queries.people import of

SAME_NAME = 92
"""Out of 100, rapidfuzz's token-set ratio: "Dupont Jean" and "Jean Dupond" are above, two brothers below."""

LARGEST_BLOCK = 200
AT_A_TIME = 128
_LEGAL = re.compile(r"\b(sa|sas|sasu|sarl|eurl|sca|scop|inc|ltd|llc|gmbh|groupe|group)\b")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two contacts (ids, the smaller first) and how near their names are, 92–100."""

    low: int
    high: int
    score: int


@dataclass(frozen=True, slots=True)
class Named:
    pk: int
    name: str
    company: str


def likenesses(owner: Member, now: dt.datetime) -> list[Likeness]:
    """Every pair still to be decided, the surest first; 20,000 contacts take a second or two."""
    blocks: dict[str, list[Named]] = defaultdict(list)
    people = of(owner).exclude(company="").order_by("pk")
    for pk, given, family, company in people.values_list("pk", "given_name", "family_name", "company"):
        name, key = fold(f"{given} {family}"), company_key(company)
        if name and key:
            blocks[key].append(Named(pk, name, key))
    answered = _answered(owner, now)
    profiles = set(ContactKey.objects.filter(owner=owner, kind=KeyKind.LINKEDIN).values_list("contact_id", flat=True))
    found: dict[tuple[int, int], int] = {}
    for block in _blocks(blocks):
        for one, other, score in _near(block):
            pair = (min(one, other), max(one, other))
            # Two profiles are two people, or one who will tell.
            if pair not in answered and not (one in profiles and other in profiles):
                found[pair] = max(score, found.get(pair, 0))
    pairs = [Likeness(low, high, score) for (low, high), score in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.low, pair.high))


def company_key(company: str) -> str:
    """A company without its legal form, folded.

    >>> company_key("Banque du Lac SA"), company_key("SA")
    ('banque du lac', 'sa')
    """
    folded = fold(company)
    return " ".join(_LEGAL.sub(" ", folded).split()) or folded


def pair_of(owner: Member, low: int, high: int) -> tuple[Contact, Contact] | None:
    """Two contacts of this owner, he who has more to tell first; None when one is not there (any more)."""
    found = list(of(owner).filter(pk__in=(low, high)).order_by("pk"))
    if len(found) != 2:
        return None
    return tuple(sorted(found, key=lambda one: -one.touches.count()))  # type: ignore[return-value]


def _blocks(by_company: dict[str, list[Named]]) -> Iterator[list[Named]]:
    """People who may be alike; a very large company is cut by how the parts of names begin."""
    for block in by_company.values():
        if len(block) <= LARGEST_BLOCK:
            yield block
            continue
        beginnings: dict[str, list[Named]] = defaultdict(list)
        for person in block:
            for beginning in {word[:3] for word in person.name.split()}:
                beginnings[beginning].append(person)
        yield from (part for part in beginnings.values())


def _near(block: Sequence[Named]) -> Iterator[tuple[int, int, int]]:
    if len(block) < 2:
        return
    names = [person.name for person in block]
    for start in range(0, len(names), AT_A_TIME):  # each against those after it: a pair is weighed once
        scores = process.cdist(
            names[start : start + AT_A_TIME],
            names[start:],
            scorer=fuzz.token_set_ratio,
            score_cutoff=SAME_NAME,
            dtype=np.uint8,
        )
        for row, column in zip(*np.nonzero(scores), strict=True):
            if row < column:
                yield block[start + row].pk, block[start + column].pk, int(scores[row, column])


def _answered(owner: Member, now: dt.datetime) -> set[tuple[int, int]]:
    answers = PairAnswer.objects.filter(Q(until=None) | Q(until__gt=now), low__owner=owner)
    return set(answers.values_list("low_id", "high_id"))
