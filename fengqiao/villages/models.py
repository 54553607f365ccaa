"""Who answers for which village, from when until when."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class VillageOfficer(models.Model):
    """A 包村民警: somebody of a station who answers for a village, or is deputy secretary there (`duty`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=8)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "staff", "duty"],
                condition=models.Q(until__isnull=True),
                name="answers_for_a_village_once",
            )
        ]
        indexes = [models.Index(fields=["until", "area"])]
