"""A member's own rights: everything along in one archive, and leaving with time to think better of it."""

import datetime as dt
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from sporezo.diary.models import pack_slots
from sporezo.formats import vcard
from sporezo.home.belongings import archive
from sporezo.jobs import clock
from sporezo.meets.models import Attendance, Meet
from sporezo.members.domain import GRACE, ask_to_leave, end_departures, stay
from sporezo.members.models import Departure, Member
from sporezo.network.models import Contact, KeepInTouch, Touch
from sporezo.rounds.enums import Answer
from sporezo.rounds.models import Knock, Leaning, OptIn, Rather, Seat
from sporezo.safety.models import Block
from tests.factories.meets import make_player, make_sport, organise
from tests.factories.network import make_contact, make_touch, played
from tests.factories.races import race
from tests.factories.rounds import make_proposal, make_round

pytestmark = pytest.mark.django_db


def unpacked(content):
    bag = ZipFile(BytesIO(content))
    assert bag.testzip() is None
    return {name: bag.read(name).decode() for name in bag.namelist()}


def test_the_archive_holds_what_is_mine_and_reads_back(client, alix, bruno, now):
    claire = make_contact(alix, "Claire Lamothe", email="claire@example.org", company="Lamothe SA", city="Nantes")
    make_touch(claire, now, channel="call")
    make_contact(bruno, "Somebody Else")
    meet = played([alix, bruno], starts_at=now - dt.timedelta(days=400))
    client.force_login(alix)
    answer = client.get("/me/belongings.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sporezo.zip"'
    assert "no-store" in answer.headers["Cache-Control"]
    files = unpacked(answer.content)

    (card,) = vcard.read(BytesIO(files["contacts.vcf"].encode()))
    assert (card.given, card.family, card.company, card.city) == ("Claire", "Lamothe", "Lamothe SA", "Nantes")
    assert card.emails == ("claire@example.org",)
    (event,) = Calendar.from_ical(files["sessions.ics"]).walk("VEVENT")
    assert str(event["UID"]).startswith(str(meet.uid))
    told = json.loads(files["sporezo.json"])
    assert told["members"]["profile"]["email"] == "alix@example.org"
    (document,) = json.loads(files["contacts.json"])["items"]
    assert [one["channel"] for one in document["touches"]] == ["call"]
    assert [one["presence"] for one in told["meets"]["sessions"]] == ["came"]


def test_the_archive_tells_nothing_of_what_others_hold_of_me(alix, bruno, driss, now):
    make_contact(bruno, "Alix Morel", how_we_met="SECRET")
    Block.objects.create(blocker=bruno, blocked=alix)
    files = unpacked(archive(alix, now=now))
    assert not any("SECRET" in text or bruno.email in text for text in files.values())
    assert json.loads(files["sporezo.json"])["safety"]["blocks"] == []
    assert "password" not in json.loads(files["sporezo.json"])["members"]["profile"]
    assert json.loads(unpacked(archive(driss, now=now))["sporezo.json"])["safety"]["blocks"][0]["whom"] == "Bruno L."


NOT_TAKEN_ALONG = {
    "admin.LogEntry.user": "the house's log of what moderators did",
    "communities.Invitation.invited_by": "the community's list of addresses, not its lead's",
    "meets.Excuse.decided_by": "a moderator's decision is in the log",
    "meets.Excuse.granted_by": "an excuse belongs to whom it excuses",
    "meets.Opinion.about": "what co-players said in private; what it made of the level goes along",
    "meets.Post.hidden_by": "a moderator's decision is in the log",
    "meets.Voice.about": "whoever says who came is never told; the presence it made goes along",
    "network.Contact.member": "what others hold of me is theirs",
    "network.ContactKey.owner": "goes along with its contact",
    "network.KeepInTouch.other": "a no is never told; a yes shows as the link it made",
    "network.OwnLight.owner": "goes along with its contact",
    "network.Sighting.owner": "goes along with its contact",
    "network.Suppression.owner": "a keyed hash of somebody erased: nobody reads a name in it",
    "network.TieBody.owner": "reckoned from the exchanges, which go along",
    "network.TieSheet.owner": "reckoned from the exchanges, which go along",
    "network.Touch.owner": "goes along with its contact",
    "places.Venue.verified_by": "a place's own history",
    "places.VenueFile.by": "a file of the operator's, of places and no person",
    "safety.Acquaintance.high": "who else was in my sessions is theirs to tell; the sessions go along",
    "safety.Acquaintance.low": "who else was in my sessions is theirs to tell; the sessions go along",
    "safety.AuditEntry.actor": "the house's log, which watches over those who read it",
    "safety.Block.blocked": "who blocked me is never told",
    "safety.NotWith.other": "who would rather not play with me is never told",
    "safety.Report.decided_by": "a moderator's decision is in the log",
    "safety.Report.reported": "whoever told the moderators must stay safe; what was decided of me goes along",
    "safety.Suspension.by": "a moderator's decision is in the log",
}


def test_whatever_names_a_member_goes_along_or_stays_for_a_reason(alix, now):
    """Each row that points to a member is looked for by that very column when they take their things."""
    with CaptureQueriesContext(connection) as asked:
        archive(alix, now=now)
    looked_for = [one["sql"].partition(" WHERE ")[2] for one in asked]
    stays = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Member
        and not any(f'"{model._meta.db_table}"."{field.column}"' in where for where in looked_for)
    }
    assert stays == set(NOT_TAKEN_ALONG)


def test_what_i_said_to_the_round_goes_along_and_what_was_kept_from_me_does_not(alix, bruno, now):
    running = make_sport("running")
    one, reserve = make_proposal([alix], sport=running, now=now), make_proposal([bruno], sport=running, now=now)
    Knock.objects.create(proposal=reserve, member=alix, at=now, passed_over_at=now)
    Rather.objects.create(seat=Seat.objects.get(proposal=one, member=alix), at=now, hours=pack_slots([0, 17]))
    Leaning.objects.create(community=one.round.community, what="novelty", by=alix, at=now)
    KeepInTouch.objects.create(member=alix, other=bruno, asked_at=now, wants=True, answered_at=now)
    KeepInTouch.objects.create(member=bruno, other=alix, asked_at=now, wants=False, answered_at=now)
    told = json.loads(unpacked(archive(alix, now=now))["sporezo.json"])
    (knock,) = told["rounds"]["knocks"]
    assert set(knock) == {"proposal__meet__uid", "at"}  # that nobody opened is told to nobody
    assert told["rounds"]["rather"][0]["slots"] == [0, 17]
    assert told["rounds"]["leanings"][0]["what"] == "novelty"
    assert [(one["with"], one["wants"]) for one in told["network"]["keep_in_touch"]] == [(bruno.short_name, True)]


@pytest.mark.parametrize("url", ["/me/belongings", "/me/belongings.zip"])
def test_a_visitor_takes_nothing(client, url):
    assert client.get(url).headers["Location"].startswith("/accounts/login/")


@pytest.fixture
def playing(now):
    """Alix in a proposal, in a session of her own with another, and in a round to come."""
    now, running = clock.now().replace(microsecond=0), make_sport("running")
    players = [make_player(running, language="en") for _ in range(3)]
    one = players[0]
    proposal = make_proposal(players, sport=running, now=now, starts_at=now + dt.timedelta(days=3))
    meet = organise(one, now=now, sport=running, starts_at=now + dt.timedelta(days=5))
    make_round(players, community=proposal.round.community, first_day=(now + dt.timedelta(days=20)).date())
    return one, proposal, meet


@pytest.mark.django_db(transaction=True)
def test_leaving_is_out_of_everything_at_once_and_every_device_is_signed_out(client, playing, mailoutbox):
    one, proposal, meet = playing
    phone = Client()
    for browser in (client, phone):
        browser.force_login(one)
    page = client.post("/me/departure", follow=True)
    assert "signing in again is enough to stay" in page.content.decode()
    assert Seat.objects.get(proposal=proposal, member=one).answer == Answer.DECLINED
    assert not Attendance.objects.filter(meet=meet, member=one, presence="in").exists()
    assert not OptIn.objects.filter(member=one, round__decided_at=None, withdrawn_at=None).exists()
    for browser in (client, phone):
        assert browser.get("/me").status_code == 302
    assert [mail.subject for mail in mailoutbox if mail.to == [one.email]][-1] == "You are leaving us"


def test_signing_in_again_is_enough_to_stay(client, playing, mailoutbox):
    call_command("createcachetable", verbosity=0)
    one, _proposal, _meet = playing
    client.force_login(one)
    client.post("/me/departure")
    mailoutbox.clear()
    client.post("/accounts/login/code/", {"email": one.email})
    code = re.search(r"^[A-Z0-9-]{6,9}$", mailoutbox[-1].body, re.MULTILINE).group()
    client.post("/accounts/login/code/confirm/", {"action": "verify", "code": code})
    assert client.get("/me").status_code == 200
    assert not Departure.objects.exists()


def test_asking_twice_is_asking_once(alix, now):
    first = ask_to_leave(alix, now=now)
    assert ask_to_leave(alix, now=now + dt.timedelta(days=5)).ends_at == first.ends_at == now + GRACE


def test_an_account_goes_when_its_grace_is_over_and_not_before(alix, bruno, now):
    mine, theirs = make_contact(alix, "Claire Lamothe"), make_contact(bruno, "Alix Morel", member=alix)
    make_touch(theirs, now)
    meet = played([alix, bruno], starts_at=now - dt.timedelta(days=10))
    EmailAddress.objects.create(user=alix, email=alix.email, primary=True, verified=True)
    ask_to_leave(alix, now=now)
    assert end_departures(now=now + GRACE - dt.timedelta(seconds=1)) == 0
    assert end_departures(now=now + GRACE) == 1
    assert end_departures(now=now + GRACE) == 0

    assert list(Member.objects.all()) == [bruno]
    assert not EmailAddress.objects.exists()
    assert not Contact.objects.filter(pk=mine.pk).exists()
    theirs.refresh_from_db()
    assert (theirs.member, Touch.objects.filter(contact=theirs).count()) == (None, 1)
    assert list(Meet.objects.get(pk=meet.pk).attendances.values_list("member", flat=True)) == [bruno.pk]


def test_whoever_thought_better_of_it_is_not_deleted(alix, now):
    ask_to_leave(alix, now=now)
    assert stay(alix)
    assert not stay(alix)
    assert end_departures(now=now + GRACE) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_delete_an_account_once(alix, now):
    ask_to_leave(alix, now=now)
    assert race(lambda _: end_departures(now=now + GRACE), range(3)) == [None] * 3
    assert not Member.objects.exists()
