"""The question is a row before its answer: who was asked, when, after which session."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meets", "0002_initial"),
        ("network", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("keepintouch", "at", "answered_at"),
        migrations.AlterField("keepintouch", "answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "keepintouch",
            "asked_at",
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            "keepintouch",
            "meet",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="meets.meet",
            ),
        ),
        migrations.AlterField("keepintouch", "wants", models.BooleanField(null=True)),
        migrations.AddIndex(
            "keepintouch",
            models.Index(fields=["member", "answered_at"], name="keep_in_touch_waiting"),
        ),
        migrations.AddConstraint(
            "keepintouch",
            models.CheckConstraint(
                condition=models.Q(wants__isnull=True, answered_at__isnull=True)
                | models.Q(wants__isnull=False, answered_at__isnull=False),
                name="keep_in_touch_answer_has_its_time",
            ),
        ),
    ]
