"""Addresses and forms that no page of ours writes: a plain refusal, never a failure."""

import pytest
from django.urls import reverse

from tests.factories.network import make_contact

ODD = ("abc", "-1", "0000", "9" * 30, "²", "a\x00b", "1e9", "2026-13-45")
READ = [
    ("network", ("q", "circle", "show", "page")),
    ("network_sort", ("last", "first")),
    ("network_circles", ("q", "page")),
    ("network_log", ("with", "people", "q", "on")),
    ("contact", ("year", "channel", "way")),
    ("asks", ("with",)),
    ("favours", ("with",)),
    ("debrief", ("people",)),
]
WRITTEN = [
    ("network_sort", {"verdict": "keep"}, "contact"),
    ("network_circles", {"circle": "first"}, "people"),
    ("network_log", {"channel": "meal"}, "people"),
    ("network_trash", {}, "contact"),
    ("duplicates", {"answer": "same", "low": "1", "high": "2"}, "low"),
    ("duplicates", {"answer": "same", "low": "1", "high": "2"}, "high"),
    ("contact_touches", {}, "channel"),
    ("contact_light", {}, "state"),
    ("edit_contact", {}, "birthday"),
]
OF_ONE = ("contact", "contact_touches", "contact_light", "edit_contact")


@pytest.fixture
def here(client, alix):
    """One person, and how their pages are addressed."""
    contact = make_contact(alix)
    client.force_login(alix)
    return client, lambda name: reverse(name, args=[contact.pk] if name in OF_ONE else [])


@pytest.mark.parametrize(("name", "fields"), READ)
def test_an_odd_address_is_answered(here, name, fields):
    client, address = here
    for field in fields:
        for odd in ODD:
            assert client.get(address(name), {field: odd}).status_code in (200, 302, 303, 404), (field, odd)


@pytest.mark.parametrize(("name", "data", "field"), WRITTEN)
def test_an_odd_form_is_answered(here, name, data, field):
    client, address = here
    for odd in ODD:
        assert client.post(address(name), data | {field: odd}).status_code in (302, 303, 404, 422), odd
