"""Levels declared by label and by scale."""

import pytest

from sporezo.members.models import Member
from sporezo.sports.domain import declare, drop, load_catalogue
from sporezo.sports.models import Discipline, Evidence, Practice, Scale, Sport
from sporezo.sports.queries import practices_of
from sporezo.sports.rules import read_off, shown_level
from sporezo.ui.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    load_catalogue()


@pytest.fixture
def member():
    return Member.objects.create_user("alix@example.org", first_name="Alix", last_name="Morel")


def test_catalogue_loaded_twice_is_the_same(catalogue):
    before = (Sport.objects.count(), Scale.objects.count(), Discipline.objects.count())
    load_catalogue()
    assert (Sport.objects.count(), Scale.objects.count(), Discipline.objects.count()) == before
    assert before[0] == 32
    assert all(sport.disciplines.exists() and sport.formats.exists() for sport in Sport.objects.all())


@pytest.mark.parametrize(
    ("sport", "scale", "value", "level"),
    [
        ("tennis", "FFT", "15/4", 5.3),
        ("tennis", "FFT", " 30 / 5 ", 2.7),
        ("padel", "FR8", "4", 5.0),
        ("padel", "Playtomic", "3,5", 5.0),
        ("running", "10k", "47:58", 4.8),
        ("running", "half", "1:46:22", 4.8),
        ("golf", "WHS", "18", 5.7),
        ("swimming", "css", "2:00", 5.4),
    ],
)
def test_value_on_a_scale_has_its_level(catalogue, sport, scale, value, level):
    assert read_off(Scale.objects.get(sport__slug=sport, slug=scale), value) == pytest.approx(level, abs=0.01)


@pytest.mark.parametrize(
    ("sport", "scale", "value"),
    [("tennis", "FFT", "5/1"), ("running", "10k", "vite"), ("padel", "Playtomic", "42"), ("golf", "WHS", "bon")],
)
def test_value_off_its_scale_is_refused_with_what_to_write(catalogue, sport, scale, value):
    with pytest.raises(Refused) as refused:
        read_off(Scale.objects.get(sport__slug=sport, slug=scale), value)
    assert value in refused.value.reason
    assert refused.value.remedy


def test_declaring_again_replaces_and_keeps_the_evidence(catalogue, member, now):
    padel = Discipline.objects.get(sport__slug="padel")
    declare(member, discipline=padel, label="intermediate", now=now)
    declare(member, discipline=padel, scale=Scale.objects.get(slug="FR8"), value="6", now=now)
    practice = Practice.objects.get(member=member)
    assert practice.level_mean == pytest.approx(7.3)
    assert practice.declared == "FR8 6"
    assert Evidence.objects.filter(practice=practice).count() == 2
    drop(practice)
    assert not practices_of(member).exists()


def test_wide_doubt_is_shown_as_a_range(catalogue, member, now):
    padel = Discipline.objects.get(sport__slug="padel")
    vague = declare(member, discipline=padel, now=now)
    assert "–" in shown_level(vague)
    known = declare(member, discipline=padel, scale=Scale.objects.get(slug="FR8"), value="4", now=now)
    assert "–" not in shown_level(known)


def test_runner_gets_an_easy_pace(catalogue, member, now):
    road = Discipline.objects.get(sport__slug="running")
    practice = declare(
        member, discipline=road, scale=Scale.objects.get(sport__slug="running", slug="10k"), value="50:00", now=now
    )
    assert 390 <= practice.easy_pace_slow <= 415
    assert practice.easy_pace_fast < practice.easy_pace_slow
