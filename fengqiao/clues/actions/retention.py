"""What the worker does: informants' letters into the ledger by the day, and the end of a clue's term."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.clues.actions.writing import begin_of
from fengqiao.clues.models import Clue, Letter
from fengqiao.clues.queries.gate import current_holders
from fengqiao.clues.queries.letters import FROM_INFORMANT
from fengqiao.clues.terms import Duty, LetterKind
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News, forget, tell
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction

COUNTED_AS = {
    LetterKind.TOLD.value: EventKind.CLUE_RECEIVED,
    LetterKind.ADDED.value: EventKind.CLUE_ADDED,
    LetterKind.CLAIM.value: EventKind.CLUE_CLAIMED,
}


@transaction.atomic
def count_in(*, by: Viewer, at: datetime, most: int = 500) -> int:
    """Write into the ledger what informants sent since, in the order of random ids and by the day alone; returns how many."""
    rows = list(
        Letter.objects.select_for_update(of=("self",))
        .filter(counted=False, kind__in=FROM_INFORMANT)
        .select_related("clue")
        .order_by("id")[:most]
    )
    record(
        NewEvent(
            kind=COUNTED_AS[row.kind],
            happened_at=begin_of(row.day),
            recorded_at=at,
            unit_id=row.clue.unit_id,
            area_id=row.clue.area_id,
            staff_id=by.staff_id,
            subject_id=row.clue_id,
            attributes={"clue": row.clue.kind, **({"informant": row.clue.informant} if row.kind == LetterKind.TOLD.value else {})},
        )
        for row in rows
    )  # fmt: skip
    Letter.objects.filter(id__in=[row.id for row in rows]).update(counted=True)
    _told({row.clue_id: row.clue for row in rows}.values(), by, at)
    return len(rows)


def _told(clues: Iterable[Clue], by: Viewer, at: datetime) -> None:
    """Tell the recipients of clues with something new, each clue once, within the platform alone.

    It goes with the hourly count, in the order of random ids: when it came to whom says nothing of when the informant wrote.
    """
    some = list(clues)
    named: dict[UUID, set[UUID]] = {}
    rows = current_holders(at).filter(unit__in={each.unit_id for each in some}, duty=Duty.RECIPIENT.value)
    for unit_id, staff_id in rows.values_list("unit", "staff"):
        named.setdefault(unit_id, set()).add(staff_id)
    news = []
    for each in some:
        staff = frozenset(named.get(each.unit_id, ()))
        about = About(each.id, "", "", sealed=True, page=(Page.CLUE, each.id))
        news.append(News(NoticeKind.CLUE_NEWS, about, staff=staff, codes={"unit": str(each.unit_id)}, only=staff))
    tell(news, by=by, at=at)


@transaction.atomic
def erase(*, clue_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy letters, files and codes of clues (the caller says whose term is over); those held back are spared."""
    due = due_for_destruction(Clue.objects.filter(id__in=set(clue_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    letters = {row.id: row.letters.count() for row in due}
    destroy(ids, at=at)
    forget(ids)
    Letter.objects.filter(clue__in=ids).delete()
    Clue.objects.filter(id__in=ids).update(locator=None, public=b"", erased_at=at)
    record(
        NewEvent(
            kind=EventKind.CLUE_ERASED,
            happened_at=at,
            recorded_at=at,
            unit_id=row.unit_id,
            area_id=row.area_id,
            staff_id=by.staff_id,
            subject_id=row.id,
            measures={"letters": letters[row.id]},
            attributes={"clue": row.kind},
        )
        for row in due
    )
    return len(due)
