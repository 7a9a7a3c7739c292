"""A result is entered by one side and agreed to by the other, or by two days of silence; only then levels move."""

import datetime as dt

import pytest

from sporezo.engine.levels import after
from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.domain import Sheet
from sporezo.meets.models import Meet, Opinion, Result, Voice
from sporezo.meets.queries import board_of
from sporezo.notices.models import Notice
from sporezo.sports.models import Evidence, Format, Practice, Sport
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_sport, organise
from tests.factories.races import race

HOUR = dt.timedelta(hours=1)
SETS = [(6, 4), (3, 6), (10, 8)]


def scored_sport(slug, score, parts=3):
    sport = make_sport(slug)
    Sport.objects.filter(pk=sport.pk).update(score=score, score_parts=parts)
    sport.refresh_from_db()
    return sport


def make_game(sport, now, levels=(5.0, 5.0, 5.0, 5.0), ended_ago=None):
    there = [make_player(sport, level=level) for level in levels]
    start = {"starts_at": now - ended_ago - 2 * HOUR} if ended_ago else {}
    asked_at = now - dt.timedelta(days=3) if ended_ago else now
    meet = organise(there[0], now=asked_at, sport=sport, places=len(there), quorum=len(there), **start)
    for member in there[1:]:
        domain.join(meet, member=member, now=asked_at)
    if sport.court_booked:
        domain.book_court(meet.court, by=there[0], now=asked_at)
    return Meet.objects.get(pk=meet.pk), there, meet.ends_at + HOUR


@pytest.fixture
def game(db, now):
    return make_game(scored_sport("padel", "sets"), now)


def sides(four):
    return [[four[0].pk, four[1].pk], [four[2].pk, four[3].pk]]


def level_of(member):
    return Practice.objects.get(member=member).level_mean


def test_levels_move_once_the_other_side_agrees(game):
    meet, four, at = game
    for _twice in range(2):
        domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    assert [level_of(one) for one in four] == [5.0] * 4
    told = Notice.objects.filter(kind="meets/result")
    assert set(told.values_list("member", flat=True)) == {four[2].pk, four[3].pk}
    assert {one.context["line"] for one in told} == {"4–6 6–3 8–10"}
    with pytest.raises(Refused, match="other side"):
        domain.agree(meet, by=four[1], now=at)
    for _twice in range(2):
        domain.agree(meet, by=four[2], now=at + HOUR)
    assert level_of(four[0]) == level_of(four[1]) > 5.0 > level_of(four[2]) == level_of(four[3])
    assert Evidence.objects.filter(facts__of="game").count() == 4
    assert Result.objects.get().counted_at == at + HOUR


def test_two_days_of_silence_agree(game):
    meet, four, at = game
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    assert domain.accept_results(now=at + 47 * HOUR) == 0
    assert [domain.accept_results(now=at + 48 * HOUR) for _twice in range(2)] == [1, 0]
    assert level_of(four[0]) > 5.0
    with pytest.raises(Refused, match="stands"):
        domain.score(meet, by=four[2], sheet=Sheet(sides=sides(four), parts=[(0, 6)]), now=at + 49 * HOUR)


def test_the_other_side_corrects_and_whoever_reads_it_alike_agrees(game):
    meet, four, at = game
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    domain.score(meet, by=four[1], sheet=Sheet(sides=sides(four), parts=[(6, 0)]), now=at)  # one's own side: no dispute
    assert Result.objects.get().corrections == 0
    turned = Sheet(sides=sides(four)[::-1], parts=[(6, 4)])
    domain.score(meet, by=four[2], sheet=turned, now=at)
    assert (Result.objects.get().corrections, Result.objects.get().agreed_at) == (1, None)
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=[(4, 6)]), now=at + HOUR)
    assert Result.objects.get().agreed_by == four[0]
    assert level_of(four[0]) < 5.0 < level_of(four[2])


def test_a_result_corrected_to_and_fro_moves_nothing(game):
    meet, four, at = game
    for number, by in enumerate((four[0], four[2], four[0])):
        domain.score(meet, by=by, sheet=Sheet(sides=sides(four), parts=[(number, 6)]), now=at)
    with pytest.raises(Refused, match="do not agree"):
        domain.score(meet, by=four[2], sheet=Sheet(sides=sides(four), parts=[(9, 6)]), now=at)
    assert domain.accept_results(now=at + 48 * HOUR) == 0  # whoever speaks last does not win by it
    assert level_of(four[0]) == 5.0
    domain.agree(meet, by=four[3], now=at)
    assert level_of(four[0]) < 5.0


@pytest.mark.parametrize(
    ("by", "wrong", "why"),
    [
        (0, lambda four: [[four[0].pk], [four[1].pk, four[2].pk, four[3].pk]], "do not fit"),
        (0, lambda four: [[four[1].pk, four[2].pk], [four[3].pk]], "you among them"),
        (0, lambda four: [[four[0].pk, four[1].pk], [four[1].pk, four[2].pk]], "you among them"),
        (0, lambda four: [[four[0].pk], [999_999]], "those who played"),
    ],
)
def test_a_result_is_between_those_who_were_there(game, by, wrong, why):
    meet, four, at = game
    with pytest.raises(Refused, match=why):
        domain.score(meet, by=four[by], sheet=Sheet(sides=wrong(four), parts=SETS), now=at)
    with pytest.raises(Refused, match="Only those"):
        domain.score(meet, by=make_member(), sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    with pytest.raises(Refused, match="not over"):
        domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=meet.starts_at)


def test_a_sport_without_a_score_has_none(running, now):
    meet, four, at = make_game(running, now)
    with pytest.raises(Refused, match="counts points"):
        domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)


def test_a_handicap_hides_levels_and_a_time_compares_with_nobody(now, db):
    padel = scored_sport("padel", "sets")
    meet, four, at = make_game(padel, now)
    Format.objects.filter(sport=padel).update(handicap_en="They start at 15–0.")
    Meet.objects.filter(pk=meet.pk).update(format=Format.objects.filter(sport=padel).first())
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    domain.agree(meet, by=four[2], now=at)
    run, runners, later = make_game(scored_sport("running", "time", 1), now)
    domain.score(run, by=runners[0], sheet=Sheet(marks={one.pk: 3000 for one in runners}), now=later)
    domain.agree(run, by=runners[1], now=later)
    assert {level_of(one) for one in (*four, *runners)} == {5.0}
    assert not Result.objects.filter(counted_at__isnull=False).exists()


def test_strokes_rank_the_lowest_first(now, db):
    meet, players, at = make_game(scored_sport("tennis", "strokes", 1), now, levels=(5.0, 5.0, 5.0))
    domain.score(meet, by=players[0], sheet=Sheet(marks={one.pk: 80 + n for n, one in enumerate(players)}), now=at)
    domain.agree(meet, by=players[2], now=at)
    first, second, third = map(level_of, players)
    assert first > second == 5.0 > third


def test_what_moved_a_level_can_be_replayed(game):
    meet, four, at = game
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    domain.agree(meet, by=four[2], now=at)
    for by in four[1:]:
        domain.tell(meet, by=by, levels={four[0].pk: "above"}, now=at + HOUR)
    practice = Practice.objects.get(member=four[0])
    mean, deviation, since = 5.0, 0.5, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for one in Evidence.objects.filter(practice=practice).order_by("at", "pk"):
        mean, deviation = after(mean, deviation, one.facts, months=(one.at - since).days / 30.44)
        since = one.at
        assert (mean, deviation) == (one.mean, one.deviation)
    assert (mean, deviation) == (practice.level_mean, practice.level_deviation)


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_the_silence_at_once_count_once(now):
    meet, four, at = make_game(scored_sport("padel", "sets"), now)
    domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    later = at + 48 * HOUR
    deeds = [lambda: domain.agree(meet, by=four[2], now=later), lambda: domain.accept_results(now=later)] * 3
    assert race(lambda deed: deed(), deeds) == [None] * 6
    assert Evidence.objects.filter(facts__of="game").count() == 4


def test_a_board_reads_from_its_readers_side(game):
    meet, four, at = game
    result = domain.score(meet, by=four[0], sheet=Sheet(sides=sides(four), parts=SETS), now=at)
    assert [row.made for row in board_of(result, four[0], four)] == [("6", "3", "10"), ("4", "6", "8")]
    assert [row.made for row in board_of(result, four[3], four)] == [("4", "6", "8"), ("6", "3", "10")]


def page_of(client, meet, member):
    client.force_login(member)
    return client.get(f"/meets/{meet.pk}/after")


def test_all_of_it_on_one_page_and_nothing_typed_is_lost(client, db):
    now = clock.now()
    meet, four, _at = make_game(scored_sport("padel", "sets"), now, ended_ago=2 * HOUR)
    assert page_of(client, meet, four[0]).status_code == 200
    told = {f"came-{one.pk}": "1" for one in four[1:]} | {f"level-{four[1].pk}": "above", f"fair-{four[2].pk}": "1"}
    half = client.post(f"/meets/{meet.pk}/after", told | {"with": str(four[1].pk), "us-1": "6"})
    assert half.status_code == 422
    assert [one.said for one in half.context["people"]] == ["above", "", ""]
    assert not Opinion.objects.exists()
    alone = client.post(f"/meets/{meet.pk}/after", told | {"us-1": "6", "them-1": "4"})
    assert (alone.status_code, Voice.objects.count()) == (422, 0)  # on whose side? and nothing half kept
    sheet = {"with": str(four[1].pk), "us-1": "6", "them-1": "4", "us-2": "7", "them-2": "5"}
    assert client.post(f"/meets/{meet.pk}/after", told | sheet)["Location"].endswith("#next")
    assert Result.objects.get().parts == [[6, 4], [7, 5]]
    assert Opinion.objects.get(about=four[2]).was_fair
    assert client.post(f"/meets/{meet.pk}/result").status_code == 422
    assert page_of(client, meet, four[2]).context["may_agree"]
    assert client.post(f"/meets/{meet.pk}/result").status_code == 303
    assert level_of(four[0]) > 5.0
    client.force_login(make_member())
    assert client.post(f"/meets/{meet.pk}/result").status_code == 404


@pytest.mark.parametrize("size", [1, 29])
def test_the_page_costs_the_same_for_one_co_player_and_twenty_nine(client, db, size, django_assert_num_queries):
    meet, people, _at = make_game(
        scored_sport("running", "time", 1), clock.now(), levels=(5.0,) * (size + 1), ended_ago=HOUR
    )
    client.force_login(people[0])
    with django_assert_num_queries(15):
        assert len(client.get(f"/meets/{meet.pk}/after").context["people"]) == size
