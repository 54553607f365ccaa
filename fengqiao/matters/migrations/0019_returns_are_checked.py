"""A return waits to be checked by whoever it was handed back to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0018_matters_go_between_levels")]

    operations = [migrations.AddField("matter", "check_of", models.UUIDField(null=True))]
