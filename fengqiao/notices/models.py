"""Notices, and how somebody likes to get theirs. Ids without foreign keys: rooms above own what they point at."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Notice(models.Model):
    """A 通知: one thing told to one recipient by one way, written with the deed that causes it.

    `codes` holds numbers, codes, ids and moments, never a name or a sentence; a resident is a telling (`report_id`), whose
    number is read when it is sent. `sealed`: an address and a link given by whoever asked, under the matter's key, gone
    once it has ended. `next_at`: the next try; while SENDING, when the sender is given up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    way = models.CharField(max_length=5)
    staff_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    matter_id = models.UUIDField(null=True, db_index=True)
    codes = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    urgent = models.BooleanField(default=False)
    sealed = models.BinaryField(default=b"")
    made_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=9)
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    sender = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state__in=["queued", "sending"]), name="notices_to_send"
            ),
            models.Index(fields=["staff_id", "-made_at", "-id"], condition=models.Q(way="inbox"), name="notices_inbox"),
            models.Index(
                fields=["staff_id"], condition=models.Q(way="inbox", read_at__isnull=True), name="notices_unread"
            ),
            models.Index(
                fields=["-made_at", "-id"],
                condition=models.Q(state__in=["queued", "sending", "failed", "doubtful"]),
                name="notices_open",
            ),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="notices_reference"),
        ]


class NoticeTaste(models.Model):
    """How somebody likes to get notices besides the inbox: a mailbox of their own, and which kinds go there."""

    staff_id = models.UUIDField(primary_key=True)
    email = models.CharField(max_length=120, blank=True)
    email_kinds = models.JSONField(default=list)
