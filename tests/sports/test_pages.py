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
            "tolerance": "1.5",
            "next": "/start",
        },
    )
    assert "/me/practices/running" in answer.headers["Location"]
    road = Sport.objects.get(slug="running").disciplines.get()
    scale = Sport.objects.get(slug="running").scales.get(slug="10k")
    answer = client_of_alix.post(
        answer.headers["Location"],
        {
            "discipline": road.pk,
            "scale": scale.pk,
            "value": "52:00",
            "mood": "relaxed",
            "tolerance": "1.0",
            "next": "/start",
        },
    )
    assert answer.headers["Location"] == "/start"
    assert Practice.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"scale": "x"}, {"label": "genius"}])
def test_half_an_answer_is_a_sentence_and_nothing_is_kept(client_of_alix, sent):
    padel = Sport.objects.get(slug="padel")
    answer = client_of_alix.post(
        reverse("practice", args=["padel"]),
        {"discipline": padel.disciplines.get().pk, "mood": "steady", "tolerance": "1.5", **sent},
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
            "tolerance": "1.5",
            "next": "https://elsewhere.example/",
        },
    )
    assert answer.headers["Location"] == reverse("practices")


def test_a_cyclist_says_a_speed_and_finds_it_again(client_of_alix):
    page = reverse("practice", args=["road-cycling"])
    road = Sport.objects.get(slug="road-cycling").disciplines.get()
    said = {"discipline": road.pk, "label": "intermediate", "mood": "relaxed", "tolerance": "2.5"}
    wrong = client_of_alix.post(page, {**said, "pace_slow": "24", "pace_fast": "vite"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["pace_fast"])
    client_of_alix.post(page, {**said, "pace_slow": "28", "pace_fast": "24", "usual_km": "60", "usual_climb_m": "800"})
    practice = Practice.objects.get()
    assert (practice.easy_pace_slow, practice.easy_pace_fast) == (150, 129)
    assert (practice.usual_km, practice.usual_climb_m, practice.tolerance) == (60, 800, 2.5)
    form = client_of_alix.get(page).context["form"]
    shown = [form[name].value() for name in ("label", "mood", "tolerance", "pace_slow", "pace_fast", "usual_km")]
    assert shown == ["intermediate", "relaxed", 2.5, "24", "28", 60]


def test_a_ranking_is_found_again_on_its_scale(client_of_alix):
    page = reverse("practice", args=["tennis"])
    singles, fft = (
        Sport.objects.get(slug="tennis").disciplines.all()[0],
        Sport.objects.get(slug="tennis").scales.all()[0],
    )
    client_of_alix.post(
        page,
        {
            "discipline": singles.pk,
            "scale": fft.pk,
            "value": "15/4",
            "mood": "steady",
            "tolerance": "1.0",
            "is_old": "on",
        },
    )
    form = client_of_alix.get(page).context["form"]
    assert (form["scale"].value(), form["value"].value(), form["is_old"].value()) == (fft.pk, "15/4", True)
