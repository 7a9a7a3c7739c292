"""One invitation taken back: its letter stays, its link says so, and no later list writes it again."""

import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from sporezo.communities import domain
from sporezo.communities.models import Invitation
from sporezo.communities.queries import letters
from sporezo.communities.tasks import sweep
from sporezo.notices.models import Notice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.races import race

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LIST = b"email,first_name,last_name\nada@example.org,Ada,Lace\nboris@example.org,Boris,Vian\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lead(db):
    return make_member(language="en")


@pytest.fixture
def club(lead):
    club = make_community(lead=lead, name="Tennis Club")
    bring(club)
    return club


def bring(club):
    return domain.import_members(club, stream=io.BytesIO(LIST), by=None, now=NOW)


def invited(name="ada"):
    return Invitation.objects.get(email=f"{name}@example.org")


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.mark.django_db
def test_before_its_letter_leaves_it_never_does(club, lead):
    domain.ask_for_letters(club, now=NOW)
    domain.take_back(invited(), by=lead, now=NOW)
    domain.take_back(invited(), by=lead, now=NOW + DAY)
    assert invited().withdrawn_at == NOW
    assert domain.send_letters(club, now=NOW) == 1
    assert [one.email for one in Notice.objects.all()] == ["boris@example.org"]
    found = letters(club)
    assert (found.waiting, found.withdrawn, found.leaving) == (1, 1, 0)


@pytest.mark.django_db
def test_the_same_list_again_writes_nothing_and_sends_nothing(club, lead):
    domain.take_back(invited(), by=lead, now=NOW)
    report = bring(club)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert domain.ask_for_letters(club, now=NOW) == 1
    assert invited().withdrawn_at == NOW
    assert invited().prefill["first_name"] == "Ada"


@pytest.mark.django_db
def test_its_link_says_so_and_offers_no_fresh_letter(client, club, lead, settings):
    settings.SPOREZO_NOW = NOW
    domain.ask_for_letters(club, now=NOW)
    domain.send_letters(club, now=NOW)
    domain.take_back(invited(), by=lead, now=NOW)
    answer = client.get(Notice.objects.get(email="ada@example.org").link, headers={"accept-language": "en"})
    assert answer.status_code == 410
    assert "was taken back by those who lead the community" in text(answer)
    assert "fresh invitation" not in text(answer)
    with pytest.raises(Refused, match="taken back"):
        domain.accept_as_member(invited(), member=make_member(), now=NOW)
    with pytest.raises(Refused, match="taken back"):
        domain.renew(invited(), now=NOW + 40 * DAY)


@pytest.mark.django_db
def test_invited_again_it_opens_again_by_a_fresh_letter(club, lead):
    domain.take_back(invited(), by=lead, now=NOW)
    domain.invite_again(invited(), by=lead, now=NOW)
    domain.invite_again(invited(), by=lead, now=NOW)
    assert letters(club).written == 2
    domain.ask_for_letters(club, now=NOW)
    sweep()
    sent = Notice.objects.filter(email="ada@example.org")
    assert sent.count() == 1
    for _ in range(2):
        domain.take_back(invited(), by=lead, now=NOW + DAY)
        domain.invite_again(invited(), by=lead, now=NOW + DAY)
    assert sent.count() == 2  # one a day
    assert invited().sent_at == NOW + DAY


@pytest.mark.django_db
def test_whoever_declined_gets_no_letter_and_nobody_can_tell(client, club, lead, settings):
    settings.SPOREZO_NOW = NOW + DAY
    domain.ask_for_letters(club, now=NOW)
    domain.send_letters(club, now=NOW)
    domain.decline(invited(), now=NOW)
    client.force_login(lead)
    page = f"/communities/{club.slug}/invitations"

    def rows():
        return [
            " ".join(row.get_text(" ").split()).split(" ", 1)
            for row in BeautifulSoup(client.get(page).content, "html.parser").select(".rows .row")
        ]

    assert rows()[0][1] == rows()[1][1]
    assert "said no" not in text(client.get(f"/communities/{club.slug}/import"))
    for name in ("ada", "boris"):
        assert client.post(f"{page}/{invited(name).pk}", {"back": "1"}).status_code == 303
    assert rows()[0][1] == rows()[1][1]
    before = Notice.objects.filter(email="ada@example.org").count()
    for name in ("ada", "boris"):
        assert client.post(f"{page}/{invited(name).pk}").status_code == 303
    assert rows()[0][1] == rows()[1][1]
    assert Notice.objects.filter(email="ada@example.org").count() == before


@pytest.mark.django_db
def test_only_those_who_lead_and_only_until_a_yes(client, club, lead):
    member = make_member(language="en")
    domain.join(club, member=member, now=NOW)
    with pytest.raises(Refused, match="Only those who lead"):
        domain.take_back(invited(), by=member, now=NOW)
    client.force_login(member)
    page = f"/communities/{club.slug}/invitations"
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/{invited().pk}", {"back": "1"}).status_code == 404
    elsewhere = make_community(lead=lead)
    client.force_login(lead)
    assert client.post(f"/communities/{elsewhere.slug}/invitations/{invited().pk}", {"back": "1"}).status_code == 404
    Invitation.objects.update(accepted_at=NOW)
    with pytest.raises(Refused, match="accepted meanwhile"):
        domain.take_back(invited(), by=lead, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(client, lead, size, django_assert_num_queries):
    club = make_community(lead=lead)
    for n in range(size):
        Invitation.objects.create(community=club, email=f"person{n}@example.org")
    client.force_login(lead)
    page = f"/communities/{club.slug}/invitations"
    client.get(page)
    with django_assert_num_queries(5):
        assert text(client.get(page)).count("@example.org") == size
    assert "No such address" in text(client.get(page, {"q": "nobody"}))


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_taking_back_at_once_end_in_one_of_them(lead):
    club = make_community(lead=lead)
    bring(club)
    member, one = make_member(), invited()
    deeds = [
        lambda: domain.accept_as_member(one, member=member, now=NOW),
        lambda: domain.take_back(one, by=lead, now=NOW),
    ]
    refusals = race(lambda deed: deed(), deeds)
    assert refusals.count(None) == 1
    assert (invited().accepted_at is None) == (invited().withdrawn_at is not None)
