"""Matters, the reports that made them, the tasks of each party, clocks, routing decisions and the timeline."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id
from fengqiao.matters.ordering import AreaOrNone, DueOrLongAgo, DueOrNever


class Matter(models.Model):
    """A 事项: what is to be done. `edition_id` is the pack that it began with; `due_at`/`soon_at` are its next clock's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=32)
    edition_id = models.UUIDField()
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=8)
    step = models.CharField(max_length=32, blank=True)
    urgent = models.BooleanField(default=False)
    sealed = models.BooleanField(default=False)
    urged = models.BooleanField(default=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    place = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=32, blank=True)
    door = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=32, blank=True)
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    returned = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    ruling = models.CharField(max_length=6, blank=True)
    flow = models.CharField(max_length=4, blank=True)
    conferring = models.BooleanField(default=False)
    check_of = models.UUIDField(null=True)  # the unit whose return waits to be checked
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "due_at"]),
            models.Index(fields=["area", "state"]),
            models.Index(fields=["-received_at", "-id"], name="matters_newest"),
            models.Index(
                models.F("urgent").desc(),
                DueOrNever("due_at").asc(),
                models.F("received_at").desc(),
                models.F("id").desc(),
                name="matters_due",
            ),
            models.Index(
                DueOrLongAgo("due_at").desc(),
                models.F("received_at").desc(),
                models.F("id").desc(),
                name="matters_due_last",
            ),
            # A head of the list each: the rows of one kind, unit, area stand together, the newest first.
            models.Index(fields=["kind", "-received_at", "-id"], name="matters_kind"),
            models.Index(fields=["unit", "-received_at", "-id"], name="matters_by_unit"),
            models.Index(
                AreaOrNone("area"), models.F("received_at").desc(), models.F("id").desc(), name="matters_by_area"
            ),
            models.Index(
                fields=["-closed_at", "-id"], condition=models.Q(closed_at__isnull=False), name="matters_closed"
            ),
            # The open ones and the sealed ones are few among all.
            models.Index(fields=["due_at"], condition=models.Q(closed_at__isnull=True), name="matters_open"),
            models.Index(fields=["received_at"], condition=models.Q(sealed=True), name="matters_sealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="closed_matter_has_a_moment",
            )
        ]


class Report(models.Model):
    """A 诉求: one telling by one person through one door. (`source`, `outside_ref`) makes the same telling one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="reports")
    door = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    text = models.TextField()
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=40)
    outside_ref = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    taken_by = models.UUIDField()
    import_id = models.UUIDField(null=True, db_index=True)
    taken_unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["taken_by", "-received_at"], name="reports_by_taker")]
        constraints = [models.UniqueConstraint(fields=["source", "outside_ref"], name="same_telling_once")]


class Task(models.Model):
    """A 任务: one party's share of a matter. `barred`: who closed it before, where somebody else is to do it again.

    `way` and `sender`: how and from which centre a matter came that was handed on between levels.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="tasks")
    role = models.CharField(max_length=6)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    assignee = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wanted = models.CharField(max_length=200, blank=True)
    barred = models.UUIDField(null=True)
    way = models.CharField(max_length=6, blank=True)
    sender = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["assignee", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=models.Q(role="lead", state__in=["offered", "working"]),
                name="one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["matter", "unit"],
                condition=models.Q(state__in=["offered", "working", "noted"]),
                name="one_share_a_unit",
            ),
        ]


class Clock(models.Model):
    """A 时限: its events; the limit is the kind's in the matter's edition; the dates computed are kept for sorting.

    `kind`: whose limit it began with, where the matter has become of another kind since. `asked`: units of an
    extension asked for. `warned`: reminders given, one more once a miss was told. `next_at`: when
    there is something to do about it by itself: a reminder, a miss, the end of a pause.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="clocks")
    task_id = models.UUIDField(null=True)
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=32, blank=True)
    events = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    warned = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(stopped_at__isnull=True), name="clocks_to_look_at")
        ]


class Routing(models.Model):
    """One decision about where a matter goes: by the table (row, inputs, near misses) or by a person (reason)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="routings")
    at = models.DateTimeField()
    edition_id = models.UUIDField()
    table_version = models.CharField(max_length=40)
    row = models.CharField(max_length=60)
    decision = models.JSONField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    by_hand = models.BooleanField(default=False)
    staff_id = models.UUIDField()
    model_edition_id = models.UUIDField(null=True)


class Entry(models.Model):
    """One line of a matter's timeline: who did what, with words and files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="entries")
    task_id = models.UUIDField(null=True)
    move = models.CharField(max_length=10)
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    codes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["matter", "at"])]


class Recipient(models.Model):
    """A staff member who may see a sealed matter."""

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="recipients")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "staff"], name="named_once")]


class NumberSeries(models.Model):
    """The last serial given on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Sign(models.Model):
    """A name or rare word of an open matter as a number (`kit.text.alike.one`): what tells of the same is found by it."""

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="signs")
    sign = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sign", "-at"])]


class Gathered(models.Model):
    """A matter's place among matters about the same thing: `group` is the id of the earliest of them."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="gathered")
    group = models.UUIDField(db_index=True)
    at = models.DateTimeField()


class SheetImport(models.Model):
    """A 导入: a sheet that somebody handed in, how it is read, and how far it is taken in.

    `columns` is field → place of the column. The sheet itself, which holds personal data, lies sealed on the vault's
    shelf under this row's id until `removed_at`. `position` counts the rows that are settled, in one transaction with
    what became of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff_id = models.UUIDField()
    unit_id = models.UUIDField()
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sheet = models.CharField(max_length=80)
    header_row = models.PositiveIntegerField()
    source = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)
    kind = models.CharField(max_length=32, blank=True)
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["staff_id", "-uploaded_at"])]


class ColumnMapping(models.Model):
    """How a unit reads sheets with a certain header: chosen once, offered again the next time."""

    id = models.BigAutoField(primary_key=True)
    unit_id = models.UUIDField()
    source = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)
    kind = models.CharField(max_length=32, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_id", "source"], name="one_mapping_a_header")]


class Correction(models.Model):
    """What a matter's topic should have been, as somebody's act said: a training row that points at the text.

    `was` is the topic at intake (empty: the model abstained); `topic` the last word, empty where it is only known to be
    wrong. It goes with the matter's words when their term ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="correction")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    was = models.CharField(max_length=32, blank=True)
    topic = models.CharField(max_length=32, blank=True)
    how = models.CharField(max_length=10)
    staff_id = models.UUIDField()
    at = models.DateTimeField()


class SavedList(models.Model):
    """A 常用筛选: the address of a list under a name, in codes only; `unit` is where it is shared, None: one's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.CASCADE, related_name="+", null=True)
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="one_list_a_name")]


class ListTaste(models.Model):
    """How somebody likes the list of matters: its columns, and the saved list that it opens with."""

    staff = models.OneToOneField("orgs.Staff", on_delete=models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField(default=list)
    opens = models.ForeignKey(SavedList, on_delete=models.SET_NULL, related_name="+", null=True)


class Tag(models.Model):
    """A 标签: a word by which a unit keeps matters together; seen in the unit and below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_tag_a_name")]


class Tagged(models.Model):
    """A matter that bears a tag."""

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "tag"], name="tagged_once")]


class Replay(models.Model):
    """A 重放: a draft of a table asked about past matters. `lines` are the draft's as it was then, `edition_id` the pack
    in force then; `position` is the last matter that was asked about, `stays` counts those that stay, by function.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff_id = models.UUIDField()
    table = models.CharField(max_length=40)
    draft_id = models.UUIDField(db_index=True)
    edition_id = models.UUIDField()
    lines = models.JSONField()
    at = models.DateTimeField()
    position = models.UUIDField(null=True)
    total = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    stays = models.JSONField(default=dict)


class ReplayMove(models.Model):
    """A past matter that a draft would send elsewhere or call otherwise: codes only."""

    id = models.BigAutoField(primary_key=True)
    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="moves")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    old_function = models.CharField(max_length=40)
    new_function = models.CharField(max_length=40)
    old_kind = models.CharField(max_length=32)
    new_kind = models.CharField(max_length=32)
    old_row = models.CharField(max_length=60)
    new_row = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replay", "matter"], name="moves_once_a_replay")]
