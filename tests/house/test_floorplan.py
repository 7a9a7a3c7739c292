"""The stairs bite: what is planted upside down in a copy of the tree is caught, and the tables point down too."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sporezo"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
STAIRS = next(contract for contract in CONTRACTS if contract["id"] == "stairs")["layers"]
FLOOR = {room.strip("() "): -number for number, storey in enumerate(STAIRS) for room in storey.split("|")}


def lint(package: Path) -> subprocess.CompletedProcess:
    """What import-linter says of a tree, under our contracts."""
    shutil.copy(ROOT / "pyproject.toml", package.parent)
    command = [Path(sys.executable).with_name("lint-imports"), "--config", "pyproject.toml", "--no-cache"]
    return subprocess.run(
        command,
        cwd=package.parent,
        env={"PYTHONPATH": str(package.parent), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path):
    copy = tmp_path / "sporezo"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale"))
    return copy


def test_the_house_stands(house):
    answer = lint(house)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("where", "line", "told"),
    [
        ("members/models.py", "from sporezo.meets import models", "sporezo.members is not allowed to import"),
        ("notices/queries.py", "import sporezo.network.models", "sporezo.notices is not allowed to import"),
        ("meets/domain.py", "def warm():\n    from sporezo.rounds import models", "sporezo.meets is not allowed"),
        ("engine/snapshot.py", "from sporezo.sports.models import Sport", "sporezo.engine is not allowed to import"),
        ("engine/pairs.py", "from django.utils import timezone", "sporezo.engine is not allowed to import django"),
        ("meets/models/session.py", "from sporezo.meets import views", "sporezo.meets.models is not allowed to import"),
        ("rounds/tasks.py", "import huey", "sporezo is not allowed to import huey"),
    ],
)
def test_a_planted_import_is_caught(house, where, line, told):
    planted = house / where
    (planted.parent / "views.py").touch()
    planted.touch()
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    answer = lint(house)
    assert answer.returncode == 1
    assert told in answer.stdout


def test_a_planted_room_is_caught(house):
    (house / "meets" / "services.py").write_text('"""Everything and nothing."""\n')
    answer = lint(house)
    assert answer.returncode == 1
    assert "services" in answer.stdout + answer.stderr


def test_a_planted_app_is_caught(house):
    (house / "common").mkdir()
    (house / "common" / "__init__.py").write_text('"""Everything and nothing."""\n')
    answer = lint(house)
    assert answer.returncode == 1
    assert "sporezo.common" in answer.stdout + answer.stderr


def test_every_relation_points_down():
    """Foreign keys by name ("meets.Meet") escape the import linter."""
    upside_down = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("sporezo.")
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model.__module__.startswith("sporezo.")
        and FLOOR[field.related_model._meta.app_label] > FLOOR[model._meta.app_label]
    ]
    assert upside_down == []


def test_every_migration_leans_on_a_floor_below():
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    upside_down = [
        f"{app}.{name} -> {needed_app}"
        for (app, name), migration in migrations.items()
        if app in FLOOR
        for needed_app, _ in migration.dependencies
        if FLOOR.get(needed_app, -99) > FLOOR[app]
    ]
    assert upside_down == []
