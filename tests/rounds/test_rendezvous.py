import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.diary.models import pack_slots
from sporezo.engine import slots
from sporezo.meets.domain import court_failed
from sporezo.meets.enums import CourtState
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, ask_to_join, come, say_rather, sweep
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import Rather, Seat
from sporezo.rounds.queries import candidates, elsewhere, forward_token, forwarded
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_venue, organise
from tests.factories.races import race
from tests.factories.rounds import make_player, make_proposal, make_round, opt_in, thursday

HOUR = dt.timedelta(hours=1)
DECIDED_AT = dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC)


@pytest.fixture
def six(padel):
    return [make_player(padel, language="en") for _ in range(6)]


@pytest.fixture
def question(six, padel, decided_at):
    """One question to six: any four of them make a padel."""
    return make_proposal(six, sport=padel, now=decided_at, is_rendezvous=True, places=4, quorum=4)


def seat(proposal, member):
    return Seat.objects.select_related("proposal__round__community", "proposal__meet__sport", "member").get(
        proposal=proposal, member=member
    )


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.django_db
def test_the_card_is_a_question_with_yes_no_and_rather(client, question, six, stand, decided_at):
    stand(decided_at)
    client.force_login(six[0])
    shown = text(client.get(f"/play/proposals/{seat(question, six[0]).pk}"))
    assert "12:00, padel?" in shown
    assert "four yeses and it is on" in shown
    for words in ("I’m in", "Not this time", "Rather…"):
        assert words in shown


@pytest.mark.django_db
def test_the_first_four_yeses_have_it_and_the_fifth_comes_too_late(question, six, decided_at):
    for member in six[:4]:
        answer(seat(question, member), accepted=True, now=decided_at)
    question.refresh_from_db()
    assert question.state == ProposalState.AGREED
    with pytest.raises(Refused, match="quicker"):
        answer(seat(question, six[4]), accepted=True, now=decided_at)


@pytest.mark.django_db
def test_rather_is_a_no_that_frees_hours_for_the_next_round(client, padel, stand, decided_at):
    member = make_player(padel, hours=[2 * 16 + 5], language="en")
    others = [make_player(padel) for _ in range(3)]
    round = make_round([member, *others])
    question = make_proposal([member, *others], sport=padel, now=decided_at, round=round, is_rendezvous=True)
    stand(decided_at)
    client.force_login(member)
    address = f"/play/proposals/{seat(question, member).pk}/rather"
    assert "nobody reads it" in text(client.get(address))
    assert client.post(address, {"days": ["1"]}).status_code == 422
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"days": ["1"], "moments": ["noon"], "wish": "hour"}).status_code == 303
    assert seat(question, member).answer == Answer.DECLINED
    assert Rather.objects.get().wish == "hour"
    assert not Notice.objects.exists()
    later = make_round(community=round.community, first_day=round.first_day + dt.timedelta(weeks=1))
    opt_in(later, member)
    snapshot = candidates(later, as_of=later.closes_at)
    free = slots.unpack(slots.from_words(*snapshot.members.hours[0]))
    # Wednesday noon as painted, Tuesday from noon to two as said; the week begins on Saturday.
    assert free == [slots.slot(3, 12), slots.slot(3, 13), slots.slot(4, 12)]
    months = make_round(community=round.community, first_day=round.first_day + dt.timedelta(weeks=8))
    opt_in(months, member)
    assert len(slots.unpack(slots.from_words(*candidates(months, as_of=months.closes_at).members.hours[0]))) == 1


@pytest.mark.django_db
def test_rather_said_again_replaces_and_ends_with_the_session(question, six, decided_at):
    for wish in ("place", "sport"):
        say_rather(seat(question, six[0]), wish=wish, now=decided_at)
    assert [one.wish for one in Rather.objects.all()] == ["sport"]
    with pytest.raises(Refused, match="started"):
        say_rather(seat(question, six[1]), wish="hour", now=thursday(12))
    assert bytes(Rather.objects.get().hours) == pack_slots([])


@pytest.mark.django_db
def test_one_more_and_it_is_a_padel_has_a_link_to_forward(client, question, six, padel, stand, decided_at):
    stand(decided_at)
    for member in six[:3]:
        answer(seat(question, member), accepted=True, now=decided_at)
    client.force_login(six[0])
    shown = client.get(f"/play/proposals/{seat(question, six[0]).pk}")
    assert "one more yes, and the padel is on" in text(shown)
    link = BeautifulSoup(shown.content, "html.parser").select_one("#forward")["value"]
    friend = make_player(padel, community=question.round.community, language="en")
    client.force_login(friend)
    page = text(client.get(link))
    assert "Somebody thought of you" in page
    assert question.meet.venue.name not in page
    assert not any(member.first_name in page for member in six)
    assert client.post(link).status_code == 303
    question.refresh_from_db()
    assert question.state == ProposalState.AGREED
    assert seat(question, friend).kind == SeatKind.VACANCY
    assert client.get(link)["Location"] == f"/play/proposals/{seat(question, friend).pk}"
    assert client.post(link).status_code == 303
    assert Seat.objects.filter(proposal=question, member=friend).count() == 1


@pytest.mark.django_db
def test_whoever_is_not_of_the_community_asks_its_lead_once(client, six, padel, stand, decided_at):
    stand(decided_at)
    lead, outsider = make_member(), make_member(language="en", first_name="Zoé", last_name="Vidal")
    community = make_community(six, lead=lead)
    question = make_proposal(
        six, sport=padel, now=decided_at, round=make_round(community=community), is_rendezvous=True, places=4, quorum=4
    )
    link = f"/play/forwarded/{forward_token(question)}"
    client.force_login(outsider)
    assert "Ask to join" in text(client.get(link))
    assert client.post(link).status_code == 422
    for _ in range(2):
        assert client.post(link, {"ask": "1"}).status_code == 303
    told = Notice.objects.get(kind="rounds/asks_in")
    assert (told.member, told.context["who"]) == (lead, "Zoé Vidal")
    ask_to_join(question, member=outsider, now=decided_at)
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_forwarded_link_ends_with_the_session_and_hides_who_is_apart(client, question, six, padel, decided_at):
    friend = make_player(padel, community=question.round.community)
    assert forwarded("nonsense", decided_at) is None
    assert forwarded(forward_token(question), thursday(12)) is None
    answer(seat(question, six[0]), accepted=True, now=decided_at)
    Block.objects.create(blocker=six[0], blocked=friend)
    with pytest.raises(Refused, match="No place is left"):
        come(question, member=friend, now=decided_at)
    Block.objects.all().delete()
    for member in six[1:4]:
        answer(seat(question, member), accepted=True, now=decided_at)
    with pytest.raises(Refused, match="No place is left"):
        come(question, member=friend, now=decided_at)
    with pytest.raises(Refused, match="started"):
        come(question, member=friend, now=thursday(12))


@pytest.mark.django_db(transaction=True)
def test_ten_friends_at_once_for_one_place(padel, decided_at):
    players = [make_player(padel) for _ in range(4)]
    question = make_proposal(players, sport=padel, now=DECIDED_AT, is_rendezvous=True)
    for member in players[:3]:
        answer(seat(question, member), accepted=True, now=DECIDED_AT)
    friends = [make_player(padel, community=question.round.community) for _ in range(10)]
    refusals = race(lambda one: come(question, member=one, now=DECIDED_AT), friends)
    assert refusals.count(None) == 1


@pytest.mark.django_db
def test_no_court_offers_hours_and_venues_that_suit_everybody(client, padel, stand, decided_at):
    noon = [3 * 16 + 5, 3 * 16 + 6, 4 * 16 + 5, 4 * 16 + 6]
    four = [make_player(padel, hours=noon, language="en") for _ in range(4)]
    busy = organise(make_member(), now=decided_at, starts_at=thursday(18), sport=None)
    assert busy
    here, there = make_venue(padel), make_venue(padel, at=(45.77, 4.86))
    make_venue(padel, at=(46.9, 4.86), name="Trop loin")
    proposal = make_proposal(four, sport=padel, now=decided_at, venue=here)
    for member in four:
        answer(seat(proposal, member), accepted=True, now=decided_at)
    court_failed(proposal.meet.court, by=four[0], now=decided_at)
    found = elsewhere(proposal, soonest=decided_at + 4 * HOUR, now=decided_at)
    friday = thursday(12) + dt.timedelta(days=1)
    assert [(one.venue, one.starts_at) for one in found][:2] == [(there, thursday(12)), (here, friday)]
    stand(decided_at)
    address = f"/play/sessions/{proposal.meet.pk}/elsewhere"
    client.force_login(four[1])
    assert client.get(address).status_code == 422
    client.force_login(four[0])
    assert "Trop loin" not in text(client.get(address))
    assert address in client.get(f"/meets/{proposal.meet.pk}").content.decode()
    assert client.post(address, {"venue": there.pk, "slot": 1}).status_code == 422
    assert client.post(address, {"venue": there.pk, "slot": found[0].slot}).status_code == 303
    proposal.meet.refresh_from_db()
    assert proposal.meet.venue == there
    proposal.meet.court.refresh_from_db()
    assert proposal.meet.court.state == CourtState.TO_BOOK
    sweep(now=decided_at + HOUR)
    client.force_login(make_member())
    assert client.get(address).status_code == 404
