"""Holding a clock, letting it run again, making it longer; and what the installation does by itself when time runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import ClockCode, ReasonUse
from fengqiao.kit.clocks import Deadline, Event, Extended, Limit, Paused, Resumed, deadline, events_from_json
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.noticing import tell_of_clock
from fengqiao.matters.actions.writing import Held, enter, held_as_begun, hold, keep_clock, settle, task_for, tell_ledger
from fengqiao.matters.models import Clock, Entry, Matter, Task
from fengqiao.matters.queries import CALENDAR
from fengqiao.matters.rules.clocks import newer_rule
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

# Missing these is told upwards; the others only remind.
ESCALATED = frozenset({ClockCode.ACCEPT.value, ClockCode.FINISH.value, ClockCode.CONFER.value})


@dataclass(frozen=True, slots=True)
class _Running:
    """A running clock with its limit, its events and where it stands."""

    row: Clock
    limit: Limit
    events: tuple[Event, ...]
    found: Deadline


@transaction.atomic
def pause(
    *,
    matter_id: UUID,
    clock_id: UUID,
    reason: str,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Hold a clock (暂停) for a reason of the list; refuses where its pauses together are at their ceiling."""
    held = hold(matter_id, by, Right.HANDLE, Move.PAUSE, seen_version)
    task = task_for(held, by, states=OPEN_TASKS, lead_only=True)
    clock = _running(held, clock_id)
    if not clock.limit.pause_days:
        raise Problem("clock-no-pause", "这个时限不能暂停。")
    if clock.row.paused_at is not None:
        raise Problem("clock-paused", "这个时限已经暂停。")
    known = held.pack.reason(ReasonUse.PAUSE, reason)
    if known is None:
        raise Problem("reason-unknown", "请选择暂停的理由。")
    if known.text_needed and not cleaned(text):
        raise Problem("pause-text", "这个理由需要写明情况。")
    if at >= clock.row.due_at:
        raise Problem("clock-over", "时限已经到期，不能再暂停。")
    after = [*clock.events, Paused(_not_before(at, clock), reason)]
    found = _reckon(held, clock.limit, after)
    if found.pause_ends is not None and found.paused_at is not None and found.pause_ends <= found.paused_at:
        raise Problem(
            "pause-ceiling", "这个时限最多共暂停 {days} 天，已经用完，不能再暂停。", days=clock.limit.pause_days
        )
    keep_clock(clock.row, after, found, at)
    codes = {"clock": clock.row.code, "pause": reason}
    enter(held, Move.PAUSE, by, at, task=task, text=text, codes=codes)
    settle(held, Move.PAUSE)
    attributes = {"clock": clock.row.code, "reason": reason}
    tell_ledger(held, EventKind.CLOCK_PAUSED, by, at, unit_id=task.unit_id, attributes=attributes)


@transaction.atomic
def resume(*, matter_id: UUID, clock_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Let a clock that was held run again (恢复)."""
    held = hold(matter_id, by, Right.HANDLE, Move.RESUME, seen_version)
    task = task_for(held, by, states=OPEN_TASKS, lead_only=True)
    clock = _running(held, clock_id)
    if clock.row.paused_at is None:
        raise Problem("clock-not-paused", "这个时限没有暂停。")
    _go_on(held, clock, at)
    enter(held, Move.RESUME, by, at, task=task, codes={"clock": clock.row.code})
    settle(held, Move.RESUME)
    attributes = {"clock": clock.row.code, "by_itself": "no"}
    tell_ledger(held, EventKind.CLOCK_RESUMED, by, at, unit_id=task.unit_id, attributes=attributes)


@transaction.atomic
def ask_longer(
    *,
    matter_id: UUID,
    clock_id: UUID,
    amount: int,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Ask for a longer clock (申请延长), in words; whoever supervises decides. Asking again replaces what was asked."""
    held = hold(matter_id, by, Right.HANDLE, Move.ASK_LONGER, seen_version)
    task = task_for(held, by, states=OPEN_TASKS, lead_only=True)
    clock = _running(held, clock_id)
    _check_amount(held, clock, amount, text)
    clock.row.asked = amount
    clock.row.save(update_fields=["asked"])
    enter(held, Move.ASK_LONGER, by, at, task=task, text=text, codes={"clock": clock.row.code, "amount": amount})
    settle(held, Move.ASK_LONGER)
    attributes, measures = {"clock": clock.row.code}, {"amount": amount}
    tell_ledger(held, EventKind.CLOCK_ASKED, by, at, unit_id=task.unit_id, attributes=attributes, measures=measures)


@transaction.atomic
def extend(
    *,
    matter_id: UUID,
    clock_id: UUID,
    amount: int,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Make a clock longer (延长) with a reason; refuses more than all its extensions together may add."""
    held = hold(matter_id, by, Right.SUPERVISE, Move.EXTEND, seen_version)
    clock = _running(held, clock_id)
    _check_amount(held, clock, amount, text)
    after = [*clock.events, Extended(_not_before(at, clock), amount, str(by.staff_id), "")]
    clock.row.asked = 0
    keep_clock(clock.row, after, _reckon(held, clock.limit, after), at)
    enter(held, Move.EXTEND, by, at, text=text, codes={"clock": clock.row.code, "amount": amount})
    settle(held, Move.EXTEND)
    attributes, measures = {"clock": clock.row.code}, {"amount": amount}
    tell_ledger(held, EventKind.CLOCK_EXTENDED, by, at, attributes=attributes, measures=measures)


@transaction.atomic
def decline(
    *, matter_id: UUID, clock_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Refuse a longer clock that was asked for (不同意延长), in words that whoever asked reads on the matter."""
    held = hold(matter_id, by, Right.SUPERVISE, Move.DECLINE, seen_version)
    row = _running(held, clock_id).row
    if not row.asked:
        raise Problem("clock-not-asked", "没有人申请延长这个时限。")
    if not cleaned(text):
        raise Problem("decline-text", "请写明为什么不同意延长。")
    asking = Entry.objects.filter(matter=held.matter, move=Move.ASK_LONGER.value, codes__clock=row.code)
    asked, amount = asking.latest("at", "id"), row.asked
    row.asked = 0
    row.save(update_fields=["asked"])
    codes = {"clock": row.code, "refused": amount, "asker": str(asked.staff_id)}
    enter(held, Move.DECLINE, by, at, text=text, codes=codes)
    settle(held, Move.DECLINE)
    tell_ledger(held, EventKind.CLOCK_DECLINED, by, at, attributes={"clock": row.code}, measures={"amount": amount})


@transaction.atomic
def take_new_rule(
    *, matter_id: UUID, clock_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Let a running clock go by the rules in force now (改用新规定): counted from its start, so that no time is lost.

    The kind is the matter's in the pack in force; refuses where that has the same term.
    """
    held = hold(matter_id, by, Right.SUPERVISE, Move.NEW_RULE, seen_version)
    clock = _running(held, clock_id)
    kinds, day = pack_on(at).pack, timezone.localdate(at)
    kind = kinds.kind_for(held.matter.kind, day) if held.matter.kind in kinds.kinds else None
    change = newer_rule(clock.row.code, clock.found, kind, _not_before(at, clock))
    if change is None:
        raise Problem("clock-rule-same", "现行规定和这个时限用的一样，不用改。")
    after = [*clock.events, change]
    keep_clock(clock.row, after, _reckon(held, clock.limit, after), at)
    codes = {"clock": clock.row.code, "term": change.amount, "term_unit": change.unit}
    enter(held, Move.NEW_RULE, by, at, codes=codes)
    settle(held, Move.NEW_RULE)
    attributes, measures = {"clock": clock.row.code, "unit": change.unit}, {"amount": change.amount}
    tell_ledger(held, EventKind.CLOCK_CHANGED, by, at, attributes=attributes, measures=measures)


def _check_amount(held: Held, clock: _Running, amount: int, text: str) -> None:
    """Refuse an extension that the kind does not allow, that is over the ceiling, or that has no words."""
    if clock.row.code not in held.kind.extendable or not clock.limit.extend_most:
        raise Problem("clock-no-extension", "这个时限不能延长。")
    left = clock.limit.extend_most - clock.found.added
    if amount < 1:
        raise Problem("extension-amount", "请写明延长多少，至少为 1。")
    if amount > left:
        raise Problem(
            "extension-ceiling",
            "这个时限的延长最多共 {most}，还可以延长 {left}。",
            most=clock.limit.extend_most,
            left=max(left, 0),
        )
    if not cleaned(text):
        raise Problem("extension-text", "请写明为什么需要延长。")


@transaction.atomic
def look_at_clock(*, clock_id: UUID, by: Viewer, at: datetime) -> bool:
    """Do what a running clock asks for at a moment, as the installation; says whether there was anything to do.

    A pause at its ceiling ends at that very moment, however late this is called. A share of the term used up is a
    reminder; a clock that is missed is told upwards: the matter is marked as urged on (督办).
    """
    row = Clock.objects.filter(id=clock_id, stopped_at__isnull=True, next_at__lte=at).first()
    if row is None:
        return False
    matter = Matter.objects.select_for_update().get(id=row.matter_id)
    held = held_as_begun(matter)
    clock = _running(held, clock_id)
    codes: dict[str, str] = {"clock": clock.row.code}
    urged = matter.urged
    if clock.row.paused_at is not None:
        _go_on(held, clock, at)
        kind, codes = EventKind.CLOCK_RESUMED, {**codes, "by_itself": "yes"}
    elif at > clock.row.due_at:
        kind, urged = (
            EventKind.CLOCK_MISSED,
            urged or (clock.row.code in ESCALATED and matter.state != MatterState.CLOSED.value),
        )
        clock.row.warned = len(clock.found.warnings) + 1
        keep_clock(clock.row, clock.events, clock.found, at, again=False)
    else:
        used = [share for share, moment in clock.found.warnings if moment <= at]
        clock.row.warned = len(used)
        keep_clock(clock.row, clock.events, clock.found, at, again=False)
        if not used:
            return False
        kind, codes = EventKind.CLOCK_WARNED, {**codes, "share": f"{used[-1] * 100:.0f}"}
    entered = {**codes, "late": "yes"} if kind is EventKind.CLOCK_MISSED else codes
    enter(held, Move.RESUME if kind is EventKind.CLOCK_RESUMED else Move.REMIND, by, at, codes=entered)
    settle(held, None, urged=urged)
    if kind is not EventKind.CLOCK_RESUMED:
        missed = kind is EventKind.CLOCK_MISSED
        told = {"missed": missed, "escalated": missed and clock.row.code in ESCALATED}
        tell_of_clock(matter, clock.row.task_id, by, at, due=clock.row.due_at, code=clock.row.code, **told)
    whose, line = _whose(matter, clock.row.task_id)
    codes |= {"line": line} if kind is EventKind.CLOCK_MISSED else {}
    tell_ledger(held, kind, by, at, unit_id=whose, attributes=codes)
    return True


def _whose(matter: Matter, task_id: UUID | None) -> tuple[UUID, str]:
    """The unit whose clock it is, with its line: that of the share, else the one that holds the matter."""
    share = Task.objects.filter(id=task_id).values_list("unit_id", "unit__line").first() if task_id else None
    return share or (matter.unit_id, matter.unit.line)


def _running(held: Held, clock_id: UUID) -> _Running:
    """The running clock of a matter; refuses one that has stopped or is of another matter."""
    row = Clock.objects.filter(id=clock_id, matter=held.matter, stopped_at__isnull=True).first()
    if row is None:
        raise Problem("clock-unknown", "这个时限已经停止，或者不在这件事项里。")
    limit = held.limit(row)
    events = events_from_json(row.events)
    return _Running(row, limit, events, _reckon(held, limit, events))


def _reckon(held: Held, limit: Limit, events: Sequence[Event]) -> Deadline:
    return deadline(limit, events, held.pack.calendars[CALENDAR], timezone.get_default_timezone())


def _not_before(at: datetime, clock: _Running) -> datetime:
    """Two machines' times may differ a little: nothing happens to a clock before its last event."""
    return max(at, clock.events[-1].at)


def _go_on(held: Held, clock: _Running, at: datetime) -> None:
    """Resume a clock, at the ceiling of its pause where that has passed."""
    ends = clock.found.pause_ends
    moment = _not_before(at if ends is None else min(at, ends), clock)
    after = [*clock.events, Resumed(moment)]
    keep_clock(clock.row, after, _reckon(held, clock.limit, after), at)
