"""Who could introduce whom: the common ground between an owner's contacts, from the owner's own records alone.

Two contacts share ground when they were at one table with the owner, work for one company, or when one is named as the
way the owner met the other. Links between other members are their own business and are no ground here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sporezo.engine.lights import COLOURS, GREEN, THROUGH_SOMEONE, Lights

Kind = Literal["named", "together", "company"]
STRENGTH: Mapping[Kind, float] = {"named": 1.0, "together": 0.8, "company": 0.6}  # product choices


class Ground(NamedTuple):
    """One thing two contacts have in common; order does not matter."""

    one: int
    other: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Way:
    """Through whom, and on what ground; `score` 0–1 is how sure the ground is × how likely they answer."""

    introducer: int
    kind: Kind
    score: float


def ways_to(lights: Lights, grounds: Iterable[Ground], *, at_most: int = 3) -> dict[int, list[Way]]:
    """For each contact, who could introduce them, best first: a green light, then the score. O(G log G).

    Nobody under *through someone* introduces anybody: they would have to be reached first.

    Examples
    --------
    >>> import numpy as np
    >>> from sporezo.engine.lights import light_ties
    >>> from sporezo.engine.ties import read_ties
    >>> from sporezo.engine.touches import Exchange, Touches
    >>> story = Touches.of([Exchange(0, 90.0, "meal"), Exchange(1, 20.0, direction="out")], contacts=2)
    >>> lights = light_ties(read_ties(story, circle=np.array([1, 1]), now_days=100.0))
    >>> [(way.introducer, way.kind) for way in ways_to(lights, [Ground(1, 0, "company")])[1]]
    [(0, 'company')]
    """
    best: dict[tuple[int, int], Way] = {}
    for ground in grounds:
        for introducer, target in ((ground.one, ground.other), (ground.other, ground.one)):
            if introducer == target or lights.colour[introducer] == THROUGH_SOMEONE:
                continue
            score = STRENGTH[ground.kind] * float(lights.ties.p_reply[introducer])
            known = best.get((target, introducer))
            if known is None or score > known.score:
                best[target, introducer] = Way(introducer, ground.kind, score)
    found: dict[int, list[Way]] = {}
    for (target, _introducer), way in sorted(best.items()):
        found.setdefault(target, []).append(way)
    return {
        target: sorted(ways, key=lambda way: (lights.colour[way.introducer] != GREEN, -way.score, way.introducer))[
            :at_most
        ]
        for target, ways in found.items()
    }


def rungs(lights: Lights, contact: int, *, at_most: int = 2) -> list[int]:
    """Easy words to practise on before waking a dormant tie: the likeliest to answer first, the other half-way there.

    Practising on easy contacts raises by two thirds the share who then send the message they wanted to send (Aknin &
    Sandstrom 2024). Empty for a tie that is not dormant: there is nothing to practise for.
    """
    ties = lights.ties
    if not ties.is_dormant[contact] or COLOURS[lights.colour[contact]] == "through_someone":
        return []
    easy = [
        each
        for each in range(ties.circle.size)
        if each != contact and lights.colour[each] == GREEN and not ties.is_waiting[each] and ties.has_spoken[each]
    ]
    easy.sort(key=lambda each: (-float(ties.p_reply[each]), each))
    if len(easy) <= at_most:
        return easy
    return [easy[0], *(easy[len(easy) * step // at_most] for step in range(1, at_most))]
