"""Where a contact worked is told once, among the positions of `network`."""

import datetime as dt
from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    position = apps.get_model("network", "Position")
    position.objects.bulk_create(
        position(
            contact_id=stint.contact_id,
            company=stint.company,
            started_on=dt.date(stint.from_year, 1, 1),
            finished_on=dt.date(stint.until_year, 12, 31) if stint.until_year else None,
        )
        for stint in apps.get_model("asks", "Stint").objects.order_by("pk").iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("asks", "0001_initial"), ("network", "0006_sheets_in_two_parts")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel("Stint"),
    ]
