"""Found, asked, let in: on a phone, in French, with scripts and without."""

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import expect

from sporezo.meets.enums import JoinMode, Presence
from sporezo.meets.models import Attendance
from tests.factories.meets import make_player, make_sport, make_venue, organise

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_session_is_found_asked_for_and_joined(browser, live_server, settings, transactional_db, has_scripts):
    settings.SPOREZO_NOW = MONDAY
    running = make_sport("running", name_fr="Course à pied")
    host, asking = (
        make_player(running, first_name=name, last_name=family, set_up_at=MONDAY, joined_at=MONDAY)
        for name, family in (("Bruno", "Lafont"), ("Alix", "Morel"))
    )
    place = make_venue(running, name="Parc de Gerland", city="Lyon 7e")
    meet = organise(host, now=MONDAY, venue=place, join_mode=JoinMode.REQUEST, levels=(4.0, 6.0))

    def phone(member):
        client = Client()
        client.force_login(member)
        context = browser.new_context(
            locale="fr-FR", viewport={"width": 360, "height": 780}, java_script_enabled=has_scripts
        )
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        return context.new_page()

    page = phone(asking)
    page.goto(f"{live_server.url}/play")
    page.get_by_role("link", name="Trouver une séance").click()
    expect(page.locator("#best")).to_be_visible()
    body = page.locator("main").inner_text()
    assert "Lyon 7e" in body
    assert "Votre niveau." in body
    assert "Gerland" not in body
    page.get_by_role("link", name="Voir, et demander").click()
    page.get_by_role("button", name="Demander à venir").click()
    expect(page.locator("main")).not_to_contain_text("Gerland")
    assert Attendance.objects.get(member=asking).presence == Presence.ASKED

    hosts = phone(host)
    hosts.goto(f"{live_server.url}/meets/{meet.pk}")
    hosts.locator(f"form[action$='/knock/{asking.pk}'] button").first.click()
    hosts.wait_for_load_state()
    assert Attendance.objects.get(member=asking).presence == Presence.IN

    page.goto(f"{live_server.url}/meets/{meet.pk}")
    expect(page.locator("main")).to_contain_text("Parc de Gerland")
    for one in (page, hosts):
        assert one.evaluate("document.documentElement.scrollWidth") <= 360 if has_scripts else True
        one.context.close()
