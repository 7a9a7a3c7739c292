"""The mailed link: prefilled, nothing kept before yes, an account without a second code, polite once it is over."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from sporezo.communities import domain
from sporezo.communities.models import Invitation
from sporezo.communities.queries import invitation_key
from sporezo.communities.rules import INVITATION_LASTS, is_in
from sporezo.jobs import clock
from sporezo.members.domain import answer_knock
from sporezo.members.models import Member
from sporezo.notices.models import Notice
from sporezo.places.domain import load_communes
from sporezo.rounds.domain import open_rounds
from sporezo.rounds.models import OptIn
from sporezo.sports.domain import load_catalogue
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member

pytestmark = pytest.mark.django_db

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
PREFILL = {
    "first_name": "Ada",
    "last_name": "Morel",
    "company": "Orée",
    "function": "Directrice",
    "sector": "banque",
    "seniority": "Founder",
    "languages": ["fr", "en"],
    "postcode": "69006",
    "sports": [
        {"sport": "padel", "scale": "FR8", "level": "4"},
        {"sport": "running", "scale": "", "level": "50:00"},
        {"sport": "golf", "scale": "", "level": ""},
    ],
}


@pytest.fixture
def club(settings):
    settings.SPOREZO_NOW = MONDAY_NOON
    load_catalogue()
    load_communes(departments={"69"})
    club = make_community(lead=make_member(), house_rules="On vient quand on a dit oui.")
    open_rounds(now=clock.now())
    return club


@pytest.fixture
def invitation(club):
    return Invitation.objects.create(
        community=club, email="ada@example.org", prefill=PREFILL, external_id="A7", sent_at=clock.now()
    )


def address(invitation):
    return reverse("invitation", args=[invitation_key(invitation)])


def yes(**changed):
    return {
        "first_name": "Ada",
        "last_name": "Morel",
        "company": "Orée",
        "sector": "banking",
        "spoken": ["fr", "en"],
        "keeps_padel": "on",
        "level_padel": "as-told",
        "keeps_running": "on",
        "level_running": "as-told",
        "level_golf": "",
        "commune": "Lyon 6e (69006)",
        "travel": "bicycle",
        "minutes": "25",
        "slots": ["5", "21", "100"],
        "is_adult": "on",
        "agrees": "on",
        "plays": "on",
    } | changed


def test_looking_shows_what_the_list_said_and_writes_nothing(client, invitation):
    before = Member.objects.count()
    page = client.get(address(invitation))
    form = page.context["form"]
    assert page.status_code == 200
    assert (form["sector"].value(), form["seniority"].value(), form["commune"].value()) == (
        "banking",
        "founder",
        "Lyon 6e (69006)",
    )
    assert [row.sport.slug for row in form.sport_rows()] == ["padel", "golf", "running"]
    assert "On vient quand on a dit oui." in page.content.decode()
    assert Member.objects.count() == before


def test_yes_opens_the_account_without_a_second_code(client, club, invitation):
    assert client.post(address(invitation), yes()).url == reverse("start")
    ada = Member.objects.get(email="ada@example.org")
    assert client.get(reverse("me")).context["user"] == ada
    assert EmailAddress.objects.filter(user=ada, verified=True, primary=True).exists()
    assert (ada.consented_at is not None, ada.adult_at is not None, ada.spoken) == (True, True, ["fr", "en"])
    declared = dict(ada.practices.values_list("sport__slug", "declared"))
    assert declared == {"padel": "FR8 4", "running": "10k 50:00"} or declared["running"].endswith("50:00")
    assert ada.haunts.get().commune.name == "Lyon 6e"
    assert ada.week_grid.slots == [5, 21, 100]
    assert OptIn.objects.filter(member=ada, round__community=club).exists()
    assert client.get(reverse("week")).status_code == 200  # whoever leaves here comes back to their week
    assert ada.memberships.get(community=club).external_id == "A7"
    invitation.refresh_from_db()
    assert (invitation.accepted_at is not None, invitation.accepted_by) == (True, ada)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"is_adult": ""}, "is_adult"),
        ({"agrees": ""}, "agrees"),
        ({"slots": []}, "slots"),
        ({"commune": "Zzyzx"}, "commune"),
        ({"keeps_padel": "", "keeps_running": ""}, "sport_more"),
        ({"keeps_golf": "on"}, "level_golf"),
        ({"sport_more": "999"}, "sport_more"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(client, invitation, changed, wrong):
    before = Member.objects.count()
    page = client.post(address(invitation), yes(**changed))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [wrong])
    assert page.context["form"]["first_name"].value() == "Ada"
    assert Member.objects.count() == before


def test_a_link_serves_once(client, club, invitation):
    client.post(address(invitation), yes())
    assert client.get(address(invitation)).url == reverse("community", args=[club.slug])
    client.logout()
    for response in (client.get(address(invitation)), client.post(address(invitation), yes())):
        assert response.status_code == 410
        assert reverse("account_login") in response.content.decode()


def test_an_expired_link_gives_way_to_a_fresh_letter(client, invitation):
    Invitation.objects.update(sent_at=clock.now() - INVITATION_LASTS)
    assert client.post(address(invitation), yes()).status_code == 410
    letter = reverse("fresh_letter", args=[invitation_key(invitation)])
    assert client.post(letter).status_code == 302
    assert Notice.objects.get().email == "ada@example.org"
    assert client.get(address(invitation)).status_code == 200
    assert client.post(letter).status_code == 422
    Invitation.objects.update(sent_at=clock.now() - INVITATION_LASTS)
    assert client.post(letter).status_code == 422
    assert Notice.objects.count() == 1


def test_no_erases_what_the_list_said_and_stays(client, club, invitation):
    no = reverse("no_thanks", args=[invitation_key(invitation)])
    assert [client.post(no).status_code for _press in range(2)] == [302, 302]
    invitation.refresh_from_db()
    assert (invitation.prefill, invitation.external_id) == ({}, "")
    assert client.get(address(invitation)).status_code == 410
    assert client.post(address(invitation), yes()).status_code == 410
    assert domain.ask_for_letters(club, now=clock.now()) == 0


def test_who_has_an_account_signs_in_and_joins_with_one_press(client, club, invitation):
    ada = make_member()
    Member.objects.filter(pk=ada.pk).update(email="ada@example.org", adult_at=clock.now())
    page = client.get(address(invitation))
    assert f"{reverse('account_login')}?next=" in page.content.decode()
    assert client.post(address(invitation), yes()).status_code == 200
    assert not is_in(club, ada)
    Member.objects.filter(pk=ada.pk).update(sector="law", consented_at=clock.now())
    client.force_login(ada)
    assert client.post(address(invitation)).url == reverse("community", args=[club.slug])
    assert is_in(club, ada)


def test_one_comes_in_by_the_account_one_has_whatever_its_address(client, club, invitation):
    other = make_member(sector="law", adult_at=clock.now(), consented_at=clock.now())
    client.force_login(other)
    assert other.email in client.get(address(invitation)).content.decode()
    client.post(address(invitation))
    invitation.refresh_from_db()
    assert (invitation.accepted_by, is_in(club, other)) == (other, True)


def test_an_account_begun_at_the_door_and_never_confirmed_is_no_account(client, invitation):
    answer_knock("ada@example.org", known=None, language="fr", time_zone="Europe/Paris", now=clock.now())
    assert client.post(address(invitation), yes()).status_code == 302
    assert Member.objects.get(email="ada@example.org").first_name == "Ada"


def test_a_closed_account_stays_closed(client, invitation):
    Member.objects.create_user("ada@example.org", is_active=False)
    client.post(address(invitation), yes())
    assert Member.objects.get(email="ada@example.org").is_active is False
    with pytest.raises(Refused):
        domain.accept(invitation, said=None, member=None, language="fr", time_zone="Europe/Paris", now=clock.now())


def test_a_made_up_link_is_nowhere(client, invitation):
    key = invitation_key(invitation)
    for name in ("invitation", "no_thanks", "fresh_letter"):
        assert client.post(reverse(name, args=[f"{int(key.split(':')[0]) + 1}:{key.split(':')[1]}"])).status_code == 404
