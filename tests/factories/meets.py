"""Sports, venues and sessions."""

from __future__ import annotations

import datetime as dt
from itertools import count
from zoneinfo import ZoneInfo

from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.enums import MeetState
from sporezo.places.enums import VenueKind
from sporezo.places.models import Haunt, Venue
from sporezo.sports.enums import LevelSource, Surface
from sporezo.sports.models import Discipline, Format, Practice, Sport
from tests.factories.communities import make_member

LYON = (45.7640, 4.8357)
_number = count(1)


def make_sport(slug="padel", **fields):
    known = {
        "padel": {"sizes": [4], "court_booked": True, "needs_venue": True, "is_elastic": False, "minutes": 90},
        "tennis": {"sizes": [2], "court_booked": True, "needs_venue": True, "is_elastic": False, "minutes": 90},
        "running": {
            "sizes": list(range(2, 11)), "court_booked": False, "needs_venue": False, "is_elastic": True, "minutes": 60
        },
    }[slug]  # fmt: skip
    sport, is_new = Sport.objects.get_or_create(
        slug=slug,
        defaults={"name_fr": slug.title(), "name_en": slug.title(), "talk": 2, "surface": Surface.HARD}
        | known
        | fields,
    )
    if is_new:
        discipline = {"padel": "doubles", "tennis": "singles", "running": "road"}[slug]
        Discipline.objects.create(sport=sport, slug=discipline, name_fr=discipline, name_en=discipline)
        formats = {
            "padel": [("doubles", 4, 4, "2v2", 2.5), ("americano", 3, 3, "", 2.5)],
            "tennis": [("singles", 2, 2, "1v1", 1.5)],
            "running": [("together", 2, 10, "", 4)],
        }[slug]
        for position, (code, least, most, teams, gap) in enumerate(formats):
            Format.objects.create(
                sport=sport, slug=code, name_fr=code, name_en=code, players_min=least, players_max=most,
                teams=teams, widest_gap=gap, position=position,
            )  # fmt: skip
    return sport


def make_venue(*sports, at=LYON, **fields):
    number = next(_number)
    fields.setdefault("name", f"Terrain {number}")
    fields.setdefault("city", "Lyon")
    fields.setdefault("kind", VenueKind.VENUE)
    fields.setdefault("verified_at", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    venue = Venue.objects.create(latitude=at[0], longitude=at[1], cell="881f902439fffff", is_public=True, **fields)
    venue.sports.set(sports)
    return venue


def make_practice(member, sport, *, level=5.0, **fields):
    return Practice.objects.create(
        member=member,
        sport=sport,
        discipline=sport.disciplines.first(),
        level_mean=level,
        level_deviation=0.5,
        level_source=LevelSource.LABEL,
        level_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        **fields,
    )


def make_haunt(member, *, at=LYON, radius_km=8.0):
    return Haunt.objects.create(
        member=member, cell="881f902439fffff", latitude=at[0], longitude=at[1], radius_km=radius_km
    )


def make_player(sport, *, level=5.0, **fields):
    """A member with a practice and an area."""
    member = make_member(**fields)
    make_practice(member, sport, level=level)
    make_haunt(member)
    return member


def propose(members, *, now, sport=None, starts_at=None, places=None, quorum=None, **more):
    """A session proposed to these members, two days ahead unless told."""
    sport = sport or make_sport("padel")
    return domain.propose(
        sport=sport,
        venue=more.pop("venue", None) or make_venue(sport),
        starts_at=starts_at or now + dt.timedelta(days=2),
        minutes=sport.minutes,
        time_zone="Europe/Paris",
        places=places or len(members),
        quorum=quorum or len(members),
        members=members,
        now=now,
        **more,
    )


def organise(host, *, now, sport=None, starts_at=None, places=4, **more):
    """An open session, two days ahead unless told."""
    sport = sport or make_sport("running")
    return domain.organise(
        host=host,
        sport=sport,
        venue=more.pop("venue", None) or make_venue(sport),
        starts_at=starts_at or now + dt.timedelta(days=2),
        minutes=sport.minutes,
        time_zone="Europe/Paris",
        places=places,
        now=now,
        **more,
    )


def begin(host, *, now, sport=None, starts_at=None, rule=None, places=4, **more):
    """A series whose first date is two days ahead, weekly unless told."""
    sport = sport or make_sport("running")
    starts_at = starts_at or now + dt.timedelta(days=2)
    local = starts_at.astimezone(ZoneInfo("Europe/Paris"))
    return domain.begin(
        host=host,
        rule=rule or Rule("week", 1, local.weekday()),
        sport=sport,
        venue=more.pop("venue", None) or make_venue(sport),
        starts_at=starts_at,
        minutes=sport.minutes,
        time_zone="Europe/Paris",
        places=places,
        now=now,
        **more,
    )


def make_regular(series, member=None, *, now, cohost=False):
    """Somebody whose place is kept: they joined the first date that is ahead."""
    member = member or make_member()
    first = series.meets.filter(starts_at__gt=now).exclude(state=MeetState.CANCELLED).earliest("starts_at")
    domain.join(first, member=member, now=now)
    domain.be_regular(series, member=member, now=now)
    if cohost:
        domain.name_cohost(series, member=member, by=series.host, is_one=True, now=now)
    return member
