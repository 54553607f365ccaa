"""Errands, their items, steps, authorisations, visits and papers; who they are for lies in the vault under the errand's key."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Errand(models.Model):
    """A 代办申请: what one person asked for at one time, kept by one unit; `runner` goes for it. `text` is what was said.

    One that was asked for by the public page (`asked_at`) has no runner until somebody takes it up; until then
    `taken_at` is the moment when it was asked for. One that was not solved has no runner again, `reopened` times by now;
    `barred`, who ended it, does not take it up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    edition_id = models.UUIDField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    way = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    runner = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    barred = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-taken_at"]),
            models.Index(fields=["runner", "ended_at"]),
            models.Index(fields=["-taken_at", "-id"], name="errands_newest"),
            models.Index(fields=["ended_at"], name="errands_ended"),
        ]


class ErrandItem(models.Model):
    """A 代办事项 of an errand: one kind, its step, when it is due, how it ended (`ending`: why it was not done).

    `soon_at`: when its runner is to be reminded of its term; empty once that was done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    soon_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["errand", "kind"], name="errand_kind_once")]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["state", "soon_at"], name="errand_items_soon"),
        ]


class ErrandLine(models.Model):
    """A step that an item came to, in words; `told` says how the resident heard of it, empty while nobody has told them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ErrandItem, on_delete=models.CASCADE, related_name="lines")
    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    told = models.CharField(max_length=8, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["errand", "at"])]


class Authorisation(models.Model):
    """A 代办授权: who let the assistant act, for which items, until when, signed on paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="authorisations")
    giver = models.CharField(max_length=10)
    kinds = models.JSONField(default=list)
    until = models.DateField()
    signed_at = models.DateTimeField()
    staff_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)


class HomeVisit(models.Model):
    """A 上门 for an item: the day it is planned for, when it was made and by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ErrandItem, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    done_at = models.DateTimeField(null=True)
    staff_id = models.UUIDField()


class HeldPaper(models.Model):
    """A paper that was taken in for an item, and who has it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ErrandItem, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=40)
    holder = models.CharField(max_length=10)
    keeper = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["keeper", "since"])]


class PaperMove(models.Model):
    """A handing over of a paper, signed for by whoever received it; `pictures` of the signed receipt lie in the vault under its id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(HeldPaper, on_delete=models.CASCADE, related_name="moves")
    to = models.CharField(max_length=10)
    at = models.DateTimeField()
    staff_id = models.UUIDField()
    pictures = models.PositiveSmallIntegerField(default=0)


class ErrandRating(models.Model):
    """What was answered when somebody asked after an errand that is over: the three questions apart, and what was said.

    Empty answers: nobody was reached, or they would not say. `way`: by slip, by telephone, at a visit, face to face.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="ratings")
    way = models.CharField(max_length=10)
    responded = models.CharField(max_length=8, blank=True)
    solved = models.CharField(max_length=8, blank=True)
    satisfied = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    again = models.BooleanField(default=False)
    at = models.DateTimeField()
    staff_id = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["errand", "at"]),
            models.Index(fields=["-at", "-id"], name="errand_ratings_newest"),
        ]


class ErrandSeries(models.Model):
    """The last serial given under a prefix (letters and day)."""

    prefix = models.CharField(max_length=16, primary_key=True)
    last = models.PositiveIntegerField(default=0)
