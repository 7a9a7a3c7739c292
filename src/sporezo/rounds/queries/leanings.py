"""What a community's rounds look for: the product's own weights, or one of them doubled because a lead chose so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sporezo.communities.models import Community
from sporezo.engine.affinity import Weights
from sporezo.members.models import Member
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.models import Leaning
from sporezo.safety.queries import not_hidden_from

TIMES = 2.0
KEEPABLE = tuple(one for one in WhatIf if one not in (WhatIf.REACH, WhatIf.USUAL))
"""What a round may look for more: how far people go is theirs alone to say."""
SHOWN = 12
COUNTS: tuple[tuple[str, Promise], ...] = (
    ("placed", _("That you play at all, and that whoever was left out last time comes first.")),
    ("balance", _("An even game, as far as levels can be known.")),
    ("travel", _("A short journey.")),
    ("company", _("Where the number is free, a group small enough to talk.")),
    ("novelty", _("New faces, rather than the same ones again.")),
    ("overdue", _("People who both asked to see each other again, once it has been a while.")),
    ("complement", _("What one likes to pass on and the other is curious about.")),
    ("diversity", _("Other lines of work than one's own.")),
    ("mood", _("The same mood: relaxed, steady or competitive.")),
    ("reliability", _("People who come when they said they would.")),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """One thing the round looks for, in plain words."""

    words: Promise
    is_double: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line of a community's history; `who` is None once they have left, or for whoever may not see them."""

    what: WhatIf
    who: Member | None
    at: dt.datetime


def leaning_of(community: Community) -> WhatIf:
    """What counts double in a community's rounds; `USUAL` when nothing does."""
    latest = Leaning.objects.filter(community=community).order_by("-at", "-pk").values_list("what", flat=True).first()
    return WhatIf(latest) if latest in KEEPABLE else WhatIf.USUAL


def weights_of(community: Community) -> Weights:
    """The weights that a community's rounds are planned with."""
    return weights_for(leaning_of(community))


def what_counts(what: WhatIf) -> list[Counts]:
    """All that a round looks for once nothing stands in the way, what weighs most ahead."""
    weights = weights_for(what)
    found = sorted(COUNTS, key=lambda one: -getattr(weights, one[0]))
    return [Counts(words, name == what) for name, words in found]


def weights_for(what: WhatIf) -> Weights:
    """The product's weights with one of them doubled.

    >>> weights_for(WhatIf.NOVELTY).novelty, weights_for(WhatIf.USUAL) == Weights()
    (0.3, True)
    """
    usual = Weights()
    return replace(usual, **{what.value: getattr(usual, what.value) * TIMES}) if what in KEEPABLE else usual


def leanings_of(community: Community, viewer: Member) -> list[Chosen]:
    """Who chose what and when, the latest first."""
    found = Leaning.objects.filter(community=community).select_related("by").order_by("-at", "-pk")[:SHOWN]
    shown = set(not_hidden_from(viewer).filter(pk__in=[one.by_id for one in found]).values_list("pk", flat=True))
    return [Chosen(WhatIf(one.what), one.by if one.by_id in shown else None, one.at) for one in found]
