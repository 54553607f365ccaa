"""Volunteers and the hours that count for them."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Volunteer(models.Model):
    """A 义警: how somebody stands to volunteering. Names, numbers and the emergency contact lie sealed under its own key.

    `staff` is whoever they are on the platform once enrolled; `born` the first day of the month of birth; `slots` the parts
    of the week in which they can (`3e`: Wednesday evening); `shown`: the public list may say their name; `carried`: minutes of before, by a document
    that two persons signed (ADR 169).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=16, blank=True)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    staff = models.OneToOneField("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10)
    born = models.DateField(null=True)
    slots = models.JSONField(default=list)
    trained = models.DateField(null=True)
    insured_from = models.DateField(null=True)
    insured_until = models.DateField(null=True)
    consented_at = models.DateTimeField(null=True)
    shown = models.BooleanField(default=False)
    stars = models.PositiveSmallIntegerField(default=0)
    carried = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=16, blank=True)
    enrolled_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="volunteer_number_once")
        ]
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["team", "state"])]


class Hours(models.Model):
    """A 服务时长: minutes of an activity to which a volunteer came, confirmed by somebody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hours")
    activity_id = models.UUIDField(db_index=True)
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    confirmed_by = models.UUIDField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "activity_id"], name="hours_once_an_activity")]
        indexes = [models.Index(fields=["volunteer", "state", "day"])]


class Series(models.Model):
    """The last number given to a volunteer in a year; locked while the next are given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Certificate(models.Model):
    """A 志愿服务证明: hours up to a day, under a number; whoever has its code (`token`) sees that it was issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=24, unique=True)
    minutes = models.PositiveIntegerField()
    carried = models.PositiveIntegerField(default=0)
    since = models.DateField()
    until = models.DateField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()


class StarNotice(models.Model):
    """A 星级公示: who reaches which star with how many minutes, shown in public from a day to a day.

    `lines` hold ids, stars and minutes; names are looked up when it is shown, as far as consent goes then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    lines = models.JSONField(default=list)
    closed_on = models.DateField(null=True)
    made_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(closed_on__isnull=True), name="one_open_notice")
        ]


class CarriedPaper(models.Model):
    """A 原有时长文件: hours of before by a document, handed in by one person and signed by another before they count.

    `number`: under which the document is kept; `lines` hold ids and minutes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    lines = models.JSONField(default=list)
    state = models.CharField(max_length=8)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state"])]


class Told(models.Model):
    """That a volunteer tapped, before a patrol, on what a volunteer may not do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity_id = models.UUIDField(db_index=True)
    staff_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity_id", "staff_id"], name="told_once_an_activity")]


class PointsMember(models.Model):
    """A 志工: a volunteer who agreed that points are kept of them; deleted with all points at once when they no longer do.

    `leads`: they lead the 志工 of their team.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    volunteer = models.OneToOneField(Volunteer, on_delete=models.PROTECT, related_name="points_member")
    leads = models.BooleanField(default=False)
    consented_at = models.DateTimeField()


class PointLine(models.Model):
    """A 积分: points of a rule of the published scheme, for what was done on a day; or, with a negative number, what they were used for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(PointsMember, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=24)
    use = models.BooleanField(default=False)
    points = models.IntegerField()
    day = models.DateField()
    given_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "day"])]
