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
