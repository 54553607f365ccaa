"""Practical matters and their milestones."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Item(models.Model):
    """A 实事: `place` in the list of a unit for a year; `shown`: it stands on the public page. `reason` why it was dropped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    aim = models.CharField(max_length=8)
    title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8)
    reason = models.TextField(blank=True)
    shown = models.BooleanField(default=False)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "place"], name="practical_in_order")]
        indexes = [models.Index(fields=["year", "unit"])]

    @property
    def number(self) -> str:
        """What it is called by: year and place in the list."""
        return f"SS{self.year}-{self.place:02}"


class Helper(models.Model):
    """A unit that helps with a practical matter."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="helpers")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "unit"], name="helper_once")]


class Milestone(models.Model):
    """A 节点: what is done by when; `note` is what was reported, `remark` what whoever verified it says. `warned`: its lateness was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="stones")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, blank=True)
    due = models.DateField()
    state = models.CharField(max_length=8)
    note = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    reported_by = models.UUIDField(null=True)
    reported_on = models.DateField(null=True)
    checked_by = models.UUIDField(null=True)
    checked_on = models.DateField(null=True)
    back = models.PositiveSmallIntegerField(default=0)
    warned = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "place"], name="stones_in_order")]
        indexes = [models.Index(fields=["state", "due"])]
