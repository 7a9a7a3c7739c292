"""A real Redis on a socket of the loopback, for tests: nothing is kept, nothing is left behind."""

import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager

from tests.processes import wait_until


@contextmanager
def redis_server():
    """The address of a queue, as `SPOREZO_QUEUE_URL` names it."""
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed: `make test` installs it, or says how."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="sporezo-redis-") as folder:
        words = f"--bind 127.0.0.1 --port {port} --save  --appendonly no --dir {folder}"
        server = subprocess.Popen([program, *words.split(" ")], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        try:
            assert wait_until(lambda: _answers(port))
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
