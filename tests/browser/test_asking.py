"""Asking, on a phone, in French."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from sporezo.network.models import Link
from sporezo.rounds.tasks import minute
from tests.factories.asks import silent
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.rounds import make_player

THURSDAY_NOON = [53, 54]
MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
SAID = "J’aimerais diriger une équipe dans l’énergie, du côté de Lyon."


@pytest.fixture
def at(settings):
    """Move the clock, and let the minute's task run."""

    def at(moment):
        settings.SPOREZO_NOW = dt.datetime.fromisoformat(moment)
        minute()

    return at


@pytest.fixture
def enter(client, page, live_server):
    """Sign in on the phone."""

    def enter(member):
        client.force_login(member)
        name, value = "sessionid", client.cookies["sessionid"].value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])

    return enter


@pytest.fixture
def players(transactional_db):
    tennis = make_sport("tennis")
    make_venue(tennis, name="Tennis de la Doua", city="Villeurbanne")
    alix, bruno = (
        make_player(tennis, hours=THURSDAY_NOON, first_name=name, last_name=family, set_up_at=MONDAY)
        for name, family in (("Alix", "Morel"), ("Bruno", "Lafont"))
    )
    make_community([alix, bruno])
    low, high = sorted((alix.pk, bruno.pk))
    Link.objects.create(low_id=low, high_id=high, since_at=MONDAY - dt.timedelta(days=200))
    return alix, bruno


def test_what_is_rehearsed_off_the_record_never_leaves_the_page(page, live_server, at, enter, players):
    alix, _bruno = players
    at("2026-11-23T08:00+01:00")
    contact = silent(alix, "Luc Petit", MONDAY)
    secret = "le comptable part en mars"
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    enter(alix)
    page.goto(f"{live_server.url}/asks/new/off_the_record?with={contact.pk}")
    assert page.locator("main textarea").count() == 0
    page.locator("main form button").last.click()
    page.locator("#unspoken").fill(secret)
    page.reload()
    assert page.locator("#unspoken").input_value() == ""
    page.locator("#unspoken").fill(secret)
    page.get_by_role("button", name="Demandé en tête à tête").click()
    expect(page.locator("#where")).to_be_visible()
    page.go_back()

    assert not [one for one in sent if "comptable" in one]
    assert "comptable" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
