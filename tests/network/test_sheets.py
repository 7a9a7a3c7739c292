"""A sheet says what the exchanges say, whatever was written, struck out, renamed or thrown away since."""

import datetime as dt
import json
import random

import numpy as np
import pytest
from django.utils import timezone

from sporezo.engine.sheets import Season
from sporezo.network import domain, queries
from sporezo.network.domain import sheets
from sporezo.network.models import Contact, TieBody, TieSheet, Touch
from sporezo.network.queries.gather import days, touches_of
from sporezo.network.queries.sheets import sheet_of
from sporezo.network.queries.ties import read_all
from tests.factories.network import make_contact, make_touch

CHANNELS = ("message", "mail", "call", "meal", "social")


@pytest.fixture
def people(alix, now):
    """Twelve people with two years of exchanges, and a sheet of them."""
    rng = random.Random(3)
    people = [
        make_contact(alix, f"Person{n:02} Name", circle=("first", "second", "active", "wide")[n % 4]) for n in range(12)
    ]
    for contact in people[:10]:
        for _ in range(rng.randint(1, 15)):
            at = now - dt.timedelta(days=rng.uniform(0.1, 700))
            make_touch(contact, at, channel=rng.choice(CHANNELS), direction=rng.choice(("in", "out", "both")))
    domain.rebuild(alix, now=now)
    return people


def same(kept, read):
    """Row for row and word for word; only what rates an owner's whole world may lag until the next reading."""
    rows, words = kept.rows, kept.words
    fresh, fresh_words, _anew = read
    assert words == fresh_words
    for name in rows.dtype.names:
        if name in ("read_days", "warmth"):
            continue
        if name == "p_reply":
            np.testing.assert_allclose(rows[name], fresh[name], atol=0.1)
        else:
            np.testing.assert_array_equal(rows[name], fresh[name], err_msg=name)
    return True


DEEDS = {
    "log": lambda owner, people, now: domain.log_touch(owner, people[:3], channel="afterwork", at=now, now=now),
    "write": lambda owner, people, now: domain.write(
        owner,
        [
            Touch(
                owner=owner, contact=people[11], at=now - dt.timedelta(days=9), channel="mail", direction="in", key="k"
            )
        ],
        now=now,
    ),
    "strike": lambda owner, people, now: domain.strike(owner, people[0].touches.all(), now=now),
    "circle": lambda owner, people, now: domain.set_circle(people[1], "first", now=now, wish_days=21),
    "snooze": lambda owner, people, now: domain.snooze(people[2], until=now + dt.timedelta(days=30), now=now),
    "aside": lambda owner, people, now: domain.set_aside(people[3], now=now),
    "trash": lambda owner, people, now: domain.trash(people[4], now=now),
    "rename": lambda owner, people, now: domain.describe(
        people[5], given_name="Aa", family_name="Bb", company="", function="", how_we_met="", now=now
    ),
    "add": lambda owner, people, now: domain.add_contact(owner, domain.Described(given_name="Zoé"), now=now),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_sheet_follows_every_deed(alix, people, now, deed):
    later = now + dt.timedelta(hours=1)

    DEEDS[deed](alix, people, later)

    assert same(sheet_of(alix), read_all(alix, later))
    assert TieSheet.objects.get().stale_since == later
    assert domain.sweep(now=later + dt.timedelta(minutes=1)) == 1
    kept = sheet_of(alix)
    fresh, fresh_words, anew = read_all(alix, later + dt.timedelta(minutes=1))
    assert kept.rows.tobytes() == fresh.tobytes()
    assert (kept.words, kept.season.as_json()) == (fresh_words, anew.as_json())
    assert domain.sweep(now=later + dt.timedelta(minutes=2)) == 0


def test_somebody_erased_leaves_the_sheet(alix, people, now):
    gone = people[0].pk
    Contact.objects.filter(pk=gone).delete()

    domain.refresh(alix, [gone], now=now)

    assert "person00" not in TieSheet.objects.get().words
    assert "person00" not in TieBody.objects.get().words
    assert same(sheet_of(alix), read_all(alix, now))


def test_a_later_look_at_a_sheet_says_what_a_reading_would(alix, people, now):
    later = now + dt.timedelta(hours=15)
    kept = queries.tie_reading(alix, later)
    TieSheet.objects.all().delete()
    read = queries.tie_reading(alix, later)

    assert kept.lights.colour.tolist() == read.lights.colour.tolist()
    np.testing.assert_allclose(kept.ties.warmth, read.ties.warmth, rtol=1e-9)
    np.testing.assert_allclose(kept.ties.lateness, read.ties.lateness, rtol=1e-9)
    assert kept.form.weeks[-1].form == read.form.weeks[-1].form
    assert [tie.contact for tie in kept.losing_touch()] == [tie.contact for tie in read.losing_touch()]
    assert kept.never_answered() == read.never_answered()
    assert kept.never_answered_me() == read.never_answered_me()


def test_few_exchanges_have_no_sheet_and_many_get_one(alix, people, now, db):
    TieSheet.objects.all().delete()
    domain.log_touch(alix, people[:1], channel="call", at=now, now=now)
    assert not TieSheet.objects.exists()

    Touch.objects.bulk_create(
        Touch(owner=alix, contact=people[0], at=now, channel="mail", direction="in", key=str(n))
        for n in range(sheets.MANY_TOUCHES)
    )
    domain.log_touch(alix, people[:1], channel="meal", at=now, now=now)
    assert sheet_of(alix) is None
    assert domain.sweep(now=now) == 1
    assert sheet_of(alix) is not None


def test_a_change_during_a_rebuild_wins(alix, people, now):
    before = TieSheet.objects.get()
    domain.log_touch(alix, people[:1], channel="meal", at=now, now=now)

    assert TieSheet.objects.get().stamp != before.stamp
    assert same(sheet_of(alix), read_all(alix, now))


def test_a_sheet_is_read_anew_within_a_day(alix, people, now):
    assert domain.sweep(now=now + dt.timedelta(hours=19)) == 0
    assert domain.sweep(now=now + dt.timedelta(hours=21)) == 1


def test_a_sheet_of_another_version_is_not_trusted(alix, people, now):
    TieSheet.objects.update(layout="0", rows=b"old")
    TieBody.objects.update(rows=b"old")

    assert len(queries.tie_reading(alix, now).contacts) == 12
    domain.log_touch(alix, people[:1], channel="meal", at=now, now=now)
    assert domain.sweep(now=now) == 1
    assert same(sheet_of(alix), read_all(alix, now))


def test_a_season_comes_back_from_json_as_it_was(alix, people, now):
    _rows, _words, season = read_all(alix, now)

    back = Season.of_json(json.loads(json.dumps(season.as_json())))
    assert (back.as_json(), back.pattern, back.record) == (season.as_json(), season.pattern, season.record)


def test_nobody_reads_anothers_sheet(alix, bruno, people, now):
    assert len(queries.tie_reading(bruno, now).contacts) == 0


def test_moments_counted_by_the_database_are_those_counted_here(alix, now):
    """Whatever the member's zone: both databases count in UTC, to the millisecond."""
    contact = make_contact(alix)
    at = now + dt.timedelta(microseconds=123_456)
    make_touch(contact, at)

    with timezone.override("Asia/Tokyo"):
        touches = touches_of(alix, np.array([contact.pk]))

    assert touches.at_days[0] <= days(at)
    assert days(at) - touches.at_days[0] < 2e-3 / 86_400
    assert queries.thread(contact).years == [(2026, 1)]
