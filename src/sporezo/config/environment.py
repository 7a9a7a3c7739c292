"""What an operator may set: typed, from the environment, with a sentence for each wrong value."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import secrets
import zoneinfo
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class WrongSetting(SystemExit):
    """A setting cannot be used; the message says which one and what to write instead. Exit code 2."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(2)
        self.sentences = sentences

    def __str__(self) -> str:
        return "\n".join(self.sentences)


class Environment(BaseSettings):
    """Every `SPOREZO_…` variable, its type and its default. See docs/self-hosting.md."""

    model_config = SettingsConfigDict(env_prefix="SPOREZO_", extra="ignore")

    data: Path = Path(".data")
    debug: bool = False
    demo: bool = False
    secret_key: str = ""
    url: str = "http://127.0.0.1:8000"
    events_url: str = ""
    allowed_hosts: Annotated[list[str], NoDecode] = []
    database_url: str = ""
    queue_url: str = ""
    smtp_url: str = ""
    mail_from: str = "Sporezo <bonjour@localhost>"
    name: str = "Sporezo"
    language: Literal["fr", "en"] = "fr"
    time_zone: str = "Europe/Paris"
    now: dt.datetime | None = None
    public_sessions: bool = False
    tiles_url: str = ""
    tiles_credit: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    server_timing: bool = False
    threads: Annotated[int, Field(ge=1, le=64)] = 4
    proxies: Annotated[int, Field(ge=0, le=9)] = 0

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @field_validator("allowed_hosts")
    @classmethod
    def _bare_names(cls, value: list[str]) -> list[str]:
        if not all(re.fullmatch(r"\.?[a-z0-9.-]+|\[[0-9a-f:]+\]", host, re.IGNORECASE) for host in value):
            raise ValueError("write bare names, such as sporezo.example.org,sporezo.local, without https:// or a port")
        return value

    @field_validator("name")
    @classmethod
    def _said_aloud(cls, value: str) -> str:
        if not value.strip() or len(value) > 60:
            raise ValueError("write what people call this instance, 60 characters at most")
        return value.strip()

    @field_validator("mail_from")
    @classmethod
    def _with_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            raise ValueError("write an address, such as Sporezo <bonjour@example.org>")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise ValueError("write an IANA name such as Europe/Paris")
        return value

    @field_validator("url", "events_url")
    @classmethod
    def _web_address(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name == "events_url":
            return value
        parts = _parts(value)
        is_bare = parts is not None and not (parts.path.strip("/") or parts.query or parts.fragment)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or not is_bare:
            raise ValueError("write the address people type, without a path, such as https://sporezo.example.org")
        return value.rstrip("/")

    @field_validator("tiles_url")
    @classmethod
    def _one_tile_server(cls, value: str) -> str:
        parts = _parts(value)
        is_server = parts is not None and parts.scheme in {"http", "https"} and bool(parts.hostname)
        has_braces = re.findall(r"{[^}]*}", value)
        if value and not (is_server and sorted(has_braces) == ["{x}", "{y}", "{z}"] and "{" not in parts.netloc):  # type: ignore[union-attr]
            raise ValueError(
                "write the address of one tile server with {z}, {x} and {y}, such as"
                " https://tiles.example.org/{z}/{x}/{y}.png"
            )
        return value

    @model_validator(mode="after")
    def _maps_say_whose_they_are(self) -> Environment:
        if self.tiles_url and not self.tiles_credit.strip():
            raise ValueError(
                "SPOREZO_TILES_URL draws somebody's map: say whose with SPOREZO_TILES_CREDIT, such as"
                " © OpenStreetMap https://www.openstreetmap.org/copyright"
            )
        return self

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not (_names_postgresql(value) or _names_file(value)):
            raise ValueError("write postgresql://user:password@host:5432/name, or leave it empty for SQLite")
        return value

    @field_validator("queue_url")
    @classmethod
    def _known_queue(cls, value: str) -> str:
        parts = _parts(value)
        is_redis = parts is not None and parts.scheme in {"redis", "rediss"} and bool(parts.hostname)
        if value and not (is_redis or value == "immediate:" or _names_postgresql(value) or _names_file(value)):
            raise ValueError("write redis://host:6379/0 or postgresql://…, or leave it empty for a SQLite file")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _known_smtp(cls, value: str) -> str:
        parts = _parts(value)
        is_server = parts is not None and parts.scheme in {"smtp", "smtps", "smtp+tls"} and bool(parts.hostname)
        if value and not is_server:
            raise ValueError(
                "write smtp://host:25, smtp+tls://user:password@host:587 or smtps://user:password@host:465"
            )
        return value

    @field_validator("now")
    @classmethod
    def _aware_now(cls, value: dt.datetime | None) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("add the offset, such as 2026-11-23T09:00:00+01:00")
        return value

    @model_validator(mode="after")
    def _clock_only_in_the_demo(self) -> Environment:
        if self.now is not None and not (self.demo or self.debug):
            raise ValueError("SPOREZO_NOW moves the clock: it is for the demo and the tests only, unset it")
        return self

    def secret(self) -> str:
        """The signing key: given, or made once and kept in the data folder, readable by its owner alone."""
        if self.secret_key:
            return self.secret_key
        path = self.data / "secret_key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text().strip()


def read_environment() -> Environment:
    """Read and check all settings; raise `WrongSetting` with one sentence a wrong value."""
    try:
        environment = Environment()
    except ValidationError as error:
        raise WrongSetting([_sentence(problem) for problem in error.errors()]) from None
    with contextlib.suppress(OSError):
        environment.data.mkdir(parents=True, exist_ok=True)
    if not os.access(environment.data, os.W_OK | os.X_OK):
        told = "write the path of a folder this account may write in"
        raise WrongSetting([f"SPOREZO_DATA: {told} (it reads {str(environment.data)!r})."])
    return environment


SECRET = {"secret_key", "database_url", "queue_url", "smtp_url"}
"""What may hold a password: never repeated on a screen or in a log."""


def _sentence(problem: Any) -> str:
    """What to write instead, of one setting."""
    if not problem["loc"]:
        return f"Settings: {problem['msg'].removeprefix('Value error, ')}."
    name, limits = str(problem["loc"][0]), problem.get("ctx", {})
    kind = problem["type"].partition("_")[0]
    text = {
        "bool": "write 1 for yes or 0 for no",
        "literal": f"write {limits.get('expected', '')}",
        "datetime": "write a moment with its offset, such as 2026-11-23T09:00:00+01:00",
        "int": "write a whole number",
        "greater": f"write a whole number from {limits.get('ge')}",
        "less": f"write a whole number up to {limits.get('le')}",
    }.get(kind, problem["msg"].removeprefix("Value error, "))
    given = "" if name in SECRET else f" (it reads {problem['input']!r})"
    return f"SPOREZO_{name.upper()}: {text}{given}."


def _parts(url: str) -> SplitResult | None:
    """The parts of a URL; None when its port is none."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return None
    return parts


def _names_postgresql(url: str) -> bool:
    parts = _parts(url)
    return parts is not None and parts.scheme in {"postgresql", "postgres"} and bool(parts.path.strip("/"))


def _names_file(url: str) -> bool:
    parts = _parts(url)
    return parts is not None and parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728; "
    "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
)


def database(url: str, data: Path) -> dict[str, object]:
    """Django's database setting for a URL; SQLite in the data folder when the URL is empty."""
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        return {
            "ENGINE": "sporezo.config.sqlite",
            "NAME": unquote(parts.path) if parts.path else str(data / "sporezo.sqlite3"),
            "CONN_MAX_AGE": 60,  # opening takes longer than most questions
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": str(data / "test.sqlite3")},
        }
    options: dict[str, object] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(str(options.pop("host", "")) or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(url: str, *, demo: bool) -> dict[str, object]:
    """Django's mail settings for an SMTP URL; when it is empty, the demo's mailbox, else the log (with a warning)."""
    if not url:
        backend = "sporezo.notices.adapters.Mailbox" if demo else "django.core.mail.backends.console.EmailBackend"
        return {"EMAIL_BACKEND": backend}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 15,
    }
