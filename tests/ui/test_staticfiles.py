"""Static files: collected when they change, and never by two at once."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from sporezo.ui.staticfiles import collect

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_collected_twice():
    collect()
    assert collect() is False


def test_modules_import_each_other_by_hashed_name():
    collect()
    names = json.loads((Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())["paths"]
    main = (Path(settings.STATIC_ROOT) / names["ui/js/main.js"]).read_text()
    assert names["ui/js/focus.js"].rpartition("/")[2] in main
    assert staticfiles_storage.url("ui/css/tokens.css") != "/static/ui/css/tokens.css"


def test_every_stylesheet_is_linked_or_is_not_there():
    heads = (ROOT / "src/sporezo/ui/templates/ui" / name for name in ("stylesheets.html", "map_head.html"))
    linked = "".join(head.read_text() for head in heads)
    sheets = list((ROOT / "src/sporezo/ui/static/ui/css").glob("*.css"))
    assert sheets
    assert all(f"ui/css/{sheet.name}" in linked for sheet in sheets)


def test_behaviours_stay_small():
    for module in (ROOT / "src/sporezo/ui/static/ui/js").glob("*.js"):
        assert len(module.read_text().splitlines()) < 60, module.name


def test_vendored_files_are_the_ones_listed():
    check = subprocess.run(
        [sys.executable, ROOT / "tools/vendor.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
