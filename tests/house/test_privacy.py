"""Nobody's network is anybody else's business: every address and every command, with and without a secret network.

What strangers get is compared word for word before and after somebody notes a whole network, so that a name, a count
or a timing that seeps through shows, on pages that do not exist yet as well: addresses are found in the resolver.
"""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sporezo.asks.domain import ask_how_it_went, forget_lapsed
from sporezo.asks.models import Approach, Ask, Introduction, WarmUp
from sporezo.diary.domain import open_feed
from sporezo.jobs import clock
from sporezo.network import domain, models
from sporezo.network.models import (
    Batch,
    Contact,
    ContactKey,
    Favour,
    KeepInTouch,
    Link,
    Note,
    OwnLight,
    Position,
    Touch,
)
from sporezo.notices.models import Notice
from sporezo.rounds.queries.gather import candidates
from sporezo.ui.refused import Refused
from sporezo.weeks.domain import plan_week, tell_of_week
from sporezo.weeks.models import Gesture, Week
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.members import make_member
from tests.factories.rounds import make_player, make_round

pytestmark = pytest.mark.django_db

SECRET = 990_001  # the number of everything secret
WORD = "Zyxword"  # in every text of it
NOT_PAGES = ("desk/", "accounts/", "__debug__", "static/", "media/")
MOVES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+|nonce-[\w+/=]+|nonce="[^"]+"|/members/shown/[^"]+'
)
PACKED_AT = re.compile(rb"(?<=_at\": \")[0-9T:.+Z-]+|\d{8}T\d{6}Z|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")
OWN_TABLES = [
    model._meta.db_table
    for model in vars(models).values()
    if isinstance(model, type) and getattr(model, "__module__", "") == models.__name__ and hasattr(model, "_meta")
]
PRIVATE_MODELS = {
    "Contact",
    "ContactKey",
    "Touch",
    "Note",
    "Favour",
    "TieSheet",
    "TieBody",
    "OwnLight",
    "Sighting",
    "Position",
}


def note_a_secret_network(owner, acquaintance):
    """Somebody in every list of the network, and the acquaintance, who has an account, among them."""
    now = clock.now()
    batch = Batch.objects.create(pk=SECRET, owner=owner, source="linkedin", file_name=f"{WORD}.csv")
    fields = {"owner": owner, "company": f"{WORD} & Co", "function": WORD, "city": WORD, "how_we_met": WORD}
    secret = Contact.objects.create(pk=SECRET, given_name=WORD, family_name=WORD, batch=batch, **fields)
    known = Contact.objects.create(pk=SECRET + 1, given_name=WORD, member=acquaintance, circle="first", **fields)
    ContactKey.objects.create(pk=SECRET, owner=owner, contact=secret, kind="email", value="zyxword@example.org")
    for number, (contact, direction, days) in enumerate(
        [(secret, "in", 40), (known, "out", 41), (known, "both", 300), (secret, "out", 1)]
    ):
        Touch.objects.create(
            pk=SECRET + number,
            owner=owner,
            contact=contact,
            at=now - dt.timedelta(days=days),
            channel="message",
            direction=direction,
            key=f"log:{WORD}{number}",
        )
    Note.objects.create(pk=SECRET, contact=known, kind="promise", text=WORD)
    Favour.objects.create(pk=SECRET, contact=known, way="given", words=WORD, on=now.date())
    OwnLight.objects.create(pk=SECRET, owner=owner, contact=known, state="through", why=WORD, set_at=now)
    Position.objects.create(pk=SECRET, contact=known, company=WORD, started_on=dt.date(2001, 1, 1))
    ask_in_secret(owner, known, secret, now)
    domain.rebuild(owner, now=now)


def ask_in_secret(owner, known, secret, now):
    """Needs, somebody ranked and warmed up for, a yellow card, an introduction thought of, a week that names them."""
    for number in range(3):
        ask = Ask.objects.create(
            pk=SECRET + number, owner=owner, need="introduction", words=WORD, person=WORD, company=WORD, opened_at=now
        )
        Approach.objects.create(
            pk=SECRET + number,
            ask=ask,
            contact=known,
            asked_at=now - dt.timedelta(days=20 * number + 1),
            channel="mail",
        )
    touch = {"owner": owner, "contact": known, "channel": "mail", "direction": "out", "purpose": "ask"}
    for number in range(10, 13):
        at = now - dt.timedelta(days=20 * (number - 10) + 1)
        Touch.objects.create(pk=SECRET + number, at=at, key=f"log:{WORD}{number}", **touch)
    WarmUp.objects.create(pk=SECRET, approach_id=SECRET, way="session", on=now.date())
    broker = make_member("Basile", "Pascal")
    Introduction.objects.create(
        pk=SECRET,
        asker=owner,
        broker=broker,
        wanted=WORD,
        words=WORD,
        asked_at=now,
        lapses_at=now + dt.timedelta(days=14),
        target=secret,
        target_name=WORD,
    )
    week = Week.objects.create(pk=SECRET, member=owner, first_day=now.date(), planned_at=now)
    for number, contact in enumerate((known, secret)):
        Gesture.objects.create(
            pk=SECRET + number, week=week, contact=contact, kind="maintain", channel="message", minutes=5
        )


def addresses():
    """Every address of the house, with the secret number or word wherever it takes an argument."""
    found = []

    def walk(resolver, before):
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if here.startswith(NOT_PAGES):
                continue
            if isinstance(entry, URLResolver):
                walk(entry, here)
            elif isinstance(entry, URLPattern):
                path = re.sub(r"<int:\w+>", str(SECRET), here)
                path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
                found.append("/" + re.sub(r"<[^>]*>", WORD.lower(), path))

    walk(get_resolver(), "")
    return found


def shown(client, paths):
    """What each address answers: its status and its words, without what changes at every request."""
    answers = {}
    for path in paths:
        answer = client.get(path, {"q": WORD, "with": SECRET, "people": SECRET, "contact": SECRET})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words = MOVES.sub("", unpacked(body).decode("utf-8", "replace"))
        answers[path] = (answer.status_code, answer.get("Location"), words)
    return answers


def unpacked(body):
    """What an archive holds, without the second it was packed in; anything else as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as bag:
        return PACKED_AT.sub(b"", b"".join(name.encode() + bag.read(name) for name in sorted(bag.namelist())))


def rows_of(owner):
    """Everything of a network, to be compared after strangers had their way with it."""
    kept = {}
    for model in (Contact, ContactKey, Touch, Note, Favour, OwnLight, Position, Batch, Ask, Approach, Gesture):
        own = {"contact__owner": owner} if not hasattr(model, "owner") else {"owner": owner}
        kept[model.__name__] = sorted(map(repr, model.objects.filter(**own).values_list()))
    return kept


@pytest.fixture
def strangers(alix, bruno, chloe):
    """Bruno, linked with Alix, Chloé who leads a community with both, and somebody signed out; and where they go."""
    community = make_community([alix, bruno], lead=chloe)
    low, high = sorted((alix, bruno), key=lambda one: one.pk)
    Link.objects.create(low=low, high=high, since_at=clock.now())
    KeepInTouch.objects.create(member=alix, other=chloe, asked_at=clock.now())
    clients = {"Bruno": Client(), "Chloé": Client(), "nobody": Client()}
    clients["Bruno"].force_login(bruno)
    clients["Chloé"].force_login(chloe)
    paths = addresses()
    assert len(paths) > 100
    return clients, sorted({*paths, *(path.replace(WORD.lower(), community.slug) for path in paths)})


def test_what_strangers_read_does_not_change_with_a_secret_network(strangers, alix, bruno):
    clients, paths = strangers
    before = {who: shown(client, paths) for who, client in clients.items()}
    with transaction.atomic():
        note_a_secret_network(alix, bruno)
        after = {who: shown(client, paths) for who, client in clients.items()}
        transaction.set_rollback(True)

    for who, client in clients.items():
        other = [path for path in paths if after[who][path] != before[who][path]]
        # Some pages are not the same twice anyway: without the network, they are asked once more.
        without = shown(client, other)
        for path in other:
            assert after[who][path] == without[path], f"{who} sees another {path}"


def test_nothing_strangers_send_reaches_a_secret_network(strangers, alix, bruno):
    clients, paths = strangers
    note_a_secret_network(alix, bruno)
    kept = rows_of(alix)
    sent = {"contact": SECRET, "people": SECRET, "verdict": "nobody", "circle": "lived", "channel": "call:both"}
    for client in clients.values():
        client.raise_request_exception = False  # whether odd data is told well is for each app's own tests
    sent |= {"state": "green", "rest": "aside", "kind": "news", "text": "x", "wants": "yes", "given_name": "x"}

    for who, client in clients.items():
        for path in paths:
            with transaction.atomic():
                answer = client.post(path, sent)
                body = b"" if answer.streaming else answer.content
                assert WORD not in body.decode("utf-8", "replace"), f"{who} sent to {path}"
                assert rows_of(alix) == kept, f"{who} sent to {path}"
                transaction.set_rollback(True)


def test_no_mail_and_no_feed_tells_whom_somebody_ranked_or_planned_for(strangers, alix, bruno, chloe):
    """What comes back by itself runs for a month: every letter leaves through the outbox, and each is the owner's."""
    feeds = {one: reverse("calendar_feed", args=[open_feed(one, now=clock.now()).token]) for one in (bruno, chloe)}
    shown_before = {one: Client().get(feed).content for one, feed in feeds.items()}
    note_a_secret_network(alix, bruno)
    Notice.objects.all().delete()

    for days in range(0, 29, 7):
        now = clock.now() + dt.timedelta(days=days)
        plan_week(alix, now=now)
        tell_of_week(alix, now=now)
        ask_how_it_went(now=now)
        forget_lapsed(now=now)

    assert {notice.member for notice in Notice.objects.all()} == {alix}
    assert {one: Client().get(feed).content for one, feed in feeds.items()} == shown_before


def test_no_command_tells_of_a_secret_network(alix, bruno, tmp_path, capfd):
    """Every command of the house, for another member where it takes one: no name or address in what it says."""
    note_a_secret_network(alix, bruno)
    file = tmp_path / "empty.csv"
    file.write_text("First Name,Last Name\n")
    heard = io.StringIO()
    for name, app in sorted(get_commands().items()):
        if not str(app).startswith("sporezo.") or name == "seed_demo":
            continue
        parser = load_command_class(app, name).create_parser("sporezo", name)
        asks = [action for action in parser._actions if not action.option_strings and action.required]
        options = {option for action in parser._actions for option in action.option_strings}
        for positional in (str(SECRET), bruno.email, str(file)):
            words = [positional for _ in asks]
            words += ["--member", bruno.email] if "--member" in options else []
            words += ["--json"] if "--json" in options else []
            with contextlib.suppress(CommandError, Refused, SystemExit, ValueError):
                call_command(name, *words, stdout=heard, stderr=heard)
    out, err = capfd.readouterr()

    assert WORD.lower() not in (heard.getvalue() + out + err).lower()


def test_no_contact_reaches_matching(alix, bruno):
    """What the engine gets of a round is gathered from no table of one's own people, only from mutual links."""
    tennis = make_sport("tennis")
    make_venue(tennis, name="Terrain de la Doua")
    players = [make_player(tennis) for _ in range(2)]
    for owner, other in (players, players[::-1]):
        Contact.objects.create(owner=owner, member=other, given_name=WORD, circle="first")
    round_ = make_round(players)

    with CaptureQueriesContext(connection) as asked:
        snapshot = candidates(round_, as_of=dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC))

    assert WORD not in repr(snapshot)
    told = " ".join(query["sql"] for query in asked.captured_queries)
    assert models.Link._meta.db_table in told
    for table in set(OWN_TABLES) - {models.Link._meta.db_table}:
        assert f'"{table}"' not in told, table


def test_the_rooms_of_rounds_and_the_engine_know_no_contact():
    source = Path(models.__file__).parent.parent
    for file in [*source.joinpath("rounds").rglob("*.py"), *source.joinpath("engine").rglob("*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sporezo.network"):
                names = {alias.name for alias in node.names}
                assert names <= {"Link"}, f"{file.name} imports {names}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for name in PRIVATE_MODELS:
                    assert f"network.{name}".lower() not in node.value.lower(), file.name
