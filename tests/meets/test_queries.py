import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sporezo.communities.models import Membership
from sporezo.meets import domain
from sporezo.meets.enums import Visibility
from sporezo.meets.queries import (
    Tier,
    detail,
    details,
    held_since,
    tier_of,
    upcoming_for,
    vacancies,
    venues_instead,
    visible_to,
)
from sporezo.safety.models import Acquaintance, Block, NotWith
from tests.factories.communities import make_community, make_member
from tests.factories.meets import LYON, make_player, make_venue, organise, propose

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def sees(member, meet):
    return visible_to(member).filter(pk=meet.pk).exists()


def test_a_proposed_session_is_seen_by_those_proposed_alone(four, now):
    meet = propose(four, now=now)
    assert all(sees(one, meet) for one in four)
    assert not sees(make_member(), meet)


def test_a_communitys_session_is_seen_by_its_members(now, running):
    host, member, former = make_member(), make_member(), make_member()
    community = make_community([host, member, former])
    Membership.objects.filter(member=former).update(left_at=now)
    meet = organise(host, now=now, community=community, visibility=Visibility.COMMUNITY)
    assert sees(member, meet)
    assert not sees(former, meet)
    assert not sees(make_member(), meet)


def test_a_public_session_is_seen_by_all_but_those_kept_apart(now, running):
    host, friend, blocked, unwanted = (make_member() for _ in range(4))
    meet = organise(host, now=now)
    Block.objects.create(blocker=host, blocked=blocked)
    NotWith.objects.create(member=host, other=unwanted)
    assert sees(friend, meet)
    assert not sees(blocked, meet)
    assert not sees(unwanted, meet)


def test_a_block_hides_a_session_at_once_even_from_those_in_it(four, now):
    meet = propose(four, now=now)
    Block.objects.create(blocker=four[0], blocked=four[1])
    assert not sees(four[0], meet)
    assert not sees(four[1], meet)
    assert sees(four[2], meet)


def test_the_exact_place_and_the_people_are_for_those_in_or_proposed(now, running):
    host, player, stranger = make_member(), make_member(), make_member()
    meet = organise(host, now=now, venue=make_venue(running, name="Parc de la Tête d'Or", city="Lyon 6e"))
    domain.join(meet, member=player, now=now)
    meet.refresh_from_db()
    inside, outside = detail(meet, player), detail(meet, stranger)
    assert (inside.place, inside.is_exact, inside.tier) == ("Parc de la Tête d'Or", True, Tier.PLAYER)
    assert (outside.place, outside.is_exact, outside.people) == ("Lyon 6e", False, ())
    assert outside.count == 2


def test_names_are_short_before_the_confirmation_and_full_after(running, now):
    alix, bruno = (
        make_member(first_name="Alix", last_name="Martin"),
        make_member(first_name="Bruno", last_name="Keller"),
    )
    meet = propose([alix, bruno], now=now, sport=running)
    assert [one.name for one in detail(meet, alix).people] == ["Alix Martin", "Bruno K."]
    for one in (alix, bruno):
        domain.join(meet, member=one, now=now)
    meet.refresh_from_db()
    assert [one.name for one in detail(meet, alix).people] == ["Alix Martin", "Bruno Keller"]


def test_one_hidden_title_hides_all_until_the_confirmation_save_from_those_one_has_played_with(running, now):
    alix = make_member(company="Soierie Rey", function="Directrice")
    bruno = make_member(company="Banque Sud", function="Analyste", hides_title=True)
    chloe = make_member(company="Atelier Nord", function="Cheffe")
    meet = propose([alix, bruno, chloe], now=now, sport=running)

    def titles():
        return {one.pk: one.title for one in detail(meet, alix).people}

    assert titles() == {alix.pk: "Directrice, Soierie Rey", bruno.pk: "", chloe.pk: ""}
    Acquaintance.objects.create(low=alix, high=bruno, since_at=now)
    assert titles()[chloe.pk] == "Cheffe, Atelier Nord"
    Acquaintance.objects.all().delete()
    for one in (alix, bruno, chloe):
        domain.join(meet, member=one, now=now)
    meet.refresh_from_db()
    assert titles() == {alix.pk: "Directrice, Soierie Rey", bruno.pk: "", chloe.pk: "Cheffe, Atelier Nord"}


def test_people_show_no_mark_of_who_said_yes_and_who_took_it_back(four, now):
    meet = propose(four, now=now)
    before = detail(meet, four[3]).people
    domain.join(meet, member=four[0], now=now)
    domain.leave(meet, member=four[0], now=now)
    assert {(one.pk, one.name) for one in detail(meet, four[3]).people} == {(one.pk, one.name) for one in before}


def test_upcoming_are_those_one_is_in(now, running):
    member = make_member()
    meets = [organise(make_member(), now=now, starts_at=now + n * 24 * HOUR) for n in (3, 1, 2)]
    for meet in meets[:2]:
        domain.join(meet, member=member, now=now)
    assert list(upcoming_for(member, now)) == [meets[1], meets[0]]


def test_held_since_starts_at_the_cursor(now, running):
    hosts = [make_member() for _ in range(2)]
    meets = [organise(host, now=now) for host in hosts]
    ends = [meet.ends_at + n * HOUR for n, meet in enumerate(meets, start=1)]
    for meet, host, end in zip(meets, hosts, ends, strict=True):
        domain.hold(meet, came_ids=[host.pk], now=end)
    assert [one.meet for one in held_since(now)] == [meet.pk for meet in meets]
    assert [one.came for one in held_since(ends[1])] == [(hosts[1].pk,)]
    assert held_since(ends[1] + HOUR) == []


def test_vacancies_are_coming_sessions_with_a_free_place(now, running):
    full, free = organise(make_member(), now=now, places=1), organise(make_member(), now=now, places=3)
    assert [(meet, meet.free) for meet in vacancies(now)] == [(free, 2)]
    assert full not in vacancies(now)
    assert list(vacancies(free.starts_at)) == []


def test_other_venues_are_within_everybodys_reach_nearest_first(now, padel):
    four = [make_player(padel) for _ in range(4)]
    meet = propose(four, now=now, venue=make_venue(padel, at=LYON))
    for one in four:
        domain.join(meet, member=one, now=now)
    further = make_venue(padel, at=(45.79, 4.84))
    nearer = make_venue(padel, at=(45.77, 4.84))
    make_venue(padel, at=(45.86, 4.84))
    make_venue(padel, at=(45.765, 4.84), closed_at=now)
    assert list(venues_instead(meet)) == [nearer, further]


@pytest.mark.parametrize("size", [1, 3])
def test_details_take_the_same_queries_for_one_and_three(now, running, size):
    viewer = make_player(running)
    meets = [organise(viewer, now=now, starts_at=now + n * 24 * HOUR) for n in range(1, size + 1)]
    for meet in meets:
        domain.join(meet, member=make_player(running, company="Atelier"), now=now)
    found = list(visible_to(viewer))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(details(found, viewer)) == size
    assert len(queries) == 6


def test_the_tier_of_a_stranger_is_outside(now, running):
    host = make_member()
    meet = organise(host, now=now)
    assert tier_of(meet, make_member()) == Tier.OUTSIDE
    assert tier_of(meet, host) == Tier.PLAYER
