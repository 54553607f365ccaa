"""Disputes, parties, mediators, sessions, what is due, reviews; people's names lie in the vault."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Dispute(models.Model):
    """A 纠纷 that is mediated: about one matter, by one unit, graded by a published table (`table`, `row`).

    Money is in fen; `dialects`: what the mediator should speak, a need of the mediation and not of a person.
    `round`: how often it was mediated; what came before is a `DisputeRound`, and sessions, dues and papers say of which they are.
    `facts`, `demands`, `note` and `manner` (how and where it is performed) are words of its documents, each written once; `file_number` is that of
    its file, as the pack forms it, `kept_for` how long that is kept.
    `moved_from`: who mediated until it went, at `moved_at`, to `unit` with the lead of its matter.
    `came_from`: the matter, merged into this one, that brought the dispute; `came_unit`: who mediated there. `agreement` holds the words of the agreement; `way` what was advised where there was none, `excluded` what forbade mediation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    edition_id = models.UUIDField()
    state = models.CharField(max_length=10)
    mediation = models.CharField(max_length=8)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=32)
    source = models.CharField(max_length=32)
    people = models.PositiveIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    signs = models.JSONField(default=list)
    dialects = models.JSONField(default=list)
    grade = models.CharField(max_length=32, blank=True)
    route = models.CharField(max_length=32, blank=True)
    table = models.CharField(max_length=40, blank=True)
    row = models.CharField(max_length=40, blank=True)
    on_scene = models.BooleanField(default=False)
    informed_at = models.DateTimeField()
    consented_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    made_by = models.UUIDField()
    mediator = models.ForeignKey("disputes.Mediator", on_delete=models.PROTECT, related_name="disputes", null=True)
    form = models.CharField(max_length=8, blank=True)
    agreement = models.TextField(blank=True)
    agreed_amount = models.BigIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=32, blank=True)
    excluded = models.CharField(max_length=32, blank=True)
    alarmed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    facts = models.TextField(blank=True)
    demands = models.TextField(blank=True)
    note = models.TextField(blank=True)
    manner = models.TextField(blank=True)
    kept_for = models.CharField(max_length=32, blank=True)
    file_number = models.CharField(max_length=120, blank=True)
    came_from = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+", null=True)
    came_unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    round = models.PositiveSmallIntegerField(default=1)
    moved_at = models.DateTimeField(null=True)
    moved_from = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-taken_at"]),
            models.Index(fields=["-taken_at", "-id"], name="disputes_newest"),
        ]


class DisputeRound(models.Model):
    """A mediation of a dispute that came out before it was mediated again (重新调解): how it ended, and the words agreed on.

    `state` and what follows are those of the dispute then; `again_at` is when it began anew, `staff_id` who saw to that.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="rounds")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey("disputes.Mediator", on_delete=models.PROTECT, related_name="+", null=True)
    made_by = models.UUIDField()
    consented_at = models.DateTimeField()
    form = models.CharField(max_length=8, blank=True)
    agreement = models.TextField(blank=True)
    manner = models.TextField(blank=True)
    agreed_amount = models.BigIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=32, blank=True)
    excluded = models.CharField(max_length=32, blank=True)
    again_at = models.DateTimeField()
    staff_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="one_row_a_round")]


class DisputeParty(models.Model):
    """A party to a dispute, on one side of it; its id is that of its sealed record in the vault, with its agent.

    `powers`: what its agent may do (codes of the pack).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=8)
    side = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=0)
    powers = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["dispute", "place"])]


class FileSeries(models.Model):
    """The last serial of a file that a unit has given in a year, by whose mediation it is and whether on the scene."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    mediation = models.CharField(max_length=8)
    on_scene = models.BooleanField(default=False)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "mediation", "on_scene"], name="one_row_a_series")
        ]


class Inquiry(models.Model):
    """A 调查记录: somebody was asked about a dispute. Who it was and what was said lie sealed in the vault by this row's id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="inquiries")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    place = models.TextField(blank=True)
    added_at = models.DateTimeField()
    staff_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["dispute", "asked_at"])]


class Appraisal(models.Model):
    """A 伤情鉴定 of a police mediation: while it is out the term rests. `due`: the term that rests, if one ran; `text`: what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="appraisals")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    due = models.ForeignKey("disputes.DisputeDue", on_delete=models.SET_NULL, related_name="+", null=True)
    out_on = models.DateField()
    back_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    staff_id = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=models.Q(back_on__isnull=True), name="one_appraisal_out"
            )
        ]


class Extension(models.Model):
    """A 延期: something due was made later, with the reason, from which moment to which."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="extensions")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)


class Mediator(models.Model):
    """A 调解员 of the register: somebody of the staff, with what they are known for.

    `kinds` are types of dispute (none: any), `most` how many open disputes at a time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.OneToOneField("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    dialects = models.JSONField(default=list)
    standings = models.JSONField(default=list)
    since = models.DateField()
    most = models.PositiveSmallIntegerField(default=5)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class MediatorTie(models.Model):
    """Somebody with whom a mediator has an interest (kin, household, employer), said once for every dispute to come.

    Who it is lies sealed in the vault by this row's id, under a key of its own; `own`: the mediator said so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="ties")
    interest = models.CharField(max_length=32)
    own = models.BooleanField()
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mediator"], condition=models.Q(ended_at__isnull=True), name="ties_in_force")]


class Recusal(models.Model):
    """A mediator who may not mediate a dispute, with the interest that was declared (回避)."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="recusals")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="recusals")
    interest = models.CharField(max_length=32)
    at = models.DateTimeField()
    staff_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "mediator"], name="recused_once")]


class Session(models.Model):
    """A 调解会: when, in which room, who of the parties came, what came of it in words. Who else was there lies sealed in the vault by this row's id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="sessions")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10)
    venue = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+", null=True)
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="+", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    came = models.JSONField(default=list)
    result = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    staff_id = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["venue", "starts_at"])]


class DisputeDue(models.Model):
    """Something due by a moment: a police session, a payment, a visit, the joint confirmation; when it was done.

    `found`: what a visit found, the codes of answers by that of the question.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="dues")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    amount = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    source = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    found = models.JSONField(default=dict)
    staff_id = models.UUIDField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="disputes_due"),
            models.Index(fields=["dispute", "due_at"]),
        ]


class SignedPaper(models.Model):
    """A 签字件: the picture of a document of the file as people signed it; the picture is the file that it holds.

    `document` is its code, empty while nobody could tell which it is; `by_code`: told by the QR code on it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="papers")
    document = models.CharField(max_length=40, blank=True)
    by_code = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    staff_id = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["dispute", "added_at"])]


class Review(models.Model):
    """A 复查: a dispute came within the period after an earlier one of the same parties or address; what was found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="reviews")
    earlier = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="later_reviews")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=8)
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True)
    staff_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "earlier"], name="reviewed_once")]


class RoomDay(models.Model):
    """A mediation room's day: the row that is locked while an hour in it is given away."""

    id = models.BigAutoField(primary_key=True)
    venue = models.ForeignKey("orgs.Venue", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "day"], name="one_row_a_room_and_day")]
