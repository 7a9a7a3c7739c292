"""Pages of distance, as a browser meets them."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.safety import domain
from sporezo.safety.domain import acquaint, block, decide, exclude_company, keep_apart, report
from sporezo.safety.enums import Decision, ReportReason
from sporezo.safety.models import Block, NotWith, Report
from tests.factories.members import make_member, make_members


@pytest.fixture
def met(alix, bruno, now):
    acquaint([alix, bruno], now=now)


@pytest.fixture
def as_alix(client, alix):
    client.force_login(alix)
    return client


def test_a_card_shows_whom_one_played_with(as_alix, met, bruno):
    page = as_alix.get(f"/members/{bruno.pk}")
    assert "Bruno Lafont" in page.text
    assert "Banque du Rhône" in page.text


@pytest.mark.parametrize("stranger", ["chloe", "driss"])
def test_a_card_of_somebody_else_is_not_found(client, bruno, request, stranger):
    client.force_login(bruno)
    assert client.get(f"/members/{request.getfixturevalue(stranger).pk}").status_code == 404


def test_two_taps_from_a_card_block_and_report(as_alix, met, alix, bruno):
    page = BeautifulSoup(as_alix.get(f"/members/{bruno.pk}").text, "html.parser")
    form = page.find("form", action=f"/members/{bruno.pk}/block")
    answer = as_alix.post(form["action"], follow=True)
    assert Block.objects.filter(blocker=alix, blocked=bruno).exists()
    form = BeautifulSoup(answer.text, "html.parser").find("form", action=f"/members/{bruno.pk}/report")
    as_alix.post(form["action"], {"reason": "conduct"})
    assert Report.objects.get().reported == bruno


def test_a_block_takes_effect_on_the_next_page_of_both(client, as_alix, met, alix, bruno):
    as_alix.post(f"/members/{bruno.pk}/block")
    assert as_alix.get(f"/members/{bruno.pk}").status_code == 404
    client.force_login(bruno)
    assert client.get(f"/members/{alix.pk}").status_code == 404


def test_a_block_is_lifted_from_ones_own_list(as_alix, met, bruno):
    as_alix.post(f"/members/{bruno.pk}/block")
    assert "Bruno L." in as_alix.get("/me/safety").text
    as_alix.post(f"/members/{bruno.pk}/block", {"undo": "yes"})
    assert not Block.objects.exists()
    assert as_alix.delete(f"/members/{bruno.pk}/block").status_code == 302


def test_not_with_and_back(as_alix, met, bruno):
    as_alix.post(f"/members/{bruno.pk}/apart")
    assert NotWith.objects.get().other == bruno
    as_alix.post(f"/members/{bruno.pk}/apart", {"undo": "yes"})
    assert not NotWith.objects.exists()


def test_companies_come_and_go(as_alix, alix):
    as_alix.post("/me/safety/companies", {"name": "Dune Logiciels"})
    assert "Dune Logiciels" in as_alix.get("/me/safety").text
    answer = as_alix.post("/me/safety/companies", {"name": ""})
    assert answer.status_code == 422
    as_alix.post("/me/safety/companies", {"undo": "dunelogiciels"})
    assert not alix.excluded_companies.exists()


def test_a_refusal_is_a_sentence(as_alix, alix):
    answer = as_alix.post("/me/safety/companies", {"name": "…"})
    assert answer.status_code == 422
    assert "Traceback" not in answer.text


def test_nobody_reports_whom_they_never_met(as_alix, chloe):
    assert as_alix.get(f"/members/{chloe.pk}/report").status_code == 404


def test_a_report_without_a_reason_says_so(as_alix, met, bruno):
    answer = as_alix.post(f"/members/{bruno.pk}/report", {"words": "He left early."})
    assert answer.status_code == 422
    assert "He left early." in answer.text


def test_an_appeal_is_for_the_person_concerned(client, as_alix, alix, bruno, now):
    told = report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    decide(told, by=make_member(is_staff=True), decision=Decision.REMINDER, now=now)
    assert as_alix.get(f"/safety/reports/{told.pk}/appeal").status_code == 404
    client.force_login(bruno)
    assert client.post(f"/safety/reports/{told.pk}/appeal", {"words": "I was not there."}).status_code == 302
    told.refresh_from_db()
    assert told.appeal == "I was not there."


@pytest.mark.parametrize("size", [1, 3])
def test_the_lists_cost_the_same_whatever_their_length(as_alix, alix, now, size, django_assert_num_queries):
    for other in make_members(size):
        block(alix, other=other, now=now)
        keep_apart(alix, other=other, now=now)
        exclude_company(alix, name=f"Company {other.pk}", now=now)
    with django_assert_num_queries(5):
        as_alix.get("/me/safety")


def test_the_desk_decides_through_the_domain(client, alix, bruno, now):
    told = report(alix, reported=bruno, reason=ReportReason.CONDUCT, now=now)
    client.force_login(make_member(is_staff=True, is_superuser=True))
    assert client.get("/desk/safety/report/").status_code == 200
    url = f"/desk/safety/report/{told.pk}/change/"
    assert client.get(url).status_code == 200
    client.post(url, {"answer": "reminder", "words": "Please be kind."})
    told.refresh_from_db()
    assert told.decision == Decision.REMINDER


@pytest.fixture
def as_moderator(client, db):
    client.force_login(make_member("Mona", "Rey", is_staff=True))
    return client


def test_the_queue_is_for_moderators_alone(as_alix, alix, bruno, now):
    report = domain.report(alix, reported=bruno, reason="conduct", now=now)
    for path in ("/safety/reports", f"/safety/reports/{report.pk}"):
        assert as_alix.get(path).status_code == 404
        assert as_alix.post(path).status_code in (404, 405)


def test_the_gravest_waits_first_and_a_decision_empties_the_queue(as_moderator, alix, bruno, chloe, now):
    light = domain.report(alix, reported=bruno, reason="conduct", now=now, quoted="Des mots", link="/safety/posts/1")
    grave = domain.report(alix, reported=chloe, reason="danger", now=now)
    page = as_moderator.get("/safety/reports").content.decode()
    assert page.index(f"/safety/reports/{grave.pk}") < page.index(f"/safety/reports/{light.pk}")
    one = f"/safety/reports/{light.pk}"
    assert "Des mots" in as_moderator.get(one).content.decode()
    assert as_moderator.post(one, {}).status_code == 422
    assert as_moderator.post(one, {"decision": "suspension"}).status_code == 422  # a suspension has an end
    assert as_moderator.post(one, {"decision": "reminder", "words": "Fair-play."}).status_code == 302
    left = as_moderator.get("/safety/reports").content.decode()
    assert f"/safety/reports/{light.pk}" not in left
    assert as_moderator.post(one, {"decision": "nothing"}).status_code == 422  # decided; an appeal opens it again
    light.refresh_from_db()
    domain.appeal(light, member=bruno, words="Non.", now=light.decided_at + dt.timedelta(days=1))
    assert f"/safety/reports/{light.pk}" in as_moderator.get("/safety/reports").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_queue_costs_the_same_whatever_its_length(as_moderator, alix, now, size, django_assert_num_queries):
    for number in range(size):
        domain.report(alix, reported=make_member(f"Un{number}", "Autre"), reason="conduct", now=now)
    with django_assert_num_queries(3):
        as_moderator.get("/safety/reports")
