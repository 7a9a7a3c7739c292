"""Day one of a single member on an empty instance: five people, at once gestures and an honest light."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sporezo.network.models import Contact, Touch
from tests.factories.members import make_member

PEOPLE = [
    ("Armelle Jallade", "first", "month", "both", "sa fille au conservatoire"),
    ("Benoît Pélissier", "first", "season", "in", ""),
    ("Claire Lamothe", "second", "year", "out", "le marathon de Nantes"),
    ("Denis Rochas", "active", "season", "both", ""),
    ("Émilie Maurel", "active", "longer", "both", ""),
]


@pytest.fixture
def solo(page, live_server, transactional_db):
    """The only member there is, signed in, with everything told but people."""
    member = make_member("Alix", "Morel", language="fr")
    client = Client()
    client.force_login(member)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}]
    )
    return member


def test_five_people_then_gestures_and_a_light(page, live_server, solo):
    page.goto(live_server.url)
    page.get_by_role("link", name="Les nommer").or_(page.locator("a[href='/network/five']")).first.click()
    for name, circle, spoke, word, stock in PEOPLE:
        page.fill("#id_name", name)
        for field, value in (("circle", circle), ("last_spoke", spoke), ("last_word", word)):
            page.locator(f"label:has(input[name={field}][value={value}])").click()
        page.fill("#id_stock", stock)
        page.locator("main form .button:not(.quiet)").first.click()
        page.wait_for_load_state()
        assert name in page.inner_text("#flashes")
    assert Contact.objects.filter(owner=solo).count() == 5

    page.goto(live_server.url)
    assert page.locator(".gesture").count() >= 3
    for gesture in page.locator(".gesture").all():
        assert gesture.locator(".light").count() == 1
        assert gesture.locator(".said").inner_text()

    before = Touch.objects.filter(key__startswith="log:").count()
    first = page.locator(".gesture").first
    name = first.locator("h3").inner_text()
    first.locator("form[action$='/done'] button").click()
    page.locator("#gesture-list > p").first.wait_for()
    assert name not in page.inner_text("#gesture-list ul")
    assert Touch.objects.filter(key__startswith="log:").count() == before + 1

    page.goto(live_server.url + Contact.objects.get(family_name="Pélissier").get_absolute_url())
    answer = page.locator(".answer")
    assert "Échauffement" in answer.inner_text()
    assert answer.locator(".reasons li").count() == 2
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
