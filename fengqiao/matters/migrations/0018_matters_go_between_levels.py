"""A share says how it came and from which centre, where a matter goes between levels."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0017_parties_confer"), ("orgs", "0005_centres_have_levels")]

    operations = [
        migrations.AddField("task", "way", models.CharField(blank=True, default="", max_length=6), False),
        migrations.AddField(
            "task",
            "sender",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
            ),
        ),
    ]
