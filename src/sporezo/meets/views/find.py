"""Finding a session: every choice is a link, so that a page found can be kept, shared with oneself and gone back to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sporezo.jobs import clock
from sporezo.meets.forms import MINUTES, FindForm
from sporezo.meets.queries import LEAST_TOLD, Match, Wish, area_of, find, players_near, sports_for
from sporezo.members.models import Member
from sporezo.places.models import Haunt
from sporezo.places.queries import haunts_of
from sporezo.places.rules import distance_km
from sporezo.sports.models import Sport
from sporezo.ui.charts import Locator, heading, locator
from sporezo.ui.htmx import render
from sporezo.ui.maps import spot, tiles, with_tiles
from sporezo.ui.numbers import duration

ON_THE_MAP = 9
AREA_METRES = 1200  # about the cell a session is shown in: a circle on the map, and no more exact


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice, as a link."""

    label: str
    url: str
    is_current: bool
    surface: str = ""
    count: int = 0
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One area on the drawing: its number, where it lies in words, the sessions there."""

    number: int
    at: str  # the middle of the area, for the map
    place: str
    km: float
    heading: str
    matches: tuple[Match, ...]


@login_required
@require_safe
def find_meet(request: HttpRequest) -> HttpResponse:
    """What is open, the best fit first."""
    member, now = cast(Member, request.user), clock.now()
    form = FindForm(request.GET)
    wish = form.wish
    found = find(member, wish, now=now)
    mine, others = sports_for(member)
    haunts = list(haunts_of(member))
    sport = wish.sport or (mine[0] if mine else None)
    near = players_near(member, sport) if sport and haunts else None
    context = {
        "form": form,
        "wish": wish,
        "found": found,
        "best": found.matches[0] if found.matches else None,
        "others": found.matches[1:],
        "sports": _sport_chips(wish, mine, others),
        "days": [
            Chip(
                "",
                _address(replace(wish, on=None if wish.on == day.on else day.on)),
                wish.on == day.on,
                "",
                day.count,
                day.on,
            )
            for day in found.days
        ],
        "within": _within_chips(wish),
        "level": Chip(_("At my level"), _address(replace(wish, is_my_level=not wish.is_my_level)), wish.is_my_level),
        "has_wishes": wish != Wish(),
        "wider": _wider(wish),
        "around": _around(found.matches, haunts),
        "sport": sport,
        "near": near,
        "is_told": near is not None and near >= LEAST_TOLD,
        "has_area": bool(haunts),
        "tiles": tiles(),
        "now": now,
        "section": "play",
    }
    found_page = render(request, "meets/find.html", "found", context, status=422 if form.errors else 200)
    return with_tiles(found_page)


def _address(wish: Wish) -> str:
    asked: dict[str, Any] = {}
    if wish.sport:
        asked["sport"] = wish.sport.slug
    if wish.on:
        asked["on"] = wish.on.isoformat()
    if wish.within_minutes:
        asked["within"] = wish.within_minutes
    if wish.is_my_level:
        asked["level"] = "mine"
    return reverse("find") + (f"?{urlencode(asked)}" if asked else "")


def _sport_chips(wish: Wish, mine: Sequence[Sport], others: Sequence[Sport]) -> dict[str, list[Chip]]:
    def chip(sport: Sport) -> Chip:
        return Chip(str(sport), _address(replace(wish, sport=sport)), sport == wish.sport, sport.surface)

    everything = Chip(
        _("My sports") if mine else _("Every sport"), _address(replace(wish, sport=None)), wish.sport is None
    )
    first = [everything, *(chip(sport) for sport in mine)]
    if wish.sport and wish.sport not in mine:
        first.append(chip(wish.sport))
    return {"first": first, "rest": [chip(sport) for sport in others if sport != wish.sport]}


def _within_chips(wish: Wish) -> list[Chip]:
    anywhere = Chip(_("Any distance"), _address(replace(wish, within_minutes=None)), wish.within_minutes is None)
    return [
        *(
            Chip(
                _("%(duration)s at most") % {"duration": duration(minutes)},
                _address(replace(wish, within_minutes=minutes)),
                wish.within_minutes == minutes,
            )
            for minutes in MINUTES
        ),
        anywhere,
    ]


def _wider(wish: Wish) -> list[Chip]:
    """What to let go of, one at a time, when nothing is found."""
    found = []
    if wish.on:
        found.append(Chip(_("Any day"), _address(replace(wish, on=None)), False))
    if wish.within_minutes:
        found.append(Chip(_("Any distance"), _address(replace(wish, within_minutes=None)), False))
    if wish.is_my_level:
        found.append(Chip(_("Any level"), _address(replace(wish, is_my_level=False)), False))
    if wish.sport:
        found.append(Chip(_("Another sport"), _address(replace(wish, sport=None)), False))
    return found


def _around(matches: Sequence[Match], haunts: Sequence[Haunt]) -> dict[str, object] | None:
    """The sessions' areas around one's first area, drawn and in words; the exact place stays out of both."""
    if not haunts:
        return None
    home = haunts[0]
    areas: dict[tuple[float, float], list[Match]] = {}
    for match in matches:
        if (area := area_of(match.detail.meet)) is not None:
            areas.setdefault(area, []).append(match)
    if not areas:
        return None
    nearest = sorted(areas, key=lambda area: distance_km(home.latitude, home.longitude, *area))[:ON_THE_MAP]
    drawn: Locator = locator(home.latitude, home.longitude, nearest)
    spots = [
        Spot(
            number,
            spot(*area),
            areas[area][0].detail.place if not areas[area][0].detail.is_exact else _city(areas[area][0]),
            distance_km(home.latitude, home.longitude, *area),
            heading(home.latitude, home.longitude, *area),
            tuple(areas[area]),
        )
        for number, area in enumerate(nearest, start=1)
    ]
    return {"drawn": drawn, "spots": spots, "home": spot(home.latitude, home.longitude), "wide": AREA_METRES}


def _city(match: Match) -> str:
    venue = match.detail.meet.venue
    return venue.city if venue else ""
