"""The test bench: one data folder a run, the database the environment names, Chromium, and the clock.

`make test` runs the suite on SQLite, then on PostgreSQL (it sets `SPOREZO_DATABASE_URL`), then the browser tests.
"""

import atexit
import datetime as dt
import logging
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from hypothesis import settings as hypothesis_settings

# Set here, before Django is: the developer's own instance must never be what tests run on. The workers of a run inherit
# it all, and share its folder: their databases have names of their own, and static files are collected once.
if "PYTEST_XDIST_WORKER" not in os.environ:
    DATA = Path(tempfile.mkdtemp(prefix="sporezo-tests-"))
    atexit.register(shutil.rmtree, DATA, ignore_errors=True)
    _kept = ("SPOREZO_DATABASE_URL", "SPOREZO_EXAMPLES")
    for _name in [name for name in os.environ if name.startswith("SPOREZO_") and name not in _kept]:
        del os.environ[_name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "sporezo.config.settings"
    os.environ["SPOREZO_DATA"] = str(DATA)
    os.environ["SPOREZO_QUEUE_URL"] = "immediate:"
    os.environ["SPOREZO_SECRET_KEY"] = "for tests only"
django.setup()
# pytest shows what was logged. The console handler writes to the stream pytest had put in place when settings were
# read, and closes: a thread that logs after that fills the report with "I/O operation on closed file".
for _handler in [one for one in logging.root.handlers if type(one) is logging.StreamHandler]:
    logging.root.removeHandler(_handler)

pytest_plugins = ["tests.cast"]
hypothesis_settings.register_profile("deep", max_examples=40)  # pytest --hypothesis-profile=deep: what a night is for


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their files by hash, as in production."""
    from sporezo.ui.staticfiles import collect

    collect()


@pytest.fixture
def now() -> dt.datetime:
    """A Monday morning in Paris."""
    return dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
