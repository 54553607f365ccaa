"""What is filled in about activities besides time, place and people, and how much of what proves them is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from fengqiao.duties.models import CheckIn, Minutes, Particulars, Photo
from fengqiao.duties.rules.particulars import Value
from fengqiao.duties.terms import Proof, Verdict
from fengqiao.vault.queries import open_words_of


@dataclass(frozen=True, slots=True)
class Said:
    """What is filled in about an activity, by code; `erased`: its words are gone with their term."""

    values: Mapping[str, Value]
    erased: bool = False


def said_of(activity_ids: Collection[UUID]) -> dict[UUID, Said]:
    """Return what is filled in about some activities (one query, one more for the keys); those of which nothing is are left out.

    The caller has asked for the activity, and shows what is personal to those who lead it alone.
    """
    rows = list(Particulars.objects.filter(activity__in=set(activity_ids)))
    words = open_words_of({row.id: (row.id, row.sealed) for row in rows if row.sealed})
    return {
        row.activity_id: Said({**row.given, **json.loads(words.get(row.id) or "{}")}, row.erased_at is not None)
        for row in rows
    }


def proofs_of(activity_ids: Collection[UUID]) -> dict[UUID, dict[Proof, int]]:
    """Return how much of each proof is there by activity (three queries): photos received, minutes written, people who checked in themselves."""
    wanted = set(activity_ids)
    photos = Photo.objects.filter(message__subject_id__in=wanted, arrived_at__isnull=False)
    written = Minutes.objects.filter(activity__in=wanted).exclude(sealed=b"", erased_at__isnull=True)
    good = CheckIn.objects.filter(
        activity_id__in=wanted, by_id=F("who_id"), verdict__in=[Verdict.SOUND.value, Verdict.TAKEN.value]
    )
    counted = {
        Proof.PHOTOS: photos.values("message__subject_id").annotate(n=Count("id")).order_by().values_list("message__subject_id", "n"),
        Proof.MINUTES: ((each, 1) for each in written.values_list("activity", flat=True)),
        Proof.SIGN_INS: good.values("activity_id").annotate(n=Count("who_id", distinct=True)).order_by().values_list("activity_id", "n"),
    }  # fmt: skip
    found: dict[UUID, dict[Proof, int]] = {each: {} for each in wanted}
    for proof, rows in counted.items():
        for activity_id, number in rows:
            found[activity_id][proof] = number
    return found


def particulars_over(*, before: datetime, most: int) -> list[UUID]:
    """Return what is filled in about activities before a moment and is to go."""
    rows = Particulars.objects.filter(activity__starts__lt=before, erased_at__isnull=True).order_by("activity__starts")
    return list(rows.values_list("id", flat=True)[:most])
