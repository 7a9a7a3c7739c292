"""Levels declared by label and by scale."""

import pytest

from sporezo.members.models import Member
from sporezo.sports.domain import declare, drop, load_catalogue
from sporezo.sports.enums import ScaleKind
from sporezo.sports.models import Discipline, Evidence, Practice, Scale, Sport
from sporezo.sports.queries import practices_of
from sporezo.sports.rules import read_off, scale_that_reads, shown_level
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
        ("golf", "WHS", "+2", 9.6),
        ("swimming", "css", "2:00", 5.4),
        ("tennis", "FFT", "−15", 9.2),
        ("tennis", "FFT", "1RE SERIE", 10),
        ("tennis", "NTRP", "3.5", 4.2),
        ("tennis", "UTR", "6.3", 5.3),
        ("tennis", "ITN", "8", 3.2),
        ("padel", "tournoi", "p100", 5.6),
        ("squash", "FFSquash", "5A", 4.2),
        ("badminton", "FFBaD-2014", "c1", 6.9),
        ("running", "VDOT", "40", 4.35),
        ("road-cycling", "ftp-f", "2,7", 5.5),
        ("climbing", "french", "7b+", 7.75),
        ("climbing", "UIAA", "VIII-", 6.4),
        ("climbing", "YDS", "5.11a", 6.0),
        ("bouldering", "V", "V5", 6.1),
        ("hiking", "IBP", "63", 6),
        ("alpine-skiing", "piste", "Rouge", 5.5),
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


def test_what_nobody_can_convert_is_kept_beside_the_label(catalogue, member, now):
    wtn = Scale.objects.get(sport__slug="tennis", slug="WTN")
    with pytest.raises(Refused):
        read_off(wtn, "28.1")
    singles = Discipline.objects.get(sport__slug="tennis", slug="singles")
    practice = declare(member, discipline=singles, label="advanced", scale=wtn, value="28.1", now=now)
    assert (practice.level_mean, practice.level_source, practice.declared) == (6.25, "label", "WTN 28.1")
    assert scale_that_reads([wtn], "", "28.1") is None
    assert scale_that_reads([wtn], "wtn", "28.1") == wtn


def test_every_scale_says_where_it_comes_from_and_rises_or_falls_without_a_step_back(catalogue):
    for scale in Scale.objects.prefetch_related("rungs"):
        assert scale.provenance
        assert scale.version
        assert 0.3 <= scale.deviation <= 1.3
        levels = [rung.level for rung in scale.rungs.all()]
        assert bool(levels) == (scale.kind != ScaleKind.KEPT), scale.slug
        if scale.kind in (ScaleKind.NUMBER, ScaleKind.DURATION):
            assert levels == sorted(levels), scale.slug
            numbers = [rung.number for rung in scale.rungs.all()]
            assert numbers in (sorted(numbers), sorted(numbers, reverse=True)), scale.slug


@pytest.mark.parametrize(("sport", "scale", "deviation"), [("tennis", "FFT", 0.8), ("golf", "WHS", 1.2)])
def test_a_ranking_of_another_season_is_doubted_more(catalogue, member, now, sport, scale, deviation):
    practice = declare(
        member,
        discipline=Discipline.objects.filter(sport__slug=sport)[0],
        scale=Scale.objects.get(sport__slug=sport, slug=scale),
        value="15",
        is_old=True,
        now=now,
    )
    assert (practice.level_source, practice.level_deviation) == ("old-ranking", deviation)


@pytest.mark.parametrize(
    ("slug", "value", "named"),
    [("10k", "vite", "1:14:15"), ("10k", "9:00:00", "31:01"), ("FFT", "31", "30/5"), ("WHS", "bon", "54")],
)
def test_a_refusal_names_what_the_scale_holds(catalogue, slug, value, named):
    with pytest.raises(Refused) as refused:
        read_off(Scale.objects.filter(slug=slug)[0], value)
    assert named in refused.value.remedy


def test_every_court_for_four_has_a_way_for_three_and_each_format_says_how(catalogue):
    for sport in Sport.objects.prefetch_related("formats"):
        formats = sport.formats.all()
        assert all(one.source and one.players_min <= one.players_max and 0 < one.widest_gap <= 10 for one in formats)
        assert all(one.handicap_fr and one.handicap_en for one in formats if one.widest_gap > 2), sport.slug
        if sport.court_booked and 4 in sport.sizes:
            assert any(one.players_min <= 3 <= one.players_max for one in formats), sport.slug
