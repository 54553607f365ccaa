"""What the command room of a station keeps: who was given what by which row of the table, and how it was handed over."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Dispatch(models.Model):
    """A 派单: a share of a station given to a part of it, and to somebody there where that was said.

    `decision` is what the table said then (empty: it said nothing), `followed` whether it was done so. `before` is whose
    it was when a part offered it to another; that one holds it until the other takes it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("matters.Task", on_delete=models.CASCADE, related_name="+")
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10)
    edition_id = models.UUIDField()
    table_version = models.CharField(max_length=40, blank=True)
    row = models.CharField(max_length=60, blank=True)
    decision = models.JSONField(default=dict)
    followed = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    before = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "state"]), models.Index(fields=["part", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=models.Q(state="held"), name="one_part_holds_a_share"),
            models.UniqueConstraint(fields=["task"], condition=models.Q(state="offered"), name="one_part_is_offered"),
        ]


class Roster(models.Model):
    """By which pattern of shifts a station plans; whatever changes its duties holds this row."""

    station = models.OneToOneField("orgs.Unit", on_delete=models.PROTECT, related_name="+", primary_key=True)
    pattern = models.CharField(max_length=40, blank=True)


class Duty(models.Model):
    """Somebody on a post of a shift (排班); `part` is the unit that they are of: a part of the station, or itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=40)
    pattern = models.CharField(max_length=40)
    shift = models.CharField(max_length=40)
    day = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["station", "begins_at"]), models.Index(fields=["staff", "begins_at"])]
        constraints = [models.UniqueConstraint(fields=["staff", "begins_at"], name="nobody_begins_two_shifts_at_once")]


class Swap(models.Model):
    """A 换班: whoever has `mine` asks whoever has `theirs` to change with them; both having said yes, it is done.

    Where the pack wants a leader's consent, it waits for that (agreed); `consented_by` is who gave it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    mine = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="+")
    theirs = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    consented_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mine"], condition=models.Q(state__in=["asked", "agreed"]), name="one_swap_waits_for_a_duty"
            )
        ]


class Handover(models.Model):
    """A 交接班单: what a shift hands over to the next. `snapshot`: codes, ids and numbers as they stood when it was given.

    `gear`: how many pieces of each sort were handed over. What the shift wrote down lies sealed in its notes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=40)
    shift = models.CharField(max_length=40)
    day = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    snapshot = models.JSONField(default=dict)
    gear = models.JSONField(default=dict)
    given_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    given_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "-begins_at"])]
        constraints = [models.UniqueConstraint(fields=["station", "day", "shift"], name="one_sheet_for_a_shift")]


class HandoverNote(models.Model):
    """Something that a shift tells the next; the words lie sealed under the key of the sheet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="notes")
    sealed = models.BinaryField()
    made_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["handover", "made_at"])]


class Check(models.Model):
    """A 核查: how the command room found one closing of a matter. `part` held it, `closer` closed it; `missing` names points by code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField()
    closer = models.UUIDField()
    outcome = models.CharField(max_length=20)
    missing = models.JSONField(default=list)
    text = models.TextField(blank=True)
    checked_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["station", "-checked_at"])]
        constraints = [models.UniqueConstraint(fields=["matter", "closed_at"], name="one_check_of_a_closing")]


class Shared(models.Model):
    """A 警网共办: a matter on which a station's officer and a grid worker work together, each unit with its own share.

    `lead`: the unit that asked and closes. What each has done is what their shares say; here stands who.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, related_name="+", primary_key=True)
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    worker = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["station"]), models.Index(fields=["grid"])]


class Talk(models.Model):
    """A 每日会商 of a station: the talk of one day. What it decided are its tasks, sealed under its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    led_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "-day"])]
        constraints = [models.UniqueConstraint(fields=["station", "day"], name="one_talk_a_day")]


class TalkTask(models.Model):
    """A 会商任务: what a talk decided, which part does it (and who there), by when, on which matter or none.

    `sealed` what is to be done, `said` what came of it; both under the key of the talk.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="tasks")
    station = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+", null=True)
    part = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    sealed = models.BinaryField()
    said = models.BinaryField(default=b"")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9)
    made_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["station", "state", "due_at"]), models.Index(fields=["station", "made_at"])]
