import datetime as dt
import json

import pytest
from django.core.management import call_command

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.notices.models import Notice
from sporezo.rounds.domain import decide, plan
from sporezo.rounds.models import LeftOut, OptIn, Proposal, Round, Seat
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.meets import make_venue
from tests.factories.rounds import make_player, make_round

pytestmark = pytest.mark.django_db
NOON_ON_THURSDAY = [53, 54]  # noon and one, on day 3, Monday first
PARIS_FAR = (48.85, 2.35)


@pytest.fixture
def tennis_round(tennis):
    """Two who can play, and one whose hours nobody shares."""
    make_venue(tennis, name="Terrain de la Doua")
    pair = [make_player(tennis, hours=NOON_ON_THURSDAY) for _ in range(2)]
    alone = make_player(tennis, hours=[0])
    return make_round([*pair, alone])


def test_deciding_writes_proposals_reasons_and_who_is_left_out(tennis_round, decided_at):
    assert decide(tennis_round, now=decided_at) == 1
    proposal = Proposal.objects.get(round=tennis_round)
    assert proposal.meet.state == MeetState.PROPOSED
    assert proposal.meet.starts_at == dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC)
    assert [len(one.reasons) >= 3 for one in proposal.seats.all()] == [True, True]
    left_out = LeftOut.objects.get(round=tennis_round)
    assert left_out.member not in {one.member for one in proposal.seats.all()}
    assert Notice.objects.filter(kind="rounds/proposed").count() == 2
    assert Notice.objects.filter(kind="rounds/left_out").count() == 1
    tennis_round.refresh_from_db()
    assert tennis_round.decided_at == decided_at
    assert tennis_round.objective["total"] > 0


def test_deciding_again_changes_nothing(tennis_round, decided_at):
    decide(tennis_round, now=decided_at)
    before = sorted(Seat.objects.values_list("pk", "proposal", "member"))
    assert decide(tennis_round, now=decided_at) == 0
    assert sorted(Seat.objects.values_list("pk", "proposal", "member")) == before
    assert Notice.objects.count() == 3


def test_a_round_interrupted_goes_on_from_what_was_written(tennis_round, decided_at):
    decide(tennis_round, now=decided_at)
    seats = set(Seat.objects.values_list("proposal", "member"))
    LeftOut.objects.all().delete()
    Round.objects.update(decided_at=None)
    tennis_round.refresh_from_db()
    assert decide(tennis_round, now=decided_at) == 0
    assert set(Seat.objects.values_list("proposal", "member")) == seats
    assert LeftOut.objects.count() == 1
    assert Notice.objects.count() == 3


def test_a_round_is_not_decided_while_it_is_open(tennis_round):
    with pytest.raises(Refused, match="still open"):
        decide(tennis_round, now=tennis_round.closes_at - dt.timedelta(minutes=1))


def test_two_communities_never_propose_the_same_member_the_same_hour(tennis, decided_at):
    make_venue(tennis)
    both = make_player(tennis, hours=NOON_ON_THURSDAY)
    rounds = [make_round([both, make_player(tennis, hours=NOON_ON_THURSDAY)]) for _ in range(2)]
    assert [decide(one, now=decided_at) for one in rounds] == [1, 0]
    assert Seat.objects.filter(member=both).count() == 1


def test_those_who_withdrew_left_or_were_suspended_are_not_gathered(tennis_round, decided_at):
    pair = list(OptIn.objects.filter(round=tennis_round).order_by("pk")[:2])
    OptIn.objects.filter(pk=pair[0].pk).update(withdrawn_at=tennis_round.opens_at)
    assert decide(tennis_round, now=decided_at) == 0
    assert not LeftOut.objects.filter(member=pair[0].member).exists()


def test_a_block_keeps_two_apart(tennis_round, decided_at):
    pair = [one.member for one in OptIn.objects.filter(round=tennis_round).order_by("pk")[:2]]
    Block.objects.create(blocker=pair[1], blocked=pair[0])
    assert decide(tennis_round, now=decided_at) == 0
    told = Notice.objects.filter(kind="rounds/left_out", member=pair[0]).get()
    assert "block" not in json.dumps(told.context).lower()


def test_planning_reads_and_writes_nothing_and_says_the_same_twice(tennis_round, capsys, django_assert_num_queries):
    words = ["round_plan", "--community", tennis_round.community.slug, "--seed", "7", "--json"]
    printed = []
    for _ in range(2):
        call_command(*words)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 1
    document = json.loads(printed[0])
    (session,) = document["sessions"]
    assert session["starts_at"] == "2026-12-03T12:00:00+01:00"
    assert all(len(session["reasons"][member]) >= 3 for member in session["members"])
    assert session["members"] == sorted(session["members"])
    assert [set(one) for one in document["unplaced"]] == [{"member", "reason", "remedy", "wait"}]
    assert set(document["objective"]) >= {"total", "terms", "bound", "gap"}
    assert document["verified"] is True
    assert not Meet.objects.exists()
    assert Round.objects.get().objective == {}


def test_the_commands_decide_answer_and_tell_the_state(tennis_round, decided_at, capsys, settings):
    slug = tennis_round.community.slug
    settings.SPOREZO_NOW = decided_at
    call_command("round_decide", "--community", slug, "--json")
    assert json.loads(capsys.readouterr().out)["proposals"] == 1
    call_command("round_status", "--community", slug, "--json")
    (latest,) = json.loads(capsys.readouterr().out)["rounds"]
    (proposal,) = latest["proposals"]
    assert proposal["state"] == "open"
    for seat in proposal["seats"]:
        call_command("round_answer", "--seat", seat["id"], "--yes", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["state"] == "agreed"
    with pytest.raises(Refused, match="waits to be decided"):
        call_command("round_plan", "--community", slug, "--seed", "1", "--json")
    with pytest.raises(Refused, match="no community"):
        call_command("round_status", "--community", "nowhere")
    with pytest.raises(Refused, match="no seat"):
        call_command("round_answer", "--seat", "999999", "--no")


def test_opt_ins_count_as_they_stood(tennis_round):
    late = OptIn.objects.filter(round=tennis_round).order_by("pk").first()
    OptIn.objects.filter(pk=late.pk).update(at=tennis_round.opens_at + dt.timedelta(hours=5))
    before = plan(tennis_round, seed=1, as_of=tennis_round.opens_at + dt.timedelta(hours=1))
    assert late.member_id not in before.snapshot.members.ids
    after = plan(tennis_round, seed=1, as_of=tennis_round.closes_at)
    assert late.member_id in after.snapshot.members.ids


def test_a_big_enough_club_is_written_in_several_chunks(tennis, decided_at):
    make_venue(tennis)
    round = make_round([make_player(tennis) for _ in range(30)])
    assert decide(round, now=decided_at) == 15
    assert Attendance.objects.filter(presence=Presence.PROPOSED).count() == 30


def test_a_session_never_starts_too_soon_to_be_answered(tennis, decided_at):
    make_venue(tennis)
    round = make_round([make_player(tennis) for _ in range(2)], community=None)
    sunday_evening = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
    decide(round, now=sunday_evening)
    proposal = Proposal.objects.get()
    assert proposal.meet.starts_at >= sunday_evening + dt.timedelta(hours=30)
    assert proposal.answers_until_at == proposal.meet.starts_at - dt.timedelta(hours=24)
