"""The docs speak of what exists: files, commands, settings."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from sporezo.cli import OWN_WORDS
from sporezo.config.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sporezo"
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FILE = re.compile(r"(?<![\w/$.-])(?:src|docs|tools|tests|\.ci)/[\w./-]*\w|[\w-]+\.(?:toml|yaml|lock|md)\b")
COMMAND = re.compile(r"(?:^|[\s`/])sporezo ((?:[a-z]+)(?: [a-z]+)?)\b", re.MULTILINE)
TARGET = re.compile(r"^\s*make ([a-z]+)|`make ([a-z]+)", re.MULTILINE)
SETTING = re.compile(r"SPOREZO_[A-Z_]+[A-Z]")
MACHINE = re.compile(r"/(?:home|root|work|Users|mnt|opt)/\w+")
OF_TESTS = {"SPOREZO_EXAMPLES"}  # read by the tests alone, so no setting of an instance
SETTINGS = {f"SPOREZO_{field.upper()}" for field in Environment.model_fields}
pytestmark = pytest.mark.parametrize("doc", DOCS, ids=lambda path: str(path.relative_to(ROOT)))


def code(doc):
    return "\n".join(CODE.findall(doc.read_text()))


def test_links_lead_somewhere(doc):
    links = [link for link in LINK.findall(doc.read_text()) if not link.startswith(("http", "mailto"))]
    assert [link for link in links if not (doc.parent / link).exists()] == []


def is_there(name, doc):
    """From the root, from the page, or, for a bare name, anywhere in the package."""
    return (ROOT / name).exists() or (doc.parent / name).exists() or ("/" not in name and any(SOURCE.rglob(name)))


def test_files_named_are_there(doc):
    assert [name for name in set(FILE.findall(code(doc))) if not is_there(name, doc)] == []


def test_commands_named_are_there(doc):
    known = OWN_WORDS.keys() | {name for name, app in get_commands().items() if app.startswith("sporezo.")}
    named = {words.split(" ")[0]: words for words in COMMAND.findall(code(doc))}
    assert [
        words for first, words in named.items() if first not in known and words.replace(" ", "_") not in known
    ] == []


def test_make_targets_named_are_there(doc):
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {first or second for first, second in TARGET.findall(code(doc))} <= known


def test_settings_named_exist(doc):
    assert set(SETTING.findall(doc.read_text())) <= SETTINGS | OF_TESTS


def test_no_path_of_a_machine(doc):
    assert MACHINE.findall(doc.read_text()) == []


def test_every_setting_is_explained(doc):
    if doc.name == "self-hosting.md":
        assert set(SETTING.findall(doc.read_text())) == SETTINGS
