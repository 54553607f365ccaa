"""What the command room of a station keeps: who was given what by which row of the table, and how it was handed over."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Dispatch(models.Model):
    """A 派单: a share of a station given to a part of it, and to somebody there where that was said.

    `decision` is what the table said then (empty: it said nothing), `followed` whether it was done so. `before` is whose
    it was when a part offered it to another; that one holds it until the other takes it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("matters.Task", on_delete=models.CASCADE, related_name="+")
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10)
    edition_id = models.UUIDField()
    table_version = models.CharField(max_length=40, blank=True)
    row = models.CharField(max_length=60, blank=True)
    decision = models.JSONField(default=dict)
    followed = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    before = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "state"]), models.Index(fields=["part", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=models.Q(state="held"), name="one_part_holds_a_share"),
            models.UniqueConstraint(fields=["task"], condition=models.Q(state="offered"), name="one_part_is_offered"),
        ]
