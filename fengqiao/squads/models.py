"""Temporary units."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Squad(models.Model):
    """A 临时组织: a unit (`unit`) below another (`parent`) with a term and a purpose; `report`: how it ended.

    Both words lie sealed under its own key and go with their term (`erased_at`). Members hold posts in the unit beside their own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.OneToOneField("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    purpose = models.BinaryField(default=b"")
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10)
    report = models.BinaryField(default=b"")
    numbers = models.JSONField(default=dict)
    reminded = models.BooleanField(default=False)
    founded_by = models.UUIDField()
    dissolved_by = models.UUIDField(null=True)
    dissolved_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="squad_term")]
        indexes = [models.Index(fields=["state", "last"]), models.Index(fields=["parent", "state"])]
