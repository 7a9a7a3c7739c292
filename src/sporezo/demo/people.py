"""Who lives in the town: members, their sports, areas, weeks and communities."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from allauth.account.models import EmailAddress

from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Community, Membership
from sporezo.demo.doors import CAST_AREAS, DOMAIN, address
from sporezo.demo.words import CAST, COMPANIES, FIRST_NAMES, FUNCTIONS, LAST_NAMES, REFEREE, function_of
from sporezo.diary.models import HOURS_A_DAY, WeekGrid, pack_slots
from sporezo.engine.levels import easy_pace_of_level
from sporezo.members.enums import Topic
from sporezo.members.models import Member, company_key
from sporezo.places.enums import HauntKind, Travel
from sporezo.places.models import Commune, Haunt
from sporezo.places.rules import area_cell, cell_centre, distance_km, reach_km
from sporezo.sports.enums import LevelSource, Mood
from sporezo.sports.models import Discipline, Practice, Sport
from sporezo.sports.rules import DEVIATION

POPULATION = 600
CLUBS = (("douze", "Les Douze de la Presqu'île", 12), ("trente", "Trente & Confluence", 30))
TOWN_CENTRE, TOWN_KM = (45.758, 4.835), 14
COMMUNITIES = (
    ("rhone-dirigeants", "Rhône Dirigeants", CommunityKind.CHAMBER, 300),
    ("alumni-quais", "Anciens de l'École des Quais", CommunityKind.ALUMNI, 200),
    ("fourviere-affaires", "Fourvière Affaires", CommunityKind.SECTOR, 150),
)
PURPOSE = "Se voir au grand air, toutes les semaines ; rien à vendre, rien à demander."
# (weekdays, first hour, hours): the stretches people keep for sport
LUNCH, EVENING, EARLY, WEEKEND = (
    ((0, 1, 2, 3, 4), 12, 2),
    ((0, 1, 2, 3, 4), 18, 3),
    ((0, 1, 2, 3, 4), 7, 2),
    ((5, 6), 9, 3),
)
SPORT_SHARES = (("running", 0.55), ("padel", 0.5), ("tennis", 0.4), ("badminton", 0.07), ("road-cycling", 0.08))
DISCIPLINES = {"tennis": ("singles", "doubles"), "padel": ("doubles",), "badminton": ("doubles",)}


def settle(rng: random.Random, *, now: dt.datetime) -> list[Member]:
    """Create everybody and where they belong; Alix is the first row."""
    members = _members(rng, now)
    _practices(rng, members, now)
    _areas(rng, members)
    _weeks(rng, members, now)
    _communities(rng, members, now)
    return members


def keep_order(*, now: dt.datetime) -> Member:
    """Whoever reads the reports: a member marked staff, who plays no round."""
    first, last = REFEREE
    moderator = Member.objects.create(
        email=address(first, last),
        password="!demo",  # noqa: S106 – unusable, as everybody's
        first_name=first,
        last_name=last,
        function="arbitre",
        company="La modération",
        spoken=["fr"],
        language="fr",
        is_staff=True,
        adult_at=now,
        consented_at=now,
        set_up_at=now,
        joined_at=now,
    )
    EmailAddress.objects.create(user=moderator, email=moderator.email, primary=True, verified=True)
    return moderator


def _members(rng: random.Random, now: dt.datetime) -> list[Member]:
    people: list[Member] = []
    taken: set[str] = set()
    for first, last, sector, seniority, function, _commune in CAST:
        people.append(_member(rng, first, last, sector, seniority, function, taken, now))
    total = POPULATION + sum(size for _slug, _name, size in CLUBS)
    while len(people) < total:
        sector = rng.choice(list(COMPANIES))
        seniority = rng.choices(list(FUNCTIONS), weights=(20, 30, 22, 10, 10, 8))[0]
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        function = function_of(rng, seniority, first)
        if address(first, last) not in taken:
            people.append(_member(rng, first, last, sector, seniority, function, taken, now))
    Member.objects.bulk_create(people)
    members = list(Member.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk"))
    # As if each had given a code back: what reads verified addresses (sign-in, sessions with those held) finds one.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, primary=True, verified=True) for member in members
    )
    return members


def _member(
    rng: random.Random,
    first: str,
    last: str,
    sector: str,
    seniority: str,
    function: str,
    taken: set[str],
    now: dt.datetime,
) -> Member:
    email = address(first, last)
    taken.add(email)
    company = rng.choice(COMPANIES[sector]) if seniority != "independent" else f"{last} Conseil"
    topics = [topic.value for topic in Topic]
    chosen = rng.sample(topics, 4)
    spoken = [
        "fr",
        *(code for code, share in (("en", 0.55), ("es", 0.12), ("de", 0.08), ("it", 0.08)) if rng.random() < share),
    ]
    joined = now - dt.timedelta(days=rng.randint(70, 400))
    return Member(
        email=email,
        password="!demo",  # noqa: S106 – unusable: one signs in by the demo's doors or a mailed code
        first_name=first,
        last_name=last,
        company=company,
        company_key=company_key(company),
        function=function,
        sector=sector,
        seniority=seniority,
        spoken=spoken,
        gives=chosen[:2],
        curious_about=chosen[2:],
        language="fr",
        hides_title=rng.random() < 0.15,
        adult_at=joined,
        consented_at=joined,
        set_up_at=joined,
        joined_at=joined,
    )


def _practices(rng: random.Random, members: Sequence[Member], now: dt.datetime) -> None:
    disciplines = {
        (discipline.sport.slug, discipline.slug): discipline
        for discipline in Discipline.objects.select_related("sport")
    }
    rows: list[Practice] = []
    for member in members:
        slugs = [slug for slug, share in SPORT_SHARES if rng.random() < share] or [
            rng.choice(("running", "padel", "tennis"))
        ]
        if member.email in CAST_AREAS:
            slugs = ["padel", *(slug for slug in slugs if slug != "padel")]
        base = min(8.8, max(0.6, rng.gauss(4.4, 1.5)))
        if member.email in CAST_AREAS:
            base = rng.uniform(3.6, 5.2)
        for position, slug in enumerate(slugs):
            for name in DISCIPLINES.get(slug, ()) or _all_of(disciplines, slug):
                rows.append(_practice(rng, member, disciplines[slug, name], base, position, now))
    Practice.objects.bulk_create(rows)


def _all_of(disciplines: dict[tuple[str, str], Discipline], slug: str) -> list[str]:
    return [name for sport, name in disciplines if sport == slug]


def _practice(
    rng: random.Random, member: Member, discipline: Discipline, base: float, position: int, now: dt.datetime
) -> Practice:
    sport: Sport = discipline.sport
    level = round(min(9.5, max(0.3, rng.gauss(base, 0.7))), 2)
    source = rng.choices((LevelSource.LABEL, LevelSource.RANKING, LevelSource.APP), weights=(5, 3, 2))[0]
    if sport.slug in ("running", "road-cycling"):
        source = rng.choice((LevelSource.TIMED, LevelSource.LABEL))
    slow, fast = easy_pace_of_level(level) if sport.slug == "running" else (None, None)
    return Practice(
        member=member,
        sport=sport,
        discipline=discipline,
        level_mean=level,
        level_deviation=DEVIATION[source],
        level_source=source,
        level_at=now - dt.timedelta(days=rng.randint(10, 300)),
        tolerance=rng.choice((1.2, 1.5, 2.0)),
        mood=rng.choices(list(Mood), weights=(4, 4, 2))[0],
        easy_pace_slow=slow,
        easy_pace_fast=fast,
        position=position,
    )


def _areas(rng: random.Random, members: Sequence[Member]) -> None:
    communes = [
        commune
        for commune in Commune.objects.filter(department="69").exclude(postcodes=[]).order_by("code")
        if distance_km(commune.latitude, commune.longitude, *TOWN_CENTRE) < TOWN_KM
    ]
    weights = [commune.population for commune in communes]
    by_code = {commune.code: commune for commune in communes}
    rows: list[Haunt] = []
    for member in members:
        home = by_code[CAST_AREAS[member.email]] if member.email in CAST_AREAS else rng.choices(communes, weights)[0]
        kinds = [(HauntKind.HOME, home)]
        if rng.random() < 0.6:
            kinds.append((HauntKind.WORK, rng.choice([by_code[code] for code in ("69383", "69387", "69382", "69266")])))
        for kind, commune in kinds:
            cell = area_cell(commune.latitude, commune.longitude)
            latitude, longitude = cell_centre(cell)
            travel = rng.choices(list(Travel), weights=(5, 35, 30, 30))[0]
            minutes = rng.choice((25, 30, 40))
            rows.append(
                Haunt(
                    member=member,
                    kind=kind,
                    commune=commune,
                    cell=cell,
                    latitude=latitude,
                    longitude=longitude,
                    travel=travel,
                    radius_km=round(max(2.0, reach_km(minutes, travel)), 2),
                )
            )
    Haunt.objects.bulk_create(rows)


def _weeks(rng: random.Random, members: Sequence[Member], now: dt.datetime) -> None:
    grids = []
    for member in members:
        stretches = [
            part
            for part, share in ((LUNCH, 0.7), (EVENING, 0.7), (EARLY, 0.25), (WEEKEND, 0.6))
            if rng.random() < share
        ]
        slots: set[int] = set()
        for days, hour, hours in stretches or [LUNCH]:
            kept = [day for day in days if rng.random() < 0.6] or [rng.choice(days)]
            slots |= {day * HOURS_A_DAY + hour - 7 + extra for day in kept for extra in range(hours)}
        if member.email in CAST_AREAS:
            slots |= {day * HOURS_A_DAY + hour - 7 for day in (1, 3) for hour in (12, 13, 18, 19, 20)}
        grids.append(
            WeekGrid(
                member=member,
                hours=pack_slots(sorted(slots)),
                most_sessions=rng.choices((1, 2), weights=(7, 3))[0],
                changed_at=now - dt.timedelta(days=30),
            )
        )
    WeekGrid.objects.bulk_create(grids)


def _communities(rng: random.Random, members: Sequence[Member], now: dt.datetime) -> None:
    founded = now - dt.timedelta(days=420)
    cast, others = members[: len(CAST)], members[len(CAST) : POPULATION]
    rows: list[Membership] = []
    shuffled = rng.sample(others, len(others))
    start = 0
    for index, (slug, name, kind, size) in enumerate(COMMUNITIES):
        community = _community(slug, name, kind, founded)
        # Each takes its own stretch of the town, and a fifth of the last one's people belong to two.
        people = [*(cast if index == 0 else []), *shuffled[start : start + size - (len(cast) if index == 0 else 0)]]
        if len(people) < size:
            people += rng.sample(shuffled[:start], size - len(people))
        start += size - (len(cast) if index == 0 else 0)
        if index == 0:
            rows += _rows(community, people, lead=cast[7], second=cast[0])  # Alix sees how a community is led
        else:
            rows += _rows(community, people, lead=people[0])
    rest = list(members[POPULATION:])
    for slug, name, size in CLUBS:
        community = _community(slug, name, CommunityKind.CLUB, founded)
        people, rest = rest[:size], rest[size:]
        rows += _rows(community, people, lead=people[0])
    Membership.objects.bulk_create(rows)


def _community(slug: str, name: str, kind: str, founded: dt.datetime) -> Community:
    return Community.objects.create(
        slug=slug,
        name=name,
        kind=kind,
        purpose=PURPOSE,
        join_code=f"JOUER-{slug.partition('-')[0].upper()}",
        created_at=founded,
    )


def _rows(
    community: Community, people: Sequence[Member], *, lead: Member, second: Member | None = None
) -> list[Membership]:
    return [
        Membership(
            community=community,
            member=member,
            role=Role.LEAD if member == lead else Role.CO_LEAD if member == second else Role.MEMBER,
            joined_at=member.joined_at,
        )
        for member in people
    ]
