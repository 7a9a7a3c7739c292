"""Pages of the network: one's own only, whole without JavaScript, in few queries."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.network import domain, queries
from sporezo.network.models import Contact, ContactKey, KeepInTouch, Note, Touch
from sporezo.network.queries import words
from sporezo.ui import moments
from tests.factories import files
from tests.factories.network import make_contact, make_touch

TYPED = {"name": "Gaël Huet", "circle": "second", "last_spoke": "season", "last_word": "out", "stock": "his knee"}
VCARDS = "".join(
    f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{family};{given};;;\r\nFN:{given} {family}\r\n"
    f"EMAIL:{given}@example.org\r\nEND:VCARD\r\n"
    for given, family in (("Hugo", "Noir"), ("Maud", "Blanc"), ("Paul", "Gris"))
)


@pytest.fixture
def signed_in(client, alix):
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    return client


def test_an_empty_network_teaches_the_next_step(signed_in):
    page = signed_in.get(reverse("network")).content.decode()

    assert "Five people you would hate to lose" in page
    assert reverse("five") in page


def test_network_shows_who_slips_away_and_who_waits(signed_in, alix):
    now = clock.now()
    late = make_contact(alix, "Late Person", circle="first")
    make_touch(late, now - dt.timedelta(days=100))
    waiting = make_contact(alix, "Waiting Person")
    make_touch(waiting, now - dt.timedelta(days=20), direction="in")

    page = signed_in.get(reverse("network")).content.decode()

    assert "Slipping away" in page
    assert "Whom I never answered" in page
    assert page.count("Waiting Person") >= 2


@pytest.mark.parametrize("people", [1, 3, 30])
def test_network_asks_the_same_number_of_questions(signed_in, alix, people, django_assert_num_queries):
    for _ in range(people):
        contact = make_contact(alix)
        make_touch(contact, clock.now() - dt.timedelta(days=100), direction="in")
        make_touch(contact, clock.now() - dt.timedelta(days=200))
    signed_in.get(reverse("network"))

    with django_assert_num_queries(9):
        signed_in.get(reverse("network"))


@pytest.mark.parametrize("entries", [1, 3, 30])
def test_contact_asks_the_same_number_of_questions(signed_in, alix, entries, django_assert_num_queries):
    contact = make_contact(alix, email="x@example.org")
    for number in range(entries):
        make_touch(contact, clock.now() - dt.timedelta(days=100 + number))
        Note.objects.create(contact=contact, kind="topic", text=f"line {number}")

    with django_assert_num_queries(13):
        signed_in.get(contact.get_absolute_url())


def test_search_forgives_accents_and_a_slip(signed_in, alix):
    make_contact(alix, "Éléonore Guérin", company="Brasserie du Confluent")
    make_contact(alix, "Jo Petit")
    for wanted in ("eleonore", "guer", "confluent brasserie", "elenore"):
        page = signed_in.get(reverse("network"), {"q": wanted}, headers={"HX-Request": "true"}).content.decode()
        assert "Éléonore" in page, wanted
        assert "Jo Petit" not in page, wanted
        assert "<html" not in page
    page = signed_in.get(reverse("network"), {"q": "confluent zzzz"}).content.decode()
    assert "Éléonore" in page  # nobody has both: whoever has one is better than nobody


@pytest.mark.parametrize("hour", [1, 9, 15, 23])
def test_a_page_counts_the_same_days_wherever_it_says_them(alix, hour):
    now = dt.datetime(2026, 11, 26, hour, 30, tzinfo=dt.UTC)
    contact = make_contact(alix, circle="wide")
    for days in (38.3, 38.5, 38.7):
        contact.touches.all().delete()
        make_touch(contact, now - dt.timedelta(days=days))
        reading = queries.tie_reading(alix, now)
        tie = reading.tie(0)
        said = words.explained(tie, now)[0][1]
        assert any(said in fact for fact in words.sentences(tie, now, most=3)), (days, said)


def test_a_green_light_needs_nobody_in_between(signed_in, alix):
    make_touch(make_contact(alix, "Hélène Petit", company="Acme"), clock.now())
    green, cold = make_contact(alix, "Gaël Huet", company="Acme"), make_contact(alix, "Jo Roux", company="Acme")
    make_touch(green, clock.now() - dt.timedelta(days=3))

    assert "Who could introduce you" not in signed_in.get(green.get_absolute_url()).content.decode()
    assert "Who could introduce you" in signed_in.get(cold.get_absolute_url()).content.decode()


def test_one_person_has_a_light_two_facts_and_a_path(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet", circle="second")
    make_touch(contact, clock.now() - dt.timedelta(days=77))

    page = signed_in.get(contact.get_absolute_url()).content.decode()

    assert "May I ask Gaël something now?" in page
    assert "Warm-up" in page
    assert "Three months of silence, where you wished for an exchange every month." in page
    assert "The way there" in page


def test_new_contact_typed(signed_in, alix):
    answer = signed_in.post(reverse("new_contact"), TYPED | {"email": " Gael@Example.org "})

    contact = queries.of(alix).get()
    assert answer.status_code == 303
    assert answer["Location"] == contact.get_absolute_url()
    assert contact.keys.get().value == "gael@example.org"
    assert contact.touches.count() == 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": ""}, "required"),
        ({"last_spoke": ""}, "as well as you remember"),
        ({"email": "gael(at)example"}, "no e-mail address"),
        ({"phone": "12"}, "cannot be dialled"),
        ({"linkedin": "https://example.org/gael"}, "address of their profile"),
        ({"last_on": "2199-01-01"}, "has not come yet"),
        ({"circle": "nearest"}, "not one of the available choices"),
    ],
)
def test_new_contact_says_what_is_wrong_and_loses_nothing(signed_in, alix, change, complaint):
    answer = signed_in.post(reverse("new_contact"), TYPED | change)

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert "his knee" in answer.content.decode()
    assert not queries.of(alix).exists()


def test_five_counts_down_and_goes_on(signed_in, alix):
    for number in range(4):
        answer = signed_in.post(reverse("five"), TYPED | {"name": f"Person {number}", "next": "/start"})
        assert answer["Location"] == reverse("five") + "?next=/start"

    answer = signed_in.post(reverse("five"), TYPED | {"name": "Person Five", "next": "/start"})

    assert answer["Location"] == "/start"
    assert queries.count(alix) == 5


def test_cards_keep_nothing_before_they_are_chosen(signed_in, alix):
    shown = signed_in.post(reverse("cards"), {"file": SimpleUploadedFile("a.vcf", VCARDS.encode())})
    people = shown.context["people"]
    assert [card.given for card, _value, _held in people] == ["Hugo", "Maud", "Paul"]
    assert not Contact.objects.exists()

    picks = [value for _card, value, _held in people[:2]]
    asked = signed_in.post(reverse("picked_cards"), {"pick": picks})
    assert asked.status_code == 200
    assert not Contact.objects.exists()

    told = {"pick": picks, "told": "yes"}
    for place in range(len(picks)):
        told |= {
            f"{place}-circle": "first",
            f"{place}-last_spoke": "month",
            f"{place}-last_word": "both",
        }
    done = signed_in.post(reverse("picked_cards"), told)
    again = signed_in.post(reverse("picked_cards"), told)

    assert done.status_code == 303
    assert again.status_code == 422
    assert set(queries.of(alix).values_list("given_name", flat=True)) == {"Hugo", "Maud"}
    assert set(ContactKey.objects.values_list("value", flat=True)) == {"hugo@example.org", "maud@example.org"}


def test_cards_already_held_are_shown_as_such(signed_in, alix):
    make_contact(alix, email="hugo@example.org")

    shown = signed_in.post(reverse("cards"), {"file": SimpleUploadedFile("a.vcf", VCARDS.encode())})

    assert [held for _card, _value, held in shown.context["people"]] == [True, False, False]


@pytest.mark.parametrize("content", [b"no card here", b"\x00\xff\x00", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"])
def test_cards_refuse_what_holds_nobody(signed_in, content):
    answer = signed_in.post(reverse("cards"), {"file": SimpleUploadedFile("a.vcf", content)})

    assert answer.status_code == 422


def test_picked_cards_changed_on_the_way_are_refused(signed_in, alix):
    answer = signed_in.post(reverse("picked_cards"), {"pick": ["WyJIdWdvIl0:1x:abc"]})

    assert answer.status_code == 422
    assert not queries.of(alix).exists()


def test_log_two_taps_for_several_people(signed_in, alix):
    people = [make_contact(alix, f"Person Number{number}") for number in range(3)]

    answer = signed_in.post(reverse("network_log"), {"people": [one.pk for one in people[:2]], "channel": "meal"})

    assert answer.status_code == 303
    assert set(Touch.objects.values_list("contact", "people")) == {(people[0].pk, 3), (people[1].pk, 3)}


def test_log_of_nobody_is_refused_with_a_sentence(signed_in, alix):
    make_contact(alix)

    answer = signed_in.post(reverse("network_log"), {"channel": "meal"})

    assert answer.status_code == 422
    assert "Nobody is ticked" in answer.content.decode()


def test_log_cannot_tick_somebody_elses_contact(signed_in, alix, bruno):
    make_contact(alix)
    answer = signed_in.post(reverse("network_log"), {"people": [make_contact(bruno).pk], "channel": "meal"})

    assert answer.status_code == 422
    assert not Touch.objects.exists()


def test_one_tap_on_a_person_and_a_slip_struck_out(signed_in, alix):
    contact = make_contact(alix)
    signed_in.post(reverse("contact_touches", args=[contact.pk]), {"channel": "message:out"})
    touch = contact.touches.get()
    assert (touch.channel, touch.direction) == ("message", "out")

    meal = {"channel": "meal:both"}
    page = signed_in.post(reverse("contact_touches", args=[contact.pk]), meal, follow=True)
    due = queries.tie_of(contact, clock.now()).due_at
    assert moments.day(due, clock.now()) in page.content.decode()
    contact.touches.exclude(pk=touch.pk).delete()

    signed_in.post(reverse("strike_touch", args=[touch.pk]))

    assert not contact.touches.exists()


def test_only_what_was_logged_by_hand_can_be_struck_out(signed_in, alix):
    kept = make_touch(make_contact(alix), clock.now())

    assert signed_in.post(reverse("strike_touch", args=[kept.pk])).status_code == 404


def test_stock_is_filled_and_served(signed_in, alix):
    contact = make_contact(alix)
    url = reverse("contact_notes", args=[contact.pk])
    fragment = signed_in.post(url, {"kind": "news", "text": "moving to Nantes"}, headers={"HX-Request": "true"})
    assert "moving to Nantes" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert signed_in.post(url, {"kind": "news", "text": ""}).status_code == 422

    line = contact.notes.get()
    signed_in.post(reverse("settle_note", args=[contact.pk, line.pk]))

    line.refresh_from_db()
    assert line.settled_at


def test_edit_rest_trash_and_back(signed_in, alix):
    contact = make_contact(alix, "Gaël Huet")
    signed_in.post(
        reverse("edit_contact", args=[contact.pk]),
        {"given_name": "Gaël", "family_name": "Huet-Roy", "circle": "first", "wish_days": "21"},
    )
    contact.refresh_from_db()
    assert (contact.family_name, contact.circle, contact.wish_days, contact.folded) == (
        "Huet-Roy",
        "first",
        21,
        "gael huet roy",
    )
    signed_in.post(reverse("rest_contact", args=[contact.pk]), {"rest": "aside"})
    contact.refresh_from_db()
    assert contact.set_aside_at

    signed_in.post(reverse("remove_contact", args=[contact.pk]))
    assert signed_in.get(contact.get_absolute_url()).status_code == 404
    signed_in.post(reverse("network_trash"), {"contact": contact.pk})
    assert signed_in.get(contact.get_absolute_url()).status_code == 200


def test_keep_in_touch_is_answered_on_the_page(signed_in, alix, bruno):
    mine = KeepInTouch.objects.create(member=alix, other=bruno, asked_at=clock.now())
    KeepInTouch.objects.create(member=bruno, other=alix, asked_at=clock.now(), wants=True, answered_at=clock.now())
    assert "Bruno" in signed_in.get(reverse("network")).content.decode()

    signed_in.post(reverse("keep_in_touch", args=[mine.pk]), {"wants": "yes"})

    assert queries.is_linked(alix, bruno)


def test_every_address_of_somebody_elses_network_is_not_there(client, alix, bruno, now):
    contact = make_contact(alix, "Secret Person", email="secret@example.org")
    touch = make_touch(contact, now)
    logged = domain.log_touch(alix, [contact], channel="call", at=now, now=now)[0]
    line = Note.objects.create(contact=contact, kind="topic", text="secret line")
    question = KeepInTouch.objects.create(member=alix, other=bruno, asked_at=now)
    gets = [
        reverse("contact", args=[contact.pk]),
        reverse("edit_contact", args=[contact.pk]),
    ]
    posts = [
        *gets[1:],
        reverse("contact_notes", args=[contact.pk]),
        reverse("settle_note", args=[contact.pk, line.pk]),
        reverse("rest_contact", args=[contact.pk]),
        reverse("remove_contact", args=[contact.pk]),
        reverse("contact_touches", args=[contact.pk]),
        reverse("strike_touch", args=[logged.pk]),
        reverse("strike_touch", args=[touch.pk]),
        reverse("keep_in_touch", args=[question.pk]),
    ]
    for url in gets:
        assert client.get(url).status_code == 302, f"signed out: {url}"
    client.force_login(bruno)

    for url in gets:
        assert client.get(url).status_code == 404, url
    for url in posts:
        assert client.post(url, {"channel": "call:both", "wants": "yes"}).status_code == 404, url
    for url in (reverse("network"), reverse("network_log"), reverse("network_trash"), reverse("five")):
        page = client.get(url, {"with": contact.pk, "people": contact.pk, "q": "secret"}).content.decode()
        assert "Secret" not in page.replace("“secret”", ""), url
    assert client.post(reverse("network_trash"), {"contact": contact.pk}).status_code == 404


def test_an_exact_day_stands_for_the_rough_one(signed_in, alix):
    signed_in.post(reverse("new_contact"), TYPED | {"last_spoke": "", "last_on": "2026-03-02"})

    assert {touch.at.date() for touch in queries.of(alix).get().touches.all()} == {dt.date(2026, 3, 2)}


def test_the_log_offers_the_nearest_and_finds_the_others(signed_in, alix):
    for number in range(20):
        make_contact(alix, f"Person Number{number}", circle="active")
    far = make_contact(alix, "Zoé Lointaine", circle="wide")
    near = make_contact(alix, "Yann Proche", circle="first")

    shown = signed_in.get(reverse("network_log")).content.decode()
    found = signed_in.get(reverse("network_log"), {"q": "zoe", "people": near.pk}).content.decode()

    assert near.full_name in shown
    assert far.full_name not in shown
    assert far.full_name in found
    assert f'value="{near.pk}"' in found


def test_a_promise_may_have_a_day_and_shows_it(signed_in, alix):
    contact = make_contact(alix)
    day = (clock.now() + dt.timedelta(days=30)).date().isoformat()

    signed_in.post(reverse("contact_notes", args=[contact.pk]), {"kind": "promise", "text": "A name", "due_on": day})
    signed_in.post(reverse("contact_notes", args=[contact.pk]), {"kind": "topic", "text": "The sea", "due_on": day})

    assert [(line.kind, str(line.due_on)) for line in contact.notes.order_by("kind")] == [
        ("promise", day),
        ("topic", "None"),
    ]
    page = signed_in.get(contact.get_absolute_url()).content.decode()
    assert page.count("promised for") == 1
    wrong = signed_in.post(reverse("contact_notes", args=[contact.pk]), {"kind": "promise", "text": "x", "due_on": "?"})
    assert wrong.status_code == 422


def test_a_page_says_where_each_word_comes_from(signed_in, alix):
    cards = files.vcards(files.person("Anne", "Aubry", "ORG:Banque du Lac", "EMAIL:anne@exemple.org"))
    now = clock.now()
    domain.bring(domain.open_batch(alix, "cards.vcf", now=now), cards, now=now)
    anne = Contact.objects.get(owner=alix)
    domain.describe(anne, given_name="Anne", family_name="Aubry", company="Dune", function="", how_we_met="", now=now)

    page = signed_in.get(anne.get_absolute_url()).content.decode()
    told = re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)<span class=\"row-note\">([^<]+)</span>", page)
    assert ("Last name", "Aubry", "a vCard") in told
    assert ("Company", "Dune", "written by you") in told
    assert ("E-mail", "anne@exemple.org", "a vCard") in told
