"""Wherever another member is named, *block* and *tell the moderators* are two taps away: one to open, one to do."""

import datetime as dt
import uuid
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from sporezo.asks import domain as asks
from sporezo.communities.enums import Role
from sporezo.communities.models import Membership
from sporezo.diary.models import WeekGrid, pack_slots
from sporezo.jobs import clock
from sporezo.meets import domain as meets
from sporezo.meets.enums import JoinMode, Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import offer_path
from sporezo.network.domain import record_sessions
from sporezo.network.models import Contact, Link
from sporezo.rounds.models import Leaning, LeftOut, Round
from sporezo.safety.domain import acquaint
from sporezo.safety.models import Block, Report
from sporezo.safety.queries import shown_path
from tests.factories.communities import make_community
from tests.factories.meets import begin, make_haunt, make_practice, make_regular, make_sport, organise
from tests.factories.network import make_contact, played
from tests.factories.rounds import make_proposal, make_round, opt_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def running(db):
    return make_sport("running")


@pytest.fixture
def pages(alix, bruno, chloe, running):
    """Every page on which Alix reads Bruno's name, and how she came to know him."""
    now = clock.now()
    for one in (alix, bruno, chloe):
        make_practice(one, running)
        make_haunt(one)
    Link.objects.create(low=alix, high=bruno, since_at=now - 30 * DAY)
    held = make_contact(alix, "Bruno Lafont", member=bruno)
    make_contact(bruno, "Alix Morel", member=alix)
    round = make_round([alix, bruno, chloe])
    Membership.objects.filter(community=round.community, member=alix).update(role=Role.LEAD)
    decided = make_round(community=make_community([bruno], lead=alix))
    Round.objects.filter(pk=decided.pk).update(decided_at=now)
    LeftOut.objects.create(round=decided, member=bruno, reason="too_few")
    saturday = now.date() + (75 - now.weekday()) * DAY  # in a week that nothing else touches
    ahead = make_round(community=make_community([bruno], lead=alix), first_day=saturday)
    WeekGrid.objects.create(member=bruno, hours=pack_slots([0]))
    opt_in(ahead, bruno, at=now - DAY)
    theirs = make_community([alix], lead=bruno)
    Leaning.objects.create(community=theirs, what="novelty", by=bruno, at=now)
    proposal = make_proposal([alix, bruno], sport=running, now=now, round=round, starts_at=now + 3 * DAY)
    meet = organise(bruno, now=now, starts_at=now + 5 * DAY, sport=running, shows_who=True)
    meets.join(meet, member=alix, now=now)
    meets.join(meet, member=chloe, now=now)
    meets.say(meet, member=bruno, words="Bonjour", key=uuid.uuid4(), now=now)
    series = begin(bruno, now=now, starts_at=now + 6 * DAY, sport=running, shows_who=True)
    make_regular(series, alix, now=now)
    mine = organise(alix, now=now, starts_at=now + 8 * DAY, sport=running, join_mode=JoinMode.REQUEST)
    meets.knock(mine, member=bruno, now=now)
    alone = organise(alix, now=now, starts_at=now + 10 * DAY, sport=running)
    invited = organise(bruno, now=now, starts_at=now + 9 * DAY, sport=running)
    place = meets.invite(invited, member=alix, by=bruno, now=now)
    acquaint([alix, bruno], now=now - 5 * DAY)
    full = organise(bruno, now=now, starts_at=now + 11 * DAY, sport=running, places=2)
    meets.join(full, member=chloe, now=now)
    meets.wait(full, member=alix, now=now)
    meets.leave(full, member=chloe, now=now)
    Attendance.objects.filter(meet=full, member=alix).update(presence=Presence.OFFERED)  # at any hour of the day
    offered = Attendance.objects.get(meet=full, member=alix)
    over = played([alix, bruno], starts_at=now - 4 * dt.timedelta(hours=1), sport=running)
    record_sessions(now=now)
    asks.request(bruno, Contact.objects.get(owner=bruno, member=alix), wanted="Ada", words="Why", now=now)
    return {
        "week": reverse("week"),
        "proposal": reverse("proposal", args=[proposal.seats.get(member=alix).pk]),
        "play": reverse("play"),
        "session": reverse("meet", args=[meet.pk]),
        "thread": reverse("thread", args=[meet.pk]),
        "series": reverse("series", args=[series.pk]),
        "asking to join": reverse("meet", args=[mine.pk]),
        "invitation": reverse("meet", args=[invited.pk]),
        "letter of the invitation": offer_path(place),
        "letter of a free place": offer_path(offered),
        "bring somebody": reverse("people_for_session", args=[alone.pk]),
        "after": reverse("after", args=[over.pk]),
        "keep in touch": reverse("keep_after", args=[over.pk]),
        "who leads": reverse("looks_for", args=[theirs.slug]),
        "community": reverse("community", args=[theirs.slug]),
        "dry run": reverse("lead_round", args=[ahead.community.slug]),
        "round under way": reverse("under_way", args=[decided.community.slug]),
        "people of the community": reverse("people", args=[round.community.slug]),
        "contact": reverse("contact", args=[held.pk]),
        "introductions": reverse("introductions"),
        "introduction": bruno.introductions_asked.get().get_absolute_url(),
        "member": reverse("member", args=[bruno.pk]),
    }


def test_block_and_report_are_two_taps_away(client, pages, alix, bruno):
    client.force_login(alix)
    lacking = []
    for name, path in pages.items():
        here = soup(client.get(path))
        assert "Bruno" in here.main.get_text(), name
        if not any(is_way_out(page, bruno) for page in [here, *one_tap_away(client, here)]):
            lacking.append(name)
    assert lacking == []


def test_the_way_out_of_a_page_is_its_readers_alone(client, alix, bruno, chloe):
    path = shown_path(alix, bruno.pk)
    client.force_login(chloe)
    assert client.get(path).status_code == 404
    client.force_login(alix)
    assert client.get(path[:-3] + "xxx").status_code == 404
    assert client.post(path, {}).status_code == 422
    for _twice in range(2):
        assert client.post(path, {"reason": "conduct", "words": "Voilà"}).status_code == 302
    assert Report.objects.get().reported == bruno  # the same report twice is one
    client.post(reverse("block", args=[bruno.pk]))
    assert Block.objects.get().blocked == bruno
    assert "Bruno L." in client.get(path).content.decode()
    assert client.get(path).content.decode().count("Lafont") == 0
    bruno.is_active = False
    bruno.save()
    assert client.get(path).status_code == 404


def soup(answer):
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def one_tap_away(client, page):
    """What the discreet links of a page lead to: those beside his name, and those that say what they are for."""
    for link in page.main.find_all("a", href=True):
        said = f"{link.get_text(' ')} {' '.join(one.get('aria-label', '') for one in link.find_all(True))}"
        if urlsplit(link["href"]).path.startswith("/") and ("Bruno" in said or "distance" in said):
            answer = client.get(link["href"])
            if answer.status_code == 200:
                yield BeautifulSoup(answer.content, "html.parser")


def is_way_out(page, other):
    """Whether one button blocks him, and one form or link tells the moderators."""
    blocks = page.find("form", action=f"/members/{other.pk}/block")
    reports = page.find("input", attrs={"name": "reason"}) or page.find("a", href=f"/members/{other.pk}/report")
    return bool(blocks and reports)
