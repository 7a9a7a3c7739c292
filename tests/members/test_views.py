"""Pages about oneself."""

import pytest

from sporezo.members.models import Member
from sporezo.members.queries import has_profile

SAID = {
    "first_name": "Nour",
    "last_name": "Haddad",
    "sector": "health",
    "spoken": ["fr", "ar"],
    "is_adult": "on",
    "agrees": "on",
}


@pytest.fixture
def newcomer(db):
    return Member.objects.create_user("nour@example.org")


@pytest.fixture
def at_home(client, newcomer):
    client.force_login(newcomer)
    return client


def test_a_newcomer_is_asked_the_least_and_goes_on(at_home, newcomer):
    page = at_home.get("/me/profile?next=/start")
    assert "is_adult" in page.text
    assert "time_zone" not in page.text
    answer = at_home.post("/me/profile?next=/start", SAID | {"next": "/start"})
    assert answer.headers["Location"] == "/start"
    newcomer.refresh_from_db()
    assert has_profile(newcomer)
    assert newcomer.adult_at == newcomer.consented_at


@pytest.mark.parametrize("missing", ["first_name", "last_name", "sector", "spoken", "is_adult", "agrees"])
def test_without_one_of_them_nothing_is_kept_and_nothing_typed_is_lost(at_home, newcomer, missing):
    answer = at_home.post("/me/profile", {name: said for name, said in SAID.items() if name != missing})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.text
    assert missing == "first_name" or 'value="Nour"' in answer.text
    newcomer.refresh_from_db()
    assert not has_profile(newcomer)
    assert newcomer.first_name == ""


def test_a_next_address_elsewhere_is_not_followed(at_home):
    answer = at_home.post("/me/profile", SAID | {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/me/profile"


def test_a_member_says_all_of_it(client, alix):
    client.force_login(alix)
    said = SAID | {
        "company": "L'Orée SAS",
        "function": "Médecin",
        "seniority": "director",
        "gives": ["hiring", "law"],
        "curious_about": ["export"],
        "language": "en",
        "time_zone": "Europe/Brussels",
        "hides_title": "on",
    }
    assert client.post("/me/profile", said).status_code == 302
    alix.refresh_from_db()
    assert (alix.company_key, alix.gives, alix.curious_about) == ("loree", ["hiring", "law"], ["export"])
    assert (alix.language, alix.time_zone, alix.hides_title) == ("en", "Europe/Brussels", True)
    assert "My profile" in client.get("/me/profile").text


def test_six_topics_at_most(client, alix):
    client.force_login(alix)
    seven = ["hiring", "finance", "sales", "marketing", "export", "strategy", "product"]
    answer = client.post("/me/profile", SAID | {"gives": seven, "language": "fr", "time_zone": "Europe/Paris"})
    assert answer.status_code == 422
    alix.refresh_from_db()
    assert alix.gives == []


def test_consent_and_age_are_dated_once(alix, client):
    since = alix.consented_at
    client.force_login(alix)
    client.post("/me/profile", SAID | {"language": "fr", "time_zone": "Europe/Paris"})
    alix.refresh_from_db()
    assert alix.first_name == "Nour"
    assert alix.consented_at == since


@pytest.mark.parametrize("url", ["/me/profile", "/me/security", "/me/notices", "/me/safety"])
def test_a_visitor_is_sent_to_the_door(client, db, url):
    answer = client.get(url)
    assert answer.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize(("said", "kept"), [("woman", "woman"), ("", None)])
def test_gender_is_asked_on_its_own_page_and_may_stay_unsaid(client, alix, said, kept):
    client.force_login(alix)
    assert "gender" not in client.get("/me/profile").text
    answer = client.post("/me/gender?next=/play", {"gender": said})
    assert answer.headers["Location"] == "/play"
    alix.refresh_from_db()
    assert alix.gender == kept
