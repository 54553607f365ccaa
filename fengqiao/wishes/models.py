"""Wishes and the pictures of their fulfilment; the child, school and guardian lie in the vault under the wish's key."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Wish(models.Model):
    """A 微心愿: what a child wishes, in what age band and town. `pictures`: the guardian lets pictures show the child.

    `text` is shown to members; `note` is what came with the delivery, `thanks` what the child or family said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    edition_id = models.UUIDField()
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=40)
    band = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    cost = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10)
    relation = models.CharField(max_length=40)
    consented_at = models.DateTimeField()
    pictures = models.BooleanField(default=False)
    collected_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    thanks = models.TextField(blank=True)
    back = models.CharField(max_length=40, blank=True)
    withdrawn = models.CharField(max_length=40, blank=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "withdrawn"]) | models.Q(claimed_by__isnull=False),
                name="wish_claimed_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-consented_at"]),
            models.Index(fields=["claimed_by", "state"]),
            models.Index(fields=["unit", "state"]),
        ]


class WishPicture(models.Model):
    """A picture of a fulfilment, under a key of its own, so that it can be destroyed alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="photos")
    file_id = models.UUIDField()
    state = models.CharField(max_length=8)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()


class WishSeries(models.Model):
    """The last serial given under a prefix (letters and day)."""

    prefix = models.CharField(max_length=16, primary_key=True)
    last = models.PositiveIntegerField(default=0)
