"""The week by keyboard alone: in order, in sight, read aloud; and its drawer and what is to be copied."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sporezo.jobs import clock
from sporezo.weeks.models import Gesture
from tests.factories.members import make_member
from tests.factories.network import make_contact, make_touch

ACTIVE = "document.activeElement"


@pytest.fixture
def week(page, live_server, transactional_db):
    """Alix's week with gestures to do, the page open and the keyboard at its beginning."""
    alix = make_member("Alix", "Morel", language="fr")
    for _ in range(3):
        make_touch(make_contact(alix), clock.now() - dt.timedelta(days=90))
    client = Client()
    client.force_login(alix)
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "url": live_server.url}
    page.context.add_cookies([cookie | {"value": client.cookies[django_settings.SESSION_COOKIE_NAME].value}])
    page.goto(live_server.url)
    return page


def test_skip_link_then_everything_in_sight_and_in_the_order_it_is_read(week):
    week.keyboard.press("Tab")
    assert week.evaluate(f"{ACTIVE}.classList.contains('skip')")
    week.keyboard.press("Enter")
    last, tops = None, []
    for _ in range(12):
        week.keyboard.press("Tab")
        name = week.evaluate(f"{ACTIVE}.textContent.trim() || {ACTIVE}.ariaLabel")
        assert name != last, "the keyboard is stuck"
        assert week.evaluate(f"getComputedStyle({ACTIVE}).outlineStyle") != "none", name
        top, bottom = week.evaluate(f"(box => [box.top, box.bottom])({ACTIVE}.getBoundingClientRect())")
        assert -bottom < 0 <= 780 - top, f"{name} is out of sight"
        if not week.evaluate(f"!!{ACTIVE}.closest('nav')"):  # the bar lies over the page, wherever one is on it
            tops.append(week.evaluate(f"Math.round({ACTIVE}.getBoundingClientRect().top + scrollY)"))
        last = name
    assert all(later >= sooner - 40 for sooner, later in pairwise(tops))


def test_gesture_done_is_read_aloud_and_keeps_the_keyboard_near(week):
    week.locator("form[action$='/done'] button").first.focus()
    week.keyboard.press("Enter")
    week.locator("#aloud", has_text=re.compile(r"\w")).wait_for(state="attached")
    assert week.evaluate(f"document.getElementById('gesture-list').contains({ACTIVE})")
    assert Gesture.objects.filter(state="done").count() == 1


def test_drawer_opens_and_closes_by_keyboard(week):
    drawer = week.locator("details.more").first
    drawer.locator("summary").focus()
    week.keyboard.press("Enter")
    assert drawer.locator("button").is_visible()
    week.keyboard.press("Tab")
    week.keyboard.press("Escape")
    assert drawer.locator("button").is_hidden()
    assert drawer.locator("summary").evaluate(f"node => node === {ACTIVE}")


def test_first_line_is_copied_at_a_touch(week):
    week.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = week.locator(".said p").first.inner_text()
    week.locator("[data-copy]").first.click()
    week.locator("[data-copy].copied").wait_for()
    assert week.evaluate("navigator.clipboard.readText()") == words


def test_form_refused_whole_puts_the_keyboard_on_what_is_wrong(week, live_server):
    week.goto(f"{live_server.url}/me/areas")
    week.locator("[name=commune]").fill("Nulle part")
    week.keyboard.press("Enter")
    week.locator("[name=commune][aria-invalid=true]").wait_for()
    assert week.evaluate(f"{ACTIVE}.name") == "commune"
    assert week.evaluate(f"{ACTIVE}.getBoundingClientRect().bottom") < 780 - 60, "it lies under the bar"
