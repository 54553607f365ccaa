"""Help sessions."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class HelpSession(models.Model):
    """A 帮办: who helped at which station, with what, how long, and how it ended; `matter_id` where it was passed on. No person's name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    helped = models.CharField(max_length=8)
    minutes = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8)
    matter_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["venue", "at"]), models.Index(fields=["helper", "-at"])]
