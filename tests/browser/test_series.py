"""A weekly series on a phone, in French: begun in four taps, edited once, kept in one; with scripts and without."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from icalendar import Calendar

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.models import Meet, Series
from sporezo.meets.queries import feed_text
from tests.factories.communities import make_member
from tests.factories.meets import make_haunt, make_practice, make_sport, make_venue

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def phone(request, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def town(settings, live_server, transactional_db):
    settings.SPOREZO_NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
    running = make_sport("running", name_fr="Course à pied")
    make_venue(running, name="Parc de Gerland", city="Lyon 7e")
    people = [make_member(first_name=name) for name in ("Alix", "Bruno")]
    for one in people:
        one.set_up_at = clock.now()
        one.save()
        make_practice(one, running)
        make_haunt(one)
    return live_server.url, *people


def enter(phone, town, member):
    client = Client()
    client.force_login(member)
    phone.context.clear_cookies()
    phone.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": town}])


def is_well_made(phone, *, has_scripts):
    assert not has_scripts or not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not has_scripts or Axe().run(phone).violations_count == 0


def test_a_weekly_series_is_begun_and_edited_once(phone, town, request):
    url, alix, bruno = town
    has_scripts = "with scripts" in request.node.name
    enter(phone, url, alix)
    phone.goto(f"{url}/meets/new?sport=running&starts_at=2026-11-26T18:30:00%2B01:00")
    phone.get_by_role("link", name="Parc de Gerland").click()
    phone.get_by_text("Chaque jeudi").click()
    is_well_made(phone, has_scripts=has_scripts)
    phone.get_by_role("button", name="Près de moi").click()
    phone.wait_for_url("**/series/*")
    assert "jeudi" in phone.inner_text("h1")
    assert phone.locator(".dated > li").count() == 5
    is_well_made(phone, has_scripts=has_scripts)
    series = Series.objects.get()

    enter(phone, url, bruno)
    first, second = series.meets.order_by("starts_at")[:2]
    phone.goto(f"{url}/meets/{first.pk}")
    phone.get_by_role("button", name="Je joue").click()
    phone.wait_for_load_state()
    phone.get_by_role("link", name="Les autres dates, les habitués").click()
    phone.get_by_role("button", name="Gardez-moi une place").click()
    phone.wait_for_load_state()
    assert phone.locator(".dated > li").filter(has_text="vous en êtes").count() == 5

    enter(phone, url, alix)
    phone.goto(f"{url}/series/{series.pk}")
    phone.locator(".dated > li").nth(1).get_by_role("link", name="Changer ou sauter").click()
    phone.get_by_text("Cette date seulement").click()
    phone.fill("[name=at]", "19:15")
    is_well_made(phone, has_scripts=has_scripts)
    phone.get_by_role("button", name="Changer").click()
    phone.wait_for_url(f"**/series/{series.pk}")
    assert "19 h 15" in phone.locator(".dated > li").nth(1).inner_text().replace("\u202f", " ").replace("\xa0", " ")
    hours = [meet.starts_at.astimezone(PARIS).time() for meet in series.meets.order_by("recurs_on")]
    assert hours == [dt.time(18, 30), dt.time(19, 15), *[dt.time(18, 30)] * 3]

    feed = Calendar.from_ical(feed_text(bruno, clock.now()))
    shown = recurring_ical_events.of(feed).between(clock.now(), clock.now() + dt.timedelta(weeks=5))
    starts = sorted(event["DTSTART"].dt for event in shown)
    assert starts == list(Meet.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert {str(event["UID"]) for event in feed.walk("VEVENT")} == {str(series.uid)}

    second.refresh_from_db()
    domain.ask_hosts(now=second.starts_at - dt.timedelta(days=5))
    phone.goto(url)
    phone.get_by_role("link", name="Course à pied").filter(has_text="la garder ou la sauter").click()
    is_well_made(phone, has_scripts=has_scripts)
    phone.get_by_role("button", name="Gardée").click()
    phone.wait_for_url(f"**/meets/{second.pk}")
    second.refresh_from_db()
    assert second.keep_question.answered_by == alix
