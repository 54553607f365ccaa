from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0006_absences")]
    operations = [migrations.AddField("series", "away", models.JSONField(default=dict))]
