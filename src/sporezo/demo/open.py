"""What is open in town over the next ten days: enough sports, hours and distances for *Find* to look alive."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sporezo.demo.past import ZONE
from sporezo.demo.sessions import joins
from sporezo.demo.words import WOMEN
from sporezo.formats.recurrence import Rule
from sporezo.meets.domain import begin, book_court, knock, organise, wait
from sporezo.meets.enums import JoinMode
from sporezo.meets.models import Meet, Series
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.rounds.queries import promised
from sporezo.sports.models import Practice, Sport
from sporezo.ui.refused import Refused


@dataclass(frozen=True)
class Open:
    """One session anybody may find: the day, counted from today, the hour, and who is there already."""

    sport: str
    venue: str
    day: int
    at: dt.time
    places: int
    players: int
    words: str = ""
    title: str = ""
    asks: int = 0  # at the door
    waits: int = 0  # for a place
    join_mode: JoinMode = JoinMode.OPEN
    women_only: bool = False
    newcomers_only: bool = False
    is_on_the_web: bool = False


TOWN = (
    Open("running", "Berges du Rhône, sous le pont Wilson", 1, dt.time(7), 8, 3, "Trois quarts d'heure avant le café."),
    Open("padel", "Padel de Gerland", 2, dt.time(20), 4, 2, "Deux raquettes cherchent deux raquettes."),
    Open(
        "running",
        "Parc de la Tête d'Or, porte des Enfants du Rhône",
        3,
        dt.time(9, 30),
        12,
        5,
        "On part ensemble, on revient ensemble. Allure : celle où l'on parle.",
        title="Dix kilomètres et un marché",
        is_on_the_web=True,
    ),
    Open("padel", "Padel de la Mulatière", 3, dt.time(11), 4, 4, "Complet, mais les ligaments des uns…", waits=1),
    Open(
        "padel",
        "Padel de la Part-Dieu",
        4,
        dt.time(12, 30),
        4,
        2,
        "Entre nous, une heure et demie, douches comprises.",
        women_only=True,
    ),
    Open(
        "running",
        "Parc Sergent-Blandan, grande entrée",
        4,
        dt.time(18, 30),
        6,
        1,
        "Première fois pour tout le monde : personne ne se connaît, donc tout le monde se présente.",
        title="Premiers pas",
        newcomers_only=True,
    ),
    Open(
        "padel",
        "Padel de Vaise",
        5,
        dt.time(18),
        4,
        3,
        "On choisit la quatrième : niveau confirmé, humeur égale.",
        join_mode=JoinMode.REQUEST,
        asks=1,
    ),
    Open("running", "Parc de Lacroix-Laval, château", 6, dt.time(10), 10, 2, "Des côtes. On prévient."),
    Open("tennis", "Clos Jouve, tennis", 2, dt.time(12, 15), 2, 1, "Un set, peut-être deux."),
    Open("tennis", "Tennis de Tassin, stade Dubot", 7, dt.time(19), 4, 2, "Un double qui ne compte pas les points."),
    Open("badminton", "Centre sportif Tronchet, badminton", 5, dt.time(12), 4, 2, "Volants fournis, souffle non."),
    Open(
        "road-cycling",
        "Grand Parc de Miribel-Jonage, l'Atol'",
        9,
        dt.time(8, 30),
        8,
        3,
        "Soixante kilomètres plats. On attend tout le monde, même en haut des ponts.",
    ),
)
WEEKLY = ("running", "Berges de Saône, pont Koenig", 8, dt.time(19), "Le tour de Saône")


def gather(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Organise them, let the town in; a host whom nothing else keeps, and players whom no round has asked then."""
    plays: dict[str, list[Member]] = {}
    for planned in TOWN:
        starts_at = _at(now, planned.day, planned.at)
        people = _free(rng, members, planned, plays, starts_at)
        host, *others = people
        sport = Sport.objects.get(slug=planned.sport)
        meet = organise(
            host=host,
            sport=sport,
            venue=Venue.objects.get(source_key=planned.venue),
            starts_at=starts_at,
            minutes=sport.minutes,
            time_zone=ZONE.key,
            places=planned.places,
            quorum=min(planned.places, 4 if sport.court_booked else 2),
            title=planned.title,
            words=planned.words,
            join_mode=planned.join_mode,
            women_only=planned.women_only,
            newcomers_only=planned.newcomers_only,
            is_on_the_web=planned.is_on_the_web,
            now=now,
        )
        Meet.objects.filter(pk=meet.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
        _come(meet, planned, others, now)
        meet.refresh_from_db()
        if planned.players == planned.places and sport.court_booked:
            book_court(meet.court, by=host, reference="Piste 1", cents_a_head=800, now=now)
    _weekly(rng, members, plays, now=now)


def _come(meet: Meet, planned: Open, others: Sequence[Member], now: dt.datetime) -> None:
    """Some take a place (whoever chooses lets them in), some wait for one, some ask at the door."""
    coming = iter(others)
    if planned.join_mode == JoinMode.REQUEST:
        Meet.objects.filter(pk=meet.pk).update(join_mode=JoinMode.OPEN)
    left = planned.players - 1
    while left and (member := next(coming, None)):
        left -= joins(meet, member, now)
    Meet.objects.filter(pk=meet.pk).update(join_mode=planned.join_mode)
    for deed, wanted in ((wait, planned.waits), (knock, planned.asks)):
        while wanted and (member := next(coming, None)):
            try:
                deed(meet, member=member, now=now)
            except Refused:
                continue
            wanted -= 1


def _free(
    rng: random.Random, members: Sequence[Member], planned: Open, plays: dict[str, list[Member]], at: dt.datetime
) -> list[Member]:
    """A handful who play this, women where it is for women, none of the cast, none of whom a round expects then."""
    if planned.sport not in plays:
        ids = set(Practice.objects.filter(sport__slug=planned.sport).values_list("member_id", flat=True))
        plays[planned.sport] = [one for one in members[13:] if one.pk in ids]
    found = rng.sample(plays[planned.sport], min(len(plays[planned.sport]), 60))
    if planned.women_only:
        found = [one for one in found if one.first_name in WOMEN]
        Member.objects.filter(pk__in=[one.pk for one in found]).update(gender=Gender.WOMAN)
        for one in found:
            one.gender = Gender.WOMAN
    taken = promised([one.pk for one in found], at, at + dt.timedelta(hours=2))
    return [one for one in found if one.pk not in taken][:12]


def _weekly(rng: random.Random, members: Sequence[Member], plays: dict[str, list[Member]], *, now: dt.datetime) -> None:
    """One run that comes back every week, and that Alix does not know yet."""
    slug, venue, day, at, title = WEEKLY
    sport = Sport.objects.get(slug=slug)
    starts_at = _at(now, day, at)
    host = rng.choice(plays[slug])
    series = begin(
        host=host,
        rule=Rule("week", 1, starts_at.astimezone(ZONE).weekday()),
        sport=sport,
        venue=Venue.objects.get(source_key=venue),
        starts_at=starts_at,
        minutes=sport.minutes,
        time_zone=ZONE.key,
        places=12,
        title=title,
        now=now,
    )
    Series.objects.filter(pk=series.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
    for meet in series.meets.order_by("pk"):
        Meet.objects.filter(pk=meet.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
    first = series.meets.earliest("starts_at")
    for member in rng.sample(plays[slug], 3):
        joins(first, member, now)


def _at(now: dt.datetime, days: int, at: dt.time) -> dt.datetime:
    day = now.astimezone(ZONE).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, at, tzinfo=ZONE).astimezone(dt.UTC)
