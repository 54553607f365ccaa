"""Files by content hash, and personal fields under a key of their own for each matter."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class StoredFile(models.Model):
    """A file held by a row (`holder_id`); who may see the row may see the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_id = models.UUIDField(db_index=True)
    matter_id = models.UUIDField(db_index=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()


class PersonalRecord(models.Model):
    """The personal fields of a matter's teller: encrypted under a data key that the master key wraps."""

    owner_id = models.UUIDField(primary_key=True)
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    masked = models.JSONField(default=dict)
