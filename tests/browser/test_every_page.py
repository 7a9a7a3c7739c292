"""Every page of the demo town, as Alix: legible to all by day and at night, and never wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from tools import shots


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_any_page(page, live_server, settings):
    settings.DEMO = True
    for deed in ("load_catalogue", "load_communes", "seed_demo"):
        call_command(deed)
    shots.enter_as_alix(page, live_server.url)
    seen, complaints = [], []
    for name, status in shots.walk(page, live_server.url):
        seen.append(name)
        if status != 200:
            complaints.append(f"{name} answers {status}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{name} scrolls sideways")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.reload()
            found = Axe().run(page)
            if found.violations_count:
                complaints.append(f"{name}, {scheme}: {found.generate_report()}")
    assert complaints == []
    assert {"week", "play", "network", "me", "mailbox"} <= set(seen)
