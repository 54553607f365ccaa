"""A data key per matter, personal fields per telling, a blind index. What was kept is moved without opening it."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import migrations, models


def _fingerprint() -> str:
    """The master key of the first edition, if its file is there."""
    path = Path(settings.MASTER_KEY_FILE)
    if not path.is_file() or path.stat().st_size != 32:
        return ""
    return hashlib.sha256(b"fengqiao master key\0" + path.read_bytes()).hexdigest()[:16]


def forwards(apps, editor):
    old, new = apps.get_model("vault", "FirstPersonalRecord"), apps.get_model("vault", "PersonalRecord")
    key, report = apps.get_model("vault", "DataKey"), apps.get_model("matters", "Report")
    master = _fingerprint()
    batch = []

    def save():
        told = {}
        for matter_id, report_id in (
            report.objects.filter(matter_id__in=[row.owner_id for row in batch])
            .order_by("-received_at", "-id")
            .values_list("matter_id", "id")
        ):
            told[matter_id] = report_id  # the first telling is the last one here
        key.objects.bulk_create(
            [key(matter_id=row.owner_id, wrapped=row.wrapped_key, master=master) for row in batch]
        )
        new.objects.bulk_create(
            [
                new(report_id=told[row.owner_id], matter_id=row.owner_id, sealed=row.sealed, masked=row.masked, bound=1)
                for row in batch
                if row.owner_id in told
            ]
        )
        batch.clear()

    for row in old.objects.order_by("owner_id").iterator(chunk_size=500):
        batch.append(row)
        if len(batch) == 500:
            save()
    save()


def backwards(apps, editor):
    old, new = apps.get_model("vault", "FirstPersonalRecord"), apps.get_model("vault", "PersonalRecord")
    wrapped = dict(apps.get_model("vault", "DataKey").objects.values_list("matter_id", "wrapped"))
    rows = new.objects.filter(bound=1)
    old.objects.bulk_create(
        [
            old(owner_id=row.matter_id, wrapped_key=wrapped[row.matter_id], sealed=row.sealed, masked=row.masked)
            for row in rows
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial"), ("matters", "0001_initial")]

    operations = [
        migrations.RenameModel("PersonalRecord", "FirstPersonalRecord"),
        migrations.CreateModel(
            name="MasterKey",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=8)),
                ("since", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("state",), name="one_active_master_key"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("matter_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("master", models.CharField(db_index=True, max_length=16)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("destroyed_at__isnull", True), ("master", ""), _connector="OR"),
                        name="destroyed_key_has_no_master",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="IndexKey",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("master", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="PersonalRecord",
            fields=[
                ("report_id", models.UUIDField(primary_key=True, serialize=False)),
                ("matter_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
                ("masked", models.JSONField(default=dict)),
                ("bound", models.PositiveSmallIntegerField(default=2)),
            ],
        ),
        migrations.CreateModel(
            name="BlindIndex",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("matter_id", models.UUIDField(db_index=True)),
                ("report_id", models.UUIDField(db_index=True)),
                ("digest", models.BinaryField(db_index=True)),
            ],
        ),
        migrations.RunPython(forwards, backwards),
        migrations.DeleteModel("FirstPersonalRecord"),
    ]
