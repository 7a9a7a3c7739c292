"""From the mailed link to a place in the round: five minutes on a phone, filled in already, without a second code."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from sporezo.communities.models import Invitation
from sporezo.communities.queries import invitation_key
from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.rounds.domain import open_rounds
from sporezo.rounds.models import OptIn
from tests.factories.communities import make_community, make_member


@pytest.fixture
def link(settings, live_server, transactional_db):
    settings.SPOREZO_NOW = dt.datetime(2026, 11, 23, 11, 25, tzinfo=dt.UTC)
    call_command("load_catalogue", verbosity=0)
    call_command("load_communes", verbosity=0)
    club = make_community(lead=make_member(), name="Les Quais")
    open_rounds(now=clock.now())
    invitation = Invitation.objects.create(
        community=club,
        email="ada@example.org",
        sent_at=clock.now(),
        prefill={
            "first_name": "Ada",
            "last_name": "Morel",
            "sector": "banque",
            "languages": ["fr"],
            "postcode": "69006",
            "sports": [{"sport": "padel", "scale": "FR8", "level": "4"}],
        },
    )
    return live_server.url + reverse("invitation", args=[invitation_key(invitation)])


def test_a_mailed_link_becomes_a_member_who_plays_this_week(page, link):
    page.goto(link)
    assert page.input_value("#id_first_name") == "Ada"
    assert page.input_value("#id_commune") == "Lyon 6e (69006)"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert Axe().run(page).violations_count == 0
    page.locator("main form .button.wide").click()
    assert not Member.objects.filter(email="ada@example.org").exists()

    for slot in (5, 21, 100):
        page.locator(f"input[name=slots][value='{slot}']").check()
    for box in ("is_adult", "agrees", "plays"):
        page.check(f"#id_{box}")
    page.locator("main form .button.wide").click()
    page.wait_for_url("**/network/five**")
    assert "Les Quais" in page.inner_text("#flashes")
    ada = Member.objects.get(email="ada@example.org")
    assert (ada.practices.get().declared, ada.week_grid.slots) == ("FR8 4", [5, 21, 100])
    assert OptIn.objects.filter(member=ada).exists()

    page.context.clear_cookies()
    page.goto(link)
    assert "Se connecter" in page.inner_text("main")
