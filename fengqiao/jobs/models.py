"""The one row of each long work."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Job(models.Model):
    """A 后台任务: `kind` says what is done (settings.JOBS), `subject_id` to which row; codes and numbers only.

    `attempt` counts its runs: a worker that was taken for dead and comes back finds that another has gone on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    staff_id = models.UUIDField()
    post_id = models.UUIDField()
    unit_id = models.UUIDField()
    state = models.CharField(max_length=8)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=1)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["staff_id", "kind", "-queued_at"]), models.Index(fields=["subject_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(state__in=["queued", "running", "stopping"]),
                name="one_job_at_a_time",
            )
        ]
