"""The page of one clock: why this date, as a picture, in plain sentences, as a table; and what may be done to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.clocks import clock_bar, limit_words, span
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.forms import MoveForm
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import CLOCKS, in_language, listed, name_of
from fengqiao.kit.clocks import ClockState, ClockUnit, Deadline, Limit, StepKind
from fengqiao.look.moments import absolute
from fengqiao.matters.actions import note_sealed_read
from fengqiao.matters.queries import CALENDAR, Dossier, dossier
from fengqiao.matters.rules.clocks import newer_rule
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.terms import MatterState, Move, TaskRole, TaskState
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

WIDE = 1000  # of the picture
_ASKING = (Move.ASK_LONGER.value, Move.EXTEND.value, Move.DECLINE.value)
_SHADES = {StepKind.COUNTED: "counted", StepKind.SKIPPED: "skipped", StepKind.HELD: "held", StepKind.MOVED: "counted"}


@require_GET
@staff_only(*READERS)
def clock(request: DeskRequest, matter_id: UUID, clock_id: UUID) -> HttpResponse:
    """Show why a clock of a matter is due when it is."""
    case = dossier(request.viewer, matter_id)
    row, found = next(((r, f) for r, f in case.clocks if r.id == clock_id), (None, None)) if case else (None, None)
    if case is None or row is None or found is None or found.limit is None:
        raise Http404
    now = timezone.now()
    if case.matter.sealed:
        note_sealed_read(matter_id=matter_id, by=request.viewer, at=now)
    began = case.limit(row.code)
    new = _new_term(case, row.code, found, now)
    bar = clock_bar(row.id, row.code, found, case.published.pack, now)
    context = {
        "matter": case.matter,
        "bar": bar,
        "title": _("为什么是这一天：%(clock)s") % {"clock": CLOCKS[row.code]},
        "sentences": _sentences(case, found, found.limit, now),
        "picture": _picture(found, now),
        "marks": _marks(found, now),
        "rules": _rules(began, found, extendable=row.code in case.kind.extendable),
        "asked": limit_words(found.limit, row.asked) if row.asked else "",
        "declined": _declined(case, row),
        "new": new,
        "forms": _forms(request.viewer, case, row, found, began, new=new),
        "opened": "",
    }
    return render(request, "desk/clock.html", context)


def _sentences(case: Dossier, found: Deadline, limit: Limit, now: datetime) -> list[str]:
    """The answer in plain words."""
    start, due = found.started_at, found.due_at
    assert start is not None and due is not None  # noqa: S101, PT018  # a stored clock has begun
    said = [_("%(day)s 起算，时限是%(limit)s。") % {"day": absolute(start, now), "limit": limit_words(limit)}]
    if limit.by_days:
        said.append(_("开始的当天不算，从第二天算起。"))
    off = [step for step in found.steps if step.kind is StepKind.SKIPPED]
    names = list(dict.fromkeys(in_language(step.reason, _english(case, step.reason)) for step in off))
    if off:
        words = ngettext(
            "中间有 %(n)s 天不上班，不算在内：%(names)s。", "中间有 %(n)s 天不上班，不算在内：%(names)s。", len(off)
        )
        said.append(words % {"n": len(off), "names": listed(names)})
    held = sum((end - begin for begin, end, _why in found.pauses), timedelta(0))
    if held:
        said.append(_("暂停了 %(time)s，暂停的时间不算。") % {"time": span(held)})
    said += [
        _("延长过一次：多给%(more)s。") % {"more": limit_words(limit, step.number)}
        for step in found.steps
        if step.kind is StepKind.EXTENDED
    ]
    if any(step.kind is StepKind.CHANGED for step in found.steps):
        said.append(_("中途改用了新规定，已经走过的时间照算。"))
    if any(step.kind is StepKind.MOVED for step in found.steps):
        said.append(_("最后一天不上班，顺延到下一个工作日。"))
    if found.state is ClockState.PAUSED:
        said.append(_("现在暂停着。如果马上恢复，%(day)s 之后到期。") % {"day": absolute(due, now)})
        if found.pause_ends:
            said.append(_("最晚 %(day)s 自动恢复。") % {"day": absolute(found.pause_ends, now)})
    else:
        said.append(_("所以到期是 %(day)s。") % {"day": absolute(due, now)})
    if found.provisional:
        said.append(_("用到了还没有公布放假安排的日子，公布后会重算。"))
    return said


def _new_term(case: Dossier, code: str, found: Deadline, now: datetime) -> str:
    """The term that the rules in force now have for this clock, in words, where it is another."""
    pack, kind = pack_on(now).pack, case.matter.kind
    change = newer_rule(code, found, pack.kind_for(kind, timezone.localdate(now)) if kind in pack.kinds else None, now)
    return limit_words(case.limit(code), change.amount, ClockUnit(change.unit)) if change else ""


def _declined(case: Dossier, row: Any) -> dict[str, Any] | None:
    """The last refusal of a longer clock, unless it was asked for again or made longer since."""
    about = [e for e in case.entries if e.codes.get("clock") == row.code and e.move in _ASKING]
    last = about[-1] if about else None
    if last is None or last.move != Move.DECLINE.value or last.at < row.started_at:
        return None
    who = staff_names({last.staff_id}).get(last.staff_id, "")
    return {
        "who": who,
        "text": last.text,
        "at": last.at,
        "more": limit_words(case.limit(row.code), last.codes["refused"]),
    }


def _english(case: Dossier, reason: str) -> str:
    return case.published.pack.calendars[CALENDAR].english(reason)


def _picture(found: Deadline, now: datetime) -> dict[str, Any]:
    """The stretches of time from the start to the end as parts of a bar, and where now and the reminders are."""
    start, due = found.started_at, found.due_at
    assert start is not None and due is not None  # noqa: S101, PT018  # a stored clock has begun
    end = max(due, found.stopped_at or min(now, due + (due - start) / 4))
    whole = (end - start).total_seconds() or 1

    def place(moment: datetime) -> int:
        return round(max(0.0, min(1.0, (moment - start).total_seconds() / whole)) * WIDE)

    parts: list[tuple[str, int, int]] = [("counted", 0, place(due) or 1)]
    zone = start.tzinfo
    days = [step for step in found.steps if step.at is None and step.day >= start.date()]
    for shade, group in groupby(days, key=lambda step: _SHADES[step.kind]):
        run = list(group)
        first, last = run[0].day, run[-1].day + timedelta(days=1)
        begin, until = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, last))
        if shade != "counted":
            parts.append((shade, place(begin), place(min(until, due)) - place(begin)))
    parts += [
        ("held", place(begin), max(place(min(until, end)) - place(begin), 2)) for begin, until, _why in found.pauses
    ]
    if found.paused_at:
        parts.append(("held", place(found.paused_at), max(place(min(now, end)) - place(found.paused_at), 2)))
    if end > due:
        parts.append(("late", place(due), WIDE - place(due)))
    over = found.state is ClockState.STOPPED
    return {
        "parts": [{"shade": shade, "x": x, "width": width} for shade, x, width in parts if width > 0],
        "shades": list(dict.fromkeys(shade for shade, _x, width in parts if width > 0)),
        "now": None if over or now > end else place(now),
        "warnings": [place(moment) for _share, moment in found.warnings],
    }


def _marks(found: Deadline, now: datetime) -> list[dict[str, str]]:
    """The moments under the picture, in order."""
    marks = [(found.started_at, "started", _("起算"))]
    marks += [(begin, "paused", _("暂停")) for begin, _end, _why in found.pauses]
    marks += [(found.paused_at, "paused", _("暂停"))]
    marks += [(end, "resumed", _("恢复")) for _begin, end, _why in found.pauses if end != found.stopped_at]
    marks += [(step.at, "extended", _("延长")) for step in found.steps if step.kind is StepKind.EXTENDED]
    marks += [(step.at, "changed", _("改用新规定")) for step in found.steps if step.kind is StepKind.CHANGED]
    marks += [(moment, "warned", _("用到 %(share)s") % {"share": f"{share:.0%}"}) for share, moment in found.warnings]
    marks += [(found.due_at, "due", _("到期")), (found.stopped_at, "stopped", _("停止"))]
    there = sorted((at, kind, word) for at, kind, word in marks if at is not None)
    return [{"kind": kind, "word": word, "at": absolute(timezone.localtime(at), now)} for at, kind, word in there]


def _rules(limit: Limit, found: Deadline, *, extendable: bool) -> list[tuple[str, str]]:
    """What the rules say of this clock: source, reminders, ceilings."""
    said = [(_("依据"), in_language((found.limit or limit).source, ""))]
    if limit.warn_at:
        said.append((_("提醒"), listed(_("用到 %(share)s") % {"share": f"{share:.0%}"} for share in limit.warn_at)))
    if limit.pause_days:
        n = limit.pause_days
        said.append((_("暂停"), ngettext("最多共 %(n)s 天", "最多共 %(n)s 天", n) % {"n": n}))
    else:
        said.append((_("暂停"), _("不能暂停")))
    most = limit_words(limit, limit.extend_most) if extendable and limit.extend_most else ""
    said.append((_("延长"), _("最多共%(most)s") % {"most": most} if most else _("不能延长")))
    return said


def _forms(viewer: Viewer, case: Dossier, row: Any, found: Deadline, limit: Limit, *, new: str) -> dict[str, MoveForm]:
    """The forms that this viewer may use on this clock now."""
    state, matter = MatterState(case.matter.state), case.matter
    if found.state is ClockState.STOPPED or matter.merged_into_id or why_not_move(state, Move.PAUSE):
        return {}
    task = case.task_of(viewer)
    leads = task is not None and task.role == TaskRole.LEAD.value and task.state == TaskState.WORKING.value
    handles = leads and viewer.may(Right.HANDLE)
    paused = found.state is ClockState.PAUSED
    hidden = {"clock": forms.CharField(widget=forms.HiddenInput())}
    initial = {"clock": str(row.id)}
    found_forms: dict[str, MoveForm] = {}
    if handles and paused:
        found_forms["resume"] = MoveForm("resume", hidden, initial)
    if handles and not paused and limit.pause_days:
        reasons = [
            ("", _("请选择")),
            *((r.code, name_of(r)) for r in case.published.pack.reasons.get(ReasonUse.PAUSE, ())),
        ]
        text = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
        found_forms["pause"] = MoveForm(
            "pause",
            {**hidden, "reason": forms.ChoiceField(label=_("暂停理由"), choices=reasons), "text": text},
            initial,
        )
    left = limit.extend_most - found.added
    if row.code in case.kind.extendable and left > 0:
        amount = forms.CharField(
            label=_("延长多少"),
            help_text=_("还可以延长%(left)s") % {"left": limit_words(found.limit or limit, left)},
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
        longer = {
            **hidden,
            "amount": amount,
            "text": forms.CharField(label=_("为什么"), widget=forms.Textarea(attrs={"rows": 2})),
        }
        if viewer.may(Right.SUPERVISE):
            found_forms["extend"] = MoveForm("extend", longer, {**initial, "amount": row.asked or ""})
        elif handles:
            found_forms["ask_longer"] = MoveForm("ask_longer", longer, initial)
    if viewer.may(Right.SUPERVISE) and row.asked:
        why = forms.CharField(label=_("为什么不同意"), widget=forms.Textarea(attrs={"rows": 2}))
        found_forms["decline"] = MoveForm("decline", {**hidden, "text": why}, initial)
    if viewer.may(Right.SUPERVISE) and new:
        found_forms["new_rule"] = MoveForm("new_rule", hidden, initial)
    return found_forms
