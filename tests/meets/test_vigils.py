"""Somebody one trusts: what their link shows, the one mail they may get, and how soon their address is gone."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.models import Attendance, Hush, Meet, Vigil
from sporezo.notices.domain import send
from sporezo.notices.models import Delivery, Notice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_venue, organise
from tests.factories.races import race
from tests.mailserver import mail_server

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
MUM = "maman@example.org"


def make_run(running, now, **more):
    """Alix plays, Élodie organises, Bruno is there too."""
    host = make_player(running, first_name="Élodie", last_name="Vasselin")
    alix = make_player(running, first_name="Alix", last_name="Morel", company="Ateliers Morel", language="en")
    bruno = make_player(running, first_name="Bruno", last_name="Keller", company="Banque du Rhône")
    venue = make_venue(running, name="Parc de Gerland", city="Lyon 7e")
    meet = organise(host, now=now, sport=running, venue=venue, quorum=2, **more)
    for one in (alix, bruno):
        domain.join(meet, member=one, now=now)
    return Meet.objects.get(pk=meet.pk), alix


@pytest.fixture
def run(running, now):
    return make_run(running, now)


def said(name):
    return Notice.objects.filter(kind=f"meets/{name}")


def test_the_trusted_person_is_told_once_and_only_once_more_if_needed(run, now):
    meet, alix = run
    for _twice in range(2):
        vigil = domain.share(meet, member=alix, email=f" {MUM.upper()} ", watches=True, now=now)
    assert (said("trusted").get().email, said("trusted").get().language) == (MUM, "en")
    end = meet.ends_at
    assert domain.watch(now=end + 59 * MINUTE) == 0
    assert [domain.watch(now=end + HOUR) for _rerun in range(2)] == [1, 0]
    assert said("back").get().member == alix
    assert domain.watch(now=end + HOUR + 59 * MINUTE) == 0
    assert [domain.watch(now=end + 2 * HOUR) for _rerun in range(2)] == [1, 0]
    assert said("overdue").get().email == MUM
    assert domain.watch(now=end + 9 * HOUR) == 0
    vigil.refresh_from_db()
    assert vigil.alerted_at == end + 2 * HOUR


def test_whoever_says_they_are_back_alarms_nobody(run, now):
    meet, alix = run
    vigil = domain.share(meet, member=alix, email=MUM, watches=True, now=now)
    domain.watch(now=meet.ends_at + HOUR)
    for moment in (HOUR, 2 * HOUR):
        domain.say_back(vigil, now=meet.ends_at + moment)
    assert domain.watch(now=meet.ends_at + 3 * HOUR) == 0
    vigil.refresh_from_db()
    assert vigil.back_at == meet.ends_at + HOUR
    assert not said("overdue").exists()


@pytest.mark.parametrize("why", ["left", "called off", "moved", "too late", "not asked for"])
def test_nobody_is_alarmed_for_nothing(run, now, why):
    meet, alix = run
    domain.share(meet, member=alix, email=MUM, watches=why != "not asked for", now=now)
    at = meet.ends_at + HOUR
    if why == "left":
        domain.leave(meet, member=alix, now=now)
    elif why == "called off":
        domain.call_off(meet, by=meet.host, reason="weather", now=now)
    elif why == "moved":
        domain.move(meet, by=meet.host, starts_at=meet.starts_at + DAY, reason="weather", now=now)
    elif why == "too late":
        at = meet.ends_at + 13 * HOUR
    assert [domain.watch(now=at), domain.watch(now=at + HOUR)] == [0, 0]
    assert not said("back").exists()


def test_sharing_is_for_those_who_play_until_it_is_over_and_a_few_times_a_day(run, now):
    meet, alix = run
    for who, when, more, why in [
        (make_member(), now, {}, "who play"),
        (alix, meet.ends_at, {}, "over"),
        (alix, now, {"watches": True}, "needs an address"),
    ]:
        with pytest.raises(Refused, match=why):
            domain.share(meet, member=who, now=when, **more)
    for number in range(5):
        domain.share(meet, member=alix, email=f"n{number}@example.org", now=now)
    with pytest.raises(Refused, match="many letters"):
        domain.share(meet, member=alix, email=MUM, now=now)
    assert Vigil.objects.filter(stopped_at=None).count() == 1


def test_an_address_is_gone_when_stopped_and_a_day_after_at_the_latest(run, now):
    meet, alix = run
    stopped = domain.share(meet, member=alix, email=MUM, now=now)
    for _twice in range(2):
        domain.stop_sharing(stopped, now=now)
    assert not Notice.objects.filter(email=MUM).exists()
    kept = domain.share(meet, member=alix, email="papa@example.org", watches=True, now=now)
    assert domain.forget_trusted(now=meet.ends_at + DAY - MINUTE) == 0
    assert Notice.objects.filter(email="papa@example.org").count() == 1
    assert [domain.forget_trusted(now=meet.ends_at + DAY) for _rerun in range(2)] == [1, 0]
    assert not Notice.objects.filter(email="papa@example.org").exists()
    kept.refresh_from_db()
    stopped.refresh_from_db()
    assert (kept.email, stopped.email) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_sharing_watching_and_coming_back_at_once(running, now):
    meet, alix = make_run(running, now)
    assert race(lambda _: domain.share(meet, member=alix, email=MUM, watches=True, now=now), range(4)) == [None] * 4
    assert (Vigil.objects.count(), said("trusted").count()) == (1, 1)
    assert race(lambda _: domain.watch(now=meet.ends_at + HOUR), range(4)) == [None] * 4
    assert said("back").count() == 1
    assert race(lambda _: domain.watch(now=meet.ends_at + 2 * HOUR), range(4)) == [None] * 4
    assert said("overdue").count() == 1


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_the_link_shows_what_is_said_and_nothing_else(running, client):
    meet, alix = make_run(running, clock.now())
    vigil = domain.share(meet, member=alix, now=clock.now())
    answer = client.get(domain.trusted_link(vigil))
    page = words(answer)
    for shown in ("Alix", "Parc de Gerland", "Élodie", "Running"):
        assert shown in page
    for hidden in ("Bruno", "Keller", "Vasselin", "Morel", "Ateliers", "Banque", alix.email):
        assert hidden not in page
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "same-origin")
    assert client.get(reverse("trusted", args=["x" + domain.trusted_link(vigil).rpartition("/")[2]])).status_code == 422
    assert client.get(domain.trusted_link(vigil).replace("trusted", "back")).status_code == 422  # one purpose each
    Attendance.objects.filter(meet=meet, member=alix).update(presence="out")
    assert "Parc de Gerland" not in words(client.get(domain.trusted_link(vigil)))
    domain.stop_sharing(vigil, now=clock.now())
    assert client.get(domain.trusted_link(vigil)).status_code == 422


def test_a_link_ends_a_day_after(running, client):
    now = clock.now()
    meet, alix = make_run(running, now)
    vigil = domain.share(meet, member=alix, now=now)
    Meet.objects.filter(pk=meet.pk).update(starts_at=now - DAY - 2 * HOUR)
    for link in (domain.trusted_link(vigil), domain.back_link(vigil)):
        assert client.get(link).status_code == 422


def test_whoever_is_trusted_may_rather_not(running, client):
    meet, alix = make_run(running, clock.now())
    vigil = domain.share(meet, member=alix, email=MUM, watches=True, now=clock.now())
    link = domain.trusted_link(vigil)
    assert client.get(link).status_code == 200
    assert Vigil.objects.get().stopped_at is None
    assert client.post(link).status_code == 303
    assert (Vigil.objects.get().email, said("unwatched").get().member) == ("", alix)


def test_whoever_rather_not_be_told_is_left_alone_by_everybody_until_they_say_otherwise(running, client):
    now = clock.now()
    meet, alix = make_run(running, now)
    bruno = Attendance.objects.get(meet=meet, member__first_name="Bruno").member
    vigil = domain.share(meet, member=alix, email=MUM, watches=True, now=now)
    domain.share(meet, member=bruno, email=MUM, watches=True, now=now)
    link = domain.trusted_link(vigil)
    client.post(link)
    assert {one.member for one in said("unwatched")} == {alix, bruno}
    assert not Vigil.objects.filter(stopped_at=None).exists()
    for member in (alix, bruno):
        with pytest.raises(Refused):
            domain.share(meet, member=member, email=MUM.title(), watches=True, now=now)
    assert domain.share(meet, member=alix, now=now).email == ""  # by one's own hand, it is between the two
    assert not said("trusted").exists()
    assert MUM not in str(list(Hush.objects.values()))
    assert "Parc de Gerland" not in client.get(link).content.decode()

    assert client.post(link, {"again": "1"}).status_code == 200
    assert client.get(link).status_code == 422
    domain.share(meet, member=bruno, email=MUM, watches=True, now=now)
    assert said("trusted").get().email == MUM


def test_on_the_page_then_in_a_real_mail_then_one_tap(running, client, settings):
    now = clock.now()
    settings.SPOREZO_URL = "https://sporezo.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    meet, alix = make_run(running, now, starts_at=now + HOUR)
    path = f"/meets/{meet.pk}/trust"
    client.force_login(alix)
    assert path in client.get(f"/meets/{meet.pk}").content.decode()
    assert client.post(path, {"watches": "on"}).status_code == 422
    assert client.post(path, {"email": "not an address"}).status_code == 422
    assert client.post(path, {"email": MUM, "watches": "on"}).status_code == 303
    assert MUM in words(client.get(path))
    domain.watch(now=meet.ends_at + HOUR)
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        due = Delivery.objects.filter(notice__kind__in=("meets/trusted", "meets/back")).order_by("pk")
        assert send(list(due.values_list("pk", flat=True)), now=meet.ends_at + HOUR) == 2
    told, asked = server.mails
    assert (told["To"], asked["To"]) == (MUM, alix.email)
    plain = told.get_body(["plain"]).get_content()
    assert "Bruno" not in plain
    assert re.search(r"https://sporezo\.example/meets/trusted/\S+", plain)
    assert told["List-Unsubscribe"] is None
    back = re.search(r"https://sporezo\.example(/meets/back/\S+)", asked.get_body(["plain"]).get_content())[1]
    client.logout()
    assert client.get(back).status_code == 200
    assert Vigil.objects.get().back_at is None
    for _twice in range(2):
        assert client.post(back, follow=True).status_code == 200
    assert Vigil.objects.get().back_at
    client.force_login(make_member())
    assert client.get(path).status_code in (404, 422)
