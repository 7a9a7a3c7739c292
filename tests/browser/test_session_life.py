"""One session from an idea to a link, as four people live it on their phones in French; the same without scripts."""

import datetime as dt

import pytest
from django.core import mail

from sporezo.meets import tasks
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.network.models import Link
from sporezo.network.tasks import record_sessions
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.rounds import make_player

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


@pytest.fixture
def at(settings):
    """Move the clock, and let what comes back by itself come."""

    def at(moment):
        settings.SPOREZO_NOW = dt.datetime.fromisoformat(moment)
        tasks.offer_places()
        tasks.remind()

    return at


@pytest.fixture
def players(transactional_db):
    tennis = make_sport("tennis")
    make_venue(tennis, name="Tennis de la Doua", city="Villeurbanne")
    names = (("Alix", "Morel"), ("Bruno", "Lafont"), ("Chloé", "Martin"), ("Driss", "Haddad"))
    people = [make_player(tennis, first_name=name, last_name=family, set_up_at=MONDAY) for name, family in names]
    make_community(people)
    return people


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def phone(request, new_context, client, live_server):
    """One phone in French; `phone(member)` signs somebody in on it."""
    context = new_context(java_script_enabled=request.param)
    page = context.new_page()

    def sign_in(member):
        client.force_login(member)
        context.clear_cookies()
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        return page

    sign_in.has_scripts = request.param
    return sign_in


def press(page, name, nth=0):
    page.get_by_role("button", name=name).nth(nth).click()
    page.wait_for_load_state()


def letter_to(member, *, about):
    return next(one for one in reversed(mail.outbox) if one.to == [member.email] and about in one.subject + one.body)


def test_a_session_lives_from_an_idea_to_a_link(phone, live_server, at, players):
    alix, bruno, chloe, driss = players
    town = live_server.url
    at("2026-11-23T10:00+01:00")

    # Four taps, the hour typed.
    page = phone(alix)
    page.goto(f"{town}/meets/new")
    page.get_by_role("link", name="Tennis").first.click()
    page.locator("#exact").fill("2026-11-27T18:00")
    page.locator("form.panel button").last.click()
    page.get_by_role("link", name="Tennis de la Doua").click()
    page.locator("button[name=audience]", has_text="Club").click()
    page.wait_for_load_state()
    meet = Meet.objects.get()
    address = f"{town}/meets/{meet.pk}"
    assert page.url == address

    # Filled; two wait, in their order.
    page = phone(bruno)
    page.goto(f"{town}/play")
    page.goto(address)
    press(page, "Je joue")
    for member in (chloe, driss):
        page = phone(member)
        page.goto(address)
        press(page, "Attendre une place")
    assert page.get_by_role("button", name="Je n’attends plus").count()
    assert "Tennis de la Doua" not in page.inner_text("main")  # the exact place is for those who play

    # Somebody leaves: the first in line is offered the place by a letter, and takes it.
    page = phone(bruno)
    page.goto(address)
    press(page, "Je ne peux plus")
    assert letter_to(chloe, about="Tennis")
    page = phone(chloe)
    page.goto(address)
    press(page, "Je la prends")
    assert presence(meet, chloe) == Presence.IN

    # A word, the court, and everybody hears.
    page = phone(alix)
    page.goto(address)
    page.get_by_role("link", name="Le fil").click()
    page.get_by_label("Votre mot").fill("Qui apporte les balles ?")
    press(page, "Envoyer")
    page.locator(".line-words", has_text="Qui apporte les balles").wait_for()
    page.goto(address)
    press(page, "C’est réservé")
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    page = phone(chloe)
    page.goto(f"{address}/thread")
    assert "Qui apporte les balles" in page.inner_text("main")

    # The evening before, one click gives the place back to whoever waits.
    at("2026-11-26T18:30+01:00")
    reminder = letter_to(chloe, about="/meets/place/")
    link = next(word for word in reminder.body.split() if "/meets/place/" in word)
    page.goto(town + link[link.index("/meets/place/") :])
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert presence(meet, chloe) == Presence.OUT
    page = phone(driss)
    page.goto(address)
    press(page, "Je la prends")
    assert presence(meet, driss) == Presence.IN

    # Played: twenty seconds, and two who want to see each other again are linked.
    at("2026-11-27T20:30+01:00")
    tasks.hold_what_is_over()
    record_sessions()
    for member in (alix, driss):
        page = phone(member)
        page.goto(f"{address}/after")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        press(page, "C’est dit")
        page.goto(f"{town}/meets/{meet.pk}/after")
        if not phone.has_scripts:  # with them, the question has come by itself
            page.get_by_role("link", name="On garde le contact").click()
        press(page, "Garder le lien")
        page.get_by_role("button", name="Garder le lien").wait_for(state="detached")
    assert Link.objects.filter(low_id=min(alix.pk, driss.pk), high_id=max(alix.pk, driss.pk), ended_at=None).exists()


def presence(meet, member):
    return Attendance.objects.get(meet=meet, member=member).presence
