"""A asks B for C: silence is allowed to B, nothing of C passes before a yes, a no forgets C, both say how it went."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from sporezo.asks import domain
from sporezo.asks.models import Introduction
from sporezo.asks.queries import due_for
from sporezo.asks.queries.introductions import introductions_of
from sporezo.network.models import Contact, ContactKey, Favour
from sporezo.notices.models import Notice
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.members import make_member
from tests.factories.network import make_contact
from tests.factories.races import race

DAY = dt.timedelta(days=1)
ADA = "ada.vidal@turbines.example"


@pytest.fixture
def broker(alix, bruno):
    return make_contact(alix, "Bruno Lafont", member=bruno)


@pytest.fixture
def ada(bruno):
    """Known to Bruno alone, without an account."""
    return make_contact(bruno, "Ada Vidal", email=ADA)


@pytest.fixture
def asked(alix, broker, now):
    return domain.request(alix, broker, wanted="whoever runs Turbines", words="To show our sensors.", now=now)


def test_nothing_of_c_passes_before_a_yes_and_then_each_reaches_the_other(alix, bruno, asked, ada, now):
    make_contact(bruno, "Alix Morel", member=alix)
    passed = domain.pass_on(asked, ada, words="You two should talk.", now=now + DAY)
    seen = introductions_of(alix, now + DAY)[0]
    assert seen.state == "waiting"
    assert not Contact.objects.filter(owner=alix, given_name="Ada").exists()

    domain.agree(passed, now=now + 2 * DAY)
    domain.agree(passed, now=now + 3 * DAY)

    held = Contact.objects.get(owner=alix, given_name="Ada")
    assert held.how_we_met
    assert ContactKey.objects.get(contact=held).value == ADA
    assert introductions_of(alix, now + 2 * DAY)[0].state == "agreed"
    ways = Favour.objects.order_by("way").values_list("contact__owner", "way")
    assert list(ways) == [(bruno.pk, "given"), (alix.pk, "received")]


def test_a_refusal_forgets_who_and_is_told_to_nobody(alix, bruno, asked, ada, now):
    passed = domain.pass_on(asked, ada, words="", email="other@turbines.example", now=now)
    before = {alix.pk: alix.notices.count(), bruno.pk: bruno.notices.count()}

    domain.refuse(passed, now=now + DAY)

    passed.refresh_from_db()
    assert (passed.target, passed.target_name, passed.target_email) == (None, "", "")
    assert not Notice.objects.filter(email="other@turbines.example").exists()
    assert {alix.pk: alix.notices.count(), bruno.pk: bruno.notices.count()} == before
    assert introductions_of(alix, now + DAY)[0].state == "waiting"
    assert introductions_of(bruno, now + DAY)[0].state == "passed"
    with pytest.raises(Refused):
        domain.agree(passed, now=now + DAY)


def test_letting_it_lie_reads_like_time_passing(alix, bruno, asked, now):
    domain.decline(asked, now=now)

    assert introductions_of(alix, now + DAY)[0].state == "waiting"
    assert introductions_of(alix, now + 22 * DAY)[0].state == "faded"
    assert introductions_of(bruno, now) == []
    assert alix.notices.count() == 0


def test_whoever_is_blocked_cannot_tell_either(alix, bruno, broker, now):
    Block.objects.create(blocker=bruno, blocked=alix, created_at=now)

    introduction = domain.request(alix, broker, wanted="x", words="y", now=now)

    assert introductions_of(alix, now)[0].state == "waiting"
    assert introductions_of(bruno, now) == []
    assert due_for(bruno, now) == []
    assert bruno.notices.count() == 0
    assert introduction.pk


def test_a_target_who_blocked_the_asker_is_not_told(alix, bruno, chloe, asked, now):
    Block.objects.create(blocker=chloe, blocked=alix, created_at=now)

    domain.pass_on(asked, make_contact(bruno, "Chloé Perrin", member=chloe), words="", now=now)

    assert introductions_of(chloe, now) == []
    assert chloe.notices.count() == 0


def test_time_over_forgets_who(asked, ada, now):
    domain.pass_on(asked, ada, words="", now=now)

    assert domain.forget_lapsed(now=now + 20 * DAY) == 0
    assert domain.forget_lapsed(now=now + 22 * DAY) == 1
    asked.refresh_from_db()
    assert (asked.target_name, asked.target_email) == ("", "")
    assert not Notice.objects.filter(email=ADA).exists()


def test_two_weeks_later_both_are_asked_once_and_the_address_is_dropped(alix, asked, ada, now):
    passed = domain.pass_on(asked, ada, words="", now=now)
    domain.agree(passed, now=now)

    assert domain.ask_how_it_went(now=now + 13 * DAY) == 0
    assert domain.ask_how_it_went(now=now + 14 * DAY) == 1
    assert domain.ask_how_it_went(now=now + 15 * DAY) == 0

    assert Notice.objects.filter(email=ADA, kind="asks/introduction_how").count() == 1
    assert [one.kind for one in due_for(alix, now + 14 * DAY)] == ["introduction"]
    domain.say_how_it_went(passed, part="asker", went="well")
    assert due_for(alix, now + 14 * DAY) == []
    domain.forget_lapsed(now=now + 29 * DAY)
    passed.refresh_from_db()
    assert passed.target_email == ""


def test_requests_are_few_and_one_at_a_time(alix, broker, asked, now):
    with pytest.raises(Refused):
        domain.request(alix, broker, wanted="x", words="y", now=now + DAY)
    for number in range(4):
        other = make_contact(alix, member=make_member("Member", f"Number{number}"))
        domain.request(alix, other, wanted="x", words="y", now=now)
    one_more = make_contact(alix, member=make_member("Member", "Last"))
    with pytest.raises(Refused):
        domain.request(alix, one_more, wanted="x", words="y", now=now)


def test_somebody_without_an_account_is_asked_by_hand(alix, now):
    with pytest.raises(Refused):
        domain.request(alix, make_contact(alix, "Luc Petit"), wanted="x", words="y", now=now)


def test_passing_on_needs_an_address_once_and_in_time(alix, bruno, asked, ada, now):
    with pytest.raises(Refused):
        domain.pass_on(asked, make_contact(bruno, "Luc Petit"), words="", now=now)
    with pytest.raises(Refused):
        domain.pass_on(asked, make_contact(alix, "Not Brunos"), words="", now=now)
    with pytest.raises(Refused):
        domain.pass_on(asked, make_contact(bruno, "Alix Morel", member=alix), words="", now=now)
    domain.pass_on(asked, ada, words="", now=now)
    with pytest.raises(Refused):
        domain.pass_on(asked, ada, words="", now=now)


@pytest.mark.django_db(transaction=True)
def test_a_yes_on_two_screens_is_one_yes(alix, bruno, broker, ada, now):
    asked = domain.request(alix, broker, wanted="x", words="y", now=now)
    domain.pass_on(asked, ada, words="", now=now)

    assert race(lambda one: domain.agree(one, now=now), [asked, asked]) == [None, None]
    assert Favour.objects.filter(contact__owner=alix).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_letter_opens_a_door_without_an_account(client, alix, bruno, broker, ada, now, settings):
    settings.SPOREZO_NOW = None
    from sporezo.jobs import clock

    asked = domain.request(alix, broker, wanted="x", words="To show our sensors.", now=clock.now())
    domain.pass_on(asked, ada, words="", now=clock.now())
    letter = next(letter for letter in mail.outbox if letter.to == [ADA])
    assert alix.email not in letter.body
    door = domain.door_of(asked)
    assert door in letter.body

    page = client.get(door)
    assert page["Referrer-Policy"] == "same-origin"  # a browser that hides it posts no origin, and CSRF refuses
    assert alix.email not in page.content.decode()
    assert "To show our sensors." in page.content.decode()
    assert client.post(door, {"deed": "agree"}).status_code == 303
    assert alix.email in client.get(door).content.decode()
    assert Introduction.objects.get().agreed_at


def test_a_forged_or_old_door_says_so(client, db):
    answer = client.get(reverse("introduction_door", args=["forged:abc"]))

    assert answer.status_code == 422


def test_a_stranger_to_an_introduction_learns_nothing(client, alix, bruno, chloe, asked, ada):
    client.force_login(chloe)
    assert client.get(asked.get_absolute_url()).status_code == 404
    for deed in ("decline", "pass", "agree", "refuse", "how"):
        assert client.post(reverse("introduction_deed", args=[asked.pk, deed])).status_code == 404
    assert b"sensors" not in client.get(reverse("introductions")).content


def test_each_has_a_word_of_their_own_only(client, alix, bruno, asked):
    client.force_login(alix)
    for deed in ("decline", "pass", "agree", "refuse"):
        assert client.post(reverse("introduction_deed", args=[asked.pk, deed])).status_code == 404
    client.force_login(bruno)
    for deed in ("agree", "refuse", "how"):
        assert client.post(reverse("introduction_deed", args=[asked.pk, deed])).status_code == 404


def test_a_member_is_introduced_on_the_page(client, alix, bruno, chloe, broker):
    from sporezo.jobs import clock

    asked = domain.request(alix, broker, wanted="x", words="y", now=clock.now())
    target = make_contact(bruno, "Chloé Perrin", member=chloe)
    client.force_login(bruno)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "Chloé Perrin" in page
    client.post(reverse("introduction_deed", args=[asked.pk, "pass"]), {"target": target.pk})

    client.force_login(chloe)
    assert asked.get_absolute_url() in client.get(reverse("introductions")).content.decode()
    assert client.post(reverse("introduction_deed", args=[asked.pk, "agree"])).status_code == 303

    client.force_login(alix)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "Chloé Perrin" in page
