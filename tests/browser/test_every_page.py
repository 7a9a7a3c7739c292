"""Every page, as a visitor, a beginner, a newcomer, a moderator and Alix: legible day and night, as wide as a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from tools import shots

PAINT = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # all that night changes


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_any_page(browser, live_server, settings):
    settings.DEMO = settings.PUBLIC_SESSIONS = True
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    for deed in ("load_catalogue", "load_communes", "seed_demo"):
        call_command(deed)
    seen, complaints = [], []
    frontier = shots.Frontier((role, path) for role, paths in shots.STARTS.items() for path in paths)
    for page, name, status in shots.walk(frontier, shots.Doors(browser, live_server.url)):
        seen.append(name)
        if status != shots.expected_status(name):
            complaints.append(f"{name} answers {status}")
        complaints += list(what_is_wrong(page, name))
    assert complaints == []
    assert {"week", "play", "network", "me", "mailbox", "letter", "meet"} <= set(seen)
    assert {"moderator-reports", "moderator-decide_report", "visitor-open_meet"} <= set(seen)
    assert {"visitor-week", "beginner-start", "newcomer-network", "specimen_fault-500"} <= set(seen)


def what_is_wrong(page, name):
    for scheme, options in (("light", None), ("dark", PAINT)):
        shots.turn_lights(page, scheme)
        found = Axe().run(page, options=options)
        if found.violations_count:
            yield f"{name}, {scheme}: {found.generate_report()}"
    shots.turn_lights(page, "light")
    for width in (shots.NARROWEST, 360):
        if shots.scrolls_sideways(page, width):
            yield f"{name} scrolls sideways at {width} px"
