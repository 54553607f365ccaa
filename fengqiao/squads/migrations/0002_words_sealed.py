"""Purpose and report of temporary units are sealed under a key of each, and what was written in the clear goes."""

from django.db import migrations, models
from django.utils import timezone


def seal(apps, editor):
    """Seal the words of every row; on a new installation there is none, and no key is asked for."""
    from fengqiao.vault.actions import make_missing_keys, seal_words

    rows, now = list(apps.get_model("squads", "Squad").objects.all()), timezone.now()
    if not rows:
        return
    make_missing_keys([row.id for row in rows], at=now)
    for row in rows:
        own = {"owner_id": row.id, "row_id": row.id, "at": now}
        row.purpose = seal_words(words=row.clear_purpose, **own)
        row.report = seal_words(words=row.clear_report, **own) if row.clear_report else b""
        row.save(update_fields=["purpose", "report"])


class Migration(migrations.Migration):
    dependencies = [("squads", "0001_initial"), ("vault", "0005_blindindex_kind")]
    operations = [
        migrations.RenameField("squad", "purpose", "clear_purpose"),
        migrations.RenameField("squad", "report", "clear_report"),
        migrations.AddField("squad", "purpose", models.BinaryField(default=b"")),
        migrations.AddField("squad", "report", models.BinaryField(default=b"")),
        migrations.AddField("squad", "erased_at", models.DateTimeField(null=True)),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("squad", "clear_purpose"),
        migrations.RemoveField("squad", "clear_report"),
    ]
