"""The map of a list, over tiles the operator set: as exact as the list, reachable by keys, gone without scripts."""

import datetime as dt
import re
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from sporezo.meets import domain
from sporezo.meets.queries import area_of
from sporezo.ui.maps import spot
from tests.factories.meets import make_player, make_sport, make_venue, organise

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture
def tiles(settings):
    """A tile server on loopback that gives one dot for every tile, and keeps who asked for what."""
    asked = []

    class Tile(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Referer", "")))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(DOT)

        def log_message(self, *_words):
            """Nothing: the list says it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tile)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TILES_URL = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    settings.TILES_CREDIT = "© Personne https://maps.example.org/merci"
    settings.SPOREZO_NOW = MONDAY
    yield asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def town(transactional_db):
    running = make_sport("running", name_fr="Course à pied")
    host, alix = (make_player(running, set_up_at=MONDAY, joined_at=MONDAY) for _ in range(2))
    place = make_venue(running, at=(45.7297, 4.8312), name="Parc de Gerland", city="Lyon 7e")
    return organise(host, now=MONDAY, venue=place), alix


def phone(browser, live_server, member, **more):
    client = Client()
    client.force_login(member)
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 780}, **more)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    return context.new_page()


def test_areas_are_on_a_map_that_keys_reach_and_the_place_is_nowhere(browser, live_server, tiles, town):
    meet, alix = town
    page = phone(browser, live_server, alix)
    said = []
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.goto(f"{live_server.url}/meets")
    the_map = page.get_by_role("region", name="Carte de ces zones")
    expect(the_map.locator("img.leaflet-tile-loaded").first).to_be_visible()
    assert all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path, _from in tiles)
    assert {come_from for _path, come_from in tiles} == {f"{live_server.url}/"}  # which instance, never which page
    shown = page.locator("#spots [data-at]")
    assert [one.get_attribute("data-at") for one in shown.all()] == [spot(*area_of(meet))]
    assert spot(meet.venue.latitude, meet.venue.longitude) not in page.content()
    assert the_map.locator("path.map-area").count() == 1
    expect(the_map.get_by_role("link", name="© Personne")).to_have_attribute("href", "https://maps.example.org/merci")
    the_map.get_by_role("button", name="Plus près").focus()
    page.keyboard.press("Enter")
    the_map.locator(".map-spot").focus()
    page.keyboard.press("Enter")
    expect(shown.first).to_be_focused()
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    page.context.close()


def test_whoever_plays_sees_the_place_and_nobody_else(browser, live_server, tiles, town):
    meet, alix = town
    page = phone(browser, live_server, alix)
    page.goto(f"{live_server.url}/meets/{meet.pk}")
    expect(page.locator("#where")).to_be_visible()
    assert page.locator("[data-at], [data-tiles]").count() == 0
    assert tiles == []
    domain.join(meet, member=alix, now=MONDAY)
    page.goto(f"{live_server.url}/meets/{meet.pk}")
    the_map = page.get_by_role("region", name="Carte du lieu")
    expect(the_map.locator(".map-spot")).to_have_attribute("title", "Parc de Gerland")
    expect(the_map.locator("img.leaflet-tile-loaded").first).to_be_visible()
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    page.context.close()


def test_without_scripts_the_drawing_stays(browser, live_server, tiles, town):
    page = phone(browser, live_server, town[1], java_script_enabled=False)
    page.goto(f"{live_server.url}/meets")
    expect(page.locator("svg.locator.around")).to_be_visible()
    assert tiles == []
    page.context.close()
