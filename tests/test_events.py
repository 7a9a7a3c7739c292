"""What is said in threads, live: a real process, real streams, on whichever database the suite runs on."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.test import Client

from sporezo.meets import domain
from sporezo.meets.models import Meet
from sporezo.meets.queries import echoes, stream_address
from sporezo.members.domain import ask_to_leave
from sporezo.safety.models import Block
from tests.factories.communities import make_member
from tests.factories.meets import organise
from tests.processes import ROOT, environment, wait_until
from tests.test_cli import free_port, get, is_listening

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def players(now):
    return [make_member(first_name=name, last_name="Roche") for name in ("Alix", "Bruno", "Chloé")]


@pytest.fixture
def meet(players, now):
    meet = organise(players[0], now=now)
    for one in players[1:]:
        domain.join(meet, member=one, now=now)
    return meet


@contextmanager
def events(folder):
    """The process that speaks, on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "sporezo", "events", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(folder), cwd=ROOT, start_new_session=True)
    try:
        assert wait_until(lambda: is_listening(port) and get(port, "events/healthz") == (200, "alive\n"), seconds=60)
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def status(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/events/{path}")
    return connection.getresponse().status


class Ear:
    """One browser that listens: the lines it was sent, and whether it was let go."""

    def __init__(self, port, meet, member, *, since=0, last_id=None):
        self.browser = Client()
        self.browser.force_login(member)
        self.lines, self.is_gone, self.is_over, self.status = [], False, False, None
        address = urlsplit(stream_address(meet, member, self.browser.session.session_key))
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        self._connection.request("GET", f"{address.path}?{address.query}&since={since}", headers=headers)
        threading.Thread(target=self._listen, daemon=True).start()
        assert wait_until(lambda: self.status)

    def _listen(self):
        answer = self._connection.getresponse()
        self.status = answer.status
        event = []
        try:
            for row in answer:
                if row.strip():
                    event.append(row.decode().strip())
                    continue
                kind = next((line[7:] for line in event if line.startswith("event: ")), "")
                if kind == "line":
                    turn = int(next(line[4:] for line in event if line.startswith("id: ")))
                    words = re.search(r'class="line-words">(.*?)</p>', " ".join(line[6:] for line in event))
                    self.lines.append((turn, words[1] if words else ""))
                self.is_gone |= kind == "gone"
                event = []
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self.is_over = True

    def close(self):
        self._connection.sock.close()


def say(meet, member, words, now):
    return domain.say(meet, member=member, words=words, key=uuid.uuid4(), now=now)


def test_two_listen_one_comes_back_and_nothing_is_lost(tmp_path, players, meet, now):
    alix, bruno, chloe = players
    first = say(meet, alix, "Qui apporte les balles ?", now)
    with events(tmp_path) as (process, port):
        assert [status(port, path) for path in ("thread", "thread?key=x", "else")] == [403, 403, 404]
        ears = [Ear(port, meet, bruno), Ear(port, meet, chloe, since=first.turn)]
        assert wait_until(lambda: ears[0].lines == [(1, "Qui apporte les balles ?")])
        say(meet, chloe, "Moi <b>", now)
        assert wait_until(lambda: all(ear.lines and ear.lines[-1] == (2, "Moi &lt;b&gt;") for ear in ears))
        assert len(ears[1].lines) == 1
        ears[1].close()
        for words in ("trois", "quatre"):
            say(meet, bruno, words, now)
        domain.take_back(first, member=alix, now=now)
        back = Ear(port, meet, chloe, since=0, last_id=2)
        assert wait_until(lambda: back.lines == [(3, "trois"), (4, "quatre"), (5, "")])
        assert wait_until(lambda: ears[0].lines[-1] == (5, ""))

        # Killed, it lets nobody believe that it still speaks; the one that follows knows where each was.
        os.killpg(process.pid, signal.SIGKILL)
        assert wait_until(lambda: ears[0].is_over and back.is_over)
    say(meet, alix, "six", now)
    with events(tmp_path) as (process, port):
        again = Ear(port, meet, bruno, last_id=5)
        assert wait_until(lambda: again.lines == [(6, "six")])
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_whoever_leaves_or_is_not_in_hears_nothing_more(tmp_path, players, meet, now):
    alix, bruno, chloe = players
    with events(tmp_path) as (_process, port):
        stranger, left, stays = (Ear(port, meet, one) for one in (make_member(), bruno, chloe))
        assert wait_until(lambda: stranger.is_gone and stranger.is_over)
        domain.leave(meet, member=bruno, now=now)
        say(meet, alix, "Entre nous", now)
        assert wait_until(lambda: stays.lines == [(1, "Entre nous")])
        assert wait_until(lambda: left.is_gone)
        assert (left.lines, stranger.lines) == ([], [])


def test_whoever_signs_out_is_blocked_or_is_erased_is_let_go_within_seconds(tmp_path, players, meet, now):
    alix, bruno, chloe = players
    driss, elise = make_member(), make_member()
    Meet.objects.filter(pk=meet.pk).update(places=5)
    for one in (driss, elise):
        domain.join(meet, member=one, now=now)
    with events(tmp_path) as (_process, port):
        signed_out, elsewhere, departed, erased, stays = (
            Ear(port, meet, one) for one in (bruno, bruno, chloe, elise, driss)
        )
        signed_out.browser.logout()
        ask_to_leave(chloe, now=now)
        elise.delete()
        assert wait_until(lambda: signed_out.is_gone and departed.is_gone and erased.is_gone)
        say(meet, alix, "Entre nous", now)
        assert wait_until(lambda: elsewhere.lines and stays.lines)
        Block.objects.create(blocker=alix, blocked=driss)
        assert wait_until(lambda: stays.is_gone)
        assert (signed_out.lines, departed.lines, erased.lines) == ([], [], [])


@pytest.mark.parametrize("size", [1, 3])
def test_what_is_heard_costs_the_same_whatever_the_listeners(players, meet, now, size, django_assert_num_queries):
    for number in range(size):
        say(meet, players[number], f"line {number}", now)
    with django_assert_num_queries(6):
        found = echoes({meet.pk: {one.pk: 0 for one in players[:size]}})
    assert [len([one for one in lines if one.event]) for lines in found.values()] == [size] * size


def test_each_hears_what_is_theirs_to_read(players, meet, now):
    alix, bruno, chloe = players
    for one in players:
        say(meet, one, f"de {one.first_name}", now)
    Meet.objects.filter(pk=meet.pk).update(state="cancelled")
    Block.objects.create(blocker=bruno, blocked=chloe)
    alix.language = "en"
    alix.save()
    found = echoes({meet.pk: {one.pk: 0 for one in (*players, make_member())}})
    heard = {pk: " ".join(echo.event.decode() for echo in lines) for (_meet, pk), lines in found.items()}
    assert set(heard) == {one.pk for one in players}
    assert [f"de {name}" in heard[bruno.pk] for name in ("Alix", "Bruno", "Chloé")] == [True, True, False]
    assert [f"de {name}" in heard[chloe.pk] for name in ("Alix", "Bruno", "Chloé")] == [True, False, True]
    assert "Today" in heard[alix.pk] or "Monday" in heard[alix.pk] or "November" in heard[alix.pk]
    assert max(echo.turn for echo in found[meet.pk, bruno.pk]) == 3  # read past what is not theirs
