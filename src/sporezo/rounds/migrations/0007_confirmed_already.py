from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def confirmed_already(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Sessions that are on were confirmed when their state last changed."""
    proposals = apps.get_model("rounds", "Proposal").objects.filter(state="confirmed")
    proposals.update(confirmed_at=F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0006_confirmed_at"),
    ]

    operations = [
        migrations.RunPython(confirmed_already, migrations.RunPython.noop),
    ]
