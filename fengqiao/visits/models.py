"""Those visited, the visits, and the matters that came of them."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Visitee(models.Model):
    """A 走访对象: a household or premises that somebody looks in on again and again.

    Name, address and telephone lie sealed in the vault under this row's own key; `title` is what premises are called,
    empty for a household. `mark`: a keyed digest by which a row handed in twice is known. `point`: latitude and longitude in
    thousandths of a degree, enough for the order of a round and too little to find a door. `due`: None once it is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    tier = models.CharField(max_length=24)
    premise = models.CharField(max_length=8)
    title = models.CharField(max_length=80, blank=True)
    point = models.JSONField(default=list)
    added = models.DateField()
    last = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateField(null=True)
    mark = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # several may have none
    made_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "due"]), models.Index(fields=["officer", "due"])]


class Visit(models.Model):
    """A 走访: who went, when, and how it went. No words: what was found is a matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visitee = models.ForeignKey(Visitee, on_delete=models.PROTECT, related_name="visits")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    met = models.CharField(max_length=8)
    late = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["visitee", "-at"]), models.Index(fields=["staff", "at"])]


class Origin(models.Model):
    """A 走访来由: the visit on which a matter was found, and as what."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="origins")
    concern = models.CharField(max_length=24)
