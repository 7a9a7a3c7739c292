"""A game and what follows, on four phones in French: reminded, a place given back, played, told, a link made."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.models import Attendance, Meet, Result, Vigil
from sporezo.network.models import Link
from sporezo.notices.models import Notice
from sporezo.sports.models import Practice, Sport
from tests.factories.meets import make_player, make_sport, organise

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def padel(transactional_db):
    sport = make_sport("padel")
    Sport.objects.filter(pk=sport.pk).update(score="sets", score_parts=3)
    sport.refresh_from_db()
    return sport


def make_four(padel, now, starts_at):
    four = [
        make_player(padel, language="fr", first_name=name, set_up_at=now) for name in ("Alix", "Bruno", "Cléo", "Dina")
    ]
    meet = organise(four[0], now=now - 3 * DAY, sport=padel, starts_at=starts_at, quorum=4)
    for one in four[1:]:
        domain.join(meet, member=one, now=now - 3 * DAY)
    domain.book_court(meet.court, by=four[0], now=now - 3 * DAY)
    return Meet.objects.get(pk=meet.pk), four


def enter(page, live_server, member):
    client = Client()
    client.force_login(member)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def legible(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_told_in_twenty_seconds_and_a_link_is_made(browser, browser_context_args, live_server, padel, scripts):
    now = clock.now()
    meet, (alix, bruno, cleo, _dina) = make_four(padel, now, now - 3 * HOUR)
    page = browser.new_context(**browser_context_args, java_script_enabled=scripts).new_page()
    address = f"{live_server.url}/meets/{meet.pk}/after"

    enter(page, live_server, alix)
    page.goto(address)
    if scripts:
        legible(page)
    for name, mine, theirs in (("1", "6", "4"), ("2", "7", "5")):
        page.locator(f"input[name=us-{name}]").fill(mine)
        page.locator(f"input[name=them-{name}]").fill(theirs)
    page.locator(f"input[name=with][value='{bruno.pk}']").check(force=True)
    page.locator(f"#level-{cleo.pk}-above").check(force=True)
    page.locator(f"#fair-{cleo.pk}").check(force=True)
    page.get_by_role("button", name="C’est dit").click()
    page.wait_for_url(re.compile("#next$"))
    assert Result.objects.get().parts == [[6, 4], [7, 5]]
    if not scripts:
        page.locator("#next a").click()
    keep = page.locator("li", has_text="Cléo").locator("button[value=yes]")
    keep.click()
    page.get_by_text("Oui, de votre côté.").wait_for()

    enter(page, live_server, cleo)
    page.goto(address)
    assert "6" in page.locator(".marks.lit").inner_text()
    page.get_by_role("button", name="C’est bien ça").click()
    page.wait_for_load_state()
    assert Practice.objects.get(member=alix).level_mean > 5.0 > Practice.objects.get(member=cleo).level_mean
    page.goto(address if scripts else f"{live_server.url}/network/after/{meet.pk}")
    page.locator("li", has_text="Alix").locator("button[value=yes]").click()
    page.get_by_label("Une phrase pour la prochaine fois, avec Alix").wait_for()
    assert Link.objects.count() == 1


def test_shared_reminded_and_given_back(page, live_server, padel):
    now = clock.now()
    meet, (_alix, bruno, _cleo, dina) = make_four(padel, now, now + DAY + HOUR)
    enter(page, live_server, bruno)
    page.goto(f"{live_server.url}/meets/{meet.pk}")
    page.get_by_role("link", name="quelqu’un de confiance").click()
    page.get_by_label("Son adresse de courriel").fill("maman@example.org")
    legible(page)
    page.get_by_role("button", name="Partager cette séance").click()
    page.get_by_text("maman@example.org").wait_for()
    legible(page)
    page.get_by_role("link", name="Voir ce qu’il montre").click()
    page.get_by_text("Bruno vous fait confiance").wait_for()
    assert "Dina" not in page.inner_text("main")
    legible(page)
    page.get_by_role("button", name="Je préfère ne pas être prévenu").click()
    page.wait_for_load_state()
    assert Vigil.objects.get().email == ""

    place = Attendance.objects.get(meet=meet, member=dina)
    page.context.clear_cookies()
    page.goto(live_server.url + domain.place_link(place))
    legible(page)
    page.get_by_role("button", name="Je rends ma place").click()
    page.get_by_text("La place est rendue").wait_for()
    place.refresh_from_db()
    assert place.presence == "out"
    assert Notice.objects.filter(kind="meets/departure").count() == 3

    enter(page, live_server, bruno)
    page.goto(f"{live_server.url}/me/word")
    legible(page)
