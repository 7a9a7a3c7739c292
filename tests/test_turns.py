"""SQLite's writers take turns: nobody is told that the database is locked, and nobody is overtaken."""

import threading
import time

import pytest
from django.db import connection, transaction

from sporezo.config.sqlite.base import DatabaseWrapper, Turns
from sporezo.notices.models import Letter
from tests.factories.races import race


def test_turns_come_in_the_order_they_were_asked_for():
    turns, order = Turns(), []
    assert turns.take(0)

    def ask(number):
        turns.take(10)
        order.append(number)
        turns.hand_on()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for waiting, thread in enumerate(threads, start=1):
        thread.start()
        while len(turns._waiting) < waiting:
            time.sleep(0.001)
    turns.hand_on()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]
    assert turns.take(0)


def test_whoever_gives_up_waiting_is_passed_over():
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.hand_on()
    assert turns.take(0)


@pytest.mark.django_db(transaction=True)
def test_sixty_write_at_once_and_all_are_in(now):
    def write(number):
        with transaction.atomic():
            assert Letter.objects.count() >= 0
            Letter.objects.create(to=f"{number}@example.org", subject="…", text="…", sent_at=now)

    assert race(write, range(60)) == [None] * 60
    assert Letter.objects.count() == 60


class Oops(Exception):
    pass


@transaction.atomic
def write_and_fail(now):
    Letter.objects.create(to="a@example.org", subject="…", text="…", sent_at=now)
    raise Oops


@pytest.mark.django_db(transaction=True)
def test_a_turn_ends_with_its_transaction_however_that_ends(now):
    for _ in range(3):
        with pytest.raises(Oops):
            write_and_fail(now)
    if connection.vendor == "sqlite":
        assert DatabaseWrapper in type(connection.copy()).__mro__
    with transaction.atomic():
        Letter.objects.create(to="b@example.org", subject="…", text="…", sent_at=now)
    assert Letter.objects.count() == 1
