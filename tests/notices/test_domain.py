"""Posting and sending, against a real mail server where mail leaves."""

import datetime as dt

import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist

from sporezo.notices.domain import Message, forget_old, give_back_abandoned, post, post_many, send, set_wish
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Notice
from sporezo.ui.refused import Refused
from tests.factories.members import make_members


def say(to, now, key="once", **more):
    given = {"kind": "safety/closed", "topic": Topic.WEEK, "context": {}} | more
    return post(to=to, dedupe_key=key, now=now, **given)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_post_writes_a_notice_in_its_readers_language_and_a_delivery_due_now(alix, now):
    alix.language = "en"
    notice = say(alix, now)
    delivery = notice.deliveries.get()
    assert (notice.language, delivery.state, delivery.due_at) == ("en", DeliveryState.WAITING, now)


def test_post_to_an_address_without_an_account(db, now):
    notice = say(" Guest@Example.org", now, language="fr")
    assert (notice.member, notice.email, notice.language) == (None, "guest@example.org", "fr")


def test_the_same_key_is_said_once_and_breaks_no_transaction(alix, bruno, now):
    with transaction.atomic():
        assert say(alix, now)
        assert say(bruno, now) is None
        assert say(bruno, now, key="again")
    assert Notice.objects.count() == 2


def test_moments_of_the_context_survive_the_database(alix, now):
    notice = say(alix, now, kind="safety/reported", context={"due_at": now})
    assert dt.datetime.fromisoformat(Notice.objects.get(pk=notice.pk).context["due_at"]) == now


def test_a_kind_without_words_is_refused_before_anything_is_written(alix, now):
    with pytest.raises(TemplateDoesNotExist):
        say(alix, now, kind="safety/nothing")
    assert not Notice.objects.exists()


def test_what_a_deed_undone_said_is_not_said(alix, now):
    with transaction.atomic():
        say(alix, now)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_a_commit_nudges_a_worker_and_the_mail_leaves(alix, mailoutbox, django_capture_on_commit_callbacks):
    from sporezo.jobs import clock

    with django_capture_on_commit_callbacks(execute=True):
        say(alix, clock.now())
    assert [mail.to for mail in mailoutbox] == [["alix@example.org"]]
    assert states() == [DeliveryState.SENT]


def test_post_many_says_each_once(db, now, django_assert_num_queries):
    members = make_members(40)
    messages = [Message(to=one, kind="safety/closed", topic=Topic.WEEK, dedupe_key=f"k{one.pk}") for one in members]
    post_many(messages[:10], now=now)
    with django_assert_num_queries(4):
        post_many(messages, now=now)
    assert Notice.objects.count() == Delivery.objects.count() == 40


def test_post_many_costs_the_same_for_one_and_three(db, now, django_assert_num_queries):
    members = make_members(4)
    messages = [Message(to=one, kind="safety/closed", topic=Topic.WEEK, dedupe_key=f"k{one.pk}") for one in members]
    for few in (messages[:1], messages[1:]):
        with django_assert_num_queries(4):
            post_many(few, now=now)


def test_send_sends_each_once(alix, now, mailoutbox):
    delivery = say(alix, now).deliveries.get()
    assert send([delivery.pk], now=now) == 1
    assert send([delivery.pk], now=now) == 0
    assert len(mailoutbox) == 1


def test_send_waits_for_what_is_not_due(alix, now, mailoutbox):
    delivery = say(alix, now, due_at=now + dt.timedelta(hours=1)).deliveries.get()
    assert send([delivery.pk], now=now) == 0
    assert send([delivery.pk], now=now + dt.timedelta(hours=1)) == 1


def test_a_topic_switched_off_is_not_sent(alix, bruno, now, mailoutbox):
    waiting = say(alix, now, key="before").deliveries.get()
    set_wish(alix, topic=Topic.WEEK, by_mail=False, now=now)
    say(alix, now, key="after")
    assert states() == [DeliveryState.DROPPED, DeliveryState.DROPPED]
    assert send([waiting.pk], now=now) == 0
    set_wish(alix, topic=Topic.WEEK, by_mail=True, now=now)
    say(alix, now, key="on again")
    assert states()[-1] == DeliveryState.WAITING


def test_the_account_topic_cannot_be_switched_off(alix, now):
    with pytest.raises(Refused, match=r"account|compte"):
        set_wish(alix, topic=Topic.ACCOUNT, by_mail=False, now=now)
    with pytest.raises(Refused):
        set_wish(alix, topic="weather", by_mail=False, now=now)


def test_a_closed_account_hears_nothing(alix, now, mailoutbox):
    delivery = say(alix, now).deliveries.get()
    alix.is_active = False
    alix.save()
    assert send([delivery.pk], now=now) == 0
    assert states() == [DeliveryState.DROPPED]


def test_what_a_dead_worker_claimed_is_given_back_after_45_seconds(alix, now, mailoutbox):
    delivery = say(alix, now).deliveries.get()
    Delivery.objects.update(state=DeliveryState.CLAIMED, claimed_at=now, attempts=1)
    assert give_back_abandoned(now=now + dt.timedelta(seconds=44)) == 0
    assert send([delivery.pk], now=now + dt.timedelta(seconds=44)) == 0
    later = now + dt.timedelta(seconds=46)
    assert give_back_abandoned(now=later) == 1
    assert send([delivery.pk], now=later) == 1


def test_a_message_no_worker_survives_is_given_up(alix, now):
    say(alix, now)
    Delivery.objects.update(state=DeliveryState.CLAIMED, claimed_at=now, attempts=5)
    assert give_back_abandoned(now=now + dt.timedelta(minutes=1)) == 0
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_a_sweep_leaves_fresh_messages_to_their_nudge(alix, now):
    say(alix, now)
    assert give_back_abandoned(now=now + dt.timedelta(seconds=9)) == 0
    assert give_back_abandoned(now=now + dt.timedelta(seconds=10)) == 1


def test_what_was_said_a_year_ago_is_forgotten(alix, now):
    say(alix, now, key="old")
    say(alix, now + dt.timedelta(days=10), key="new")
    forget_old(now=now + dt.timedelta(days=366))
    assert list(Notice.objects.values_list("dedupe_key", flat=True)) == ["new"]
    assert Delivery.objects.count() == 1
