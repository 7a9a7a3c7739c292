"""A sheet in two parts: what changed is kilobytes, the whole is megabytes; each writing draws a stamp."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("network", "0005_own_light_has_an_owner"),
    ]

    operations = [
        # Never released, and all of it is read from the exchanges: made anew rather than filled in.
        migrations.DeleteModel("TieSheet"),
        migrations.CreateModel(
            name="TieSheet",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("layout", models.CharField(max_length=64)),
                ("stamp", models.CharField(max_length=32)),
                ("body_stamp", models.CharField(max_length=32)),
                ("read_at", models.DateTimeField()),
                ("stale_since", models.DateTimeField(blank=True, null=True)),
                ("patched", models.BinaryField(default=bytes)),
                ("rows", models.BinaryField(default=bytes)),
                ("words", models.TextField(blank=True)),
            ],
            options={"verbose_name": "tie sheet"},
        ),
        migrations.CreateModel(
            name="TieBody",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("stamp", models.CharField(max_length=32)),
                ("season", models.JSONField(default=dict)),
                ("rows", models.BinaryField()),
                ("words", models.TextField(blank=True)),
            ],
            options={"verbose_name": "tie rows"},
        ),
    ]
