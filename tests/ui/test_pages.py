"""Pages that belong to no app, seen from outside."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_specimen_shows_every_component_in_the_demo(client, demo):
    page = client.get("/ui/specimen")
    assert page.status_code == 200
    for component in ("surface on-clay", "bib you", "light green", "weekgrid", "board", "timeline", "dialog"):
        assert component in page.text


def test_specimen_is_not_found_outside_the_demo(client):
    assert client.get("/ui/specimen").status_code == 404


def test_pages_carry_a_strict_policy_and_obey_it(client, demo):
    page = client.get("/ui/specimen")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert " style=" not in page.text
    assert "onclick" not in page.text
    assert "<style" not in page.text


def test_theme_is_kept_in_a_cookie_and_given_back_to_the_device(client, demo):
    answer = client.post("/ui/theme", {"theme": "night", "next": "/ui/specimen"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ui/specimen")
    assert 'data-theme="night"' in client.get("/ui/specimen").text
    client.post("/ui/theme", {"theme": "device", "next": "/ui/specimen"})
    assert "data-theme" not in client.get("/ui/specimen").text


def test_theme_sends_nobody_to_another_site(client):
    assert client.post("/ui/theme", {"theme": "day", "next": "https://elsewhere.example"}).headers["Location"] == "/"


def test_manifest_names_icons_that_exist(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
    assert all(client.get(icon["src"]).status_code == 200 for icon in icons)
