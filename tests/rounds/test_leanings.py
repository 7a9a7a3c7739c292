"""What a community's rounds look for: kept by a lead, read by every member, undone in one tap."""

import pytest
from bs4 import BeautifulSoup

from sporezo.engine.affinity import Weights
from sporezo.rounds.domain import lean, plan, rehearse
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.models import Leaning, Rehearsal
from sporezo.rounds.queries import KEEPABLE, leaning_of, leanings_of, weights_of, what_counts
from sporezo.safety.models import AuditEntry, Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_venue
from tests.factories.races import race
from tests.factories.rounds import MONDAY, make_player, make_round

LOOKED_FOR = "/communities/{}/round/looks-for"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def club(tennis):
    make_venue(tennis)
    lead = make_player(tennis, language="en", first_name="Alix", last_name="Morel")
    players = [make_player(tennis, language="en")]  # two: of three on, a club so small is asked to rendez-vous
    round = make_round([lead, *players], community=make_community(players, lead=lead))
    return round, lead, players


@pytest.mark.django_db
def test_a_lead_keeps_what_a_dry_run_tried_and_goes_back_in_one_tap(client, club, settings):
    round, lead, players = club
    settings.SPOREZO_NOW = round.opens_at
    client.force_login(lead)
    page = f"/communities/{round.community.slug}/round"
    tried = client.get(page, {"what_if": "novelty"})
    assert "Keep it so, from now on" in text(tried)
    before = plan(round, seed=1, as_of=round.closes_at).plan.objective.total
    assert client.post(LOOKED_FOR.format(round.community.slug), {"what": "novelty"}).status_code == 303
    assert not Rehearsal.objects.exists()
    assert weights_of(round.community) == Weights(novelty=0.3)
    assert plan(round, seed=1, as_of=round.closes_at).plan.objective.total > before
    assert not plan(round, seed=1, as_of=round.closes_at).breaches
    shown = text(client.get(page))
    assert "In this community, new faces count double" in shown
    assert "Back to usual" in shown
    back = text(client.get(page, {"what_if": "usual"}))
    assert "if everything counts as usual" in back
    assert "Back to usual, from now on" in back
    client.post(LOOKED_FOR.format(round.community.slug), {"what": "usual"})
    assert weights_of(round.community) == Weights()
    assert [(one.what, one.who.short_name) for one in leanings_of(round.community, players[0])] == [
        (WhatIf.USUAL, "Alix M."),
        (WhatIf.NOVELTY, "Alix M."),
    ]
    assert [(one.deed, one.details) for one in AuditEntry.objects.order_by("pk")] == [
        ("rounds/leaning", {"what": "novelty"}),
        ("rounds/leaning", {"what": "usual"}),
    ]


@pytest.mark.django_db
def test_every_member_reads_what_the_round_looks_for_and_nobody_else(client, club):
    round, lead, players = club
    lean(round.community, what="diversity", by=lead, now=MONDAY)
    client.force_login(players[0])
    shown = text(client.get(LOOKED_FOR.format(round.community.slug)))
    for words in ("What never bends", "Other lines of work", "counts double here", "Alix M.", "neither rank"):
        assert words in shown
    assert "Try another weight" not in shown
    Block.objects.create(blocker=players[0], blocked=lead)
    assert "Alix" not in text(client.get(LOOKED_FOR.format(round.community.slug)))
    client.force_login(make_member())
    assert client.get(LOOKED_FOR.format(round.community.slug)).status_code == 404
    assert client.post(LOOKED_FOR.format(round.community.slug), {"what": "usual"}).status_code == 404


@pytest.mark.django_db
def test_only_leads_choose_and_only_what_is_theirs_to_choose(club):
    round, lead, players = club
    with pytest.raises(Refused, match="Only those who lead it"):
        lean(round.community, what="novelty", by=players[0], now=MONDAY)
    for what in ("reach", "money", ""):
        with pytest.raises(Refused, match="cannot look for that"):
            lean(round.community, what=what, by=lead, now=MONDAY)
    for _ in range(2):
        lean(round.community, what="travel", by=lead, now=MONDAY)
    lean(make_community(lead=lead), what="usual", by=lead, now=MONDAY)
    assert [one.what for one in Leaning.objects.all()] == ["travel"]


@pytest.mark.django_db
def test_a_dry_run_further_away_keeps_what_the_community_chose(club):
    round, lead, _ = club
    usual = rehearse(round, what_if="reach", now=round.closes_at).document["figures"]["total"]
    lean(round.community, what="novelty", by=lead, now=MONDAY)
    found = rehearse(round, what_if="reach", now=round.closes_at).document
    assert found["figures"]["total"] > usual
    assert found["after"]["total"] == pytest.approx(found["figures"]["total"])


@pytest.mark.django_db
def test_what_weighs_most_is_said_first():
    assert next(iter(what_counts(WhatIf.USUAL))).words.startswith("That you play at all")
    assert [one.is_double for one in what_counts(WhatIf.NOVELTY)].count(True) == 1
    assert set(KEEPABLE) == {"novelty", "overdue", "diversity", "balance", "travel"}


@pytest.mark.django_db(transaction=True)
def test_two_leads_choose_at_once_and_the_same_is_written_once(tennis):
    lead = make_member()
    community = make_community(lead=lead)
    race(lambda what: lean(community, what=what, by=lead, now=MONDAY), ["novelty"] * 4)
    assert Leaning.objects.count() == 1
    assert leaning_of(community) == WhatIf.NOVELTY
