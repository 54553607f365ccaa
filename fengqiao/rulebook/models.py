"""Editions: what was published, by whom, from when; never changed afterwards but for being taken back."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Edition(models.Model):
    """One published version of a pack (its files as texts) or of a text model (its file as bytes).

    `comparison` says how a model stood against the one before it, `reason` why it was published all the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    serial = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    texts = models.JSONField(default=dict)
    content = models.BinaryField(default=bytes)
    note = models.CharField(max_length=200, blank=True)
    comparison = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    valid_from = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name", "serial"], name="edition_serial")]
        indexes = [models.Index(fields=["kind", "name", "valid_from"])]


class ModelDraft(models.Model):
    """A text model that waits to be published, with its comparison (ids and codes) against the one in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    label = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    comparison = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()


class TableDraft(models.Model):
    """A decision table being changed: its rows as the texts of a sheet, faulty cells and all; `base_id` is the edition begun from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    table = models.CharField(max_length=40, unique=True)
    base_id = models.UUIDField()
    lines = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
