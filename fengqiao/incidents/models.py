"""Joint incidents, their parties, and the lines of their timeline."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Incident(models.Model):
    """A 联动: what units do together about a matter, led by `unit`, by a call-out plan of the pack it began with.

    `told_at` is when the matter was told of; `limit_minutes` the published time to arrive there (None: as soon as can
    be); `numbers` is count → number; `drill` (演练) is counted in no figure.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    edition_id = models.UUIDField()
    plan = models.CharField(max_length=32)
    state = models.CharField(max_length=8)
    drill = models.BooleanField(default=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    setting = models.CharField(max_length=8, blank=True)
    limit_minutes = models.PositiveSmallIntegerField(null=True)
    told_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    numbers = models.JSONField(default=dict)
    made_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "-opened_at"], name="incidents_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=models.Q(state="running"), name="one_incident_at_a_time"
            )
        ]


class JointParty(models.Model):
    """A unit in a joint incident with its task: when it was told, signed, left, arrived, was done or stood down.

    `role` is a kind of party of the pack (empty: chosen by hand); `by_desk` names the steps that the lead wrote down for
    it; `reason` says why it was stood down.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="parties")
    task = models.ForeignKey("matters.Task", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, blank=True)
    told_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    stood_down_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=32, blank=True)
    by_desk = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["unit", "-told_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "unit"],
                condition=models.Q(done_at__isnull=True, stood_down_at__isnull=True),
                name="one_joint_party_a_unit",
            )
        ]


class JointLine(models.Model):
    """One line of a joint incident: who did what when. The id is made where the button was pressed: pressed twice is once.

    `happened_at` is when it was, `at` when it was written down; `area` where a position note puts somebody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="lines")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(JointParty, on_delete=models.CASCADE, related_name="lines", null=True)
    move = models.CharField(max_length=10)
    code = models.CharField(max_length=32, blank=True)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    by_desk = models.BooleanField(default=False)
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField(blank=True)
    codes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["incident", "happened_at"])]
