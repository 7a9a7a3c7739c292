"""Tiles: whose they are, and which page may load them."""

import pytest

from sporezo.ui.maps import tiles


@pytest.fixture
def as_alix(client, alix):
    client.force_login(alix)
    return client


@pytest.fixture
def with_a_server(settings):
    settings.TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.TILES_CREDIT = "© Personne https://maps.example.org/merci"


def pictures(answer):
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    return rules["img-src"].split()


def test_the_door_is_opened_for_one_server_on_pages_with_a_map_alone(as_alix, with_a_server):
    assert pictures(as_alix.get("/meets"))[-1] == "https://tiles.example.org"
    assert "https://tiles.example.org" not in pictures(as_alix.get("/play"))


def test_without_tiles_nothing_is_opened(as_alix):
    assert pictures(as_alix.get("/meets")) == ["'self'", "data:"]
    assert tiles() is None


def test_credit_is_words_and_where_they_lead(with_a_server, settings):
    assert (tiles().credit, tiles().credit_url) == ("© Personne", "https://maps.example.org/merci")
    settings.TILES_CREDIT = "Carte de la ville"
    assert (tiles().credit, tiles().credit_url) == ("Carte de la ville", "")
