import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.rounds.domain import answer, decide
from sporezo.rounds.enums import Answer, ProposalState
from sporezo.rounds.models import OptIn, Proposal, Round, Seat, Timetable
from sporezo.safety.models import Block
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_venue
from tests.factories.rounds import MONDAY, make_player, make_proposal, make_round

pytestmark = pytest.mark.django_db


def page_of(client, member):
    client.force_login(member)
    return client


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_playing_a_round_is_one_tap_and_so_is_sitting_it_out(client, running, stand):
    stand(MONDAY)
    member = make_player(running, language="en")
    round = make_round(community=make_community([member]))
    page = page_of(client, member)
    assert "I play this week" in text(page.get("/play"))
    assert page.post(f"/play/rounds/{round.pk}/opt-in").status_code == 303
    assert "Sit this one out" in text(page.get("/play"))
    page.post(f"/play/rounds/{round.pk}/opt-in", {"withdraw": "1"})
    assert OptIn.objects.get(member=member).withdrawn_at
    assert page.post(f"/play/rounds/{round.pk}/opt-in", {"most_sessions": "40"}).status_code == 422


def test_another_communitys_round_is_not_there(client, running, stand):
    stand(MONDAY)
    round = make_round()
    assert page_of(client, make_player(running)).post(f"/play/rounds/{round.pk}/opt-in").status_code == 404


def test_a_proposal_shows_short_names_reasons_and_the_deadline(client, padel, decided_at, stand):
    stand(decided_at)
    four = [
        make_player(padel, language="en", first_name=name, last_name="Berthier") for name in ("Alix", "Bo", "Cy", "Di")
    ]
    proposal = make_proposal(four, sport=padel, now=decided_at)
    seat = Seat.objects.get(member=four[0])
    shown = text(page_of(client, four[0]).get(f"/play/proposals/{seat.pk}"))
    assert "Bo B." in shown
    assert "Bo Berthier" not in shown
    assert proposal.meet.venue.name in shown
    assert "nobody is told" in shown


def test_yes_and_no_by_plain_forms_and_by_resource(client, four, padel, decided_at, stand):
    stand(decided_at)
    proposal = make_proposal(four, sport=padel, now=decided_at)
    seat = Seat.objects.get(proposal=proposal, member=four[0])
    page = page_of(client, four[0])
    assert page.post(f"/play/proposals/{seat.pk}/answer")["Location"] == f"/play/proposals/{seat.pk}"
    seat.refresh_from_db()
    assert seat.answer == Answer.ACCEPTED
    assert page.delete(f"/play/proposals/{seat.pk}/answer").status_code == 303
    seat.refresh_from_db()
    assert seat.answer == Answer.DECLINED
    assert page.get(f"/play/proposals/{seat.pk}").status_code == 200


def test_a_seat_is_its_members_alone_and_vanishes_with_a_block(client, four, padel, decided_at, stand):
    stand(decided_at)
    make_proposal(four, sport=padel, now=decided_at)
    seat = Seat.objects.get(member=four[0])
    for other in (four[1], make_member()):
        page = page_of(client, other)
        assert page.get(f"/play/proposals/{seat.pk}").status_code == 404
        assert page.post(f"/play/proposals/{seat.pk}/answer").status_code == 404
    Block.objects.create(blocker=four[1], blocked=four[0])
    assert page_of(client, four[0]).get(f"/play/proposals/{seat.pk}").status_code == 404


def test_the_others_page_is_the_same_after_a_refusal_and_a_silence(client, four, padel, decided_at, stand):
    stand(decided_at)
    proposal = make_proposal(four, sport=padel, now=decided_at)
    seats = {seat.member_id: seat for seat in Seat.objects.all()}
    answer(seats[four[1].pk], accepted=True, now=decided_at)
    page = page_of(client, four[1])

    def body():
        soup = BeautifulSoup(page.get(f"/play/proposals/{seats[four[1].pk].pk}").content, "html.parser")
        for field in soup.select("[name=csrfmiddlewaretoken]"):
            field.decompose()
        return str(soup.main)

    before = body()
    answer(seats[four[0].pk], accepted=False, now=decided_at)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SHORT
    assert body() == before


def test_the_lead_sees_the_dry_run_and_decides(client, tennis, stand, settings):
    make_venue(tennis)
    lead = make_player(tennis, language="en")
    other = make_player(tennis)
    community = make_community([other], lead=lead)
    round = make_round(community=community)
    OptIn.objects.bulk_create(OptIn(round=round, member=one, at=round.opens_at) for one in (lead, other))
    stand(round.closes_at - dt.timedelta(hours=1))
    page = page_of(client, lead)
    shown = text(page.get(f"/communities/{community.slug}/round"))
    assert other.short_name in shown
    assert "Decide the round" not in shown
    assert page.post(f"/communities/{community.slug}/round").status_code == 422
    assert not Proposal.objects.exists()
    stand(round.closes_at + dt.timedelta(minutes=5))
    assert "Decide the round" in text(page.get(f"/communities/{community.slug}/round"))
    assert page_of(client, other).get(f"/communities/{community.slug}/round").status_code == 404


def test_the_lead_moves_the_week_of_the_next_round(client):
    lead, member = make_member(language="en"), make_member()
    community = make_community([member], lead=lead)
    address = f"/communities/{community.slug}/timetable"
    assert page_of(client, member).get(address).status_code == 404
    page = page_of(client, lead)
    assert page.get(address).status_code == 200
    week = {
        "opens_weekday": 6,
        "opens_time": "20:00",
        "closes_weekday": 1,
        "closes_time": "12:00",
        "answers_weekday": 3,
        "answers_time": "12:00",
    }
    assert page.post(address, week | {"closes_time": "noon"}).status_code == 422
    for closes in ({"closes_weekday": 3}, {"closes_weekday": 4}):  # at the moment answers are due, or after
        assert page.post(address, week | closes).status_code == 422
    assert not Timetable.objects.filter(community=community, opens_weekday=6).exists()
    assert page.post(address, week).status_code == 303
    found = Timetable.objects.get(community=community)
    assert (found.opens_weekday, found.closes_time, found.decides_itself) == (6, dt.time(12), False)


def test_the_next_round_is_a_fragment_of_the_communitys_page(client, running, stand):
    stand(MONDAY)
    member = make_player(running, language="en")
    community = make_community([member])
    page = page_of(client, member)
    address = f"/communities/{community.slug}/next-round"
    assert address in page.get(f"/communities/{community.slug}").content.decode()
    assert "The round is opening: a minute" in text(page.get(address))
    make_round(community=community)
    assert "I play this week" in text(page.get(address, headers={"HX-Request": "true"}))
    Round.objects.update(decided_at=MONDAY)
    stand(MONDAY + dt.timedelta(days=3))
    assert "the next one opens Monday 8:00" in text(page.get(address))


def test_play_takes_the_same_queries_for_one_and_three(
    client, four, padel, decided_at, stand, django_assert_num_queries
):
    stand(decided_at)
    round = make_round(four)
    page = page_of(client, four[0])
    for count in (1, 3):
        while Proposal.objects.count() < count:
            hours = dt.timedelta(hours=3 * Proposal.objects.count())
            make_proposal(
                four, sport=padel, now=decided_at, round=round, starts_at=decided_at + dt.timedelta(days=5) + hours
            )
        with django_assert_num_queries(21):
            page.get("/play")


def test_a_decided_round_reaches_the_play_page(client, tennis, decided_at, stand):
    make_venue(tennis)
    two = [make_player(tennis, language="en") for _ in range(2)]
    round = make_round(two)
    stand(decided_at)
    decide(Round.objects.select_related("community").get(pk=round.pk), now=decided_at)
    assert "Suggested for you" in text(page_of(client, two[0]).get("/play"))
