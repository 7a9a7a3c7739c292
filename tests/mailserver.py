"""A real mail server on the loopback, for tests: what it accepted, and one that dawdles."""

import asyncio
import email
import email.policy
import logging
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller

# aiosmtpd tells each line of each conversation, from a thread that outlives the test.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Received:
    """What the server accepted, parsed, when, over which connections; `dawdle` makes it keep its word for that long."""

    port: int
    mails: list = field(default_factory=list)
    at: list = field(default_factory=list)
    peers: set = field(default_factory=set)
    began: threading.Event = field(default_factory=threading.Event)
    dawdle: float = 0.0
    refuse: str = ""

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 – aiosmtpd's name
        self.began.set()
        if self.dawdle:
            await asyncio.sleep(self.dawdle)
        if self.refuse:
            return self.refuse
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.at.append(time.monotonic())
        self.peers.add(session.peer)
        return "250 OK"


@contextmanager
def mail_server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    received = Received(port)
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield received
    finally:
        controller.stop()
