"""How a mediation ends: an agreement in writing or by word of mouth, none with advice on the next way, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, settle, tell, unbiased
from fengqiao.disputes.models import DisputeDue
from fengqiao.disputes.rules.terms_of import due_after
from fengqiao.disputes.terms import AgreementForm, DisputeState, DueKind, DueResult, Mediation
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import close
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Offered

ON_SHEETS = "agreed_scene"
MOST_PARTS, FARTHEST = 60, timedelta(days=3660)
DAY_ENDS = time(17, 30)
BEFORE = (DueKind.GRADE.value, DueKind.FIRST.value, DueKind.SECOND.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the parties agreed: form, words, sum in fen; performed at once, or in `parts` (sum, by which day).

    `manner`: how and where it is performed; `signed`: in writing, and both signed on the spot.
    """

    form: AgreementForm
    text: str
    amount: int = 0
    performed: bool = False
    parts: Sequence[tuple[int, date]] = ()
    manner: str = ""
    signed: bool = False


@transaction.atomic
def agree(
    *,
    dispute_id: UUID,
    agreed: Agreed,
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Write an agreement down. One by word of mouth closes the matter; a written one once its signed paper is there."""
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    agree_held(held, agreed, uploads, by=by, at=at)


def agree_held(held: HeldDispute, agreed: Agreed, uploads: Sequence[Offered], *, by: Viewer, at: datetime) -> None:
    """Write an agreement down; part of the caller's action."""
    row = held.dispute
    unbiased(row)
    words = fitted(agreed.text, TEXT)
    if not words:
        raise Problem("agreement-text", "请写明双方谈成了什么。")
    if agreed.amount < 0 or any(part < 0 for part, _day in agreed.parts) or len(agreed.parts) > MOST_PARTS:
        raise Problem("dispute-amount", "金额要填数字，如 3000 或 1.2万。")
    if agreed.parts and sum(part for part, _day in agreed.parts) != agreed.amount:
        raise Problem("agreement-parts", "各期金额加起来要等于协议金额。")
    today = timezone.localdate(at)
    if any(not today <= day <= today + FARTHEST for _part, day in agreed.parts):
        raise Problem("agreement-day", "履行日期要在今天以后。")
    row.form, row.agreement, row.agreed_amount, row.agreed_at = agreed.form.value, words, agreed.amount, at
    row.manner = fitted(agreed.manner, TEXT)
    done = agreed.performed or not agreed.parts
    row.state = (DisputeState.PERFORMED if done and agreed.performed else DisputeState.AGREED).value
    _stop(held, at)
    _owe(held, agreed, at)
    settle(row)
    measures = {"fen": row.agreed_amount, "parts": len(agreed.parts), "days": (at - row.taken_at).days}
    attributes = {"form": row.form, "outcome": "agreed", "performed": "yes" if agreed.performed else "no"}
    tell(held, EventKind.DISPUTE_ENDED, by, at, attributes=attributes, measures=measures)
    if agreed.form is AgreementForm.ORAL:
        _close(held, "agreed_oral", words, uploads, by, at)
    elif uploads or agreed.signed:
        row.signed_at = at
        row.save(update_fields=["signed_at"])
        _close(held, "agreed_written" if uploads else _on_sheets(held), words, uploads, by, at)


def _on_sheets(held: HeldDispute) -> str:
    """The result of an agreement signed on the spot whose sheet may follow; packs from before have none of its own."""
    return ON_SHEETS if held.matter.kind.result(ON_SHEETS) else "agreed_oral"


def _owe(held: HeldDispute, agreed: Agreed, at: datetime) -> None:
    """What an agreement leaves to be done: each part by its day, a visit after the last, the joint confirmation of a written one."""
    row, zone = held.dispute, timezone.get_default_timezone()
    calendar = held.pack.calendars[CALENDAR]
    rows = []
    for part, day in agreed.parts:
        moment = timezone.make_aware(datetime.combine(day, DAY_ENDS))
        rows.append(DisputeDue(kind=DueKind.PERFORM.value, amount=part, due_at=moment, source="调解协议"))
    if not agreed.performed and not agreed.parts:
        moment, source = due_after(held.pack, DueKind.FOLLOW_UP, at, calendar, zone)
        rows.append(DisputeDue(kind=DueKind.PERFORM.value, amount=agreed.amount, due_at=moment, source=source))
    begins = {DueKind.FOLLOW_UP: max((each.due_at for each in rows), default=at) if agreed.parts else at}
    if agreed.form is AgreementForm.WRITTEN and row.mediation == Mediation.PEOPLE.value:
        begins[DueKind.CONFIRM] = at
    for kind, since in begins.items():
        moment, source = due_after(held.pack, kind, max(since, at), calendar, zone)
        rows.append(DisputeDue(kind=kind.value, due_at=moment, source=source))
    for each in rows:
        each.dispute, each.matter_id, each.round = row, row.matter_id, row.round
    DisputeDue.objects.bulk_create(rows)


def _stop(held: HeldDispute, at: datetime) -> None:
    """The terms until an agreement are over, kept or not as their day says."""
    rows = DisputeDue.objects.filter(dispute=held.dispute, kind__in=BEFORE, done_at__isnull=True)
    rows.update(done_at=at, result=DueResult.DONE.value)


def _close(
    held: HeldDispute, result: str, text: str, uploads: Sequence[Offered], by: Viewer, at: datetime
) -> None:  # fmt: skip
    row = held.dispute
    fields = {"dispute_type": row.type, "parties_count": str(row.people), "dispute_source": row.source}
    close(matter_id=row.matter_id, result=result, text=text, fields=fields, uploads=uploads, by=by, at=at)


@transaction.atomic
def sign(
    *, dispute_id: UUID, uploads: Sequence[Offered], by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Put the signed paper of a written agreement with it, which closes the matter; refuses without the paper, or twice."""
    held = hold(dispute_id, by, DisputeState.AGREED, DisputeState.PERFORMED, seen_version=seen_version)
    row = held.dispute
    if row.signed_at is not None or row.form != AgreementForm.WRITTEN.value:
        raise Problem("agreement-signed", "这份协议不用再补签字。")
    if not uploads:
        raise Problem("agreement-paper", "请附上双方签字的协议书照片或扫描件。")
    sign_held(held, uploads, len(uploads), by=by, at=at)


def sign_held(held: HeldDispute, uploads: Sequence[Offered], papers: int, *, by: Viewer, at: datetime) -> None:
    """Note that the agreement is signed on so many papers, which closes the matter; part of the caller's action."""
    row = held.dispute
    row.signed_at = at
    settle(row)
    tell(held, EventKind.DISPUTE_SIGNED, by, at, measures={"files": papers})
    _close(held, "agreed_written", row.agreement, uploads, by, at)


@transaction.atomic
def fail(
    *, dispute_id: UUID, way: str, text: str, excluded: str = "", by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """End a mediation without an agreement, having advised on the next way; closes the matter.

    `excluded`: what has come up that forbids this mediation (a code of the pack); refuses one that is of the other kind.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    found = held.pack.disputes.exclusions.get(excluded)
    if excluded and (found is None or found.of != held.dispute.mediation):
        raise Problem("dispute-exclusion", "规则包里没有这种排除情形。")
    held.dispute.excluded = excluded
    fail_held(held, way, fitted(text, TEXT), by=by, at=at)


def fail_held(held: HeldDispute, way: str, words: str, *, by: Viewer, at: datetime) -> None:
    """End a mediation without an agreement; part of the caller's action."""
    row = held.dispute
    found = held.pack.disputes.ways.get(way)
    if found is None:
        raise Problem("dispute-way", "请选择告知当事人的下一步途径。")
    row.state, row.way, row.ended_at = DisputeState.FAILED.value, way, at
    _stop(held, at)
    settle(row)
    measures = {"days": (at - row.taken_at).days}
    tell(held, EventKind.DISPUTE_ENDED, by, at, attributes={"outcome": "failed", "way": way}, measures=measures)
    _close(held, "not_agreed", f"{words}\n已告知：{found.name}。".strip(), [], by, at)


@transaction.atomic
def withdraw(*, dispute_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """End a mediation that the parties take back or settled between themselves; closes the matter."""
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    words = fitted(text, TEXT)
    if not words:
        raise Problem("withdraw-text", "请写明当事人为什么不调解了。")
    row = held.dispute
    row.state, row.ended_at = DisputeState.WITHDRAWN.value, at
    _stop(held, at)
    settle(row)
    tell(held, EventKind.DISPUTE_ENDED, by, at, attributes={"outcome": "withdrawn"})
    _close(held, "reconciled", words, [], by, at)
