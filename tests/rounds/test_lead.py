import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sporezo.meets.domain import book_court
from sporezo.members.enums import Gender
from sporezo.members.models import Member
from sporezo.rounds.domain import answer, decide, play_through, rehearse, sweep
from sporezo.rounds.domain import rehearsals as deeds
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.models import LeftOut, OptIn, Proposal, Rehearsal, Round, Seat, Timetable
from sporezo.rounds.queries import board_of, what_would_help
from sporezo.rounds.tasks import rehearse as rehearse_task
from sporezo.safety.models import Block, NotWith
from tests.factories.communities import make_community, make_member
from tests.factories.meets import LYON, make_venue
from tests.factories.rounds import SATURDAY, make_player, make_proposal, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NEXT = SATURDAY + dt.timedelta(days=7)


@pytest.fixture
def club(tennis):
    """A lead and four who play tennis, one of them too far away."""
    make_venue(tennis)
    lead = make_player(tennis, language="en")
    players = [make_player(tennis) for _ in range(3)]
    far = make_player(tennis, at=(LYON[0] + 0.09, LYON[1]), first_name="Lointain")
    community = make_community([*players, far], lead=lead)
    round = make_round(community=community)
    for member in (lead, *players, far):
        opt_in(round, member)
    return round, lead, [*players, far]


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def page(client, lead, round, end="", **query):
    client.force_login(lead)
    return client.get(f"/communities/{round.community.slug}/round{end}", query)


def test_a_dry_run_says_who_is_left_out_why_and_what_would_help(client, club, stand):
    round, lead, players = club
    stand(round.closes_at - HOUR)
    shown = text(page(client, lead, round))
    assert f"{players[-1].short_name} Nothing within reach" in shown
    assert "km more, and there" in shown
    assert "What would help" in shown
    assert not Proposal.objects.exists()


def test_a_fresh_dry_run_is_given_again_and_a_new_one_on_demand(client, club, stand, tennis):
    round, lead, _ = club
    now = stand(round.closes_at - HOUR)
    first = rehearse(round, now=now)
    late = make_player(tennis, community=round.community, first_name="Nouvelle")
    opt_in(round, late)
    assert rehearse(round, now=now + MINUTE).asked_at == first.asked_at
    assert "Nouvelle" not in text(page(client, lead, round))
    assert client.post(f"/communities/{round.community.slug}/round", {"again": "1"}).status_code == 303
    assert "Nouvelle" in text(page(client, lead, round))
    assert rehearse(round, now=now + 3 * HOUR).asked_at == now + 3 * HOUR
    assert Rehearsal.objects.count() == 1


def test_a_large_one_is_a_job_and_the_page_answers_meanwhile(client, club, stand, django_capture_on_commit_callbacks):
    round, lead, _ = club
    now = stand(round.closes_at - HOUR)
    small, deeds.AT_ONCE = deeds.AT_ONCE, 2
    try:
        shown = page(client, lead, round)
        assert "being computed" in text(shown)
        assert "load delay" in shown.content.decode()
        waiting = Rehearsal.objects.get()
        assert waiting.finished_at is None
        assert rehearse(round, now=now + MINUTE).asked_at == waiting.asked_at
        rehearse_task(waiting.pk)
        rehearse_task(waiting.pk)
        assert "being computed" not in text(page(client, lead, round))
        Rehearsal.objects.update(finished_at=None)
        with django_capture_on_commit_callbacks() as asked:
            rehearse(round, now=now + HOUR)
        assert len(asked) == 1
    finally:
        deeds.AT_ONCE = small


@pytest.mark.parametrize("what_if", [one for one in WhatIf.values if one != "usual"])
def test_a_changed_weight_is_shown_beside_the_week_as_it_is(client, club, stand, what_if):
    round, lead, _ = club
    stand(round.closes_at - HOUR)
    shown = text(page(client, lead, round, what_if=what_if))
    for words in ("People playing", "Sessions", "First meetings", "Km to go", "as it is", "if so"):
        assert words in shown
    kept = Rehearsal.objects.get(what_if=what_if).document
    assert kept["figures"]["players"] + kept["figures"]["asked"] == 4
    assert kept["after"]["players"] + kept["after"]["asked"] >= 4
    assert set(kept) == {"figures", "after", "gained", "lost"}


def test_three_kilometres_more_bring_the_far_one_in(club):
    round, _, players = club
    far = players[-1]
    far.haunts.update(radius_km=8.0)
    opt_in_count = OptIn.objects.filter(round=round).count()
    found = play_through(rehearse(round, what_if="reach", now=round.closes_at - HOUR), now=round.closes_at - HOUR)
    assert opt_in_count == 5
    assert found.document["after"]["left_out"] <= found.document["figures"]["left_out"]


def test_help_is_said_for_the_group():
    remedies = [{"kind": "wider_radius", "km": km, "people": 4} for km in (1, 3)] + [
        {"kind": "more_hours", "people": 1}
    ]
    assert what_would_help(remedies) == [
        "3 km more, and two of them have somebody within reach.",
        "A few more hours painted, and one of them could play.",
    ]


def test_a_lead_reads_no_refusal_no_block_and_no_gender(client, tennis, stand, decided_at):
    """The dry run and the round under way say the same words, whatever keeps two people apart."""
    make_venue(tennis)
    lead = make_player(tennis, language="en")
    two = [make_player(tennis, hours=[53, 54]) for _ in range(2)]
    community = make_community(two, lead=lead)
    round = make_round(community=community)
    for member in two:
        opt_in(round, member)
    Block.objects.create(blocker=two[0], blocked=two[1])
    Member.objects.filter(pk=two[0].pk).update(gender=Gender.WOMAN)
    stand(round.closes_at - HOUR)
    blocked = text(page(client, lead, round)).split("Look again", 1)[1]
    Block.objects.all().delete()
    NotWith.objects.create(member=two[1], other=two[0])
    Rehearsal.objects.all().delete()
    assert text(page(client, lead, round)).split("Look again", 1)[1] == blocked
    assert blocked.count("Nobody free this week") == 2
    for word in ("block", "woman", "women", "gender"):
        assert word not in blocked.lower()


def test_the_board_of_the_round_under_way(client, four, padel, stand, decided_at):
    stand(decided_at)
    lead = make_member(language="en")
    community = make_community([*four], lead=lead)
    round = make_round(four, community=community)
    Round.objects.update(decided_at=decided_at)
    awaited, to_book, on = (
        make_proposal(four, sport=padel, now=decided_at, round=round, starts_at=thursday(hour)) for hour in (9, 12, 18)
    )
    for proposal in (to_book, on):
        for seat in Seat.objects.filter(proposal=proposal):
            answer(seat, accepted=True, now=decided_at)
    book_court(on.meet.court, by=four[0], now=decided_at)
    sweep(now=decided_at)
    before = text(page(client, lead, round, "/under-way"))
    assert "0/4 said yes" in before
    assert f"{four[0].short_name} books" in before
    board = board_of(round, decided_at)
    assert [len(part) for part in (board.waiting, board.to_book, board.confirmed)] == [1, 1, 1]
    assert board.players == 4
    answer(Seat.objects.filter(proposal=awaited).first(), accepted=False, now=decided_at)
    assert text(page(client, lead, round, "/under-way")) == before
    client.force_login(four[0])
    assert client.get(f"/communities/{community.slug}/round/under-way").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_board_takes_the_same_queries_for_one_and_three(four, padel, decided_at, size, django_assert_num_queries):
    round = make_round(four)
    for hour in range(size):
        make_proposal(four, sport=padel, now=decided_at, round=round, starts_at=thursday(9 + 3 * hour))
    with django_assert_num_queries(3):
        assert len(board_of(round, decided_at).waiting) == size


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_dry_run_takes_the_same_queries_for_one_and_three(client, tennis, stand, pairs):
    make_venue(tennis)
    lead = make_member(language="en")
    round = make_round(community=make_community(lead=lead))
    for _ in range(2 * pairs):
        opt_in(round, make_player(tennis, community=round.community))
    now = stand(round.closes_at - HOUR)
    rehearse(round, now=now)
    page(client, lead, round)
    with CaptureQueriesContext(connection) as queries:
        page(client, lead, round)
    assert len(queries) == 23


def test_the_lead_decides_by_a_button_where_the_community_chose_so(client, club, stand):
    round, lead, _ = club
    round.community.timetable.decides_itself = False
    round.community.timetable.save()
    stand(round.closes_at - HOUR)
    assert "can be decided from then on" in text(page(client, lead, round))
    stand(round.closes_at + MINUTE)
    assert "Decide the round" in text(page(client, lead, round))
    decide(round, now=round.closes_at + MINUTE)
    assert not Rehearsal.objects.exists()
    assert "Answers awaited" in text(page(client, lead, round, "/under-way"))


def test_deciding_twice_leads_to_the_round_under_way(client, club, stand, django_capture_on_commit_callbacks):
    round, lead, _ = club
    Timetable.objects.update(decides_itself=False)
    stand(round.closes_at + MINUTE)
    client.force_login(lead)
    address = f"/communities/{round.community.slug}/round"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).url == f"{address}/under-way"
    written = Proposal.objects.count()
    assert Round.objects.get(pk=round.pk).decided_at
    assert client.post(address).url == f"{address}/under-way"
    assert Proposal.objects.count() == written > 0


def test_a_rehearsal_is_a_plain_document(club):
    round, _, _ = club
    found = rehearse(round, now=round.closes_at - HOUR)
    assert json.loads(json.dumps(found.document)) == found.document


def test_whoever_stands_behind_a_block_counts_and_is_not_named_to_the_lead(client, padel, stand, decided_at):
    four = [make_player(padel, first_name=name) for name in ("Absalon", "Balthazar", "Cunégonde", "Dagobert")]
    stand(decided_at)
    lead = make_member(language="en")
    community = make_community([*four], lead=lead)
    round = make_round(four, community=community)
    bench = make_player(padel, community=community, first_name="Benoîte", hours=[0])
    opt_in(round, bench)
    next_round = make_round(four, community=community, first_day=NEXT)
    make_proposal(four, sport=padel, now=decided_at, round=next_round, starts_at=thursday(12) + dt.timedelta(days=7))
    LeftOut.objects.create(round=Round.objects.latest("first_day"), member=bench, reason="too_few")
    rehearse(round, now=decided_at)
    for hidden in (four[0], bench):
        Block.objects.create(blocker=hidden, blocked=lead)
    shown = text(page(client, lead, round))
    Round.objects.filter(first_day=NEXT).update(decided_at=decided_at)
    for words in (shown, text(page(client, lead, round, "/under-way"))):
        assert "Balthazar" in words
        assert "and 1 other" in words
        assert "Absalon" not in words
        assert "Benoîte" not in words
    assert "1 left out" in " ".join(shown.split())


def test_a_small_dry_run_never_contradicts_the_count_beside_it(client, club, stand, tennis):
    round, _lead, players = club
    now = stand(round.closes_at - HOUR)
    first = rehearse(round, now=now)
    opt_in(round, make_player(tennis, community=round.community, first_name="Nouvelle"), at=now + MINUTE)
    second = rehearse(round, now=now + 2 * MINUTE)
    assert (first.asked_at, second.asked_at) == (now, now + 2 * MINUTE)
    OptIn.objects.filter(member=players[0]).update(withdrawn_at=now + 3 * MINUTE)
    assert rehearse(round, now=now + 4 * MINUTE).asked_at == now + 4 * MINUTE
    assert rehearse(round, now=now + 5 * MINUTE).asked_at == now + 4 * MINUTE


def test_the_lead_decides_before_the_long_list_and_is_sent_on_when_nothing_waits(client, club, stand):
    round, lead, _ = club
    stand(round.closes_at + MINUTE)
    Timetable.objects.update(decides_itself=False)
    shown = text(page(client, lead, round))
    assert shown.index("Decide the round") < shown.index("Left out this week")
    Round.objects.filter(pk=round.pk).update(decided_at=round.closes_at)
    shown = text(page(client, lead, round))
    assert "No round waits to be decided The next one opens Monday 8:00" in shown
    assert "The round under way" in shown
