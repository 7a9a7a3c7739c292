from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_no_migration_is_missing(db, capsys):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_migrations_have_names_that_say_something():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = [(app, name) for app, name in loader.disk_migrations if apps.get_app_config(app).name.startswith("sporezo.")]
    assert ours
    assert [name for _, name in ours if "_auto_" in name] == []


def test_no_two_migrations_contend_for_the_end():
    assert MigrationLoader(None, ignore_no_migrations=True).detect_conflicts() == {}
