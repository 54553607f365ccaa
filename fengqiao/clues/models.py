"""Clues and their sealed letters, the people named to hold keys, their keys, and recoveries.

Ids are random and days stand for moments wherever an informant acts: an id of today's kind would tell the second.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from fengqiao.kit.identifiers import new_id


class Holder(models.Model):
    """Somebody named by a unit as recipient of its clues or custodian of the way back, from–until."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10)
    named_by = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "staff", "duty"], condition=models.Q(until__isnull=True), name="named_once_for_clues"
            )
        ]


class KeyPair(models.Model):
    """The key of a person: the public half, and the private one under a passphrase that is kept nowhere.

    `tries` counts wrong passphrases since the last right one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    public = models.BinaryField()
    salt = models.BinaryField()
    operations = models.PositiveIntegerField()
    memory = models.PositiveBigIntegerField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(retired_at__isnull=True), name="one_key_in_use_a_person"
            )
        ]


class Unlocked(models.Model):
    """A private key for some minutes, under a secret that only the holder's browser has."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.ForeignKey(KeyPair, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()


class Clue(models.Model):
    """A 线索: codes and numbers alone. `locator` finds it by its receipt code, `public` is the informant's half of a key.

    `counted_…` is what closing it has put into the ledger so far: closed again, it puts the difference there.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=32)
    informant = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    received_on = models.DateField()
    locator = models.BinaryField(max_length=16, null=True, unique=True)
    public = models.BinaryField(max_length=32)
    waiting = models.BooleanField(default=True)
    result = models.CharField(max_length=32, blank=True)
    people = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    counted_people = models.PositiveIntegerField(default=0)
    counted_groups = models.PositiveIntegerField(default=0)
    holder_id = models.UUIDField(null=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.SET_NULL, related_name="+", null=True)
    closed_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "received_on"])]


class Letter(models.Model):
    """Something written in a clue, under a key of its own; `for_informant` is that key sealed to his code."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clue = models.ForeignKey(Clue, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10)
    day = models.DateField()
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()
    for_informant = models.BinaryField(default=b"")
    staff_id = models.UUIDField(null=True)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clue", "place"], name="letters_in_order")]


class Attachment(models.Model):
    """A file of a letter under the letter's key, filled up; its name and type stand in the letter."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="attachments")
    clue = models.ForeignKey(Clue, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()


class Share(models.Model):
    """The key of a letter, sealed to one recipient."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="shares")
    key = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "key"], name="sealed_once_to_a_key")]


class EscrowShare(models.Model):
    """The key of a letter, sealed to one custodian within what is sealed to another: it takes both, one after the other."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="escrow")
    outer = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+")
    inner = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "outer", "inner"], name="escrow_once_a_pair")]


class Recovery(models.Model):
    """A 恢复: two custodians open what somebody else's key no longer does, or prove in a drill that they could.

    `proof` is the digest of the secret of a drill.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10)
    state = models.CharField(max_length=8)
    to_key = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+", null=True)
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    first_key = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+", null=True)
    second_key = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    letters = models.PositiveIntegerField(default=0)
    proof = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(ended_at__isnull=True), name="one_recovery_at_a_time"
            )
        ]


class RecoveryPart(models.Model):
    """What is half open in a recovery, sealed to the custodian who has yet to come; `outer` empty once the first has been."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="parts")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="+", null=True)
    outer = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+", null=True)
    inner = models.ForeignKey(KeyPair, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
