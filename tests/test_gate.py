"""Requests go through a process one at a time, pages and deeds apart, and nobody waits long behind a slow one."""

import threading

import pytest

from sporezo.config.gate import Gate

LONG = 20.0


class Answering:
    """An application that says who is inside, and lets each out when told."""

    def __init__(self):
        self.inside, self.most = [], 0
        self.entered = threading.Semaphore(0)
        self.leave = threading.Semaphore(0)
        self._guard = threading.Lock()

    def __call__(self, environ, start_response):
        with self._guard:
            self.inside.append(environ["who"])
            self.most = max(self.most, len(self.inside))
        self.entered.release()
        assert self.leave.acquire(timeout=LONG)
        with self._guard:
            self.inside.remove(environ["who"])
        return [environ["who"].encode()]


def send(gate, method, who, answers):
    def ask():
        answers.append(b"".join(gate({"REQUEST_METHOD": method, "who": who}, lambda *_: None)))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_requests_go_through_one_at_a_time_and_all_are_answered(method):
    application, answers = Answering(), []
    gate = Gate(application, patience_seconds=LONG)
    threads = [send(gate, method, f"{number}", answers) for number in range(4)]
    for _ in threads:
        assert application.entered.acquire(timeout=LONG)
        assert len(application.inside) == 1
        application.leave.release()
    for thread in threads:
        thread.join(LONG)
    assert sorted(answers) == [b"0", b"1", b"2", b"3"]
    assert application.most == 1


def test_a_page_passes_while_a_deed_is_under_way():
    application, answers = Answering(), []
    gate = Gate(application, patience_seconds=LONG)
    threads = [send(gate, "DELETE", "deed", answers)]
    assert application.entered.acquire(timeout=LONG)
    threads.append(send(gate, "GET", "page", answers))
    assert application.entered.acquire(timeout=LONG)
    assert application.inside == ["deed", "page"]
    for _ in threads:
        application.leave.release()
    for thread in threads:
        thread.join(LONG)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_slow_one_keeps_nobody(method):
    application, answers = Answering(), []
    gate = Gate(application, patience_seconds=0.01)
    threads = [send(gate, method, "slow", answers)]
    assert application.entered.acquire(timeout=LONG)
    threads.append(send(gate, method, "quick", answers))
    assert application.entered.acquire(timeout=LONG)
    assert application.inside == ["slow", "quick"]
    for _ in threads:
        application.leave.release()
    for thread in threads:
        thread.join(LONG)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_one_that_fails_lets_the_next_one_in(method):
    def fail(environ, start_response):
        raise RuntimeError("oops")

    gate = Gate(fail, patience_seconds=LONG)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="oops"):
            gate({"REQUEST_METHOD": method}, lambda *_: None)
