"""Inspections, their parties, findings, what happened to each, and the numbers they are known by."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Inspection(models.Model):
    """A 联合检查: units look at a venue or a stretch of road by a checklist of the pack it began with.

    `answers` is line → answer, `present` role → how many people. `unit` leads; its signature ends the inspection.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=32)
    edition_id = models.UUIDField()
    state = models.CharField(max_length=10)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+", null=True)
    place = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    present = models.JSONField(default=dict)
    planned_for = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-made_at", "-id"], name="inspections_newest")]


class Party(models.Model):
    """A unit that takes part in an inspection, and who of its staff signed for it."""

    id = models.BigAutoField(primary_key=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "unit"], name="one_party_a_unit")]


class Finding(models.Model):
    """A 问题: what was found, who puts it right (`owner_unit` always, a person or an enterprise besides), until when.

    `term` is the limit as it was set, `events` those of its clock; the dates are kept for sorting, as with clocks of
    matters. `watch` says by which count of the pack, where and from which day an effect is measured.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    source = models.CharField(max_length=12)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings", null=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+", null=True)
    item = models.CharField(max_length=32, blank=True)
    severity = models.CharField(max_length=8)
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    venue = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+", null=True)
    place = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    found_by = models.UUIDField()
    found_at = models.DateTimeField()
    owner = models.CharField(max_length=8)
    owner_unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    owner_staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10)
    term = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    missed = models.BooleanField(default=False)
    sent_back = models.PositiveSmallIntegerField(default=0)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    kept = models.BooleanField(null=True)
    watch = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["owner_unit", "state", "due_at"]),
            models.Index(fields=["unit", "state", "due_at"]),
            models.Index(fields=["-found_at", "-id"], name="findings_newest"),
            models.Index(fields=["next_at"], condition=models.Q(state="open"), name="findings_to_look_at"),
        ]


class Step(models.Model):
    """One line of what happened to a finding: who did what, with words and files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=10)
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    codes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["finding", "at"])]


class SiteSeries(models.Model):
    """The last serial given under a prefix (letters and day)."""

    prefix = models.CharField(max_length=16, primary_key=True)
    last = models.PositiveIntegerField(default=0)
