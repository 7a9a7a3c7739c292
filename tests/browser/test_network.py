"""One's network on a phone, in French: newcomers sorted, a lunch logged, a date that moves, an answer given at last."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from sporezo.jobs import clock
from sporezo.network import queries
from sporezo.network.models import Batch, Contact
from tests.factories.members import make_member
from tests.factories.network import make_contact, make_touch


@pytest.fixture
def alix(transactional_db):
    """Alix with a fading friend, somebody she never answered, and three people of an import."""
    alix = make_member("Alix", "Morel", email="alix@example.org", language="fr")
    now = clock.now()
    friend = make_contact(alix, "Gaël Huet", circle="second", company="Novalys")
    for days in (47, 80, 115, 150):
        make_touch(friend, now - dt.timedelta(days=days), channel="meal")
    make_contact(alix, "Inès Jourdan", circle="second", company="Novalys")
    make_touch(make_contact(alix, "Léonie Ravier"), now - dt.timedelta(days=20), direction="in")
    batch = Batch.objects.create(owner=alix, source="linkedin")
    for name in ("Karim Saïd", "Maud Roche", "Standard Mairie"):
        make_contact(alix, name, circle="wide", batch=batch)
    return alix


@pytest.fixture
def signed_in(page, live_server, alix):
    client = Client()
    client.force_login(alix)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


def is_clean(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_network_is_put_in_order_from_a_phone(signed_in, live_server, alix):
    page, base = signed_in, live_server.url
    page.goto(f"{base}/network")
    assert page.inner_text("h1") == "Une personne attend un mot de vous"
    chart = page.locator(".chart").first.bounding_box()
    assert chart["y"] + chart["height"] < 780
    is_clean(page)

    page.get_by_role("link", name="3 nouveaux venus à trier").click()
    page.wait_for_url("**/network/sort")
    buttons = page.locator("#nobody").bounding_box()
    assert buttons["y"] + buttons["height"] < 780
    is_clean(page)
    page.keyboard.press("2")
    page.get_by_text("2 à trier").wait_for()
    page.locator("#later").click()
    page.get_by_text("Le dernier").wait_for()
    page.locator("#nobody").click()
    page.get_by_text("Tout est trié").wait_for()
    assert Contact.objects.filter(owner=alix, circle="second", batch__isnull=False).count() == 1
    assert Contact.objects.filter(owner=alix).exclude(trashed_at=None).count() == 1

    friend = Contact.objects.get(given_name="Gaël")
    before = queries.tie_of(friend, clock.now()).due_at
    page.goto(f"{base}/network/log")
    is_clean(page)
    page.get_by_label("Gaël Huet").check()
    page.get_by_label("Inès Jourdan").check()
    page.get_by_role("button", name="Un déjeuner").click()
    page.wait_for_url(f"{base}/network")
    assert queries.tie_of(friend, clock.now()).due_at > before + dt.timedelta(days=40)
    page.goto(f"{base}{friend.get_absolute_url()}")
    page.get_by_text("Sur quoi cela repose").click()
    assert "aujourd’hui" in page.inner_text("details[open] .facts")
    is_clean(page)

    page.goto(f"{base}/network")
    silences = page.locator("section[aria-labelledby=silences]")
    assert "Léonie Ravier" in silences.inner_text()
    silences.get_by_role("button", name="C’est répondu").click()
    page.wait_for_load_state()
    assert page.locator("section[aria-labelledby=silences]").count() == 0
    assert page.inner_text("h1") == "Personne ne s’éloigne"


def test_search_answers_as_one_types_and_lists_without_scripts(signed_in, browser, live_server, alix):
    page, base = signed_in, live_server.url
    page.goto(f"{base}/network")
    page.locator("#q").press_sequentially("gael nova")
    page.locator("#everyone .row").nth(1).wait_for(state="detached")
    assert "Gaël Huet" in page.inner_text("#everyone")
    for path in ("/network/reading", "/network/circles"):
        page.goto(base + path)
        is_clean(page)

    plain = browser.new_context(java_script_enabled=False, locale="fr-FR", storage_state=page.context.storage_state())
    still = plain.new_page()
    still.goto(f"{base}/network")
    still.locator("#q").fill("ravier leonie")
    still.locator("form[role=search] button").click()
    assert "Léonie Ravier" in still.inner_text("#everyone")
    plain.close()
