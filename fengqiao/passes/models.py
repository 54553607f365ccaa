"""Slips with which residents follow a matter, links by which units without an account do a task. No token, no word."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Slip(models.Model):
    """A 查询单: whoever holds it sees how a matter stands. Of the token in its address only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # the last time


class ErrandSlip(models.Model):
    """A 代办查询单: whoever holds it sees how an errand stands. Of the token in its address only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    errand = models.ForeignKey("errands.Errand", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # the last time


class TaskLink(models.Model):
    """A 交办链接: opens once, into a short session in one browser (`session`: the digest of its key), for one task.

    `asked_at`: somebody who had it wanted a fresh one since.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("matters.Task", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    session = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # no session: many rows
    session_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["task", "-made_at"], name="links_of_task")]


class SheetBack(models.Model):
    """A 回表: a sheet of open tasks that a unit filled in and the desk took back; `unit_id` is the unit that filled it.

    The sheet itself lies sealed on the vault's shelf until `removed_at`. `position` counts the rows that are settled, in
    one transaction with what became of them; `left` are those in which nothing was filled in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff_id = models.UUIDField()
    unit_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=200)
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class CalendarFeed(models.Model):
    """A 日历地址: whoever holds it reads what `staff` takes part in or, with a `unit`, what that unit plans. Of the token the digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    revoked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)  # the last time

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=models.Q(revoked_at__isnull=True, unit__isnull=True),
                name="one_feed_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(revoked_at__isnull=True, unit__isnull=False),
                name="one_feed_of_a_unit",
            ),
        ]
