"""A forwarded link and a level a little off: one asks, and those who play decide."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, come, knock, open_door, pass_over
from sporezo.rounds.enums import ProposalState, SeatKind
from sporezo.rounds.models import Knock, Seat
from sporezo.rounds.queries import at_door, forward_token, is_of_level
from sporezo.safety.models import Block
from sporezo.sports.models import Format, Practice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.races import race
from tests.factories.rounds import make_player, make_proposal, thursday

DECIDED_AT = dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC)


def make_question(padel, level=5.0):
    """Three of four said yes to a rendez-vous at level 5; a fourth of another level holds its link."""
    players = [make_player(padel, language="en") for _ in range(5)]
    question = make_proposal(players, sport=padel, now=DECIDED_AT, is_rendezvous=True, places=4, quorum=4)
    for member in players[:3]:
        answer(Seat.objects.get(proposal=question, member=member), accepted=True, now=DECIDED_AT)
    friend = make_player(padel, level=level, community=question.round.community, language="en", first_name="Zoé")
    return question, players, friend


@pytest.fixture
def question(padel, settings):
    settings.SPOREZO_NOW = DECIDED_AT
    return make_question(padel, level=8.5)


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def seat_of(question, member):
    return Seat.objects.get(proposal=question, member=member)


@pytest.mark.django_db
def test_whoever_is_off_the_level_asks_and_those_who_play_let_them_in(client, question):
    question, players, friend = question
    link = f"/play/forwarded/{forward_token(question)}"
    client.force_login(friend)
    page = text(client.get(link))
    assert "Your level is a little off" in page
    assert "Ask to join" in page
    assert client.post(link).status_code == 422
    for _ in range(2):
        assert client.post(link, {"knock": "1"}).status_code == 303
    assert "You asked those who play" in text(client.get(link))
    assert not Seat.objects.filter(member=friend).exists()
    told = Notice.objects.filter(kind="rounds/knock")
    assert {one.member for one in told} == set(players[:3])
    assert told.count() == 3
    client.force_login(players[1])
    mine = seat_of(question, players[1])
    shown = text(client.get(f"/play/proposals/{mine.pk}"))
    assert "At the door" in shown
    assert friend.short_name in shown
    assert client.post(f"/play/proposals/{mine.pk}/door/{friend.pk}").status_code == 303
    question.refresh_from_db()
    assert question.state == ProposalState.AGREED
    assert seat_of(question, friend).kind == SeatKind.VACANCY
    assert Notice.objects.filter(kind="meets/admitted", member=friend).count() == 1
    assert "At the door" not in text(client.get(f"/play/proposals/{mine.pk}"))


@pytest.mark.django_db
def test_those_who_have_not_said_yes_read_nothing_of_it(client, question):
    question, players, friend = question
    knock(question, member=friend, now=DECIDED_AT)
    for asked in (players[3], friend, make_member(language="en")):
        seat = Seat.objects.filter(proposal=question, member=asked).first()
        client.force_login(asked)
        address = f"/play/proposals/{seat.pk if seat else seat_of(question, players[0]).pk}"
        answered = client.get(address)
        assert answered.status_code == (200 if seat else 404)
        assert "At the door" not in text(answered)
        assert client.post(f"{address}/door/{friend.pk}").status_code == (422 if seat else 404)
    with pytest.raises(Refused, match="Those who play decide"):
        open_door(question, member=friend, by=players[3], now=DECIDED_AT)


@pytest.mark.django_db
def test_a_no_is_told_to_nobody_and_looks_like_a_silence(client, question):
    question, players, friend = question
    knock(question, member=friend, now=DECIDED_AT)
    link = f"/play/forwarded/{forward_token(question)}"
    client.force_login(friend)
    before, told = text(client.get(link)), Notice.objects.count()
    for _ in range(2):
        pass_over(question, member=friend, by=players[0], now=DECIDED_AT)
    assert at_door(question, players[1]) == []
    assert text(client.get(link)) == before
    knock(question, member=friend, now=DECIDED_AT)
    assert Notice.objects.count() == told
    assert Knock.objects.get().passed_over_at == DECIDED_AT


@pytest.mark.django_db
def test_near_enough_needs_no_asking_and_strangers_of_the_sport_do(padel, tennis):
    question, players, friend = make_question(padel, level=6.0)
    assert is_of_level(question.meet, friend)
    with pytest.raises(Refused, match="No need to ask"):
        knock(question, member=friend, now=DECIDED_AT)
    never = make_player(tennis, community=question.round.community)
    assert not is_of_level(question.meet, never)
    with pytest.raises(Refused, match="level is a little off"):
        come(question, member=never, now=DECIDED_AT)
    Practice.objects.filter(member=friend).update(tolerance=0.2, level_deviation=0.1)
    assert not is_of_level(question.meet, friend)
    Practice.objects.filter(member=players[0]).update(tolerance=0.2, level_deviation=0.1)
    padel.formats.filter(slug=question.meet.format.slug).update(handicap_en="The strongest with the least strong.")
    question.meet.refresh_from_db()
    assert is_of_level(question.meet, friend)  # a way to play that evens them out


@pytest.mark.django_db
def test_easy_paces_decide_where_both_said_theirs(running):
    players = [make_player(running) for _ in range(2)]
    question = make_proposal(players, sport=running, now=DECIDED_AT, is_rendezvous=True, places=10, quorum=2)
    answer(seat_of(question, players[0]), accepted=True, now=DECIDED_AT)
    friend = make_player(running, level=5.0, community=question.round.community)
    Practice.objects.filter(member=players[0]).update(easy_pace_fast=330, easy_pace_slow=360)
    for fast, slow, fits in ((350, 400, True), (370, 420, False)):
        Practice.objects.filter(member=friend).update(easy_pace_fast=fast, easy_pace_slow=slow)
        assert is_of_level(question.meet, friend) is fits


@pytest.mark.django_db
def test_a_head_start_bears_what_tolerance_does_not_and_shuts_nobody_out_for_being_close(tennis):
    """Where a pair is given a head start, the one who takes a free place may be as close or as far as it bears."""
    head_start = Format.objects.create(
        sport=tennis, slug="singles-handicap", name_fr="avantage", name_en="head start", players_min=2, players_max=2,
        teams="1v1", widest_gap=3.0, handicap_en="The stronger starts at 0–15.", position=1,
    )  # fmt: skip
    player = make_player(tennis)
    question = make_proposal([player], sport=tennis, now=DECIDED_AT, places=2, quorum=2)
    answer(seat_of(question, player), accepted=True, now=DECIDED_AT)
    friend = make_player(tennis, community=question.round.community)
    for level, plain, handicap in ((5.2, True, True), (7.4, False, True), (8.3, False, False)):
        Practice.objects.filter(member=friend).update(level_mean=level)
        assert is_of_level(question.meet, friend) is plain
        question.meet.format, before = head_start, question.meet.format
        assert is_of_level(question.meet, friend) is handicap
        question.meet.format = before


@pytest.mark.django_db
def test_the_door_is_shut_to_whoever_is_kept_apart_comes_too_late_or_plays_elsewhere(padel):
    question, players, friend = make_question(padel, level=8.5)
    Block.objects.create(blocker=players[0], blocked=friend)
    with pytest.raises(Refused, match="No place is left"):
        knock(question, member=friend, now=DECIDED_AT)
    Block.objects.all().delete()
    with pytest.raises(Refused, match="started"):
        knock(question, member=friend, now=thursday(12))
    knock(question, member=friend, now=DECIDED_AT)
    with pytest.raises(Refused, match="Nobody asks"):
        open_door(question, member=make_member(), by=players[0], now=DECIDED_AT)
    Block.objects.create(blocker=players[1], blocked=friend)
    assert at_door(question, players[1]) == []
    with pytest.raises(Refused, match="cannot come any more"):
        open_door(question, member=friend, by=players[0], now=DECIDED_AT)
    assert not Seat.objects.filter(member=friend).exists()
    Block.objects.all().delete()
    elsewhere = make_proposal([friend], sport=padel, now=DECIDED_AT, places=4, quorum=1)
    answer(seat_of(elsewhere, friend), accepted=True, now=DECIDED_AT)
    with pytest.raises(Refused, match="cannot come any more"):
        open_door(question, member=friend, by=players[0], now=DECIDED_AT)
    assert Attendance.objects.filter(meet=question.meet, member=friend, presence=Presence.IN).count() == 0


@pytest.mark.django_db(transaction=True)
def test_three_who_play_open_at_once_for_the_last_place(padel):
    question, players, friend = make_question(padel, level=8.5)
    knock(question, member=friend, now=DECIDED_AT)
    refusals = race(lambda by: open_door(question, member=friend, by=by, now=DECIDED_AT), players[:3])
    assert refusals == [None, None, None]
    assert Seat.objects.filter(proposal=question, member=friend).count() == 1
    assert Notice.objects.filter(kind="meets/admitted").count() == 1
