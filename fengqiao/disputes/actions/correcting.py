"""What was written wrongly when a dispute was taken in is put right: type, source, amount, people, signs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.alarming import alarm_taken, grade_again
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, owe_grade, settle, tell
from fengqiao.disputes.models import DisputeDue
from fengqiao.disputes.terms import DisputeState, DueKind
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import note_jointly
from fengqiao.orgs.queries import Viewer

KIND, MOST_PEOPLE = "dispute", 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a dispute is, as it should have been written: codes of the edition it began with, people, sum in fen."""

    type: str
    source: str
    people: int
    amount: int
    signs: Collection[str] = ()


@transaction.atomic
def correct(
    *, dispute_id: UUID, to: Corrected, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Put right what was written wrongly, with the reason in the matter's timeline; the same table grades again.

    While it is mediated or waits to be performed. A sign added so alarms as it would have at acceptance.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, DisputeState.AGREED, seen_version=seen_version)
    row, words = held.dispute, fitted(text, TEXT)
    if not words:
        raise Problem("correct-text", "请写明为什么更正。")
    _fit(held, to)
    new = {
        "type": to.type, "source": to.source, "amount": to.amount, "people": max(to.people, row.parties.count()),
        "signs": sorted(set(to.signs)),
    }  # fmt: skip
    changed = [name for name, value in new.items() if value != getattr(row, name)]
    if not changed:
        raise Problem("correct-same", "没有改动。要更正的请先改过来。")
    added, graded = set(new["signs"]) - set(row.signs), row.grade  # type: ignore[call-overload]
    for name in changed:
        setattr(row, name, new[name])
    grade_again(held)
    if row.grade != graded:
        _term_again(held)
    settle(row)
    note_jointly(held.matter, f"更正纠纷受理登记：{words}", by=by, at=at)
    measures = {"people": row.people, "fen": row.amount}
    tell(held, EventKind.DISPUTE_CORRECTED, by, at, attributes={"changed": ".".join(changed)}, measures=measures)
    signs = held.pack.disputes.signs
    if any(signs[code].alarms for code in added if code in signs):
        alarm_taken(held, by, at)


def _fit(held: HeldDispute, to: Corrected) -> None:
    row, kind = held.dispute, held.pack.kinds[KIND]
    for code, value, was in (("dispute_type", to.type, row.type), ("dispute_source", to.source, row.source)):
        wanted = kind.field(code)
        if value != was and (wanted is None or wanted.option(value) is None):
            raise Problem("dispute-choice", "请选择{field}。", field=wanted or code)
    if not 0 <= to.people <= MOST_PEOPLE or to.amount < 0:
        raise Problem("dispute-people", "人数要填 0 到 {limit} 的整数。", limit=MOST_PEOPLE)
    if not set(to.signs) <= {*held.pack.disputes.signs, *row.signs}:
        raise Problem("dispute-sign", "规则包里没有这种情形。")


def _term_again(held: HeldDispute) -> None:
    """The term of the grade that should have been given, from when this mediation began; none once it is agreed."""
    row = held.dispute
    DisputeDue.objects.filter(dispute=row, kind=DueKind.GRADE.value, done_at__isnull=True).delete()
    if row.state == DisputeState.OPEN.value:
        owe_grade(held, row.consented_at)
