"""After a session: who came, what each saw of the others' level, and who never again."""

import datetime as dt

import pytest

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Opinion
from sporezo.meets.queries import to_tell
from sporezo.safety.models import NotWith
from sporezo.sports.models import Evidence, Practice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, organise

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def played(running, now):
    """Four runners, an hour ago."""
    four = [make_player(running, level=5.0) for _one in range(4)]
    meet = organise(four[0], now=now, sport=running, quorum=2)
    for member in four[1:]:
        domain.join(meet, member=member, now=now)
    meet.refresh_from_db()
    return meet, four, meet.ends_at + HOUR


def level_of(member):
    return Practice.objects.get(member=member).level_mean


def test_a_level_moves_once_three_have_spoken(played):
    meet, (about, *others), at = played
    for number, other in enumerate(others, start=1):
        for _twice in range(2):
            domain.tell(meet, by=other, levels={about.pk: "above"}, now=at)
        assert (level_of(about) > 5.0) is (number == 3)
    assert Evidence.objects.filter(practice__member=about, source="played").count() == 1
    assert Opinion.objects.filter(about=about, counted_at=at).count() == 3
    moved = level_of(about)
    domain.tell(meet, by=others[0], levels={about.pk: "below"}, now=at + HOUR)
    assert level_of(about) == moved


def test_the_same_two_people_count_once_however_often_they_play(played, running, now):
    meet, (about, one, two, _three), at = played
    domain.tell(meet, by=one, levels={about.pk: "above"}, now=at)
    domain.tell(meet, by=two, levels={about.pk: "above"}, now=at)
    again = organise(about, now=at, sport=running, starts_at=at + 24 * HOUR)
    domain.join(again, member=one, now=at)
    again.refresh_from_db()
    domain.tell(again, by=one, levels={about.pk: "above"}, now=again.ends_at + HOUR)
    assert level_of(about) == 5.0


def test_only_those_who_played_once_it_is_over(played):
    meet, four, at = played
    for who, when, why in [
        (make_member(), at, "Only those who played"),
        (four[1], meet.starts_at, "not over"),
        (four[1], at + dt.timedelta(days=20), "a while ago"),
    ]:
        with pytest.raises(Refused, match=why):
            domain.tell(meet, by=who, levels={}, now=when)


def test_the_roll_is_called_by_whoever_organised(played):
    meet, four, at = played
    domain.call_the_roll(meet, by=four[0], came_ids=[one.pk for one in four[:3]], now=at)
    meet.refresh_from_db()
    assert meet.state == MeetState.HELD
    assert Attendance.objects.get(meet=meet, member=four[3]).presence == Presence.ABSENT


def test_it_is_asked_until_told(played):
    meet, four, at = played
    assert to_tell(four[1], meet.starts_at) == []
    assert to_tell(four[1], at) == [meet]
    domain.tell(meet, by=four[1], levels={}, now=at)
    assert to_tell(four[1], at) == []
    assert to_tell(make_member(), at) == []


def test_twenty_seconds_on_a_page(client, running):
    now = clock.now()
    host, other = make_player(running, set_up_at=now), make_player(running)
    meet = organise(host, now=now - 3 * HOUR, sport=running, starts_at=now - 2 * HOUR)
    domain.join(meet, member=other, now=now - 3 * HOUR)
    client.force_login(host)
    page = client.get(f"/meets/{meet.pk}/after")
    assert [line.person for line in page.context["people"]] == [other]
    assert f"/meets/{meet.pk}/after" in client.get("/").content.decode()
    told = {f"came-{other.pk}": "1", f"level-{other.pk}": "below", f"apart-{other.pk}": "1"}
    assert client.post(f"/meets/{meet.pk}/after", told).status_code == 303
    meet.refresh_from_db()
    assert (meet.state, Opinion.objects.get().level) == (MeetState.HELD, "below")
    assert NotWith.objects.filter(member=host, other=other).exists()
    client.force_login(make_member())
    assert client.get(f"/meets/{meet.pk}/after").status_code in (404, 422)
