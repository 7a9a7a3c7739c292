"""The pages of a series: who reads what, one date or all otherwise, keep or skip, regulars, the keys."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from sporezo.meets import domain
from sporezo.meets.enums import JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import KeepQuestion, Meet, Regular, Series
from sporezo.safety.models import Block
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_practice, make_regular, make_venue, organise

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@pytest.fixture
def now(settings):
    moment = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
    settings.SPOREZO_NOW = moment
    return moment


@pytest.fixture
def host(db):
    return make_member(first_name="Alix", last_name="Morel", language="en")


@pytest.fixture
def series(host, running, now):
    """Every Wednesday at nine."""
    return begin(host, now=now, venue=make_venue(running, name="Parc de Gerland", city="Lyon 7e"))


@pytest.fixture
def visit(client):
    def visit(member):
        client.force_login(member)
        return client

    return visit


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def nth(series, n):
    return series.meets.filter(recurs_on__isnull=False).order_by("recurs_on")[n]


def told(meet, **more):
    """The form of a date as it stands, with what is changed in it."""
    local = meet.local_start
    as_it_is = {"scope": "this", "on": local.date(), "at": f"{local:%H:%M}", "minutes": 60, "places": 4}
    return as_it_is | {"rhythm": "same", "venue": "", "until_on": ""} | more


def test_a_series_of_those_invited_is_404_for_everybody_else(visit, host, now, running):
    private = begin(host, now=now, visibility=Visibility.PRIVATE, join_mode=JoinMode.INVITED)
    meet, stranger = nth(private, 0), visit(make_member())
    for method, path in [
        ("get", f"/series/{private.pk}"),
        ("get", f"/series/{private.pk}/dates/{meet.pk}"),
        ("post", f"/series/{private.pk}/dates/{meet.pk}"),
        ("post", f"/series/{private.pk}/dates/{meet.pk}/skip"),
        ("post", f"/series/{private.pk}/regular"),
        ("post", f"/series/{private.pk}/hosts"),
        ("post", f"/series/{private.pk}/end"),
        ("get", f"/meets/{meet.pk}/keep"),
        ("post", f"/meets/{meet.pk}/keep"),
        ("post", f"/meets/{meet.pk}/series"),
    ]:
        assert getattr(stranger, method)(path).status_code == 404, path


def test_who_comes_and_the_exact_place_are_for_those_who_play(visit, series, now):
    regular = make_regular(series, make_member(first_name="Bruno", last_name="Lafont"), now=now)
    outside = text(visit(make_member(language="en")).get(f"/series/{series.pk}"))
    assert "Every Wednesday, 9:00" in outside
    assert "Lyon 7e" in outside
    for secret in ("Gerland", "Bruno", "Alix", "Lafont"):
        assert secret not in outside
    regular.language = "en"
    regular.save()
    inside = text(visit(regular).get(f"/series/{series.pk}"))
    assert "Parc de Gerland" in inside
    assert "Alix M." in inside
    assert "Morel" not in inside
    Block.objects.create(blocker=series.host, blocked=regular, created_at=now)
    assert "Alix" not in text(visit(regular).get(f"/series/{series.pk}"))


def test_only_whoever_runs_it_changes_it(visit, series, now):
    regular, meet = make_regular(series, now=now), nth(series, 1)
    page = visit(regular)
    for path, sent in [
        (f"/series/{series.pk}/dates/{meet.pk}", told(meet, at="18:00")),
        (f"/series/{series.pk}/dates/{meet.pk}/skip", {"reason": "weather"}),
        (f"/series/{series.pk}/end", {}),
    ]:
        assert page.post(path, sent).status_code == 422
    # A form that makes no sense tells no more: its own page would name the places around.
    for path in (f"/series/{series.pk}/dates/{meet.pk}/skip", f"/series/{series.pk}/hosts"):
        refused = page.post(path, {})
        assert refused.status_code == 422
        assert "<select" not in refused.content.decode()
    meet.refresh_from_db()
    assert (meet.state, meet.local_start.hour) == (MeetState.OPEN, 9)
    assert "Change or skip" not in text(page.get(f"/series/{series.pk}"))


@pytest.mark.parametrize(
    ("scope", "hours"), [("this", "9 9 18 9 9"), ("following", "9 9 18 18 18"), ("all", "18 " * 5)]
)
def test_one_date_those_after_it_or_all(visit, series, scope, hours):
    third = nth(series, 2)
    answer = visit(series.host).post(f"/series/{series.pk}/dates/{third.pk}", told(third, scope=scope, at="18:00"))
    assert (answer.status_code, answer["Location"]) == (303, f"/series/{series.pk}")
    found = series.meets.order_by("recurs_on")
    assert [meet.local_start.hour for meet in found] == [int(hour) for hour in hours.split()]


def test_another_rhythm_and_an_end_from_a_date_on(visit, series):
    second, page = nth(series, 1), visit(series.host)
    sent = told(second, scope="following", rhythm="fortnight", until_on=second.recurs_on + 4 * WEEK)
    assert page.post(f"/series/{series.pk}/dates/{second.pk}", sent).status_code == 303
    series.refresh_from_db()
    assert str(series.rule) == f"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL={second.recurs_on + 4 * WEEK:%Y%m%d}"
    assert "Every other Wednesday, 9:00, until" in text(page.get(f"/series/{series.pk}"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": ""}, "required"),
        ({"places": "1"}, "2"),
        ({"until_on": "2026-11-01"}, "over before it starts"),
        ({"scope": "following", "on": "2026-11-24"}, "Another date of the series"),
        ({"scope": "all", "on": "2026-11-01"}, "passed"),
        ({"on": "2026-11-01"}, "passed"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(visit, series, wrong, said):
    third = nth(series, 2)
    before = list(Meet.objects.order_by("pk").values_list("starts_at", "sequence"))
    answer = visit(series.host).post(f"/series/{series.pk}/dates/{third.pk}", told(third, **wrong))
    assert answer.status_code == 422
    assert said in text(answer)
    assert list(Meet.objects.order_by("pk").values_list("starts_at", "sequence")) == before


def test_a_date_is_skipped_with_a_reason_or_not_at_all(visit, series, now):
    regular = make_regular(series, make_member(language="en"), now=now)
    third, page = nth(series, 2), visit(series.host)
    answer = page.post(f"/series/{series.pk}/dates/{third.pk}/skip", {})
    assert answer.status_code == 422
    assert "Choose the reason" in text(answer)
    page.post(f"/series/{series.pk}/dates/{third.pk}/skip", {"reason": "court", "because": "Cross country."})
    assert "The place is not to be had. Cross country." in text(visit(regular).get(f"/series/{series.pk}"))


def test_a_host_keeps_in_one_tap_from_this_week_and_from_play(visit, series, now, host, client):
    second = nth(series, 1)
    KeepQuestion.objects.create(meet=second, asked_at=now)
    make_practice(host, series.sport)
    page = visit(host)
    host.set_up_at = now
    host.save()
    for path in ("/", "/play", f"/series/{series.pk}"):
        assert f"/meets/{second.pk}/keep" in page.get(path).content.decode(), path
    assert "Kept, see you there" in text(page.get(f"/meets/{second.pk}/keep"))
    assert page.post(f"/meets/{second.pk}/keep")["Location"] == f"/meets/{second.pk}"
    assert KeepQuestion.objects.get(meet=second).answered_by == host
    assert f"/meets/{second.pk}/keep" not in page.get("/play").content.decode()
    assert "It takes place" in text(page.get(f"/meets/{second.pk}/keep"))


def test_a_host_skips_what_they_are_asked_about(visit, series, now, host):
    second = nth(series, 1)
    assert visit(host).get(f"/meets/{second.pk}/keep").status_code == 422  # nobody asked
    KeepQuestion.objects.create(meet=second, asked_at=now)
    assert visit(make_member()).get(f"/meets/{second.pk}/keep").status_code == 422
    assert visit(host).post(f"/meets/{second.pk}/keep", {"reason": ""}).status_code == 422
    answer = visit(host).post(f"/meets/{second.pk}/keep", {"reason": "host", "because": ""})
    assert answer["Location"] == f"/series/{series.pk}"
    second.refresh_from_db()
    assert second.state == MeetState.CANCELLED


def test_one_becomes_a_regular_gives_one_date_back_and_all(visit, series, now):
    member = make_member(language="en")
    page = visit(member)
    assert "Join one of the dates" in text(page.get(f"/series/{series.pk}"))
    assert page.post(f"/series/{series.pk}/regular").status_code == 422
    domain.join(nth(series, 0), member=member, now=now)
    assert "Keep me a place" in text(page.get(f"/series/{series.pk}"))
    page.post(f"/series/{series.pk}/regular")
    second = nth(series, 1)
    assert "Not this time" in text(page.get(f"/meets/{second.pk}"))
    page.post(f"/meets/{second.pk}/attendance", {"leave": "1"})
    assert "without you" in text(page.get(f"/series/{series.pk}"))
    page.post(f"/series/{series.pk}/regular", {"leave": "1"})
    assert not Regular.objects.filter(member=member, left_at=None).exists()
    assert not member.attendances.filter(presence=Presence.IN).exists()


def test_the_keys_and_the_whistle(visit, series, now):
    regular = make_regular(series, make_member(language="en"), now=now)
    page = visit(series.host)
    assert page.post(f"/series/{series.pk}/hosts", {"member": make_member().pk, "cohost": "1"}).status_code == 422
    page.post(f"/series/{series.pk}/hosts", {"member": regular.pk, "cohost": "1"})
    assert "has the keys too" in text(page.get(f"/series/{series.pk}"))
    page.post(f"/series/{series.pk}/hosts", {"member": regular.pk, "no": "1"})
    page.post(f"/series/{series.pk}/hosts", {"member": regular.pk, "host": "1"})
    series.refresh_from_db()
    assert series.host == regular
    Series.objects.filter(pk=series.pk).update(orphaned_at=now, host=None)
    assert "Who takes the whistle?" in text(visit(regular).get(f"/series/{series.pk}"))
    visit(regular).post(f"/series/{series.pk}/hosts", {"mine": "1"})
    series.refresh_from_db()
    assert (series.host, series.orphaned_at) == (regular, None)
    visit(regular).post(f"/series/{series.pk}/end", {"because": "Vacances"})
    assert "This series is over" in text(visit(regular).get(f"/series/{series.pk}"))


def test_the_fourth_tap_may_be_every_week(visit, host, running, now):
    venue = make_venue(running)
    sent = {"sport": "running", "starts_at": "2026-12-01T17:30:00+00:00", "venue": venue.pk, "audience": "invited"}
    page = visit(host)
    step = text(page.get("/meets/new", {key: sent[key] for key in ("sport", "starts_at", "venue")}))
    for choice in ("Once", "Every Tuesday", "Every other Tuesday", "The first Tuesday of the month"):
        assert choice in step
    answer = page.post("/meets/new", sent | {"places": 6, "minutes": 60, "words": "", "rhythm": "month"})
    series = Series.objects.get()
    assert answer["Location"] == f"/series/{series.pk}"
    assert (series.rule, series.places, series.at) == ("FREQ=MONTHLY;BYDAY=1TU", 6, dt.time(18, 30))
    later = {"starts_at": "2026-12-03T17:30:00+00:00", "places": 6, "minutes": 60, "words": "", "rhythm": "once"}
    page.post("/meets/new", sent | later)
    assert Meet.objects.filter(series=None).count() == 1


def test_a_session_comes_back_from_its_own_page(visit, host, running, now):
    meet = organise(host, now=now)
    page = visit(host)
    assert "Again, every Wednesday" in text(page.get(f"/meets/{meet.pk}"))
    answer = page.post(f"/meets/{meet.pk}/series", {"rhythm": "fortnight"})
    series = Series.objects.get()
    assert answer["Location"] == f"/series/{series.pk}"
    assert f'href="/series/{series.pk}"' in page.get(f"/meets/{meet.pk}").content.decode()
    assert page.post(f"/meets/{meet.pk}/series", {"rhythm": "week"}).status_code == 422


@pytest.mark.parametrize("many", [1, 30])
def test_a_page_asks_the_same_of_one_date_and_of_thirty(visit, series, now, many, django_assert_num_queries):
    series.meets.all().delete()
    Series.objects.update(places=40)
    series.refresh_from_db()
    members = [make_member() for _ in range(many)]
    Regular.objects.bulk_create(Regular(series=series, member=one, since_at=now) for one in members)
    days = [series.starts_on + n * WEEK for n in range(many)]
    dates = [
        Meet(
            series=series, recurs_on=on, recurs_at=series.starts_at(on), starts_at=series.starts_at(on), minutes=60,
            sport=series.sport, venue=series.venue, host=series.host, time_zone="Europe/Paris", places=40,
        )
        for on in days
    ]  # fmt: skip
    for meet in Meet.objects.bulk_create(dates):
        KeepQuestion.objects.create(meet=meet, asked_at=now)
    page = visit(series.host)
    page.get(f"/series/{series.pk}")
    with django_assert_num_queries(15):
        answer = page.get(f"/series/{series.pk}")
    assert (len(answer.context["view"].dates), len(answer.context["view"].regulars)) == (many, many + 1)


@pytest.mark.parametrize("many", [1, 30])
def test_play_lists_one_series_or_thirty_for_the_same(visit, series, now, many, django_assert_num_queries):
    member = make_member()
    for n in range(many):
        one = Series.objects.get(pk=series.pk)
        one.pk, one.uid, one.host = None, f"00000000-0000-4000-8000-{n:012d}", None
        one.save()
        Regular.objects.create(series=one, member=member, since_at=now)
    page = visit(member)
    page.get("/play")
    with django_assert_num_queries(23):
        answer = page.get("/play")
    assert len(answer.context["series"]) == many
