"""Pages of the outbox."""

import datetime as dt

import pytest
from django.core import signing

from sporezo.notices.domain import switch_off_link
from sporezo.notices.domain.wishes import LINK_LASTS, SALT
from sporezo.notices.enums import Topic
from sporezo.notices.models import Letter, Preference


@pytest.fixture
def as_alix(client, alix):
    client.force_login(alix)
    return client


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def letters(to, size, now, **more):
    return [
        Letter.objects.create(to=to, subject=f"Letter {n}", text="Words", sent_at=now + dt.timedelta(minutes=n), **more)
        for n in range(size)
    ]


def test_each_topic_is_one_click(as_alix, alix):
    as_alix.post("/me/notices", {"topic": "week", "by_mail": "no"})
    assert not Preference.objects.get(member=alix, topic=Topic.WEEK).by_mail
    as_alix.post("/me/notices", {"topic": "week", "by_mail": "yes"})
    assert Preference.objects.get(member=alix, topic=Topic.WEEK).by_mail


def test_htmx_gets_the_list_alone(as_alix):
    answer = as_alix.post("/me/notices", {"topic": "week", "by_mail": "no"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="wishes"' in answer.text


@pytest.mark.parametrize("topic", ["account", "weather", ""])
def test_what_cannot_be_switched_is_refused_in_a_sentence(as_alix, topic):
    assert as_alix.post("/me/notices", {"topic": topic, "by_mail": "no"}).status_code == 422


def test_a_link_tampered_with_is_refused(client, alix):
    link = switch_off_link(alix, topic=Topic.WEEK)
    assert client.post(link[:-2]).status_code == 422
    other_purpose = signing.dumps([alix.pk, "week"], salt="something else")
    assert client.post(f"/notices/off/{other_purpose}").status_code == 422
    assert not Preference.objects.exists()


def test_a_link_expires(client, alix, settings):
    import time

    long_ago = time.time() - LINK_LASTS.total_seconds() - 60
    payload = signing.TimestampSigner(salt=SALT)
    token = signing.dumps([alix.pk, "week"], salt=SALT)
    value = token.rsplit(":", 2)[0]
    old = f"{value}:{signing.b62_encode(int(long_ago))}"
    assert client.post(f"/notices/off/{old}:{payload.signature(old)}").status_code == 422
    assert client.post(f"/notices/off/{token}").status_code == 200


def test_the_mailbox_is_for_the_demo_alone(as_alix, alix, now):
    letter = letters(alix.email, 1, now)[0]
    for url in ("/mailbox", f"/mailbox/{letter.pk}", f"/mailbox/{letter.pk}/calendar.ics"):
        assert as_alix.get(url).status_code == 404


def test_a_member_reads_their_own_letters_only(as_alix, alix, bruno, demo, now):
    mine, theirs = letters(alix.email, 1, now)[0], letters(bruno.email, 1, now, calendar="BEGIN")[0]
    page = as_alix.get("/mailbox")
    assert f"/mailbox/{mine.pk}" in page.text
    assert f"/mailbox/{theirs.pk}" not in page.text
    assert as_alix.get(f"/mailbox/{mine.pk}").status_code == 200
    assert as_alix.get(f"/mailbox/{theirs.pk}").status_code == 404
    assert as_alix.get(f"/mailbox/{theirs.pk}/calendar.ics").status_code == 404


def test_a_letter_gives_its_calendar(as_alix, alix, demo, now):
    letter = letters(alix.email, 1, now, calendar="BEGIN:VCALENDAR")[0]
    assert f"/mailbox/{letter.pk}/calendar.ics" in as_alix.get(f"/mailbox/{letter.pk}").text
    answer = as_alix.get(f"/mailbox/{letter.pk}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.text == "BEGIN:VCALENDAR"


def test_a_visitor_reads_the_code_sent_to_the_address_just_typed(client, demo, settings, db):
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert client.get("/mailbox").status_code == 200
    client.post("/accounts/login/code/", {"email": "nour@example.org"})
    page = client.get("/mailbox")
    letter = Letter.objects.get(to="nour@example.org")
    assert letter.subject in page.text
    assert client.get(f"/mailbox/{letter.pk}").status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_the_mailbox_costs_the_same_whatever_it_holds(as_alix, alix, demo, now, size, django_assert_num_queries):
    letters(alix.email, size, now)
    with django_assert_num_queries(4):
        as_alix.get("/mailbox")
