"""Governance centres have a level and neighbours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_what_kind_of_country_an_area_is")]

    operations = [
        migrations.AddField("unit", "level", models.CharField(blank=True, default="", max_length=8), False),
        migrations.AddField("unit", "neighbours", models.JSONField(default=list)),
    ]
