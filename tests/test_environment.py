"""Each wrong value of a setting is one sentence that says what to write; a password is never repeated."""

import os

import pytest

from sporezo.config.environment import WrongSetting, read_environment

WRONG = [
    ("DATA", "/proc/nowhere", "a folder this account may write in"),
    ("DEBUG", "perhaps", "write 1 for yes or 0 for no"),
    ("DEMO", "2", "write 1 for yes or 0 for no"),
    ("URL", "sporezo.example.org", "https://sporezo.example.org"),
    ("URL", "https://sporezo.example.org/club", "without a path"),
    ("URL", "http://sporezo.example.org:99999", "https://sporezo.example.org"),
    ("ALLOWED_HOSTS", "https://sporezo.example.org", "bare names"),
    ("ALLOWED_HOSTS", "*", "bare names"),
    ("DATABASE_URL", "mysql://me:hush@host/name", "postgresql://"),
    ("DATABASE_URL", "postgresql://me:hush@host:port/name", "postgresql://"),
    ("DATABASE_URL", "postgresql://me:hush@host", "postgresql://"),
    ("DATABASE_URL", "sqlite://relative.sqlite3", "SQLite"),
    ("QUEUE_URL", "kafka://me:hush@host", "redis://"),
    ("QUEUE_URL", "redis://", "redis://"),
    ("QUEUE_URL", "sqlite://", "SQLite"),
    ("SMTP_URL", "mail.example.org:25", "smtp://host:25"),
    ("SMTP_URL", "smtp://me:hush@host:mail", "smtp://host:25"),
    ("MAIL_FROM", "nobody", "write an address"),
    ("NAME", " ", "what people call this instance"),
    ("LANGUAGE", "de", "write 'fr' or 'en'"),
    ("TIME_ZONE", "Mars", "IANA"),
    ("NOW", "tomorrow", "a moment with its offset"),
    ("NOW", "2026-11-23T09:00:00", "add the offset"),
    ("NOW", "2026-11-23T09:00:00+01:00", "the demo and the tests only"),
    ("TILES_URL", "https://tiles.example.org/map", "with {z}, {x} and {y}"),
    ("TILES_URL", "https://{s}.example.org/{z}/{x}/{y}.png", "one tile server"),
    ("TILES_URL", "tiles/{z}/{x}/{y}.png", "one tile server"),
    ("TILES_URL", "https://tiles.example.org/{z}/{x}/{y}.png", "say whose with SPOREZO_TILES_CREDIT"),
    ("LOG_LEVEL", "loud", "'DEBUG'"),
    ("THREADS", "0", "a whole number from 1"),
    ("THREADS", "many", "a whole number"),
    ("PROXIES", "-1", "a whole number from 0"),
]


@pytest.fixture
def told_otherwise(tmp_path):
    """Set one `SPOREZO_…` variable for a test, the others at rest."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("SPOREZO_")]:
        del os.environ[name]
    os.environ["SPOREZO_DATA"] = str(tmp_path)
    yield lambda name, value: os.environ.update({f"SPOREZO_{name}": value})
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_wrong_value_is_one_sentence(told_otherwise, name, value, told):
    told_otherwise(name, value)
    with pytest.raises(WrongSetting) as wrong:
        read_environment()
    (sentence,) = wrong.value.sentences
    assert told in sentence
    assert sentence.endswith(".")
    assert "hush" not in sentence


RIGHT = [
    ("DATABASE_URL", "postgresql://sporezo@/sporezo?host=/var/run/postgresql"),
    ("QUEUE_URL", "rediss://:hush@host:6379/0"),
    ("QUEUE_URL", "immediate:"),
    ("SMTP_URL", "smtp+tls://me:p%40ss@mail.example.org"),
    ("ALLOWED_HOSTS", ".example.org, sporezo.local, [::1]"),
    ("URL", "https://sporezo.example.org/"),
]


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_a_right_value_is_taken(told_otherwise, name, value):
    told_otherwise(name, value)
    assert read_environment()
