"""A log keeps no address that opens something by itself."""

import logging

import pytest

from sporezo.config.logs import HideLinks


@pytest.mark.parametrize(
    "path", ["/meets/offered/SECRET:x", "/meets/place/SECRET", "/calendar/SECRET.ics", "/guests/SECRET/session.ics"]
)
def test_the_secret_part_of_an_address_is_left_out(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)

    assert HideLinks().filter(record)

    assert "SECRET" not in record.getMessage()
    assert "…" in record.getMessage()


def test_any_other_line_stays_as_it_is():
    record = logging.LogRecord("x", logging.INFO, "", 0, "Ready: %s threads at /meets/42", (2,), None)
    assert HideLinks().filter(record)
    assert record.getMessage() == "Ready: 2 threads at /meets/42"
