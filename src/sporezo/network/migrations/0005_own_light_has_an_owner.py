"""An own light knows its owner, so that a page reads a few rows; the trash is counted at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("network", "0004_sheets_and_own_lights"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("trashed_at__isnull", False)), fields=["owner"], name="contact_in_the_trash"
            ),
        ),
        # Never released: the table is made anew rather than filled in.
        migrations.DeleteModel("OwnLight"),
        migrations.CreateModel(
            name="OwnLight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("green", "green light"), ("warm-up", "warm-up"), ("through", "through someone")],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_lights", to="network.contact"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"verbose_name": "own light"},
        ),
        migrations.AddConstraint(
            model_name="ownlight",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("contact",), name="own_light_once"
            ),
        ),
    ]
