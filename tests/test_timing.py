"""How long an answer took is told with it where an operator measures, and nowhere else."""

import re

from sporezo.config.environment import Environment
from sporezo.config.timing import Timed


def answer(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]


def test_the_time_is_told_beside_what_the_answer_said():
    told = []
    body = Timed(answer)({}, lambda status, headers: told.append((status, headers)))

    ((status, headers),) = told
    assert (status, body, headers[0]) == ("200 OK", [b"here"], ("Content-Type", "text/plain"))
    assert re.fullmatch(r"app;dur=\d+\.\d", dict(headers)["Server-Timing"])


def test_nobody_is_told_unless_it_is_asked_for():
    assert not Environment().server_timing
