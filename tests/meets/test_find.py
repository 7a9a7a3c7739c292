import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.diary.models import WeekGrid, pack_slots
from sporezo.meets import domain
from sporezo.meets.enums import JoinMode, Visibility
from sporezo.meets.queries import Wish, find, ids_near, players_near
from sporezo.members.enums import Gender
from sporezo.safety.models import Block, ExcludedCompany
from tests.factories.communities import make_member
from tests.factories.meets import make_haunt, make_player, make_practice, make_venue, organise

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PARIS = (48.85, 2.35)
ACROSS = (45.80, 4.8357)  # four kilometres north of Lyon's middle


@pytest.fixture
def runner(running):
    return make_player(running, language="en")


def found(member, now, **wish):
    return [one.detail.meet for one in find(member, Wish(**wish), now=now).matches]


def test_found_are_sessions_of_ones_sports_within_reach_that_one_is_not_in(now, running, padel, runner):
    near = organise(make_member(), now=now)
    organise(make_member(), now=now, venue=make_venue(running, at=PARIS))
    other_sport = organise(make_member(), now=now, sport=padel)
    organise(make_member(), now=now, visibility=Visibility.PRIVATE, join_mode=JoinMode.INVITED)
    organise(make_member(), now=now, starts_at=now + 40 * DAY)
    assert found(runner, now) == [near]
    assert found(runner, now, sport=padel) == [other_sport]
    domain.join(near, member=runner, now=now)
    assert found(runner, now) == []


def test_the_best_fit_comes_first_and_says_why(now, running, runner):
    off = organise(make_member(), now=now, levels=(8.0, 9.5))
    far = organise(make_member(), now=now, levels=(4.0, 6.0), venue=make_venue(running, at=ACROSS))
    near = organise(make_member(), now=now, levels=(4.0, 6.0))
    full = organise(make_member(), now=now, levels=(4.0, 6.0), places=1)
    result = find(runner, Wish(), now=now)
    assert [one.detail.meet for one in result.matches] == [near, far, off, full]
    assert "Your level." in result.matches[0].reasons
    assert "A notch above you: ask, they decide." in result.matches[2].reasons
    assert result.matches[2].asks_first
    assert result.matches[3].is_full
    assert "Full: the waiting list moves." in result.matches[3].reasons


def test_an_hour_painted_as_free_counts(now, running, runner):
    starts_at = dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)  # Wednesday 18:00 in Paris
    WeekGrid.objects.create(member=runner, hours=pack_slots([2 * 16 + 11]))
    organise(make_member(), now=now, starts_at=starts_at - DAY)
    free = organise(make_member(), now=now, starts_at=starts_at)
    result = find(runner, Wish(), now=now)
    assert result.matches[0].detail.meet == free
    assert "An hour you painted as free." in result.matches[0].reasons


def test_one_asks_for_a_day_a_distance_and_ones_level(now, running, runner):
    zone_day = (now + 2 * DAY).date()
    near = organise(make_member(), now=now, levels=(4.0, 6.0))
    far = organise(make_member(), now=now, venue=make_venue(running, at=ACROSS))
    hard = organise(make_member(), now=now, starts_at=now + 3 * DAY, levels=(9.0, 10.0))
    assert set(found(runner, now, on=zone_day)) == {near, far}
    assert set(found(runner, now, within_minutes=15)) == {near, hard}
    assert set(found(runner, now, is_my_level=True)) == {near, far}
    days = {one.on: one.count for one in find(runner, Wish(on=zone_day), now=now).days}
    assert (days[zone_day], days[zone_day + DAY]) == (2, 1)


def test_nobody_finds_a_session_of_somebody_they_must_not_meet(now, running, runner):
    blocker, rival = make_member(), make_member(company="Rival SA")
    organise(blocker, now=now)
    organise(rival, now=now)
    Block.objects.create(blocker=blocker, blocked=runner)
    ExcludedCompany.objects.create(member=runner, name="Rival", company_key="rival")
    assert found(runner, now) == []


def test_an_employer_does_not_find_the_session_of_whoever_excludes_it(now, running):
    host, boss = make_member(company="Dupont"), make_player(running, company="Dupont")
    meet = organise(host, now=now, shows_who=True)
    assert found(boss, now) == [meet]
    ExcludedCompany.objects.create(member=host, name="Dupont", company_key="dupont")
    assert found(boss, now) == []


@pytest.mark.parametrize(("gender", "finds"), [(Gender.WOMAN, True), (None, True), (Gender.MAN, False)])
def test_a_women_only_session_comes_up_until_one_said_otherwise(now, running, gender, finds):
    organise(make_member(), now=now, women_only=True)
    assert bool(found(make_player(running, gender=gender), now)) is finds


def test_a_newcomers_session_is_not_found_by_old_hands(now, running, runner):
    past = organise(runner, now=now - 9 * DAY)
    domain.hold(past, came_ids=[runner.pk], now=now - 6 * DAY)
    organise(make_member(), now=now, newcomers_only=True)
    assert found(runner, now) == []
    assert len(found(make_player(running), now)) == 1


def test_players_near_are_a_figure_that_ones_own_lists_do_not_move(now, running, runner):
    others = [make_player(running) for _ in range(5)]
    away = make_member()
    make_practice(away, running)
    make_haunt(away, at=PARIS)
    assert players_near(runner, running) == 5
    Block.objects.create(blocker=others[0], blocked=runner)
    Block.objects.create(blocker=runner, blocked=others[1])
    assert ids_near(runner, running) == {one.pk for one in others}  # else a block would tell whether somebody is near


@pytest.mark.parametrize("size", [1, 30])
def test_finding_takes_the_same_queries_for_one_and_thirty(now, running, runner, size, django_assert_num_queries):
    for _ in range(size):
        organise(make_member(), now=now, shows_who=True)
    with django_assert_num_queries(14):
        assert len(find(runner, Wish(), now=now).matches) == size


class TestPage:
    @pytest.fixture
    def now(self, settings):
        settings.SPOREZO_NOW = None
        return dt.datetime.now(dt.UTC).replace(microsecond=0)

    def text(self, answer):
        return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())

    def test_it_shows_the_best_with_its_reasons_and_never_the_place(self, client, now, running, runner):
        meet = organise(
            make_member(first_name="Zoé", last_name="Secret"),
            now=now,
            venue=make_venue(running, name="Parc secret", city="Lyon 6e"),
        )
        client.force_login(runner)
        page = self.text(client.get("/meets"))
        assert "Lyon 6e" in page
        assert "Parc secret" not in page
        assert "Zoé" not in page
        assert f"/meets/{meet.pk}" in client.get("/meets").content.decode()

    def test_few_players_are_never_counted_aloud(self, client, now, running, runner):
        client.force_login(runner)
        assert "nobody yet" in self.text(client.get("/meets"))
        make_player(running)
        assert "a few people play it" in self.text(client.get("/meets"))
        for _ in range(4):
            make_player(running)
        assert "5 people play it" in self.text(client.get("/meets"))

    def test_nothing_found_says_what_to_let_go_of(self, client, now, running, runner):
        client.force_login(runner)
        page = self.text(client.get("/meets?sport=running&within=15&level=mine"))
        assert "Nothing open that fits" in page
        assert all(words in page for words in ("Any distance", "Any level", "Another sport", "Organise one"))

    def test_what_makes_no_sense_is_said_and_the_rest_counts(self, client, now, running, runner):
        organise(make_member(), now=now)
        client.force_login(runner)
        answer = client.get("/meets?sport=quidditch&on=someday&within=1000&level=best")
        assert answer.status_code == 422
        assert "No such sport here" in self.text(answer)
        assert "That is not a day" in self.text(answer)
        assert "The best fit" in self.text(answer)

    def test_signed_out_one_is_sent_to_sign_in(self, client, db):
        assert client.get("/meets")["Location"].startswith("/accounts/login")
