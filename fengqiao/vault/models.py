"""Keys, files and residents' personal fields. Residents stand apart from staff: nothing here refers to a person of orgs."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class MasterKey(models.Model):
    """A master key by its fingerprint; the key itself lies in a file outside the database."""

    id = models.CharField(primary_key=True, max_length=16)
    state = models.CharField(max_length=8)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="one_active_master_key")
        ]


class DataKey(models.Model):
    """The data key of a matter, wrapped by a master key; destroyed (`wrapped` empty) once the matter's term has ended."""

    matter_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16, db_index=True)
    destroyed_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)  # kept beyond its term: a suit or an inquiry needs it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(master=""), name="destroyed_key_has_no_master"
            )
        ]


class IndexKey(models.Model):
    """The key of the blind index, wrapped by a master key."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16)


class PersonalRecord(models.Model):
    """The personal fields of one telling (its teller's and others'), encrypted under the data key of its matter.

    `bound` says to what the ciphertext is bound: 1 to the matter alone (first edition), 2 to matter and report.
    """

    report_id = models.UUIDField(primary_key=True)
    matter_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    masked = models.JSONField(default=dict)
    bound = models.PositiveSmallIntegerField(default=2)


class BlindIndex(models.Model):
    """A keyed digest of one searchable personal value: equal values meet, nothing can be read from it."""

    id = models.BigAutoField(primary_key=True)
    matter_id = models.UUIDField(db_index=True)
    report_id = models.UUIDField(db_index=True)
    digest = models.BinaryField(db_index=True)
    kind = models.CharField(max_length=10, blank=True)  # of the value; empty in rows of the first editions


class StoredFile(models.Model):
    """A file held by a row (`holder_id`); who may see the row may see the file.

    It lies at `address`, encrypted under a key of its own that the matter's data key wraps, as its small picture does at
    `small`. `sha256` is of the content in clear, so that a picture used twice can be noticed. Rows of the first edition
    have no address: they lie in clear under `sha256` until `seal_first_files` has been there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_id = models.UUIDField(db_index=True)
    matter_id = models.UUIDField(db_index=True)
    sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True, db_index=True)
    small = models.CharField(max_length=64, blank=True)
    wrapped = models.BinaryField(default=b"")
    sealed_name = models.BinaryField(default=b"")
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    traces = models.BooleanField(default=False)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()
