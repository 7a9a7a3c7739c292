"""French is complete; and the tool that says so sees what it should."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
messages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(messages)

PAGE = """{% load i18n %}{% translate "A game this week" %}
{% blocktranslate trimmed count n=n %}
  {{ n }} member
{% plural %}
  {{ n }} members
{% endblocktranslate %}<b title="{{ _("Close") }}">{# translate "no" #}</b>"""

CODE = """from django.utils.translation import gettext_lazy as _, pgettext
name = _("court" " to book")
word = pgettext("sport", "match")
other = _(name)
"""

FRENCH = """msgid "A game this week"
msgstr "Une partie cette semaine"

msgid "%(n)s member"
msgid_plural "%(n)s members"
msgstr[0] "%(n)s membre"
msgstr[1] "%(n)s membres"

msgid "Close"
msgstr "Fermer"

msgid "court to book"
msgstr "terrain à réserver"

msgctxt "sport"
msgid "match"
msgstr "rencontre"
"""


@pytest.fixture
def package(tmp_path):
    for folder in ("meets/templates/meets", "locale/fr/parts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "meets/templates/meets/page.html").write_text(PAGE)
    (tmp_path / "meets/models.py").write_text(CODE)
    (tmp_path / "locale/fr/parts/meets.po").write_text(FRENCH)
    return tmp_path


def test_french_spaces_do_not_break():
    assert (
        messages.set_in_type("« Déjà ? » : l'heure, 3 km ; 12 h")
        == "«\u00a0Déjà\u202f?\u00a0»\u00a0: l’heure, 3\u00a0km\u202f; 12\u00a0h"
    )


def test_french_is_complete():
    assert messages.problems() == []


def test_every_way_of_saying_something_is_seen(package):
    assert {message.text for message in messages.used(package)} == {
        "A game this week",
        "%(n)s member",
        "Close",
        "court to book",
        "match",
    }
    assert messages.problems(package) == []


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('msgid "Close"\n', 'msgid "Shut"\n', "no French for 'Close'"),
        ('msgstr "Fermer"', 'msgstr ""', "no French for 'Close'"),
        ('msgid "Close"\n', '#, fuzzy\nmsgid "Close"\n', "fuzzy: 'Close'"),
        ("%(n)s membres", "%(nombre)s membres", "other placeholders in French: '%(n)s member'"),
        ("Fermer", "Fermer !", "an exclamation mark in French: 'Close'"),
        ('msgctxt "sport"\n', "", "no French for 'match'"),
        ('msgid "Close"\n', 'msgid "Bye"\nmsgstr "Au revoir"\n\nmsgid "Close"\n', "nothing says 'Bye' any more"),
    ],
)
def test_a_flaw_in_french_is_told(package, was, becomes, complaint):
    part = package / "locale/fr/parts/meets.po"
    assert was in FRENCH
    part.write_text(FRENCH.replace(was, becomes))
    assert any(complaint in sentence for sentence in messages.problems(package))


def test_merge_folds_the_parts_in_and_loses_nothing(package):
    before = {entry.msgid for entry in messages.catalogue(package / "locale/fr")[0]}
    assert messages.merge(package) == []
    assert list((package / "locale/fr/parts").iterdir()) == []
    assert {entry.msgid for entry in messages.catalogue(package / "locale/fr")[0]} == before
    assert messages.problems(package) == []


def test_merge_tells_of_two_translations_for_one_string(package):
    (package / "locale/fr/parts/other.po").write_text('msgid "Close"\nmsgstr "Quitter"\n')
    assert messages.merge(package) == ["other.po translates 'Close' otherwise: ['Quitter']"]


def test_compiled_messages_are_what_gettext_reads(package):
    import gettext

    messages.compile_messages(package)
    with (package / "locale/fr/LC_MESSAGES/django.mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.ngettext("%(n)s member", "%(n)s members", 2) == "%(n)s membres"
    assert french.pgettext("sport", "match") == "rencontre"


def test_extract_gives_entries_to_fill_in(package):
    shutil.rmtree(package / "locale")
    entries = messages.extract(package)
    assert 'msgid "Close"\nmsgstr ""' in entries
    assert 'msgid_plural "%(n)s members"' in entries
