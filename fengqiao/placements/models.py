"""Placements and what those placed write down."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Placement(models.Model):
    """A 实习锻炼: somebody in a unit (and a village of it) for a term, with a mentor and a post that ends with the term.

    `sender`: the organisation that sent them. What they are to do (`tasks`), and what they and the mentor say of it, lies
    sealed under a key of the row. `planned_last`: the last day at first; `fresh`: not the next part of a stay begun elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    mentor = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    sender = models.CharField(max_length=40, blank=True)
    first = models.DateField()
    last = models.DateField()
    planned_last = models.DateField()
    state = models.CharField(max_length=8)
    fresh = models.BooleanField(default=True)
    ending = models.CharField(max_length=24, blank=True)
    appraisal = models.CharField(max_length=24, blank=True)
    tasks = models.BinaryField(default=b"")
    summary = models.BinaryField(default=b"")
    word = models.BinaryField(default=b"")
    summed_at = models.DateTimeField(null=True)
    worded_by = models.UUIDField(null=True)
    worded_at = models.DateTimeField(null=True)
    numbers = models.JSONField(default=dict)
    reminded = models.BooleanField(default=False)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="placement_term")]
        indexes = [
            models.Index(fields=["unit", "first"]),
            models.Index(fields=["state", "last"]),
            models.Index(fields=["staff", "first"]),
        ]


class PlacementEntry(models.Model):
    """An 实习记录: what somebody placed did on a day, how often and how long; its words lie sealed under the placement's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="entries")
    day = models.DateField()
    deed = models.CharField(max_length=24)
    times = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(default=b"")
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["placement", "day"])]
