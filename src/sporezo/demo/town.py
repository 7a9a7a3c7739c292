"""The town, built once: the same moment gives the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import random
import uuid
from importlib import resources

from django.db import transaction

from sporezo.communities.models import Community
from sporezo.demo import asking, open, past, people, series, sessions, talk, ties
from sporezo.demo.doors import CAST_AREAS
from sporezo.demo.words import CAST
from sporezo.meets.domain import tell_of_arrivals
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.network.domain import record_sessions
from sporezo.notices.models import Delivery, Notice
from sporezo.places.domain import load_communes
from sporezo.places.models import Venue
from sporezo.places.rules import area_cell
from sporezo.rounds.domain import decide, open_round
from sporezo.rounds.enums import Mode
from sporezo.rounds.models import OptIn, Round
from sporezo.sports.domain import load_catalogue
from sporezo.sports.models import Sport

SEED = 69
SATURDAY = 5


def is_built() -> bool:
    return Member.objects.exists()


@transaction.atomic
def build(*, now: dt.datetime) -> None:
    """Seed everything relative to `now`, then let the real engine decide this week's rounds: all of it or nothing."""
    rng = random.Random(SEED)  # noqa: S311 – a town, not a secret
    now = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    closed_at = now - dt.timedelta(minutes=10)
    load_catalogue()
    load_communes()
    _venues(now)
    members = people.settle(rng, now=now)
    people.keep_order(now=now)
    for member in members[: len(CAST)]:
        ties.know(rng, member, share=1.0 if member == members[0] else 0.3, now=now)
    ties.just_imported(random.Random(SEED), members[0], now=now)  # noqa: S311
    rounds = [_rounds(rng, community, closed_at=closed_at, now=now) for community in Community.objects.order_by("pk")]
    past.remember(rng)
    record_sessions(now=now)
    for round_ in rounds:
        decide(round_, now=now)
    for meet in Meet.objects.filter(proposal__round__in=rounds).order_by("pk"):
        meet.uid = uuid.UUID(int=rng.getrandbits(128), version=4)
        meet.save(update_fields=["uid"])
    sessions.announce(rng, members, now=now)
    talk.begin(members[0], seed=SEED, now=now)
    sessions.just_played(rng, members, now=now)
    series.come_back(rng, members, now=now)
    open.gather(random.Random(SEED), members, now=now)  # noqa: S311
    sessions.a_slip(rng, members, now=now)
    sessions.regulars(rng, members, now=now)
    asking.begin(members[0], members[1 : len(CAST)], now=now)
    tell_of_arrivals(now=now)
    _past_is_told(now)


def _rounds(rng: random.Random, community: Community, *, closed_at: dt.datetime, now: dt.datetime) -> Round:
    """Eight weeks played, this week's opt-ins closed a moment ago, and the next week's already coming in."""
    timetable = past.timetable_around(community, closed_at=closed_at)
    local = (closed_at + dt.timedelta(days=2)).astimezone(past.ZONE).date()
    first_day = local + dt.timedelta(days=(SATURDAY - local.weekday() - 1) % 7 + 1)
    past.play(rng, community, first_day=first_day, timetable=timetable, now=now)
    this_week, _is_new = open_round(community, first_day=first_day)
    next_week, _is_new = open_round(community, first_day=first_day + dt.timedelta(days=7))
    members = list(Member.objects.filter(memberships__community=community).order_by("pk"))
    rows: list[OptIn] = []
    for member in members:
        is_cast = member.email in CAST_AREAS
        if is_cast or rng.random() < 0.55:
            at = closed_at - dt.timedelta(hours=rng.randint(1, 100))
            rows.append(OptIn(round=this_week, member=member, at=at, mode=Mode.BOTH))
        if not is_cast and rng.random() < 0.25:
            rows.append(OptIn(round=next_week, member=member, at=now, mode=Mode.BOTH))
    OptIn.objects.bulk_create(rows)
    return this_week


def _venues(now: dt.datetime) -> None:
    sports = {sport.slug: sport for sport in Sport.objects.all()}
    with resources.files("sporezo.demo").joinpath("data", "venues.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
            venue = Venue.objects.create(
                kind=row["kind"],
                name=row["name"],
                city=row["city"],
                latitude=latitude,
                longitude=longitude,
                cell=area_cell(latitude, longitude),
                is_public=True,
                source="demo",
                source_key=row["name"],
                added_at=now,
                verified_at=now,
            )
            venue.sports.set([sports[slug] for slug in row["sports"].split()])


def _past_is_told(now: dt.datetime) -> None:
    """Only the cast finds mail in the mailbox: six hundred people who are nobody read none."""
    Delivery.objects.exclude(notice__member__email__in=CAST_AREAS).delete()
    Notice.objects.exclude(member__email__in=CAST_AREAS).delete()
