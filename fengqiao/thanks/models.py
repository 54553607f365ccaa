"""Letters of thanks and banners; from whom they are lies in the vault under the row's key."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Thanks(models.Model):
    """A 感谢信 or 锦旗 for a unit, or for one of its people; `text` is what stands on it. `wrong`: why it does not count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    day = models.DateField()
    text = models.TextField(blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    wrong = models.CharField(max_length=10, blank=True)
    retracted_by = models.UUIDField(null=True)
    retracted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-day"]), models.Index(fields=["day", "kind"])]
