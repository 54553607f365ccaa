"""The one table of events."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Event(models.Model):
    """One thing that happened. Ids without foreign keys: the ledger outlives the rows that it speaks of."""

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    unit_id = models.UUIDField()
    area_id = models.UUIDField(null=True)
    staff_id = models.UUIDField()
    subject_id = models.UUIDField()
    measures = models.JSONField(default=dict)
    attributes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "seq"]), models.Index(fields=["unit_id", "kind", "happened_at"])]
