"""A matter's clocks as bars, each with the answer to “why this date?”."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.words import CLOCK_STEPS, CLOCKS, entered, in_language, name_of
from fengqiao.kit.clocks import ClockState, ClockUnit, Deadline, Limit, Step, StepKind
from fengqiao.look.moments import absolute
from fengqiao.matters.queries import CALENDAR, Dossier
from fengqiao.matters.terms import Move

FEW = 3  # clocks that are over and need no folding


def clock_bars(case: Dossier, now: datetime) -> list[dict[str, Any]]:
    """Return the clocks of a matter, running ones first, with share used, word and reasons; those of one share say whose."""
    pack, shares = case.published.pack, {task.id: task.unit for task in case.tasks}
    reclassed = {entry.at for entry in case.entries if entry.move == Move.RECLASS.value}
    bars = []
    for row, found in case.clocks:
        bar = clock_bar(row.id, row.code, found, pack, now)
        if row.task_id in shares:
            unit = shares[row.task_id]
            bar["name"] = _("%(clock)s · %(unit)s") % {
                "clock": bar["name"], "unit": entered(unit.short or unit.name, unit.name_en)
            }  # fmt: skip
        if row.stopped_at in reclassed:  # the kind that the matter has become of does not ask for it
            bar |= {"state": "wait", "word": _("改种类后不再计")}
        bars.append(bar)
    return sorted(bars, key=lambda bar: bar["stopped"])


def folded(bars: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the bars that stand open and those to fold away: a matter that went to and fro leaves many that are over."""
    over = [bar for bar in bars if bar["stopped"]]
    if len(over) <= FEW:
        return {"clocks": bars, "clocks_over": []}
    return {"clocks": [bar for bar in bars if not bar["stopped"]], "clocks_over": over}


def clock_bar(clock_id: UUID, code: str, found: Deadline, pack: Pack, now: datetime) -> dict[str, Any]:
    """Return one clock as a bar."""
    start, due, limit = found.started_at, found.due_at, found.limit
    assert start is not None and due is not None and limit is not None  # noqa: S101, PT018  # a stored clock has begun
    until = found.stopped_at or now
    whole = (due - start).total_seconds() or 1
    state, word = _state(found, now)
    return {
        "id": clock_id,
        "name": CLOCKS[code],
        "due": timezone.localtime(due),
        "share": max(0.0, min(1.0, (until - start).total_seconds() / whole)),
        "state": state,
        "word": word,
        "provisional": found.provisional,
        "stopped": found.state is ClockState.STOPPED,
        "limit": limit_words(limit),
        "source": in_language(limit.source, ""),
        "why": [_sentence(step, limit, pack, now) for step in found.steps],
    }


def _state(found: Deadline, now: datetime) -> tuple[str, str]:
    due = found.due_at
    assert due is not None  # noqa: S101
    if found.state is ClockState.STOPPED:
        return (
            ("done", _("按时完成"))
            if found.kept
            else ("late", _("超期完成，晚了 %(time)s") % {"time": span(found.late_by(now))})
        )
    if found.state is ClockState.PAUSED:
        return "pause", _("已暂停")
    if now > due:
        return "late", _("已超期 %(time)s") % {"time": span(now - due)}
    soon = found.soon_at is not None and now >= found.soon_at
    return "soon" if soon else "ok", _("还剩 %(time)s") % {"time": span(due - now)}


def span(length: timedelta) -> str:
    """Return a length of time in one or two units: 3 天 4 小时, 25 分钟."""
    minutes = max(int(length.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return (
            _("%(days)s 天 %(hours)s 小时") % {"days": days, "hours": hours}
            if hours
            else _("%(days)s 天") % {"days": days}
        )
    if hours:
        return (
            _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": rest}
            if rest
            else _("%(hours)s 小时") % {"hours": hours}
        )
    return _("%(minutes)s 分钟") % {"minutes": rest}


def limit_words(limit: Limit, amount: int | None = None, unit: ClockUnit | None = None) -> str:
    """Return a limit, or another amount of its unit, in words: 5 个工作日."""
    n = limit.amount if amount is None else amount
    words = {
        ClockUnit.MINUTE: ngettext("%(n)s 分钟", "%(n)s 分钟", n),
        ClockUnit.HOUR: ngettext("%(n)s 小时", "%(n)s 小时", n),
        ClockUnit.DAY: ngettext("%(n)s 天", "%(n)s 天", n),
        ClockUnit.WORKHOUR: ngettext("%(n)s 个工作小时", "%(n)s 个工作小时", n),
        ClockUnit.WORKDAY: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
    }
    return words[unit or limit.unit] % {"n": n}


def _reason(step: Step, limit: Limit, pack: Pack) -> str:
    """Why a day counts or not; reasons that people wrote stay as they are."""
    match step.kind:
        case StepKind.STARTED:
            return _("开始的当日不计入") if limit.by_days else _("自起算时刻计算")
        case StepKind.COUNTED | StepKind.SKIPPED | StepKind.MOVED:
            return in_language(step.reason, pack.calendars[CALENDAR].english(step.reason))
        case StepKind.PAUSED | StepKind.HELD:
            known = pack.reason(ReasonUse.PAUSE, step.reason)
            return name_of(known) if known else step.reason
        case StepKind.DUE:
            return ""  # its word says it
        case _:
            return step.reason


def _sentence(step: Step, limit: Limit, pack: Pack, now: datetime) -> dict[str, Any]:
    kind = step.kind
    day = absolute(timezone.localtime(step.at) if step.at else step.day, now)
    return {
        "day": day,
        "word": CLOCK_STEPS[kind.value],
        "number": step.number if kind is StepKind.COUNTED else "",
        "reason": _reason(step, limit, pack),
        "source": in_language(step.source, ""),
        "provisional": step.provisional,
        "kind": kind.value,
    }
