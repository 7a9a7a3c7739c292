from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0006_sheets_in_two_parts")]

    operations = [
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(fields=["owner", "-at"], name="touch_owner_at"),
        ),
    ]
