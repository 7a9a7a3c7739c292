"""What one is not in yet stays in sight: a place held for a time, an invitation, a wait, a question at the door."""

import datetime as dt

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import JoinMode, Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import turns_of
from sporezo.safety.models import Block
from tests.factories.communities import make_member
from tests.factories.meets import organise, propose

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def member():
    return make_member(language="en")


def held_for(member, now, **more):
    """A place of a full session that somebody gave back, offered to whoever waited."""
    host, other = make_member(), make_member()
    meet = organise(host, now=now, places=2, **more)
    domain.join(meet, member=other, now=now)
    domain.wait(meet, member=member, now=now)
    domain.leave(meet, member=other, now=now)
    return meet


def test_what_is_held_or_asked_of_one_comes_first(member, now):
    asked = organise(make_member(), now=now, starts_at=now + 2 * DAY, join_mode=JoinMode.REQUEST)
    domain.knock(asked, member=member, now=now)
    held = held_for(member, now, starts_at=now + 4 * DAY)
    host = make_member()
    invited = organise(host, now=now, starts_at=now + 3 * DAY)
    domain.invite(invited, member=member, by=host, now=now)
    turns = turns_of(member, now=now)
    assert [one.meet for one in turns] == [invited, held, asked]
    assert [one.until_at for one in turns] == [None, now + 2 * HOUR, None]
    assert [one.is_mine_to_answer for one in turns] == [True, True, False]
    assert [one.meet for one in turns_of(member, now=now, but=[held.pk])] == [invited, asked]


def test_what_has_gone_its_way_is_not_there(member, now):
    held = held_for(member, now, starts_at=now + 4 * DAY)
    assert turns_of(member, now=now + 3 * HOUR) == []  # the offer has run out
    Block.objects.create(blocker=held.host, blocked=member)
    assert turns_of(member, now=now) == []
    domain.turn_down(held, member=member, now=now)
    of_a_round = propose([make_member(), member], now=now)
    Attendance.objects.filter(meet=of_a_round, member=member).update(presence=Presence.OFFERED)
    assert turns_of(member, now=now) == []  # the round shows its own questions


@pytest.mark.parametrize("size", [1, 3])
def test_they_cost_the_same_queries_for_one_and_three(member, now, size, django_assert_num_queries):
    for day in range(size):
        held_for(member, now, starts_at=now + (2 + day) * DAY)
    with django_assert_num_queries(3):
        assert len(turns_of(member, now=now)) == size


def test_home_and_play_say_until_when(client, member, settings, now):
    settings.SPOREZO_NOW = now
    member.set_up_at = now
    member.save()
    held = held_for(member, now, starts_at=now + 4 * DAY)
    client.force_login(member)
    for path in ("/", "/play"):
        page = client.get(path).content.decode()
        assert "A place is yours until" in page
        assert f'href="/meets/{held.pk}"' in page
        assert held.venue.name not in page.split("A place is yours")[1][:800]
