"""What is said of a placement: entries day by day, the own summary, the mentor's word, its closing, and words that go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.placements.actions.writing import hold, managed, move, save, tell
from fengqiao.placements.models import Placement, PlacementEntry
from fengqiao.placements.queries import done_of, limit, mentors, takes_part
from fengqiao.placements.rules.course import NOTE, WORDS, Term, is_soon, why_not_closed, why_not_entered, why_not_worded
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import destroy, due_for_destruction, seal_words

MOST_ENTRIES = 2000
OPEN = frozenset({PlacementState.RUNS.value, PlacementState.OVER.value})


@transaction.atomic
def enter(*, placement_id: UUID, day: date, deed: str, times: int, minutes: int, text: str, by: Viewer, at: datetime) -> UUID:  # fmt: skip
    """Write down what was done on a day, by whoever is placed or the mentor; refuses days and numbers that cannot be."""
    row = hold(placement_id, by)
    if not (takes_part(by, row) or mentors(by, row)):
        raise denied()
    if row.state not in OPEN:
        raise Problem("placement-state", "现在的状态不能这样办。")
    if deed not in pack_on(at).pack.placements.deeds:
        raise Problem("placement-deed", "请选做了什么。")
    text = cleaned(text)
    refusal = why_not_entered(Term(row.first, row.last), day, timezone.localdate(at), times, minutes)
    refusal = refusal or why_not_worded(text, NOTE, needed=False)
    if refusal:
        raise refusal
    if row.entries.count() >= MOST_ENTRIES:
        raise Problem("placement-full", "记录太多了，请把同一天的并成一条。")
    made = PlacementEntry(
        id=new_id(), placement=row, day=day, deed=deed, times=times, minutes=minutes, by_id=by.staff_id, at=at
    )  # fmt: skip
    if text:
        made.sealed = seal_words(owner_id=row.id, row_id=made.id, words=text, at=at)
    made.save(force_insert=True)
    tell(
        EventKind.PLACEMENT_ENTERED, row, by, at, subject_id=made.id, measures={"done_times": times, "minutes": minutes}, deed=deed
    )  # fmt: skip
    return made.id


@transaction.atomic
def take_out(*, placement_id: UUID, entry_id: UUID, by: Viewer, at: datetime) -> None:
    """Take out an entry that one wrote, before the placement is closed; it counts no more."""
    row = hold(placement_id, by)
    if row.state not in OPEN:
        raise Problem("placement-state", "现在的状态不能这样办。")
    found = PlacementEntry.objects.filter(id=entry_id, placement=row, by_id=by.staff_id).first()
    if found is None:
        raise Problem("placement-entry", "没有这条记录，或者不是您记的。")
    deed = found.deed
    found.delete()
    tell(EventKind.PLACEMENT_TAKEN_OUT, row, by, at, subject_id=entry_id, deed=deed)


@transaction.atomic
def sum_up(*, placement_id: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Write one's own summary, or write it anew until the placement is closed; the words lie sealed."""
    row, text = hold(placement_id, by), cleaned(text)
    if not takes_part(by, row):
        raise denied()
    if row.state not in OPEN:
        raise Problem("placement-state", "现在的状态不能这样办。")
    refusal = why_not_worded(text, WORDS)
    if refusal:
        raise refusal
    row.summary, row.summed_at = seal_words(owner_id=row.id, row_id=row.id, words=text, at=at), at
    save(row)
    tell(EventKind.PLACEMENT_SUMMED, row, by, at)


@transaction.atomic
def appraise(*, placement_id: UUID, appraisal: str, text: str, by: Viewer, at: datetime) -> None:
    """Write the mentor's word and how it went, near the end or after it; refuses anybody but the mentor, and too early."""
    row, text = hold(placement_id, by), cleaned(text)
    if not mentors(by, row):
        raise denied()
    soon = is_soon(row.last, timezone.localdate(at), limit("remind_days", at))
    if row.state != PlacementState.OVER.value and not (row.state == PlacementState.RUNS.value and soon):
        raise Problem("placement-early", "快期满时，或者结束以后，再写评语。")
    if appraisal not in pack_on(at).pack.placements.appraisals:
        raise Problem("placement-appraisal", "请选评语的档次。")
    refusal = why_not_worded(text, WORDS)
    if refusal:
        raise refusal
    row.word, row.appraisal = seal_words(owner_id=row.id, row_id=row.post_id, words=text, at=at), appraisal
    row.worded_by, row.worded_at = by.staff_id, at
    save(row)
    tell(EventKind.PLACEMENT_WORDED, row, by, at)


@transaction.atomic
def close(*, placement_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Close a placement whose term is over; what was done is written down in numbers. Refuses without summary and word."""
    row = managed(placement_id, by, seen_version)
    refusal = why_not_closed(
        PlacementState(row.state),
        summed=row.summed_at is not None,
        worded=row.worded_at is not None,
        early=bool(row.ending),
    )
    if refusal:
        raise refusal
    done, _came = done_of(row, pack_on(at).pack)
    move(row, PlacementState.CLOSED)
    numbers = {
        "entries": done.entries,
        "study_minutes": done.study_minutes,
        "activities": done.activities,
        "days": Term(row.first, row.last).days,
    }
    row.numbers, row.closed_on = {**numbers, "times": done.times}, timezone.localdate(at)
    save(row)
    tell(EventKind.PLACEMENT_CLOSED, row, by, at, measures=numbers, early="yes" if row.ending else "no")


@transaction.atomic
def erase(*, placement_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of placements (the caller says whose term is over); dates, codes and numbers stay."""
    due = due_for_destruction(Placement.objects.filter(id__in=set(placement_ids), erased_at__isnull=True))
    ids = [row.id for row in due]
    if not ids:
        return 0
    destroy(ids, at=at)
    Placement.objects.filter(id__in=ids).update(summary=b"", word=b"", tasks=b"", sender="", erased_at=at)
    PlacementEntry.objects.filter(placement__in=ids).update(sealed=b"")
    for row in due:
        tell(EventKind.PLACEMENT_ERASED, row, by, at)
    return len(due)
