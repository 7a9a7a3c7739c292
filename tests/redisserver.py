"""The few words of Redis that a queue speaks, on the loopback, for tests: a real client talks to it over a real socket.

It answers in RESP3, and refuses what it does not know, as Redis does.
"""

import socketserver
import threading
from collections import defaultdict, deque
from contextlib import contextmanager


class _Words(socketserver.StreamRequestHandler):
    """One connection: a command is an array of strings."""

    def handle(self):
        while line := self.rfile.readline():
            words = [self._string() for _ in range(int(line[1:]))]
            answer = getattr(self, f"_{words[0].decode().lower()}", None)
            self.wfile.write(answer(*words[1:]) if answer else b"-ERR unknown command '%s'\r\n" % words[0])

    def _string(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2]

    def _hello(self, _version):
        return b"%1\r\n$5\r\nproto\r\n:3\r\n"

    def _lpush(self, key, value):
        with self.server.changed:
            self.server.lists[key].appendleft(value)
            self.server.changed.notify()
            return b":%d\r\n" % len(self.server.lists[key])

    def _brpop(self, key, seconds):
        with self.server.changed:
            if not self.server.changed.wait_for(lambda: self.server.lists[key], timeout=float(seconds)):
                return b"_\r\n"
            return _array([key, self.server.lists[key].pop()])

    def _llen(self, key):
        return b":%d\r\n" % len(self.server.lists[key])

    def _lrange(self, key, _first, _last):
        return _array(self.server.lists[key])

    def _del(self, *keys):
        for key in keys:
            self.server.lists.pop(key, None)
        return b":1\r\n"

    def _zcard(self, _key):
        return b":0\r\n"

    def _hmget(self, _key, *fields):
        """Which of these jobs were called off: none."""
        return b"*%d\r\n" % len(fields) + b"_\r\n" * len(fields)

    def _evalsha(self, *_words):
        """What is due of the schedule: nothing, since jobs here are never put off."""
        return b"*0\r\n"


class _Redis(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Words)
        self.lists = defaultdict(deque)
        self.changed = threading.Condition()


def _array(values):
    return b"*%d\r\n" % len(values) + b"".join(b"$%d\r\n%s\r\n" % (len(value), value) for value in values)


@contextmanager
def redis_server():
    """The address of a queue, as `SPOREZO_QUEUE_URL` names it."""
    with _Redis() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"redis://127.0.0.1:{server.server_address[1]}/0"
        finally:
            server.shutdown()
