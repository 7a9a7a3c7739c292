from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0005_knocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
