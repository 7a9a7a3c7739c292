"""A passkey, from adding it to entering with it, with Chromium's own authenticator."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from playwright.sync_api import expect


@pytest.fixture
def authenticator(page):
    """A device that has seen its owner's finger."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_opens_the_door(page, live_server, transactional_db, alix, authenticator):
    EmailAddress.objects.create(user=alix, email=alix.email, primary=True, verified=True)
    client = Client()
    client.force_login(alix)
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])
    page.goto(f"{live_server.url}/me/security")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(re.compile("recovery-codes|webauthn"))
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page).not_to_have_url(re.compile("/accounts/"))
    page.goto(f"{live_server.url}/me/security")
    expect(page.get_by_text("alix@example.org")).to_be_visible()
