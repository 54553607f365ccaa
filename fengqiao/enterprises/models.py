"""Enterprises, their officers, what was done for them, the matters they asked for, sheets of them."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Enterprise(models.Model):
    """A 企业: a venue with the unit that looks after it; its contact person lies sealed under its own key in the vault.

    `room` is the police room inside (警务室). In the alliance from `since` until `until`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    venue = models.OneToOneField("orgs.Venue", on_delete=models.PROTECT, related_name="+")
    credit = models.CharField(max_length=18, unique=True)
    sector = models.CharField(max_length=24)
    people = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("orgs.Venue", on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    contact_at = models.DateTimeField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "since"])]


class Officer(models.Model):
    """A 联系民警: who of the staff answers for an enterprise."""

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="officers")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "staff"], name="answers_once")]


class Activity(models.Model):
    """A 服务: a talk, advice, a drill on a day, with how many listened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="activities")
    service = models.CharField(max_length=24)
    day = models.DateField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff_id = models.UUIDField()
    audience = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["enterprise", "-day"])]


class Trouble(models.Model):
    """A 难题: a matter that an enterprise asked to have solved (为企业解难题)."""

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="troubles")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    staff_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter"], name="asked_by_one_enterprise")]


class EnterpriseSheet(models.Model):
    """A sheet of enterprises on its way in; it lies sealed on the vault's shelf under this row's id until `expires_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff_id = models.UUIDField()
    unit_id = models.UUIDField()
    name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
