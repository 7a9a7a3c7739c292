"""The network as a whole: one true sentence, lists, sorting, circles, one's own word, one's own card."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.network import domain, queries
from sporezo.network.models import Batch, Contact, OwnLight, Touch
from sporezo.network.queries import words
from sporezo.ui.refused import Refused
from tests.factories.network import make_contact, make_touch


@pytest.fixture
def signed_in(client, alix):
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    return client


@pytest.fixture
def newcomers(alix):
    batch = Batch.objects.create(owner=alix, source="linkedin")
    return [make_contact(alix, name, circle="wide", batch=batch) for name in ("Ada One", "Bea Two", "Cyd Three")]


def days_ago(days):
    return clock.now() - dt.timedelta(days=days)


def page_of(client, name, **data):
    return client.get(reverse(name), data).content.decode()


def test_the_page_says_what_matters_most_first(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet", circle="first")
    assert "Many names, no exchange yet" in page_of(signed_in, "network")
    make_touch(contact, days_ago(100))
    assert "One tie is slipping away" in page_of(signed_in, "network")
    make_touch(contact, days_ago(9), direction="in")
    assert "One person is waiting for a word from you" in page_of(signed_in, "network")
    domain.log_touch(alix, [contact], channel="meal", at=clock.now(), now=clock.now())
    assert "Nobody is slipping away" in page_of(signed_in, "network")


def test_each_list_holds_those_it_says(signed_in, alix):
    late = make_contact(alix, "Late Person", circle="first")
    make_touch(late, days_ago(100))
    make_touch(make_contact(alix, "Waiting Person"), days_ago(20), direction="in")
    make_touch(make_contact(alix, "Silent Person"), days_ago(20), direction="out")
    make_contact(alix, "Facade Person")
    for show, name in (("late", "Late"), ("waiting", "Waiting"), ("silent", "Silent"), ("facade", "Facade")):
        shown = signed_in.get(reverse("network"), {"show": show}, headers={"HX-Request": "true"}).content.decode()
        assert f"{name} Person" in shown
        assert shown.count("Late Person") == (name == "Late")


def test_search_by_sector_circle_and_lateness(signed_in, alix):
    lawyer = make_contact(alix, "Maître Corbeau", sector="law", circle="first")
    make_touch(lawyer, days_ago(100))
    make_contact(alix, "Maître Renard", sector="health", circle="wide")
    for wanted in ("law corbeau", "first circle maitre", "late", "maitre law", "corbaeu"):
        found = signed_in.get(reverse("network"), {"q": wanted}, headers={"HX-Request": "true"}).content.decode()
        assert "Corbeau" in found, wanted
        assert "Renard" not in found, wanted


def test_the_reading_page_counts_what_it_says(signed_in, alix):
    for number, sector in enumerate(("law", "law", "health")):
        make_touch(
            make_contact(alix, f"Person{number} X", sector=sector, circle="active"), days_ago(10), channel="meal"
        )
    make_contact(alix, "Name Only")

    page = page_of(signed_in, "network_reading")

    assert "3 out of 4" in page
    assert "No card" in page
    assert page.index("Law") < page.index("Health")


def test_ones_own_card_has_two_facts_and_a_way_back_and_is_its_owners(signed_in, client, alix, bruno):
    for number in range(3):
        make_touch(make_contact(alix, f"Person{number} X"), days_ago(10 + number), direction="out", purpose="ask")

    page = page_of(signed_in, "network")

    assert "Red card, for your eyes only" in page
    assert "three requests, three of them after a long silence" in page
    assert "no gesture that asked for nothing" in page
    assert "The way back: four more weeks" in page
    client.force_login(bruno)
    make_contact(bruno, "Somebody Else")
    assert "for your eyes only" not in page_of(client, "network")


def test_newcomers_are_sorted_one_after_the_other(signed_in, alix, newcomers):
    known = newcomers[2]
    for days in (10, 40, 70, 100):
        make_touch(known, days_ago(days), channel="meal")
    shown = page_of(signed_in, "network_sort")
    assert "Cyd Three" in shown
    assert "The proposed one is how you already live" in shown

    kept = signed_in.post(reverse("network_sort"), {"contact": known.pk, "verdict": "keep:second"})
    assert kept["Location"] == f"{reverse('network_sort')}?last={known.pk}"
    signed_in.post(reverse("network_sort"), {"contact": newcomers[0].pk, "verdict": "later"})
    signed_in.post(reverse("network_sort"), {"contact": newcomers[1].pk, "verdict": "nobody"})

    known.refresh_from_db()
    assert (known.circle, known.sorted_at is not None) == ("second", True)
    assert "All sorted" in page_of(signed_in, "network_sort")
    assert set(queries.of(alix)) == {known, newcomers[0]}
    later = queries.tie_reading(alix, clock.now() + dt.timedelta(days=31))
    assert [contact.pk for contact in later.contacts.load(later.to_sort)] == [newcomers[0].pk]


def test_a_verdict_by_htmx_brings_the_next_one(signed_in, newcomers):
    answer = signed_in.post(
        reverse("network_sort"), {"contact": newcomers[0].pk, "verdict": "keep:wide"}, headers={"HX-Request": "true"}
    )
    fragment = answer.content.decode()
    assert "<html" not in fragment
    assert "Bea Two" in fragment
    assert "Take Ada One back" in fragment


def test_a_verdict_can_be_taken_back(signed_in, alix, newcomers):
    signed_in.post(reverse("network_sort"), {"contact": newcomers[0].pk, "verdict": "nobody"})
    back = signed_in.post(reverse("network_sort"), {"contact": newcomers[0].pk, "back": "yes"})

    assert newcomers[0] in queries.of(alix)
    assert "Ada One" in signed_in.get(back["Location"]).content.decode()


def test_the_rest_may_stay_as_they_are(signed_in, alix, newcomers):
    signed_in.post(reverse("network_sort"), {"rest": "yes"})
    signed_in.post(reverse("network_sort"), {"rest": "yes"})

    assert not Contact.objects.filter(sorted_at=None).exists()
    assert queries.count(alix) == 3


def test_sorting_somebody_elses_newcomer_is_not_there(client, bruno, newcomers):
    client.force_login(bruno)

    assert client.post(reverse("network_sort"), {"contact": newcomers[0].pk, "verdict": "nobody"}).status_code == 404
    assert "Ada" not in client.get(reverse("network_sort"), {"last": newcomers[0].pk}).content.decode()


def test_circles_are_proposed_from_what_was_lived(signed_in, alix):
    often = make_contact(alix, "Often Seen", circle="wide")
    for days in range(5, 120, 15):
        make_touch(often, days_ago(days), channel="coffee")
    own = make_contact(alix, "Own Wish", circle="wide", wish_days=21)
    for days in range(5, 120, 15):
        make_touch(own, days_ago(days), channel="coffee")
    page = page_of(signed_in, "network_circles")
    assert "Often Seen" in page
    assert "Own Wish" not in page

    signed_in.post(reverse("network_circles"), {"people": [often.pk], "circle": "lived"})

    often.refresh_from_db()
    assert often.circle == "first"
    assert "Everybody is where you see them" in page_of(signed_in, "network_circles")


def test_several_change_circle_all_or_none(alix, bruno, now):
    people = [make_contact(alix) for _ in range(3)]
    assert domain.change_circles(alix, {one.pk: "first" for one in people}, now=now) == 3
    assert domain.change_circles(alix, {one.pk: "first" for one in people}, now=now) == 0
    others = make_contact(bruno)
    for asked in (
        {people[0].pk: "wide", others.pk: "wide"},
        {people[0].pk: "nearest"},
        dict.fromkeys(range(501), "wide"),
    ):
        with pytest.raises(Refused):
            domain.change_circles(alix, asked, now=now)
    assert set(Contact.objects.filter(owner=alix).values_list("circle", flat=True)) == {"first"}


def test_ones_own_word_overrules_the_light_and_can_be_lifted(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet", circle="second")
    make_touch(contact, days_ago(200))
    url = reverse("contact_light", args=[contact.pk])

    signed_in.post(url, {"state": "green", "why": "we had a beer"})
    signed_in.post(url, {"state": "green", "why": "we had a beer"})
    page = signed_in.get(contact.get_absolute_url()).content.decode()

    assert OwnLight.objects.count() == 1
    assert "Yes, the way is clear" in page
    assert "Your own word, over what the exchanges say." in page
    assert "we had a beer" in page
    assert "Green" in signed_in.get(reverse("network")).content.decode()

    signed_in.post(url, {"lift": "yes"})
    assert "Not cold: warm up first. A fair day" in signed_in.get(contact.get_absolute_url()).content.decode()
    assert signed_in.post(url, {"state": "purple"}).status_code == 422


def test_a_page_explains_every_figure_without_a_percentage(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet", circle="active")
    for days in (20, 60, 100, 140):
        make_touch(contact, days_ago(days), direction="out")
        make_touch(contact, days_ago(days - 1), direction="in")
        make_touch(contact, days_ago(days - 1.1), direction="out")

    page = signed_in.get(contact.get_absolute_url()).content.decode()

    assert "about every six weeks" in page
    assert words.chance(queries.tie_of(contact, clock.now())) in page
    assert "%" not in page[page.index("What this rests on") : page.index("I know better")]


def test_the_thread_by_year_channel_and_way(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet")
    make_touch(contact, dt.datetime(2024, 3, 3, tzinfo=dt.UTC), channel="meal")
    make_touch(contact, dt.datetime(2025, 3, 3, tzinfo=dt.UTC), channel="mail", direction="out")
    thread = queries.thread(contact)
    assert (len(thread.touches), thread.years) == (2, [(2025, 1), (2024, 1)])

    page = signed_in.get(contact.get_absolute_url(), {"year": "2024", "channel": "meal"}).content.decode()

    assert "A meal" in page
    assert "A mail" not in page[page.index("The thread") :].split("Which way")[1]
    assert queries.thread(contact, way="in").touches == []


def test_who_could_introduce_one_is_told_from_ones_own_records(alix, now):
    cold = make_contact(alix, "Cold Person", company="Novalys", how_we_met="Par Héloïse")
    for days in (300, 200, 100):
        make_touch(cold, now - dt.timedelta(days=days), direction="out")
    named = make_contact(alix, "Héloïse Martin")
    same = make_contact(alix, "Same Company", company="novalys")
    there = make_contact(alix, "Same Table")
    make_contact(alix, "Never Spoke", company="Novalys")
    for one in (named, same):
        make_touch(one, now - dt.timedelta(days=5), channel="meal")
    domain.log_touch(alix, [cold, there], channel="afterwork", at=now - dt.timedelta(days=400), now=now)

    found = queries.introducers(queries.tie_reading(alix, now), cold)

    assert {(one.contact, one.why) for one in found} == {(named, "named"), (same, "company"), (there, "table")}


def test_a_new_company_leaves_the_former_job(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet", company="Novalys", function="buyer")
    signed_in.post(
        reverse("edit_contact", args=[contact.pk]),
        {"given_name": "Gaël", "family_name": "Huet", "company": "Brasserie du Port", "circle": "second"},
    )

    assert [(job.company, job.function) for job in contact.positions.all()] == [("Novalys", "buyer")]
    assert "buyer, Novalys" in signed_in.get(contact.get_absolute_url()).content.decode()


def test_a_lunch_with_three_is_logged_in_two_taps_and_moves_a_date(signed_in, alix):
    people = [make_contact(alix, f"Person{n} X", circle="second") for n in range(3)]
    before = queries.tie_of(people[0], clock.now()).due_at

    signed_in.post(reverse("network_log"), {"people": [one.pk for one in people], "channel": "meal"})

    assert set(Touch.objects.values_list("people", "direction")) == {(4, "both")}
    assert queries.tie_of(people[0], clock.now()).due_at > before
