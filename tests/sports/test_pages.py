"""Choosing sports and saying how one plays them."""

import pytest
from django.urls import reverse

from sporezo.members.models import Member
from sporezo.sports.domain import load_catalogue
from sporezo.sports.models import Practice, Sport

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_alix(client):
    load_catalogue()
    client.force_login(Member.objects.create_user("alix@example.org", first_name="Alix"))
    return client


def test_two_sports_are_asked_one_after_the_other_then_onward(client_of_alix):
    sports = Sport.objects.filter(slug__in=("padel", "running"))
    answer = client_of_alix.post(
        reverse("practices") + "?next=/start", {"sports": [s.pk for s in sports], "next": "/start"}
    )
    first = answer.headers["Location"]
    assert "/me/practices/padel" in first
    assert "then=running" in first
    answer = client_of_alix.post(
        first,
        {
            "discipline": Sport.objects.get(slug="padel").disciplines.get().pk,
            "label": "advanced",
            "mood": "steady",
            "next": "/start",
        },
    )
    assert "/me/practices/running" in answer.headers["Location"]
    road = Sport.objects.get(slug="running").disciplines.get()
    scale = Sport.objects.get(slug="running").scales.get(slug="10k")
    answer = client_of_alix.post(
        answer.headers["Location"],
        {"discipline": road.pk, "scale": scale.pk, "value": "52:00", "mood": "relaxed", "next": "/start"},
    )
    assert answer.headers["Location"] == "/start"
    assert Practice.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"scale": "x"}, {"label": "genius"}])
def test_half_an_answer_is_a_sentence_and_nothing_is_kept(client_of_alix, sent):
    padel = Sport.objects.get(slug="padel")
    answer = client_of_alix.post(
        reverse("practice", args=["padel"]), {"discipline": padel.disciplines.get().pk, "mood": "steady", **sent}
    )
    assert answer.status_code == 422
    assert not Practice.objects.exists()


def test_somebody_elses_practice_is_not_there(client_of_alix, now):
    from sporezo.sports.domain import declare

    other = Member.objects.create_user("bruno@example.org")
    practice = declare(other, discipline=Sport.objects.get(slug="padel").disciplines.get(), label="advanced", now=now)
    assert client_of_alix.post(reverse("drop_practice", args=[practice.pk])).status_code == 404


def test_next_never_leaves_the_site(client_of_alix):
    padel = Sport.objects.get(slug="padel")
    answer = client_of_alix.post(
        reverse("practice", args=["padel"]),
        {
            "discipline": padel.disciplines.get().pk,
            "label": "advanced",
            "mood": "steady",
            "next": "https://elsewhere.example/",
        },
    )
    assert answer.headers["Location"] == reverse("practices")
