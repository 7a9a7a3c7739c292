"""The doors: a code for everyone who asks, the same answer for everyone, nothing told."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db


def asked(client, email):
    client.cookies.clear()
    answer = client.post("/accounts/login/code/", {"email": email}, follow=True)
    return answer.redirect_chain, answer.text.replace(email, "EMAIL")


def test_known_and_unknown_addresses_read_the_same(client):
    get_user_model().objects.create_user("alix@sporezo.example", first_name="Alix")
    known = asked(client, "alix@sporezo.example")
    unknown = asked(client, "nobody@sporezo.example")
    assert known[0] == unknown[0] == [("/accounts/login/code/confirm/", 302)]
    strip = ("csrfmiddlewaretoken",)
    lines = [
        [line for line in text.splitlines() if not any(word in line for word in strip)] for _, text in (known, unknown)
    ]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/"])
def test_doors_ask_for_no_password(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert 'type="password"' not in page.text
    assert 'type="email"' in page.text


def test_doors_speak_the_browsers_language(client):
    assert "Recevoir un code" in client.get("/accounts/login/").text
    assert "Send me a code" in client.get("/accounts/login/", headers={"accept-language": "en"}).text


def test_a_stale_form_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/code/", {"email": "alix@sporezo.example"})
    assert answer.status_code == 403
    assert "Fin du temps réglementaire" in answer.text


def test_too_many_tries_are_told_to_breathe(client):
    answers = [client.post("/accounts/signup/", {"email": "not an address"}) for _ in range(22)]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert "Reprenez votre souffle" in answers[-1].text


def test_missing_pages_are_offside(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Hors-jeu" in answer.text
