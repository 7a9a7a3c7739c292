"""A club's first round on telephones: a list, invitations, a set-up from the mailed link, and a padel on Thursday."""

import datetime as dt
import re

import icalendar
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from sporezo.communities.enums import CommunityKind
from sporezo.communities.models import Invitation
from sporezo.communities.queries import invitation_key
from sporezo.meets.enums import CourtState, MeetState
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.notices.models import Letter
from sporezo.places.domain import load_communes
from sporezo.rounds.domain import open_rounds, sweep
from sporezo.rounds.enums import ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, Proposal, Round, Seat, Timetable
from sporezo.sports.domain import load_catalogue
from sporezo.sports.models import Sport
from tests.factories.communities import make_community
from tests.factories.meets import make_venue
from tests.factories.members import make_member

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
WEDNESDAY = dt.datetime(2026, 11, 25, 17, 10, tzinfo=dt.UTC)
THURSDAY_EVENING = (3 * 16 + 11, 3 * 16 + 12)  # 18 to 20 h in the grid
PEOPLE = ("Ada", "Basile", "Clara", "Denis", "Elsa", "Fabien", "Gaëlle", "Hugo", "Irène")
LIST = "courriel;prénom;nom;entreprise;langues;code postal;sports\n" + "".join(
    f"{name.lower()}@club.example;{name};Roche;Maison {name};fr;69006;padel=FR8:4\n" for name in PEOPLE
)


@pytest.fixture
def club(settings, live_server, transactional_db):
    """A club without members but its lead, two courts, a round that waits for a button."""
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    settings.DEMO = True
    settings.SPOREZO_NOW = MONDAY
    load_catalogue()
    load_communes(departments={"69"})
    padel = Sport.objects.get(slug="padel")
    for name in ("Padel des Brotteaux", "Padel de la Cité"):
        make_venue(padel, name=name, at=(45.7716, 4.8500), booking_url="https://courts.example/")
    lead = make_member("Léa", "Guide", language="fr")
    community = make_community(lead=lead, kind=CommunityKind.CLUB, name="Club des Brotteaux")
    Timetable.objects.create(community=community, decides_itself=False)
    open_rounds(now=MONDAY)
    return community, lead


def enter(page, live_server, member):
    client = Client()
    client.force_login(member)
    page.context.clear_cookies()
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def go(page, live_server, path):
    page.goto(live_server.url + path)
    page.wait_for_load_state("networkidle")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    return page.inner_text("main")


def press(page, words):
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state("networkidle")


def invite(page, live_server, community, folder):
    """The lead brings a list, looks at it, writes the invitations and sends them."""
    path = folder / "liste.csv"
    path.write_text(LIST, encoding="cp1252")
    go(page, live_server, f"/communities/{community.slug}/import")
    page.set_input_files("input[type=file]", path)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    assert "Ada Roche" in page.inner_text("main")
    assert not Invitation.objects.exists()
    page.locator(f"form[action='/communities/{community.slug}/invitations'] button").click()
    page.wait_for_load_state("networkidle")
    assert Invitation.objects.count() == len(PEOPLE)
    page.locator(f"form[action='/communities/{community.slug}/invitations/letters'] button").click()
    page.wait_for_load_state("networkidle")
    assert Letter.objects.filter(to__endswith="@club.example").count() == len(PEOPLE)


def set_up_from_the_mailed_link(page, live_server):
    """Ada opens her letter, finds what the list knew, paints three hours, and plays."""
    link = re.search(r"/invitations/[\w:.=-]+", Letter.objects.get(to="ada@club.example").text)[0]
    page.context.clear_cookies()
    go(page, live_server, link)
    assert page.input_value("[name=first_name]") == "Ada"
    assert "69006" in page.input_value("[name=commune]")
    page.select_option("[name=sector]", "banking")
    for slot in THURSDAY_EVENING:
        page.locator(f"input[name=slots][value='{slot}']").set_checked(True, force=True)
    for box in ("is_adult", "agrees", "plays"):
        page.locator(f"input[name={box}]").set_checked(True, force=True)
    page.locator("main form button.wide").click()
    page.wait_for_load_state("networkidle")
    assert Member.objects.get(email="ada@club.example").opt_ins.count() == 1


def set_up_the_others():
    for invitation in Invitation.objects.exclude(email__startswith="ada@"):
        said = {
            "first_name": invitation.prefill["first_name"],
            "last_name": "Roche",
            "sector": "law",
            "spoken": ["fr"],
            "keeps_padel": "on",
            "level_padel": "as-told",
            "commune": "Lyon 6e (69006)",
            "travel": "bicycle",
            "minutes": "25",
            "slots": [str(slot) for slot in THURSDAY_EVENING],
            "is_adult": "on",
            "agrees": "on",
            "plays": "on",
        }
        assert Client().post(reverse("invitation", args=[invitation_key(invitation)]), said).status_code == 302


def test_a_club_plays_its_first_round(page, live_server, club, settings, tmp_path):
    community, lead = club
    enter(page, live_server, lead)
    invite(page, live_server, community, tmp_path)
    set_up_from_the_mailed_link(page, live_server)
    set_up_the_others()

    # The lead looks, and decides once the opt-ins have closed.
    enter(page, live_server, lead)
    dry_run = go(page, live_server, f"/communities/{community.slug}/round")
    assert "Padel" in dry_run
    assert "Laissées de côté" in dry_run or LeftOut.objects.count() == 0
    assert not Proposal.objects.exists()
    page.select_option("#what_if", "novelty")
    press(page, "Comparer")
    page.locator("#what-if table").wait_for()
    assert "Personnes qui jouent" in page.inner_text("#what-if")
    settings.SPOREZO_NOW = WEDNESDAY
    go(page, live_server, f"/communities/{community.slug}/round")
    press(page, "Décider le tour")
    assert Round.objects.get(community=community).decided_at
    assert "Réponses attendues" in go(page, live_server, f"/communities/{community.slug}/round/under-way")

    # One says yes, one says no, two more say yes; nobody reads who said what.
    proposal = Proposal.objects.earliest("pk")
    first, second, *others = [seat.member for seat in proposal.seats.filter(kind=SeatKind.PROPOSED).order_by("pk")]
    enter(page, live_server, first)
    assert second.short_name in go(page, live_server, address_of(proposal, first))
    press(page, "Je joue")
    before = go(page, live_server, address_of(proposal, first))
    enter(page, live_server, second)
    go(page, live_server, address_of(proposal, second))
    press(page, "Pas cette fois")
    enter(page, live_server, first)
    assert go(page, live_server, address_of(proposal, first)) == before
    for member in others:
        enter(page, live_server, member)
        go(page, live_server, address_of(proposal, member))
        press(page, "Je joue")

    # The place goes to whoever was left out, then the court is booked and the game is on.
    sweep(now=WEDNESDAY + dt.timedelta(minutes=10))
    vacancy = Seat.objects.get(proposal=proposal, kind=SeatKind.VACANCY)
    enter(page, live_server, vacancy.member)
    go(page, live_server, address_of(proposal, vacancy.member))
    press(page, "Je joue")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.AGREED
    meet = Meet.objects.get(proposal=proposal)
    assert meet.host == first
    enter(page, live_server, first)
    assert "réserver" in go(page, live_server, f"/meets/{meet.pk}")
    page.fill("[name=reference]", "Terrain 2")
    page.fill("[name=price]", "9")
    page.locator(f"form[action='/meets/{meet.pk}/court'] button:not([name])").click()
    page.wait_for_load_state("networkidle")
    meet.refresh_from_db()
    assert (meet.state, meet.court.state) == (MeetState.CONFIRMED, CourtState.BOOKED)
    enter(page, live_server, vacancy.member)
    shown = go(page, live_server, f"/meets/{meet.pk}")
    assert first.full_name in shown
    assert f"{first.short_name} a avancé la somme" in shown
    with page.expect_download() as download:
        page.locator(f"a[href='/meets/{meet.pk}.ics']").first.click()
    event = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")[0]
    assert event.decoded("DTSTART").astimezone(dt.UTC) == meet.starts_at
    assert Letter.objects.filter(to=vacancy.member.email, calendar__contains=str(meet.uid)).exists()


def address_of(proposal, member):
    return f"/play/proposals/{Seat.objects.get(proposal=proposal, member=member).pk}"
