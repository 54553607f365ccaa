"""What study uses, what is to be made up, and of what somebody was reminded."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Thing(models.Model):
    """A 学习资源: a classroom, a place, a lecturer or a medium that activities of study use, of a sort of the pack.

    `name`: of the place or medium, or of an outside lecturer's office, never a person's; the name of an outside lecturer
    lies sealed under a key of the row and goes with its term. `retired_on`: from when it is not used any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    sort = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    sealed = models.BinaryField(default=b"")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    retired_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"])]


class Use(models.Model):
    """A 使用: that an activity uses a thing; it counts once the activity was held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey("duties.Activity", on_delete=models.PROTECT, related_name="+")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="uses")
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "thing"], name="use_once")]


class MakeUp(models.Model):
    """A 补学: that somebody missed a session which has to be made up by a day, and how it was.

    `seat_id`: of the session missed; `form`, `day`, `minutes` and words (sealed under a key of the row): of what was done instead.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat_id = models.UUIDField(unique=True)
    activity = models.ForeignKey("duties.Activity", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=8)
    way = models.CharField(max_length=8, blank=True)
    instead = models.ForeignKey("duties.Activity", on_delete=models.PROTECT, related_name="+", null=True)
    form = models.CharField(max_length=24, blank=True)
    day = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(default=b"")
    reminded = models.BooleanField(default=False)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["staff", "state"]), models.Index(fields=["state", "due"])]


class Nudge(models.Model):
    """A 学时提醒: that somebody was reminded of the hours of a year at a moment of the pack; once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "year", "moment"], name="nudge_once")]
