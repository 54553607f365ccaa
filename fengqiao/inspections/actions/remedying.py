"""Putting a finding right: evidence, looking again, longer terms, taking it back, watching the effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.inspections.actions.noticing import tell_checker, tell_owner
from fengqiao.inspections.actions.writing import Held, enter, hold_finding, keep_clock, later, reckon, settle, tell
from fengqiao.inspections.models import Step
from fengqiao.inspections.queries import actor_of, finding_for
from fengqiao.inspections.rules.remedies import Sides, checks, owns, why_not_recheck
from fengqiao.inspections.rules.terms_of import limit_of, why_not_longer
from fengqiao.inspections.rules.words import PLACE, TEXT
from fengqiao.inspections.terms import FindingMove, FindingState, SitePaper
from fengqiao.kit.clocks import Extended, Paused, Resumed, Stopped
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted, needed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.actions import Offered, keep_files

FOR_RECHECK = "recheck"  # why the clock is held: the wait for the checker is not the owner's time


def _keep(held: Held, step: Step, uploads: Sequence[Offered], by: Viewer, at: datetime) -> None:
    limits = file_limits(held.pack, at)
    keep_files(uploads=uploads, matter_id=held.finding.id, holder_id=step.id, limits=limits, by=by, at=at)


def _refuse_stranger(held: Held, by: Viewer) -> None:
    if not owns(actor_of(by), held.sides):
        raise Problem("finding-not-owner", "整改由责任单位或责任人办理。")


@transaction.atomic
def submit(
    *,
    finding_id: UUID,
    text: str,
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Say that a finding is put right, with evidence (a photograph, a paper); its clock is held until somebody has looked.

    May be called again while it waits, to add evidence; whoever looks at an older page is then told.
    """
    held = hold_finding(finding_id, by, FindingMove.SUBMIT, at, seen_version=seen_version, rights=[Right.HANDLE])
    _refuse_stranger(held, by)
    words = needed(text, TEXT, Problem("remedy-text", "请写明是怎么整改的。"))
    if not uploads:
        raise Problem("remedy-evidence", "请附上整改后的照片或文书。")
    row = held.finding
    again = row.state == FindingState.SUBMITTED.value
    moment = later(held, at)
    if not again:
        events = [*held.clock, Paused(moment, FOR_RECHECK)]
        keep_clock(row, events, reckon(held, events), at)
    row.submitted_by, row.submitted_at = by.staff_id, at
    step = enter(row, FindingMove.SUBMIT, by, at, text=words, codes={"again": "yes" if again else "no"})
    _keep(held, step, uploads, by, at)
    settle(held)
    attributes = {"again": "yes" if again else "no"}
    tell(row, EventKind.FINDING_SUBMITTED, by, at, attributes=attributes, measures={"files": len(uploads)})
    if not again:
        tell_checker(row, NoticeKind.FINDING_SUBMITTED, by, at)


def _recheck(held: Held, by: Viewer) -> None:
    if not by.may(Right.INSPECT):
        raise denied()
    refusal = why_not_recheck(actor_of(by), held.sides)
    if refusal:
        raise refusal


@transaction.atomic
def pass_finding(
    *,
    finding_id: UUID,
    text: str,
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Find on looking again that it is put right (复查通过); in time is what was handed in before the term ended."""
    held = hold_finding(finding_id, by, FindingMove.PASS, at, seen_version=seen_version, rights=[Right.INSPECT])
    _recheck(held, by)
    row = held.finding
    moment = later(held, at)
    events = [*held.clock, Stopped(moment)]
    found = reckon(held, events)
    keep_clock(row, events, found, at)
    row.ended_at, row.kept, row.asked = at, found.kept, 0
    step = enter(row, FindingMove.PASS, by, at, text=text, codes={"kept": "yes" if found.kept else "no"})
    _keep(held, step, uploads, by, at)
    settle(held)
    attributes = {"result": "passed", "in_time": "yes" if found.kept else "no"}
    measures = {"times": row.sent_back, "days": (timezone.localdate(at) - timezone.localdate(row.found_at)).days}
    tell(row, EventKind.FINDING_RECHECKED, by, at, attributes=attributes, measures=measures)
    tell_owner(row, NoticeKind.FINDING_PASSED, by, at)


@transaction.atomic
def send_back(
    *,
    finding_id: UUID,
    text: str,
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Find on looking again that it is not put right (退回整改), in words; the clock goes on where it was held."""
    held = hold_finding(finding_id, by, FindingMove.SEND_BACK, at, seen_version=seen_version, rights=[Right.INSPECT])
    _recheck(held, by)
    words = needed(text, TEXT, Problem("send-back-text", "请写明哪里还没有整改到位。"))
    row = held.finding
    events = [*held.clock, Resumed(later(held, at))]
    keep_clock(row, events, reckon(held, events), at)
    row.sent_back += 1
    row.submitted_by, row.submitted_at = None, None
    step = enter(row, FindingMove.SEND_BACK, by, at, text=words, codes={"times": row.sent_back})
    _keep(held, step, uploads, by, at)
    settle(held)
    tell(row, EventKind.FINDING_RECHECKED, by, at, attributes={"result": "back"}, measures={"times": row.sent_back})
    tell_owner(row, NoticeKind.FINDING_BACK, by, at)


@transaction.atomic
def ask_longer(
    *, finding_id: UUID, amount: int, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Ask for a longer term in working days, in words; the checker's side decides. Asking again replaces what was asked."""
    held = hold_finding(finding_id, by, FindingMove.ASK, at, seen_version=seen_version, rights=[Right.HANDLE])
    _refuse_stranger(held, by)
    _longer(held, amount, text)
    held.finding.asked = amount
    enter(held.finding, FindingMove.ASK, by, at, text=text, codes={"amount": amount})
    settle(held)
    tell(held.finding, EventKind.FINDING_ASKED, by, at, measures={"amount": amount})
    tell_checker(held.finding, NoticeKind.FINDING_ASKED, by, at)


def _longer(held: Held, amount: int, text: str) -> None:
    refusal = why_not_longer(limit_of(held.finding.term), reckon(held, held.clock), amount)
    if refusal:
        raise refusal
    needed(text, TEXT, Problem("extension-text", "请写明为什么需要延长。"))


def _approver(held: Held, by: Viewer) -> None:
    """Refuse an approver who asked for it, or who only stands on the owner's side."""
    asked = held.finding.steps.filter(move=FindingMove.ASK.value).order_by("-at", "-id").first()
    sides = held.sides
    asker = asked.staff_id if asked else None
    refusal = why_not_recheck(
        actor_of(by),
        Sides(sides.checker_unit, sides.found_by, sides.owner_unit, sides.owner_staff, asker, sides.parties),
    )
    if refusal or not by.may(Right.INSPECT):
        raise Problem("extension-approver", "延长由检查单位批准，不能由申请的人自己批准。")


@transaction.atomic
def extend(
    *, finding_id: UUID, amount: int, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Make a term longer by working days, with a reason; refuses the owner's side and more than all extensions may add."""
    held = hold_finding(finding_id, by, FindingMove.EXTEND, at, seen_version=seen_version, rights=[Right.INSPECT])
    _approver(held, by)
    _longer(held, amount, text)
    row = held.finding
    events = [*held.clock, Extended(later(held, at), amount, str(by.staff_id), "")]
    found = reckon(held, events)
    row.asked = 0
    row.missed = row.missed and found.due_at is not None and found.due_at < at
    keep_clock(row, events, found, at)
    enter(row, FindingMove.EXTEND, by, at, text=text, codes={"amount": amount})
    settle(held)
    tell(row, EventKind.FINDING_EXTENDED, by, at, measures={"amount": amount})
    tell_owner(row, NoticeKind.FINDING_EXTENDED, by, at)


@transaction.atomic
def decline(*, finding_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Refuse a longer term that was asked for, in words."""
    held = hold_finding(finding_id, by, FindingMove.DECLINE, at, seen_version=seen_version, rights=[Right.INSPECT])
    if not held.finding.asked:
        raise Problem("clock-not-asked", "没有人申请延长这个时限。")
    _approver(held, by)
    words = needed(text, TEXT, Problem("decline-text", "请写明为什么不同意延长。"))
    amount, held.finding.asked = held.finding.asked, 0
    enter(held.finding, FindingMove.DECLINE, by, at, text=words, codes={"refused": amount})
    settle(held)
    tell(held.finding, EventKind.FINDING_DECLINED, by, at, measures={"amount": amount})
    tell_owner(held.finding, NoticeKind.FINDING_DECLINED, by, at)


@transaction.atomic
def withdraw(*, finding_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Take a finding back that was none (撤销), in words; the checker's side alone, and never the owner."""
    held = hold_finding(finding_id, by, FindingMove.WITHDRAW, at, seen_version=seen_version, rights=[Right.INSPECT])
    _recheck(held, by)
    words = needed(text, TEXT, Problem("withdraw-text", "请写明为什么撤销。"))
    row = held.finding
    events = [*held.clock, Stopped(later(held, at))]
    keep_clock(row, events, reckon(held, events), at)
    row.ended_at, row.asked = at, 0
    enter(row, FindingMove.WITHDRAW, by, at, text=words)
    settle(held)
    tell(row, EventKind.FINDING_WITHDRAWN, by, at)
    tell_owner(row, NoticeKind.FINDING_WITHDRAWN, by, at)


@transaction.atomic
def watch(
    *,
    finding_id: UUID,
    count: str,
    place: str,
    remedied: date,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Let the effect of a remedy be measured: what is counted, at which place (empty: the whole area), from which day."""
    held = hold_finding(finding_id, by, FindingMove.WATCH, at, seen_version=seen_version, rights=[Right.INSPECT])
    if not by.may(Right.INSPECT) or not checks(actor_of(by), held.sides):
        raise denied()
    row = held.finding
    if row.area_id is None:
        raise Problem("effect-area", "这个问题没有辖区，数不出前后变化。")
    if count not in held.pack.inspections.counts:
        raise Problem("effect-count", "请选择数什么。")
    today = timezone.localdate(at)
    if not date(2000, 1, 1) <= remedied <= today:
        raise Problem("effect-day", "整改完成的日子不能在今天之后。")
    row.watch = {"count": count, "place": fitted(place, PLACE), "from": remedied.isoformat()}
    enter(row, FindingMove.WATCH, by, at, codes={"count": count, "from": row.watch["from"]})
    settle(held)
    attributes = {"count": count, "by_place": "yes" if row.watch["place"] else "no"}
    tell(row, EventKind.FINDING_WATCHED, by, at, attributes=attributes)


@transaction.atomic
def note_paper(*, finding_id: UUID, paper: SitePaper, found: int, left: int, by: Viewer, at: datetime) -> None:
    """Record that a form of a finding was printed, with how much private was found and left readable in it."""
    row = finding_for(by, finding_id)
    if row is None:
        raise Problem("finding-unknown", "没有这个问题，或者您无权查看。")
    tell(
        row,
        EventKind.FINDING_PRINTED,
        by,
        at,
        attributes={"paper": paper.value},
        measures={"found": found, "left": left},
    )
