"""Meetings and their suggestions."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Meeting(models.Model):
    """A 月例会: held by a unit, with a team of volunteers or for an area; who came is counted by sort, `minutes` say what was resolved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    day = models.DateField()
    state = models.CharField(max_length=8)
    place = models.CharField(max_length=120, blank=True)
    came = models.JSONField(default=dict)
    minutes = models.TextField(blank=True)
    made_by = models.UUIDField()
    held_by = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "-day"])]


class Suggestion(models.Model):
    """A 建议: raised at a meeting, to be answered by a unit until a day, and told at the meeting `told_at` after that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="suggestions")
    place = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    owner = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=8, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.UUIDField(null=True)
    replied_on = models.DateField(null=True)
    told_at = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="told", null=True)
    carried = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "place"], name="suggestions_in_order")]
        indexes = [models.Index(fields=["owner", "answer", "due"])]
