"""Who reads what of a session, as docs/privacy.md says: the tables there are the expectations here.

Every address is opened as everybody; what they read of the place, the people, their names and titles is compared with
what the tables allow. An address of `meets` that no table names fails.
"""

import datetime as dt
import html
import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction

from sporezo.diary.domain import open_feed
from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.domain import words
from sporezo.meets.domain.reminders import place_link
from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Meet, Offer, Post
from sporezo.meets.queries import offer_path
from sporezo.meets.urls import urlpatterns
from sporezo.members.models import Member
from sporezo.network.models import Link
from sporezo.notices.domain.letters import write
from sporezo.notices.models import Delivery
from sporezo.safety.models import Block
from tests.factories.communities import make_community, make_member
from tests.factories.meets import LYON, make_haunt, make_practice, make_venue

pytestmark = pytest.mark.django_db
DOC = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
VENUE, WORD, GUEST, SAID = "Salle Vaucanson", "Rendez-vous au portillon bleu", "Gontran", "Je porte les balles"
THOSE_IN = ("host", "player", "shy")
FIRST = {"host": "Hedwige", "player": "Pacôme", "shy": "Sidonie"}
LAST = {"host": "Lestrange", "player": "Quintrebert", "shy": "Vandamme"}
COMPANY = {"host": "Quenouille SA", "player": "Zibeline SAS", "shy": "Ocarina SARL"}
DEED, GUEST_KEY = "a deed", "guest"
OUTSIDE = ("waiting", "stranger", "blocked", "signed out")  # whose deeds are tried: those inside would change the scene
IN_PARTS = ("/meets", "/meets/<int:pk>", "/play")


def tables():
    """The tables of the docs that begin with these words, as rows of cells."""
    found, current = {}, None
    for line in DOC.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            current = None
        elif current is None:
            current = (cells, [])
            found.setdefault(cells[0] + "/" + cells[1], current)
        elif not set(line) <= set("|-"):
            current[1].append(cells)
    return found


WHAT_HEAD, WHAT_ROWS = tables()["what/host"]
WHERE_HEAD, WHERE_ROWS = tables()["address/read by"]
VIEWERS = WHAT_HEAD[1:]
ROW = {
    "exists": "that it exists, when, which town",
    "place": "the exact place",
    "people": "who is in, first name and initial",
    "full": "full names",
    "titles": "company and function",
    "thread": "what is said in its thread",
    "word": "the organiser's word",
}
WHAT = {row[0]: dict(zip(VIEWERS, row[1:], strict=True)) for row in WHAT_ROWS}
WHERE = {row[0].strip("`"): dict(zip(WHERE_HEAD[1:], row[1:], strict=True)) for row in WHERE_ROWS}


@dataclass
class Scene:
    """One session of every kind of viewer, and what is switched on in it."""

    is_confirmed: bool = False
    shows_who: bool = False
    hides_titles: bool = False
    is_on_the_web: bool = False
    visibility: str = Visibility.PUBLIC
    cast: dict = field(default_factory=dict)
    meets: dict = field(default_factory=dict)

    def meet_of(self, viewer):
        return self.meets.get(viewer, self.meets["all"])

    def says(self, what, viewer):
        """The cell of the table, settled: yes, no or agreed."""
        cell = WHAT[ROW[what]][viewer]
        settled = {
            "yes": "yes",
            "no": "no",
            "confirmed": "yes" if self.is_confirmed else "no",
            "agreed": "agreed" if self.shows_who else "no",
            "shown": "no" if self.hides_titles else "yes",
            "web": "yes" if self.is_on_the_web else "no",
        }
        return settled[cell]

    def allowed(self, viewer, where=None):
        """What a viewer may read at an address: facts as (what, who)."""
        holds = WHERE[where] if where else dict.fromkeys(("place", "people", "titles", "word", "thread"), "above")
        found = set()
        for what in ("place", "word", "thread"):
            if holds[what] == "above" and self.says(what, viewer) == "yes":
                found.add((what, ""))
        people = self.says("people", viewer) if holds["people"] == "above" else "no"
        others = [who for who in THOSE_IN if who != viewer]
        if people == "yes":
            found |= {("people", who) for who in [*others, *([] if viewer == "proposed" else [GUEST_KEY])]}
        if people == "agreed":
            found.add(("people", "player"))
        if people == "yes" and self.says("full", viewer) == "yes":
            found |= {("full", who) for who in others}
        if holds["titles"] == "above" and self.says("titles", viewer) == "yes":
            found |= {("titles", who) for who in others}
        return found

    def read(self, text, viewer):
        """What a text tells of the session to somebody."""
        others = [who for who in THOSE_IN if who != viewer]
        signs = {"place": (VENUE, f"{LYON[0] + 0.0123:.4f}"), "word": (WORD,), "thread": (SAID,)}
        found = {(what, "") for what, marks in signs.items() if any(mark in text for mark in marks)}
        found |= {("people", who) for who in others if FIRST[who] in text} | (
            {("people", GUEST_KEY)} if GUEST in text else set()
        )
        found |= {("full", who) for who in others if LAST[who] in text}
        found |= {("titles", who) for who in others if COMPANY[who] in text}
        return found


SCENES = {
    "open, who comes is shown, on the web": {"shows_who": True, "is_on_the_web": True},
    "confirmed": {"is_confirmed": True},
    "confirmed, who comes is shown, titles wait": {"is_confirmed": True, "shows_who": True, "hides_titles": True},
}


@pytest.fixture
def now(settings):
    settings.SPOREZO_NOW, settings.PUBLIC_SESSIONS = None, True
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def stage(scene, running, now):
    """Everybody of the table's columns around one session, and one the round proposed."""
    cast = {}
    for who in (*THOSE_IN, *(one for one in VIEWERS if one not in (*THOSE_IN, "signed out"))):
        cast[who] = make_member(
            first_name=FIRST.get(who, who.split()[0].title()),
            last_name=LAST.get(who, "Untel"),
            company=COMPANY.get(who, ""),
            language="fr",
            shows_attendance=who != "shy",
            is_discreet=False,
        )
        make_practice(cast[who], running)
        make_haunt(cast[who])
    cast["host"].shows_attendance = False
    cast["host"].save()
    scene.cast = cast
    community = make_community([one for who, one in cast.items() if who not in ("stranger", "blocked")])
    place = make_venue(running, name=VENUE, city="Lyon 3e", at=(LYON[0] + 0.0123, LYON[1]))
    organised = {
        "host": cast["host"], "sport": running, "venue": place, "minutes": 60, "time_zone": "Europe/Paris", "now": now
    }  # fmt: skip
    meet = domain.organise(
        **organised,
        starts_at=now + dt.timedelta(days=2),
        places=12,
        quorum=4 if scene.is_confirmed else 9,
        community=community,
        visibility=scene.visibility,
        words=WORD,
        shows_who=scene.shows_who,
        hides_titles=scene.hides_titles,
        is_on_the_web=scene.is_on_the_web,
    )
    Block.objects.create(blocker=cast["host"], blocked=cast["blocked"])
    low, high = sorted((cast["host"], cast["invited"]), key=lambda one: one.pk)
    Link.objects.create(low=low, high=high, since_at=now)
    domain.join(meet, member=cast["player"], now=now)
    domain.join(meet, member=cast["shy"], now=now)
    domain.welcome(meet, guest=GUEST, by=cast["host"], now=now)
    domain.invite(meet, member=cast["invited"], by=cast["host"], now=now)
    for who, presence in (("offered", Presence.OFFERED), ("waiting", Presence.WAITING), ("asked", Presence.ASKED)):
        row = Attendance.objects.create(meet=meet, member=cast[who], presence=presence, since_at=now, changed_at=now)
        if presence == Presence.OFFERED:
            offer = Offer.objects.create(attendance=row, made_at=now, expires_at=now + dt.timedelta(hours=2))
            words.tell_offered(meet, [offer], now=now)
    domain.repeat(meet, by=cast["host"], rule=Rule("week", 1, meet.local_start.weekday()), now=now)
    meet.refresh_from_db()
    assert meet.state == (MeetState.CONFIRMED if scene.is_confirmed else MeetState.OPEN)
    proposed = domain.propose(
        sport=running, venue=place, starts_at=now + dt.timedelta(days=4), minutes=60, time_zone="Europe/Paris",
        places=5, quorum=3, members=[cast[who] for who in (*THOSE_IN, "proposed")], community=community, now=now,
    )  # fmt: skip
    Meet.objects.filter(pk=proposed.pk).update(hides_titles=scene.hides_titles, words=WORD)
    for who in THOSE_IN if scene.is_confirmed else THOSE_IN[:2]:
        domain.join(proposed, member=cast[who], now=now)
    domain.say(meet, member=cast["player"], words=SAID, key=uuid.uuid4(), now=now)
    scene.meets = {"all": meet, "proposed": Meet.objects.get(pk=proposed.pk)}
    return scene


def paths(address, viewer, scene, now):
    """An address of the table, filled in for a viewer; a letter's link is tried by those who have one."""
    meet, member = scene.meet_of(viewer), scene.cast.get(viewer)
    row = Attendance.objects.filter(meet=meet, member=member).first() if member else None
    if address == "/meets/offered/<str:token>":
        return [offer_path(row)] if row else ["/meets/offered/nothing"]
    if address == "/meets/place/<str:token>":
        return [place_link(row)] if row and row.presence == Presence.IN else ["/meets/place/nothing"]
    if address == "/calendar/<str:token>.ics":
        return [f"/calendar/{open_feed(member, now=now).token}.ics"] if member else []
    if address == "/play/near":
        return [f"/play/near?sport={meet.sport.slug}&starts_at={meet.starts_at.isoformat().replace('+', '%2B')}"]
    other = scene.cast["asked"].pk
    if address.startswith("/series/"):
        address = address.replace("<int:pk>", str(scene.meets["all"].series_id))
        return [address.replace("<int:meet>", str(scene.meets["all"].pk))]
    if address.startswith("/safety/posts/"):
        address = address.replace("<int:pk>", str(Post.objects.get().pk))
    if "<int:post>" in address:
        address = address.replace("<int:post>", str(Post.objects.get().pk))
    filled = address.replace("<int:pk>", str(meet.pk)).replace("<int:member>", str(other))
    return [filled.replace("<uuid:uid>", str(meet.uid))]


def body(answer):
    text = answer.content.decode(errors="replace")
    return html.unescape(re.sub(r"\r\n[ \t]", "", text))  # calendars fold their lines


def test_every_address_of_sessions_is_in_the_table():
    assert {f"/{one.pattern}" for one in urlpatterns} - set(WHERE) == set()


def test_every_cell_is_a_word_the_page_explains():
    assert {cell for row in WHAT_ROWS for cell in row[1:]} <= {"yes", "no", "confirmed", "agreed", "shown", "web"}
    assert {cell for row in WHERE_ROWS for cell in row[2:]} <= {"above", "no"}
    assert set(ROW.values()) <= set(WHAT)


@pytest.mark.parametrize("name", SCENES)
def test_nobody_reads_more_than_the_tables_say_and_the_page_no_less(name, client, running, now):
    scene = stage(Scene(**SCENES[name]), running, now)
    told = []
    for viewer in VIEWERS:
        client.logout()
        if viewer != "signed out":
            client.force_login(scene.cast[viewer])
        for address, where in WHERE.items():
            for path in paths(address, viewer, scene, now):
                if where["read by"] != DEED:
                    answers = [client.get(path)]
                    if address in IN_PARTS:
                        answers.append(client.get(path, headers={"HX-Request": "true"}))
                elif viewer in OUTSIDE:
                    point = transaction.savepoint()
                    answers = [client.post(path)]
                    transaction.savepoint_rollback(point)
                else:
                    answers = []
                for answer in answers:
                    more = scene.read(body(answer), viewer) - scene.allowed(viewer, address)
                    told += [(viewer, address, "reads", *fact) for fact in more]
        page = client.get(f"/meets/{scene.meet_of(viewer).pk}")
        knows = scene.says("exists", viewer) == "yes" and viewer != "signed out"
        if (page.status_code == 200) != knows:
            told.append((viewer, "the page", "answers", page.status_code))
        if knows:
            less = scene.allowed(viewer, "/meets/<int:pk>") - scene.read(body(page), viewer)
            told += [(viewer, "/meets/<int:pk>", "does not read", *fact) for fact in less]
        if viewer == "signed out":
            web = client.get(f"/meets/open/{scene.meets['all'].uid}")
            if (web.status_code == 200) != (scene.says("exists", viewer) == "yes"):
                told.append((viewer, "the web page", "answers", web.status_code))
    assert not told, "\n".join(map(str, told))


@pytest.mark.parametrize("name", SCENES)
def test_no_letter_says_more_than_the_tables(name, running, now):
    scene = stage(Scene(**SCENES[name]), running, now)
    meet = scene.meets["all"]
    domain.move(meet, by=scene.cast["host"], starts_at=meet.starts_at + dt.timedelta(hours=1), now=now)
    domain.leave(meet, member=scene.cast["waiting"], now=now)
    Attendance.objects.filter(meet=meet, member=scene.cast["waiting"]).update(presence=Presence.WAITING)
    meet.refresh_from_db()
    scene.is_confirmed = meet.state == MeetState.CONFIRMED or scene.is_confirmed
    domain.call_off(meet, by=scene.cast["host"], reason="weather", because="Il pleut.", now=now)
    who = {one.pk: name for name, one in scene.cast.items()}
    told, read_by = [], set()
    for delivery in Delivery.objects.select_related("notice__member"):
        viewer = who[delivery.notice.member_id]
        if viewer in VIEWERS:
            read_by.add(viewer)
            letter = write(delivery, now=now)
            parts = [str(letter.subject), letter.body, *(str(one[0]) for one in letter.alternatives)]
            parts += [part.get_payload(decode=True).decode() for part in letter.attachments]
            text = html.unescape(re.sub(r"\r\n[ \t]", "", "\n".join(parts))) + str(delivery.notice.context)
            more = scene.read(text, viewer) - scene.allowed(viewer)
            told += [(viewer, delivery.notice.kind, *fact) for fact in more]
    assert not told, "\n".join(map(str, told))
    assert {"host", "player", "invited", "offered", "waiting", "asked"} <= read_by
    assert not {"stranger", "blocked", "community member"} & read_by


def test_a_communitys_session_tells_strangers_nothing(client, running, now):
    scene = stage(Scene(visibility=Visibility.COMMUNITY, shows_who=True, is_on_the_web=True), running, now)
    meet = scene.meets["all"]
    client.force_login(scene.cast["stranger"])
    assert client.get(f"/meets/{meet.pk}").status_code == 404
    assert scene.read(body(client.get("/meets")) + body(client.get("/play")), "stranger") == set()
    client.logout()
    assert client.get(f"/meets/open/{meet.uid}").status_code == 404
    client.force_login(scene.cast["community member"])
    assert client.get(f"/meets/{meet.pk}").status_code == 200


def test_whoever_is_discreet_is_seen_by_nobody_outside(client, running, now):
    scene = stage(Scene(shows_who=True), running, now)
    client.force_login(scene.cast["stranger"])
    page = f"/meets/{scene.meets['all'].pk}"
    assert FIRST["player"] in body(client.get(page))
    Member.objects.filter(pk=scene.cast["player"].pk).update(is_discreet=True)
    assert FIRST["player"] not in body(client.get(page))


def test_structured_data_is_a_town_an_hour_and_a_sport(client, running, now):
    scene = stage(Scene(is_on_the_web=True), running, now)
    text = client.get(f"/meets/open/{scene.meets['all'].uid}").content.decode()
    assert '"@type": "SportsEvent"' in text
    assert '"addressLocality": "Lyon 3e"' in text
    assert not {"geo", "streetAddress", "performer", "attendee"} & set(re.findall(r'"(\w+)":', text))
