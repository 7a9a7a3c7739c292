"""The town answers a visitor who plays; it never moves somebody who has a door."""

import datetime as dt

import pytest

from sporezo.demo.doors import DOMAIN, address
from sporezo.demo.life import live
from sporezo.rounds.domain import answer
from sporezo.rounds.models import OptIn, Seat
from tests.factories.communities import make_community
from tests.factories.meets import make_sport
from tests.factories.rounds import make_player, make_proposal, make_round


@pytest.fixture
def running(db):
    return make_sport("running")


@pytest.fixture
def alix_of_the_town(running):
    return living(make_player(running), address("Alix", "Morel"))


def living(member, email):
    member.email = email
    member.save()
    return member


def townspeople(running, count):
    return [living(make_player(running), f"somebody-{number}@{DOMAIN}") for number in range(count)]


def test_whoever_said_yes_is_answered_one_at_a_time(alix_of_the_town, running, now):
    proposal = make_proposal([alix_of_the_town, *townspeople(running, 3)], sport=running, now=now)
    live(now)
    assert not Seat.objects.filter(proposal=proposal).exclude(answer="").exists()

    answer(Seat.objects.get(proposal=proposal, member=alix_of_the_town), accepted=True, now=now)
    live(now + dt.timedelta(minutes=1))
    assert Seat.objects.filter(proposal=proposal).exclude(answer="").count() == 2
    for minutes in range(2, 5):
        live(now + dt.timedelta(minutes=minutes))
    proposal.refresh_from_db()
    assert proposal.ended_at or not Seat.objects.filter(proposal=proposal, answer="").exists()


def test_the_town_opts_in_and_the_cast_does_not(alix_of_the_town, running, now):
    people = townspeople(running, 12)
    community = make_community([alix_of_the_town, *people])
    round = make_round(community=community)

    live(now)
    once = set(OptIn.objects.filter(round=round).values_list("member", flat=True))
    live(now + dt.timedelta(minutes=1))

    assert 0 < len(once) < len(people)
    assert alix_of_the_town.pk not in once
    assert set(OptIn.objects.filter(round=round).values_list("member", flat=True)) == once
