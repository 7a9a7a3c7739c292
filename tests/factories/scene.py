"""One session and everybody around it, and what the tables of docs/privacy.md let each of them read."""

import datetime as dt
import html
import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sporezo.asks.domain import come, guest_link, open_guest_door
from sporezo.diary.domain import open_feed
from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.domain import back_link, trusted_link, words
from sporezo.meets.domain.reminders import place_link
from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Meet, Offer, Post
from sporezo.meets.queries import offer_path
from sporezo.network.models import Link
from sporezo.rounds.domain import open_round
from sporezo.rounds.models import Proposal, Round, Seat
from sporezo.rounds.queries import forward_token
from sporezo.safety.models import Block
from sporezo.safety.queries import shown_path
from tests.factories.communities import make_community, make_member
from tests.factories.meets import LYON, make_haunt, make_practice, make_venue
from tests.factories.network import make_contact
from tests.factories.rounds import REASONS

DOC = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
VENUE, WORD, GUEST, SAID = "Salle Vaucanson", "Rendez-vous au portillon bleu", "Gontran", "Je porte les balles"
THOSE_IN = ("host", "player", "shy")
FIRST = {"host": "Hedwige", "player": "Pacôme", "shy": "Sidonie"}
LAST = {"host": "Lestrange", "player": "Quintrebert", "shy": "Vandamme"}
COMPANY = {"host": "Quenouille SA", "player": "Zibeline SAS", "shy": "Ocarina SARL"}
DEED, GUEST_KEY, GUEST_IN, TRUSTED = "a deed", "guest", "Gildas", "quelquun@example.org"
OUTSIDE = ("waiting", "stranger", "blocked", "signed out")  # whose deeds are tried: those inside would change the scene
IN_PARTS = ("/meets", "/meets/<int:pk>", "/play", "/meets/<int:pk>/thread", "/play/proposals/<int:pk>")


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
DOORS = {  # people without an account, and the address their link opens
    "trusted": "/meets/trusted/<str:token>",
    "guest": "/guests/<str:token>",
    "guest in": "/guests/<str:token>",
}
ACCOUNTS = tuple(one for one in VIEWERS if one not in ("signed out", *DOORS))
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
    links: dict = field(default_factory=dict)  # by door, and by address for those who have an account

    def meet_of(self, viewer):
        return self.meets.get(viewer, self.meets["all"])

    def says(self, what, viewer):
        """The cell of the table, settled: yes, no, agreed, sender or link."""
        cell = WHAT[ROW[what]]["player" if viewer == "shy" else viewer]
        settled = {
            "yes": "yes",
            "no": "no",
            "confirmed": "yes" if self.is_confirmed else "no",
            "agreed": "agreed" if self.shows_who else "no",
            "sender": "sender",
            "link": "link",
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
        if people in ("agreed", "sender"):
            found.add(("people", "player"))
        if people == "sender" and viewer == "trusted":
            found.add(("people", "host"))
        if holds["people"] == "lead":
            found |= {(what, who) for what in ("people", "full", "titles") for who in (*others, GUEST_KEY)}
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


def stage(scene, running, now):
    """Everybody of the table's columns around one session, and one the round proposed."""
    cast = {}
    for who in dict.fromkeys((*THOSE_IN, *ACCOUNTS)):
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
    inside = [one for who, one in cast.items() if who not in ("stranger", "blocked", "lead")]
    community = make_community(inside, lead=cast["lead"])
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
    _plan(scene, community, now)
    _let_in_by_link(scene, now)
    return scene


def _plan(scene, community, now):
    """The round that proposed the second session, and everybody's seat in it."""
    first_day = (now + dt.timedelta(days=1)).date()
    round, _is_new = open_round(community, first_day=first_day + dt.timedelta(days=(5 - first_day.weekday()) % 7))
    Round.objects.filter(pk=round.pk).update(decided_at=now)
    until = now + dt.timedelta(days=2)
    proposal = Proposal.objects.create(round=round, meet=scene.meets["proposed"], answers_until_at=until)
    for who in (*THOSE_IN, "proposed"):
        Seat.objects.create(
            proposal=proposal, member=scene.cast[who], reasons=REASONS, asked_at=now, answer_by_at=until
        )


def _let_in_by_link(scene, now):
    """Somebody the player trusts, and two guests of theirs without an account: one asked, one who comes."""
    meet, player = scene.meets["all"], scene.cast["player"]
    vigil = domain.share(meet, member=player, email=TRUSTED, watches=True, now=now)
    asked, coming = (
        open_guest_door(player, make_contact(player, name), meet, now=now)
        for name in ("Gertrude Untel", "Gildas Untel")
    )
    come(coming, name=GUEST_IN, now=now)
    scene.links = {"trusted": trusted_link(vigil), "guest": guest_link(asked), "guest in": guest_link(coming)}
    scene.links["/meets/back/<str:token>"] = back_link(vigil)


def paths(address, viewer, scene, now):
    """An address of the table, filled in for a viewer; a link is tried by whoever has it."""
    if viewer in DOORS:  # elsewhere they are signed out, like anybody
        link = scene.links[viewer]
        return [link + address.removeprefix(DOORS[viewer])] if address.startswith(DOORS[viewer]) else []
    meet, member = scene.meet_of(viewer), scene.cast.get(viewer)
    if "<str:token>" in address:
        return _links(address, meet, member, scene, now)
    if address == "/play/near":
        return [f"/play/near?sport={meet.sport.slug}&starts_at={meet.starts_at.isoformat().replace('+', '%2B')}"]
    seats = Seat.objects.filter(proposal__meet=scene.meets["proposed"]).order_by("pk")
    if address.startswith("/series/"):
        whole = scene.meets["all"]
        address = address.replace("<int:pk>", str(whole.series_id)).replace("<int:meet>", str(whole.pk))
        address = address.replace("<int:skip>", "1")
    elif address.startswith("/play/proposals/"):
        address = address.replace("<int:pk>", str((seats.filter(member=member).first() or seats.last()).pk))
    elif address.startswith("/play/rounds/"):
        address = address.replace("<int:pk>", str(seats[0].proposal.round_id))
    elif address.startswith("/play/sessions/"):
        address = address.replace("<int:pk>", str(scene.meets["proposed"].pk))
    elif address.startswith("/safety/"):
        address = address.replace("<int:pk>", str(Post.objects.get().pk))
    elif address.startswith("/members/"):
        return [address.replace("<int:pk>", str(scene.cast[who].pk)) for who in THOSE_IN]
    filled = address.replace("<int:pk>", str(meet.pk)).replace("<int:post>", str(Post.objects.get().pk))
    filled = filled.replace("<uuid:uid>", str(meet.uid)).replace("<slug:slug>", meet.community.slug)
    if address.endswith("/people/<int:member>"):
        whom = (*THOSE_IN, "asked", "waiting", "proposed")
        return [filled.replace("<int:member>", str(scene.cast[who].pk)) for who in whom if who != viewer]
    return [filled.replace("<int:member>", str(scene.cast["asked"].pk))]


def _links(address, meet, member, scene, now):
    """A letter's link, for whoever the letter went to; for everybody else, one that was never signed."""
    row = Attendance.objects.filter(meet=meet, member=member).first() if member else None
    if address == "/meets/offered/<str:token>" and row:
        return [offer_path(row)]
    if address == "/meets/place/<str:token>" and row and row.presence == Presence.IN:
        return [place_link(row)]
    if address == "/calendar/<str:token>.ics" and member:
        return [f"/calendar/{open_feed(member, now=now).token}.ics"]
    if address == "/members/shown/<str:token>":  # drawn for the host: nobody else opens it
        return [shown_path(scene.cast["host"], scene.cast["player"].pk)]
    if address == "/play/forwarded/<str:token>":
        return [f"/play/forwarded/{forward_token(Proposal.objects.get())}"]
    if member and member == scene.cast["player"] and address in scene.links:
        return [scene.links[address]]
    return [address.replace("<str:token>", "nothing")]


def body(answer):
    text = answer.content.decode(errors="replace")
    return html.unescape(re.sub(r"\r\n[ \t]", "", text))  # calendars fold their lines
