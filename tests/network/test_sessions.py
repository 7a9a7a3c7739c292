"""A session played is an exchange with those one holds or is linked with, else a question; written once."""

import datetime as dt

import pytest

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.network import domain, queries
from sporezo.network.domain.sessions import AT_ONCE
from sporezo.network.models import Contact, KeepInTouch, Link, Touch
from sporezo.safety.models import Block, NotWith
from tests.factories.network import make_contact, played, verify_email


@pytest.fixture
def yesterday(now):
    return now - dt.timedelta(days=1)


def test_held_by_a_verified_address_it_is_an_exchange(alix, bruno, now, yesterday):
    verify_email(bruno)
    held = make_contact(alix, "Bruno Lafont", email=bruno.email)

    played([alix, bruno], starts_at=yesterday)
    recorded = domain.record_sessions(now)

    touch = Touch.objects.get()
    assert (touch.contact, touch.owner, touch.at, touch.channel) == (held, alix, yesterday, "session")
    assert (recorded.sessions, recorded.touches) == (1, 1)
    held.refresh_from_db()
    assert held.member == bruno
    assert list(KeepInTouch.objects.values_list("member", "other")) == [(bruno.pk, alix.pk)]


def test_an_address_nobody_proved_binds_nobody(alix, bruno, now, yesterday):
    held = make_contact(alix, email=bruno.email)
    played([alix, bruno], starts_at=yesterday)

    domain.record_sessions(now)

    held.refresh_from_db()
    assert held.member is None
    assert not Touch.objects.exists()
    assert KeepInTouch.objects.count() == 2


def test_linked_members_get_their_exchange_even_without_a_contact(alix, bruno, now, yesterday):
    Link.objects.create(low=alix, high=bruno, since_at=yesterday - dt.timedelta(days=60))
    played([alix, bruno], starts_at=yesterday)

    domain.record_sessions(now)

    assert set(Touch.objects.values_list("owner", "contact__member")) == {(alix.pk, bruno.pk), (bruno.pk, alix.pk)}
    assert not KeepInTouch.objects.exists()


def test_strangers_are_asked_once_in_a_lifetime(alix, bruno, chloe, now, yesterday):
    played([alix, bruno], starts_at=yesterday, absent=[chloe])
    domain.record_sessions(now)
    question = queries.questions_for(alix, now)[0]
    domain.answer_keep_in_touch(question, wants=False, now=now)
    played([alix, bruno], starts_at=now)

    domain.record_sessions(now + dt.timedelta(days=1))

    assert queries.questions_for(alix, now + dt.timedelta(days=1)) == []
    assert KeepInTouch.objects.count() == 2
    assert not Touch.objects.exists()


def test_reading_again_writes_nothing_again(alix, bruno, chloe, now, yesterday):
    Link.objects.create(low=alix, high=bruno, since_at=yesterday)
    played([alix, bruno, chloe], starts_at=yesterday)
    first = domain.record_sessions(now)

    again = domain.record_sessions(now)

    assert (first.touches, first.questions) == (2, 4)
    assert (again.touches, again.questions) == (0, 0)
    assert Touch.objects.count() == 2


def test_those_kept_apart_are_neither_asked_nor_told(bruno, driss, alix, now, yesterday):
    NotWith.objects.create(member=alix, other=driss, created_at=yesterday)
    played([alix, bruno, driss], starts_at=yesterday)

    domain.record_sessions(now)

    assert set(KeepInTouch.objects.values_list("member", "other")) == {(alix.pk, bruno.pk), (bruno.pk, alix.pk)}


def test_two_yeses_after_a_session_write_that_session(alix, bruno, now, yesterday):
    meet = played([alix, bruno], starts_at=yesterday)
    domain.record_sessions(now)

    for question in KeepInTouch.objects.select_related("member", "other", "meet"):
        domain.answer_keep_in_touch(question, wants=True, now=now)
    domain.record_sessions(now)

    assert set(Touch.objects.values_list("owner", "meet")) == {(alix.pk, meet.pk), (bruno.pk, meet.pk)}


def test_a_block_withdraws_the_question(bruno, alix, now, yesterday):
    played([alix, bruno], starts_at=yesterday)
    domain.record_sessions(now)
    Block.objects.create(blocker=alix, blocked=bruno, created_at=now)

    assert queries.questions_for(alix, now) == []
    assert queries.questions_for(bruno, now) == []


def test_more_sessions_of_one_instant_than_a_batch_holds_are_all_read(alix, bruno, now, yesterday):
    Link.objects.create(low=alix, high=bruno, since_at=yesterday)
    for number in range(AT_ONCE + 3):
        played([alix, bruno], starts_at=yesterday - dt.timedelta(hours=number), held_at=now)

    recorded = domain.record_sessions(now)

    assert recorded.sessions == AT_ONCE + 3
    assert Contact.objects.get(owner=alix).touches.count() == AT_ONCE + 3


def absent_after_all(meet, member, now):
    Attendance.objects.filter(meet=meet, member=member).update(presence=Presence.ABSENT)
    Meet.objects.filter(pk=meet.pk).update(held_at=now)
    return domain.record_sessions(now)


def test_a_yes_about_somebody_who_was_not_there_waits_for_a_game_that_was_played(alix, bruno, chloe, now, yesterday):
    meet = played([alix, bruno, chloe], starts_at=yesterday)
    domain.record_sessions(now)
    for member, other, wants in ((alix, bruno, True), (chloe, bruno, False), (alix, chloe, True)):
        domain.answer_keep_in_touch(KeepInTouch.objects.get(member=member, other=other), wants=wants, now=now)
    for _twice in range(2):
        absent_after_all(meet, bruno, now)
    left = {(one.member_id, one.other_id, one.wants) for one in KeepInTouch.objects.all()}
    assert left == {(chloe.pk, bruno.pk, False), (alix.pk, chloe.pk, True), (chloe.pk, alix.pk, None)}
    played([alix, bruno], starts_at=now)
    domain.record_sessions(now + dt.timedelta(hours=2))
    assert KeepInTouch.objects.get(member=alix, other=bruno).wants is None


def test_two_who_both_said_yes_stay_linked_whatever_the_roll_says(alix, bruno, now, yesterday):
    meet = played([alix, bruno], starts_at=yesterday)
    domain.record_sessions(now)
    for question in KeepInTouch.objects.select_related("member", "other", "meet"):
        domain.answer_keep_in_touch(question, wants=True, now=now)
    absent_after_all(meet, bruno, now)
    assert Link.objects.get().ended_at is None
    assert not Touch.objects.exists()
    assert KeepInTouch.objects.filter(wants=True).count() == 2
