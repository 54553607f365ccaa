"""Activities, the series they belong to, who takes part, and check-ins."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Series(models.Model):
    """A 定期活动: a rule by which activities come again; `hosts` (ids of units) are host in turn.

    `away`: by the day that was meant, the ids of hosts that cannot.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    freq = models.CharField(max_length=10)
    on = models.PositiveSmallIntegerField()
    moved = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    hosts = models.JSONField(default=list)
    away = models.JSONField(default=dict)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()


class Activity(models.Model):
    """A 活动: planned work of a kind at a time and place, for the people of `unit` or of the `team` that is asked.

    `planned_for`: the day that its series meant where it was moved; `point`: latitude and longitude in millionths of a
    degree, empty where nobody said; `secret`: from which the changing code is made; `started_at`: when
    a guard task was sent to its posts. `subject`: what it is about and where to meet, nobody's name; it goes with its term.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    host = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    venue = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+", null=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="activities", null=True)
    planned_for = models.DateField(null=True)
    kind = models.CharField(max_length=24)
    family = models.CharField(max_length=8)
    form = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    places = models.PositiveSmallIntegerField(default=0)
    least = models.PositiveSmallIntegerField(default=1)
    point = models.JSONField(default=list)
    subject = models.CharField(max_length=60, blank=True)
    secret = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)
    off_reason = models.CharField(max_length=16, blank=True)
    made_by = models.UUIDField()
    ended_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "planned_for"], name="series_day_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="activity_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["unit", "starts"]),
            models.Index(fields=["team", "starts"]),
            models.Index(fields=["family", "state", "starts"]),
        ]


class GuardPost(models.Model):
    """A 安保岗位 of a guard task: where somebody stands (东门, 主席台: a place, nobody's name), and how many at least."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=20)
    least = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "name"], name="guard_post_once")]


class Briefing(models.Model):
    """A 岗前课: a lesson before a guard task; whoever signed in to one of them, the first or a make-up, has heard it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="briefings")
    lesson = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="briefs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "lesson"], name="briefing_once")]


class Seat(models.Model):
    """A 名额: how somebody stands to an activity, in which role and at which guard post, whether they were reminded, asked for leave (`leave`, `leave_why`), and came.

    `reason`: of the pack, why they did not or ask not to; it goes with the term of the minutes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="seats")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, blank=True)
    post = models.ForeignKey(GuardPost, on_delete=models.PROTECT, related_name="seats", null=True)
    state = models.CharField(max_length=8)
    outcome = models.CharField(max_length=8)
    reason = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    reminded = models.BooleanField(default=False)
    leave = models.CharField(max_length=8, blank=True)
    leave_why = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "staff"], name="one_seat_each")]
        indexes = [models.Index(fields=["staff", "state"])]


class SeatOffer(models.Model):
    """A 转交: somebody on the list asks another to go in their place; until that one takes it, the giver is on the list.

    Its id is that of the phone's message, or made here. A later offer of the same place takes the one before it back.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="offers")
    giver = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "giver"], condition=models.Q(state="open"), name="one_open_offer"
            )
        ]
        indexes = [models.Index(fields=["receiver", "state"])]


class Minutes(models.Model):
    """A 会议记录 of an activity; the words lie sealed under its own key, and change no more once another has signed them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class Particulars(models.Model):
    """The 要素 of an activity: what its kind asks besides. `given`: numbers and codes of choices; texts, and what is personal, lie sealed under its own key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="+")
    given = models.JSONField(default=dict)
    sealed = models.BinaryField(default=b"")
    said_by = models.UUIDField()
    said_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class Resolution(models.Model):
    """A 决议 with its votes, numbered by unit and year; `due` and `came` as they stood then. The words lie under the minutes' key.

    `staff`, `by_day`: who does by when what was resolved, where that was said; `reminded`, `urged`: that they were, and the chair.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="resolutions")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    sealed = models.BinaryField(default=b"")
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    due = models.PositiveSmallIntegerField()
    came = models.PositiveSmallIntegerField()
    adopted = models.BooleanField()
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    by_day = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    reminded = models.BooleanField(default=False)
    urged = models.BooleanField(default=False)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "number"], name="resolutions_numbered_once")]
        indexes = [models.Index(fields=["done_at", "by_day"])]


class RequiredNudge(models.Model):
    """A 三会一课提醒: that a branch was reminded of what it has to hold by the end of a period that begins on `first`; once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    first = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code", "first"], name="required_nudge_once")]


class CheckIn(models.Model):
    """A 签到: a message of a phone, kept as it came; its id was made there, so that the same one sent again is one.

    `activity_id` is what the message says, whether or not there is such an activity. Positions go with their term.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    digest = models.CharField(max_length=64)
    device = models.UUIDField()
    seq = models.PositiveIntegerField()
    by_id = models.UUIDField()
    who_id = models.UUIDField(db_index=True)
    activity_id = models.UUIDField(db_index=True)
    way = models.CharField(max_length=8)
    device_at = models.DateTimeField()
    placed_at = models.DateTimeField()
    skew = models.IntegerField()
    received_at = models.DateTimeField()
    lat = models.IntegerField(null=True)
    lon = models.IntegerField(null=True)
    accuracy = models.PositiveIntegerField(null=True)
    doubts = models.JSONField(default=list)
    verdict = models.CharField(max_length=10)
    settled_by = models.UUIDField(null=True)
    receipt = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["device", "seq"]), models.Index(fields=["received_at"])]


class PhoneMessage(models.Model):
    """A 手机来件 that is no check-in: kept as it came, under the id that the phone gave it. Positions go with their term.

    `subject_id`: the activity that it names, whether or not there is such.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    what = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    device = models.UUIDField()
    seq = models.PositiveIntegerField()
    by_id = models.UUIDField(db_index=True)
    subject_id = models.UUIDField(db_index=True)
    device_at = models.DateTimeField()
    placed_at = models.DateTimeField()
    skew = models.IntegerField()
    received_at = models.DateTimeField()
    lat = models.IntegerField(null=True)
    lon = models.IntegerField(null=True)
    accuracy = models.PositiveIntegerField(null=True)
    doubts = models.JSONField(default=list)
    receipt = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["device", "seq"]), models.Index(fields=["received_at"])]


class Photo(models.Model):
    """A 现场照片 under a key of its own and the id of the message that named it; `sha256`: of the bytes as they were taken.

    `arrived_at`: when the bytes came, which fit the hash; `file_id` is empty before, and once its term is over.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.OneToOneField(PhoneMessage, on_delete=models.PROTECT, related_name="photo")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    file_id = models.UUIDField(null=True)
    arrived_at = models.DateTimeField(null=True, db_index=True)
    receipt = models.CharField(max_length=64, blank=True)


class Absence(models.Model):
    """A 来不了: from which day to which, and in which part of each, somebody said that they cannot come. No reason: it is theirs alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    part = models.CharField(max_length=8)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_days"),
            models.UniqueConstraint(fields=["staff", "first", "last", "part"], name="absence_once"),
        ]
        indexes = [models.Index(fields=["staff", "last"])]


class PatrolPlan(models.Model):
    """A 排班表: villages by nights, with the people of a team; `cells` hold day, village, form, ids of people, and once issued the activity."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    first = models.DateField()
    nights = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    villages = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    state = models.CharField(max_length=8)
    made_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "-first"])]
