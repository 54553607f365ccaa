"""The words of placements, opened for those who may read them: whoever is placed, the mentor, and organisers of the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengqiao.placements.models import Placement, PlacementEntry
from fengqiao.vault.queries import open_words_of


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody placed is to do, and what they and their mentor say of it; empty where nothing is there (yet, or any more)."""

    tasks: str
    summary: str
    word: str


def said_of(row: Placement) -> Said:
    """Return the words of a placement; the caller has it from the gate."""
    sealed = {row.staff_id: row.tasks, row.id: row.summary, row.post_id: row.word}
    found = open_words_of({place: (row.id, words) for place, words in sealed.items()})
    return Said(found[row.staff_id], found[row.id], found[row.post_id])


def entries_of(row: Placement, *, most: int) -> list[tuple[Any, str]]:
    """Return (entry, its words) of a placement, the latest day first."""
    rows = list(PlacementEntry.objects.filter(placement=row.id).order_by("-day", "-at", "-id")[:most])
    words = open_words_of({each.id: (row.id, each.sealed) for each in rows})
    return [(each, words[each.id]) for each in rows]
