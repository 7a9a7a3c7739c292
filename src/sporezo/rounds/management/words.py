"""What the round's commands look up."""

from __future__ import annotations

from sporezo.communities.models import Community
from sporezo.rounds.models import Round
from sporezo.rounds.queries import next_undecided
from sporezo.ui.refused import Refused


def community_called(slug: str) -> Community:
    found = Community.objects.filter(slug=slug).first()
    if found is None:
        raise Refused(f"There is no community {slug!r}.", "`sporezo communities` lists them.")
    return found


def undecided_round(slug: str) -> Round:
    round = next_undecided(community_called(slug))
    if round is None:
        raise Refused(f"No round of {slug!r} waits to be decided.", "The next one opens by the community's timetable.")
    return round
