"""Who reads what of a session, as docs/privacy.md says: the tables there are the expectations here.

Every address is opened as everybody; what they read of the place, the people, their names and titles is compared with
what the tables allow. An address of `meets` that no table names fails.
"""

import datetime as dt
import html
import re
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

import sporezo
from sporezo.meets import domain
from sporezo.meets.domain.reminders import due_at
from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import Attendance
from sporezo.meets.urls import urlpatterns as of_meets
from sporezo.members.models import Member
from sporezo.notices.domain.letters import write
from sporezo.notices.models import Delivery
from sporezo.rounds.domain.words import tell_ended, tell_proposed, tell_vacancy
from sporezo.rounds.models import Proposal
from sporezo.rounds.urls import urlpatterns as of_rounds
from sporezo.safety.urls import urlpatterns as of_safety
from tests.factories.scene import (
    ACCOUNTS,
    DEED,
    DOORS,
    FIRST,
    IN_PARTS,
    OUTSIDE,
    ROW,
    SAID,
    VIEWERS,
    WHAT,
    WHAT_ROWS,
    WHERE,
    WHERE_ROWS,
    Scene,
    body,
    paths,
    stage,
)

pytestmark = pytest.mark.django_db

SCENES = {
    "open, who comes is shown, on the web": {"shows_who": True, "is_on_the_web": True},
    "confirmed": {"is_confirmed": True},
    "confirmed, who comes is shown, titles wait": {"is_confirmed": True, "shows_who": True, "hides_titles": True},
}


# The letters nothing sends here, each with why it can say no more than the page one may open.
OWN, RUNS, SAME = (
    "speaks of oneself alone",
    "goes to whoever runs the series, of its regulars",
    "says what another one says",
)
UNREAD = {
    "meets/absent": OWN, "meets/appeal": "goes to a moderator, with the words of whoever appeals", "meets/decided": OWN,
    "meets/excuse": "goes to whoever organised, of one who was in", "meets/passed": OWN, "meets/admitted": OWN,
    "meets/result": "goes to those who played, of those who played", "meets/post_hidden": OWN, "meets/post_shown": OWN,
    "meets/knock": "goes to the organiser, of who asks", "meets/no_court": SAME, "meets/soon": SAME,
    "meets/too_few": SAME,
    "meets/unwatched": OWN, "meets/keep": RUNS, "meets/cohost": RUNS, "meets/regular": RUNS, "meets/regular_left": RUNS,
    "meets/series_handed": RUNS, "meets/series_host": RUNS, "meets/series_offered": RUNS,
    "meets/series_changed": "goes to those in its dates: place and hour", "meets/series_stopped": SAME,
    "rounds/asks_in": "goes to the lead, of who asks", "rounds/lapsed": SAME, "rounds/withdrawn": SAME,
    "rounds/knock": "goes to those who said yes, of who asks",
    "rounds/left_out": OWN, "rounds/looking": SAME, "rounds/reshaped": SAME, "rounds/to_book": SAME,
}  # fmt: skip


def every_letter():
    """Every kind of message of sessions and rounds, as their templates are named."""
    return {
        f"{app}/{one.stem}"
        for app in ("meets", "rounds")
        for one in (Path(sporezo.__file__).parent / app / "templates" / app / "notices").glob("*.txt")
    }


@pytest.fixture
def now(settings):
    settings.SPOREZO_NOW, settings.PUBLIC_SESSIONS = None, True
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def test_every_address_of_sessions_rounds_and_people_is_in_the_table():
    assert {f"/{one.pattern}" for one in (*of_meets, *of_rounds, *of_safety)} - set(WHERE) == set()


def test_every_cell_is_a_word_the_page_explains():
    words = {"yes", "no", "confirmed", "agreed", "shown", "web", "link", "sender"}
    assert {cell for row in WHAT_ROWS for cell in row[1:]} <= words
    assert {cell for row in WHERE_ROWS for cell in row[2:]} <= {"above", "lead", "no"}
    assert set(ROW.values()) <= set(WHAT)


@pytest.mark.parametrize("name", SCENES)
def test_nobody_reads_more_than_the_tables_say_and_the_page_no_less(name, client, running, now):
    scene = stage(Scene(**SCENES[name]), running, now)
    told = []
    for viewer in VIEWERS:
        client.logout()
        if viewer in ACCOUNTS:
            client.force_login(scene.cast[viewer])
        for address in [one for one in WHERE if name == next(iter(SCENES)) or "above" in WHERE[one].values()]:
            for path in paths(address, viewer, scene, now):
                for answer in answers(client, address, path, viewer):
                    more = scene.read(body(answer), viewer) - scene.allowed(viewer, address)
                    told += [(viewer, address, "reads", *fact) for fact in more]
        told += [(viewer, *what) for what in missing(client, viewer, scene)]
    assert not told, "\n".join(map(str, told))


def answers(client, address, path, viewer):
    """What an address says: its page, where it has some its fragment, or its deed where nothing may come of it."""
    if WHERE[address]["read by"] == DEED:
        if viewer not in OUTSIDE:
            return []
        point = transaction.savepoint()
        answer = client.post(path)
        transaction.savepoint_rollback(point)
        return [answer]
    whole = [client.get(path)]
    return [*whole, client.get(path, headers={"HX-Request": "true"})] if address in IN_PARTS else whole


def missing(client, viewer, scene):
    """What somebody should be able to open or read, and is not."""
    meet = scene.meet_of(viewer)
    if viewer in DOORS:
        page = client.get(scene.links[viewer])
        less = scene.allowed(viewer, DOORS[viewer]) - scene.read(body(page), viewer)
        return [(DOORS[viewer], "does not read", *fact) for fact in less]
    if viewer == "signed out":
        web = client.get(f"/meets/open/{scene.meets['all'].uid}")
        is_right = (web.status_code == 200) == (scene.says("exists", viewer) == "yes")
        return [] if is_right else [("the web page", "answers", web.status_code)]
    page, thread = client.get(f"/meets/{meet.pk}"), client.get(f"/meets/{meet.pk}/thread")
    knows = scene.says("exists", viewer) == "yes"
    found = [] if (page.status_code == 200) == knows else [("the page", "answers", page.status_code)]
    if knows:
        less = scene.allowed(viewer, "/meets/<int:pk>") - scene.read(body(page), viewer)
        found += [("/meets/<int:pk>", "does not read", *fact) for fact in less]
    talks = scene.says("thread", viewer) == "yes"
    if (SAID in body(thread)) != talks or (thread.status_code == 200) != talks:
        found.append(("/meets/<int:pk>/thread", "answers", thread.status_code))
    return found


@pytest.mark.parametrize("name", SCENES)
def test_no_letter_says_more_than_the_tables(name, running, now):
    scene = stage(Scene(**SCENES[name]), running, now)
    live(scene, running, now)
    who = {one.pk: name for name, one in scene.cast.items()}
    told, read_by, kinds = [], set(), set()
    for delivery in Delivery.objects.select_related("notice__member"):
        notice = delivery.notice
        viewer = who[notice.member_id] if notice.member_id else "trusted"
        if notice.kind == "meets/offered":
            viewer = "offered"  # a place came free: by day it is offered to who waits
        read_by.add(viewer)
        kinds.add(notice.kind)
        letter = write(delivery, now=now)
        parts = [str(letter.subject), letter.body, *(str(one[0]) for one in letter.alternatives)]
        parts += [part.get_payload(decode=True).decode() for part in letter.attachments]
        text = html.unescape(re.sub(r"\r\n[ \t]", "", "\n".join(parts))) + str(notice.context)
        more = scene.read(text, viewer) - scene.allowed(viewer)
        told += [(viewer, notice.kind, *fact) for fact in more]
    assert not told, "\n".join(map(str, told))
    assert {"host", "player", "invited", "offered", "waiting", "asked", "trusted"} <= read_by
    assert not {"stranger", "blocked", "community member", "lead"} & read_by
    if scene.is_confirmed:
        assert every_letter() - kinds == set(UNREAD)


def live(scene, running, now):
    """All that a session may have to say to somebody, until it is called off."""
    cast, meet = scene.cast, scene.meets["all"]
    domain.say(meet, member=cast["host"], words="À tout de suite @Pacôme", key=uuid.uuid4(), announces=True, now=now)
    domain.say(meet, member=cast["shy"], words="Oui @Pacôme", key=uuid.uuid4(), now=now)
    domain.move(meet, by=cast["host"], starts_at=meet.starts_at + dt.timedelta(hours=1), now=now)
    domain.tell_of_arrivals(now=now)
    domain.leave(meet, member=cast["waiting"], now=now)
    Attendance.objects.filter(meet=meet, member=cast["waiting"]).update(presence=Presence.WAITING)
    meet.refresh_from_db()
    domain.remind(now=due_at("eve", meet.starts_at, ZoneInfo(meet.time_zone)))
    scene.is_confirmed = meet.state == MeetState.CONFIRMED or scene.is_confirmed
    for hours in (2, 3.5):
        domain.watch(now=meet.ends_at + dt.timedelta(hours=hours))
    domain.hand_over(meet, by=cast["host"], to=cast["player"], now=now)
    domain.hand_over(meet, by=cast["player"], to=cast["host"], now=now)
    domain.leave(meet, member=cast["shy"], now=now)
    Attendance.objects.filter(meet=meet, member=cast["waiting"]).update(presence=Presence.WAITING)
    proposal = Proposal.objects.get()
    tell_proposed([proposal], now=now)
    tell_vacancy(proposal, proposal.seats.filter(member=cast["proposed"]), now=now)
    tell_ended(proposal, proposal.meet, now=now)
    domain.call_off(meet, by=cast["host"], reason="weather", because="Il pleut.", now=now)


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
