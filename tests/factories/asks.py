"""Ties under each of the three lights."""

from __future__ import annotations

import datetime as dt

from tests.factories.network import make_contact, make_touch


def green(owner, name, now, **fields):
    """Somebody one spoke with last week."""
    contact = make_contact(owner, name, **fields)
    for days in (8, 30, 52):
        make_touch(contact, now - dt.timedelta(days=days), channel="meal")
    return contact


def silent(owner, name, now, **fields):
    """Somebody close, long unheard of."""
    contact = make_contact(owner, name, **fields)
    for days in range(420, 600, 25):
        make_touch(contact, now - dt.timedelta(days=days), channel="meal")
    return contact


def ghost(owner, name, now, **fields):
    """Somebody who never answered."""
    contact = make_contact(owner, name, **fields)
    for days in (90, 60, 30):
        make_touch(contact, now - dt.timedelta(days=days), direction="out")
    return contact


LIGHTS = {"green": green, "warm-up": silent, "through": ghost}
