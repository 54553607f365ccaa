"""The ledger's triggers."""

from django.db import migrations

from fengqiao.ledger import guard


class Migration(migrations.Migration):
    """Install the guard; reversing takes it away."""

    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guard.install(editor.connection),
            lambda apps, editor: guard.remove(editor.connection),
        )
    ]
