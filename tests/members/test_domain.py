import datetime as dt
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from sporezo.members import domain
from sporezo.members.models import Member, company_key


def knock(email, now, known=None):
    return domain.answer_knock(email, known=known, language="fr", time_zone="Europe/Paris", now=now)


def test_a_knock_opens_an_account_once(db, now):
    nour = knock(" Nour@Example.org ", now)
    assert (nour.email, nour.joined_at) == ("nour@example.org", now)
    assert knock("nour@example.org", now, known=nour) == nour
    assert Member.objects.count() == EmailAddress.objects.count() == 1


def test_a_knock_on_a_closed_account_opens_nothing(alix, now):
    alix.is_active = False
    alix.save()
    assert knock("alix@example.org", now) is None


def test_two_knocks_at_once_make_one_account(transactional_db, now):
    def at_once():
        try:
            knock("nour@example.org", now)
        finally:
            connection.close()

    knocks = [threading.Thread(target=at_once) for _ in range(4)]
    for thread in knocks:
        thread.start()
    for thread in knocks:
        thread.join()
    assert Member.objects.filter(email="nour@example.org").count() == 1
    assert EmailAddress.objects.filter(email="nour@example.org").count() == 1


def test_what_nobody_confirmed_is_forgotten_after_a_day(alix, now):
    knock("nour@example.org", now)
    knock(alix.email, now, known=alix)
    assert domain.drop_unconfirmed(now=now + dt.timedelta(hours=23)) == 0
    assert domain.drop_unconfirmed(now=now + dt.timedelta(hours=25)) == 1
    assert list(Member.objects.all()) == [alix]


@pytest.mark.parametrize("name", ["L'Orée S.A.S.", "l'oree sas", "L’ORÉE", "Loree"])
def test_one_company_however_typed(name):
    assert company_key(name) == "loree"
