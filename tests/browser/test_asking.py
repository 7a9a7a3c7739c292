"""The loop closes, on a phone, in French: a gesture, a game with an overdue link, an ask, an introduction."""

import datetime as dt

import pytest
from django.core import mail
from playwright.sync_api import expect

from sporezo.meets.models import Meet
from sporezo.meets.tasks import hold_what_is_over
from sporezo.network.models import Link
from sporezo.network.tasks import record_sessions
from sporezo.rounds.models import Seat
from sporezo.rounds.tasks import minute
from tests.factories.asks import ghost, silent
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.network import make_contact, make_touch
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


def opt_in(client, member):
    client.force_login(member)
    page = client.get("/play").content.decode()
    address = next(part.split('"')[0] for part in page.split('action="')[1:] if part.startswith("/play/rounds/"))
    assert client.post(address).status_code == 303


def test_the_loop_closes(client, page, live_server, at, enter, players):
    alix, bruno = players
    at("2026-11-23T08:00+01:00")
    held = silent(alix, "Bruno Lafont", MONDAY, member=bruno, company="Turbines du Sud")
    make_touch(make_contact(alix, "Inès Faure"), MONDAY - dt.timedelta(days=40), channel="meal")
    far = ghost(alix, "Ada Vidal", MONDAY, company="Turbines du Sud")
    ada = make_contact(bruno, "Ada Vidal", email="ada@turbines.example")
    town = live_server.url

    enter(alix)
    page.goto(town)
    page.locator(".gesture", has_text="Inès Faure").locator("form button").first.click()
    expect(page.locator(".gesture", has_text="Inès Faure")).to_have_count(0)
    page.goto(f"{town}{held.get_absolute_url()}")
    assert "Échauffement" in page.locator(".answer").inner_text()

    for member in players:
        opt_in(client, member)
    at("2026-11-25T18:05+01:00")
    at("2026-11-26T09:00+01:00")
    client.force_login(bruno)
    client.post(f"/play/proposals/{Seat.objects.get(member=bruno).pk}/answer")
    enter(alix)
    page.goto(town)
    assert "Bruno L." in page.locator(".surface").first.inner_text()
    page.locator("form[action^='/play/proposals/'] button").first.click()
    page.wait_for_load_state()
    meet = Meet.objects.get()
    client.force_login(alix)
    client.post(f"/meets/{meet.pk}/court", {"reference": "Court 2", "price": "8"})

    at("2026-12-03T18:00+01:00")
    hold_what_is_over()
    record_sessions()
    enter(alix)
    page.goto(f"{town}{held.get_absolute_url()}")
    assert "Feu vert" in page.locator(".answer").inner_text()

    page.get_by_role("link", name="J’ai quelque chose à demander").click()
    page.get_by_role("link", name="Changer de poste").click()
    page.fill("[name=words]", SAID)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    draft = page.locator("#draft").input_value()
    assert SAID in draft
    assert len(draft) <= 400
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy=draft]").click()
    assert page.evaluate("navigator.clipboard.readText()") == draft.strip()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Demandé par écrit").click()
    page.get_by_role("button", name="Oui").click()
    page.goto(f"{town}/favours")
    assert SAID in page.locator("main").inner_text()

    page.goto(f"{town}/asks/new/introduction?with={far.pk}")
    page.fill("[name=words]", "Montrer nos capteurs à qui dirige les Turbines.")
    page.locator("main form button").last.click()
    page.get_by_role("link", name="Demander une mise en relation").click()
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    asked = page.url
    client.force_login(bruno)
    client.post(asked.removeprefix(town) + "/pass", {"target": ada.pk})
    letter = next(letter for letter in mail.outbox if letter.to == ["ada@turbines.example"])
    door = next(word for word in letter.body.split() if "/introductions/door/" in word)
    page.context.clear_cookies()
    page.goto(town + door[door.index("/introductions/") :])
    assert alix.email not in page.content()
    page.get_by_role("button", name="Volontiers").click()
    expect(page.locator("main")).to_contain_text(alix.email, timeout=60_000)

    enter(alix)
    page.goto(asked)
    assert "Ada Vidal a dit oui" in page.inner_text("h1")


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
