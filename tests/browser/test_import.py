"""Bringing one's LinkedIn archive in from a phone, in French: drop, look, bring in, read the report, take it back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from sporezo.network.models import Batch, Contact
from tests.factories import files
from tests.factories.members import make_member
from tests.factories.network import make_contact

ROWS = (
    files.connection("Hélène", "Petit-Roux", "helene-petit-roux", company="Ateliers Nord", position="Directrice")
    + files.connection("Karim", "Haddad", "karim-haddad", company="Banque du Lac", position="Associé")
    + ",,,,,,12 Dec 2024\n"
)
SAID = files.message("helene-petit-roux", "Hélène Petit-Roux", "2025-03-01 10:00:00", is_mine=False)


@pytest.fixture
def alix(page, live_server, transactional_db):
    """Signed in on her phone, with one person written by hand."""
    member = make_member("Alix", "Morel", language="fr")
    make_contact(member, "Karim Haddad", company="Banque du Lac SA")
    client = Client()
    client.force_login(member)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}]
    )
    return member


def fine(page, name):
    """Nothing for axe to say, nothing wider than the phone."""
    found = Axe().run(page)
    assert not found.response["violations"], (name, found.generate_report())
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def test_drop_look_bring_in_report_undo(page, live_server, alix, tmp_path):
    archive = tmp_path / "Complete_LinkedInDataExport.zip"
    archive.write_bytes(files.linkedin(ROWS, SAID).getvalue())
    page.goto(f"{live_server.url}/network")
    page.get_by_role("link", name="Apporter un fichier").first.click()
    fine(page, "imports")
    page.set_input_files("#id_file", archive)
    page.get_by_role("button", name="Voir d’abord ce qu’il contient").click()
    page.get_by_role("heading", name="Ce que contient ce fichier").wait_for()
    fine(page, "look")
    page.get_by_role("button", name="Importer").click()
    page.get_by_role("heading", name="C’est entré").wait_for()
    fine(page, "report")
    assert "Ni nom, ni adresse de courriel" in page.inner_text("main")
    assert Contact.objects.filter(owner=alix).count() == 3

    page.get_by_role("link", name="Chercher les doublons").click()
    page.get_by_role("heading", name="Une personne, ou deux ?").wait_for()
    fine(page, "pair")
    page.keyboard.press("o")
    page.get_by_role("heading", name="Pas de doublon").wait_for()
    page.get_by_role("link", name="Sa fiche complète, et revenir en arrière").click()
    page.get_by_role("heading", name="Réunie avec").wait_for()
    fine(page, "record")

    page.goto(f"{live_server.url}/network/imports/{Batch.objects.get().pk}")
    page.get_by_role("button", name="Annuler cet import").click()
    page.get_by_role("heading", name="Comme s’il n’était jamais venu").wait_for()
    fine(page, "undone")
    assert [contact.full_name for contact in Contact.objects.filter(owner=alix)] == ["Karim Haddad"]
    for path in ("network/imports/linkedin", "network/imports/from/forged"):
        page.goto(f"{live_server.url}/{path}")
        fine(page, path)
