"""What is slow and where: how long items take by kind and by post, as table, picture and Excel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import STRETCHES, tabs_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import called, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.errands.queries import READERS, Slow, Stretched, slow, slow_stretches
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look import charts
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

SPANS, USUAL = (30, 90, 365), 90


@dataclass(frozen=True, slots=True)
class Named:
    """A line with what it is called."""

    name: str
    line: Slow


@dataclass(frozen=True, slots=True)
class Course:
    """The stretches of a kind's (or post's) course in their order: name, how many items, median and 90th percentile of days."""

    name: str
    cells: tuple[tuple[int, int, int] | None, ...]

    def named(self) -> list[tuple[str, tuple[int, int, int] | None]]:
        """Return the cells with what each stretch is called."""
        return [(str(word), cell) for word, cell in zip(STRETCHES.values(), self.cells, strict=True)]


@require_GET
@staff_only(*READERS)
def slow_ones(request: DeskRequest) -> HttpResponse:
    """Show how long items take, by kind and by post, the slowest first."""
    now, days = timezone.now(), _days(request)
    kinds, posts = _found(request.viewer, now, days)
    courses = _courses(request.viewer, now, days)
    drawn = [each for each in kinds if each.line.done]
    context = {
        "courses": [(_("卡在哪一段，按代办事项"), _("事项"), courses[0]), (_("卡在哪一段，按驿站、单位"), _("驿站、单位"), courses[1])],
        "stretches": list(STRETCHES.values()),
        "stretch_charts": [(key, title, _drawn(some, title)) for key, title, some in (("kinds", _("每一段要几天，按代办事项"), courses[0]), ("posts", _("每一段要几天，按驿站、单位"), courses[1])) if some],
        "tabs": tabs_of("errands-slow"),
        "spans": [{"label": _("近 %(n)s 天") % {"n": n}, "url": f"?days={n}", "active": n == days} for n in SPANS],
        "tables": [(_("按代办事项"), _("事项"), kinds), (_("按驿站、单位"), _("驿站、单位"), posts)],
        "any": bool(kinds),
        "chart": charts.bars(
            [each.name for each in drawn],
            {_("一半在几天内办成"): [each.line.median for each in drawn], _("九成在几天内办成"): [each.line.ninth for each in drawn]},
            name=_("事项"),
            tones={_("九成在几天内办成"): "amber"},
        ) if drawn else None,
        "days": days,
        "may_export": request.viewer.may(Right.EXPORT),
    }  # fmt: skip
    return render(request, "desk/errands_slow.html", context)


def _drawn(courses: list[Course], title: str) -> charts.Chart:
    """Return the medians of each stretch as bars, one colour a stretch."""
    series: dict[str, list[int | None]] = {str(word): [] for word in STRETCHES.values()}
    for each in courses:
        for found, cell in zip(series.values(), each.cells, strict=True):
            found.append(cell[1] if cell else None)
    return charts.bars([each.name for each in courses], series, name=title)


def _days(request: DeskRequest) -> int:
    raw = request.GET.get("days", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 5 and int(raw) in SPANS else USUAL


def _found(viewer: Viewer, now: datetime, days: int) -> tuple[list[Named], list[Named]]:
    """Return the lines by kind, and by the unit that keeps the errand."""
    since = timezone.localdate(now - timedelta(days=days))
    said, units = pack_on(now).pack.errands, directory(at=now).units
    kinds = [Named(called(said.kinds, each.key), each) for each in slow(viewer, since=since, at=now)]
    posts = [
        Named(name_of(units[each.unit_id]) if each.unit_id in units else "–", each)
        for each in slow(viewer, since=since, at=now, by_unit=True)
    ]
    return kinds, posts


def _courses(viewer: Viewer, now: datetime, days: int) -> tuple[list[Course], list[Course]]:
    """Return the stretches by kind, and by the unit that keeps the errand."""
    since = timezone.localdate(now - timedelta(days=days))
    said, units = pack_on(now).pack.errands, directory(at=now).units

    def row(name: str, line: Stretched) -> Course:
        return Course(name, tuple(line.days.get(stretch) for stretch in STRETCHES))

    kinds = [row(called(said.kinds, each.key), each) for each in slow_stretches(viewer, since=since)]
    posts = [
        row(name_of(units[each.unit_id]) if each.unit_id in units else "–", each)
        for each in slow_stretches(viewer, since=since, by_unit=True)
    ]
    return kinds, posts


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send both tables as Excel."""
    now, days = timezone.now(), _days(request)
    kinds, posts = _found(request.viewer, now, days)
    heads = (
        Column(_("办成"), width=10),
        Column(_("一半在几天内"), width=14),
        Column(_("九成在几天内"), width=14),
        Column(_("在办"), width=10),
        Column(_("超期"), width=10),
    )
    sheets = [
        SheetSpec(
            name=word,
            columns=(Column(word, ColumnKind.TEXT, 28), *heads),
            rows=[[each.name, each.line.done, each.line.median, each.line.ninth, each.line.open, each.line.late] for each in lines],
        )
        for word, lines in ((_("代办事项"), kinds), (_("单位"), posts))
    ]  # fmt: skip
    courses = _courses(request.viewer, now, days)
    sheets += [_course_sheet(word, name, some) for (word, name), some in zip(_sheet_names(), courses, strict=True)]
    note_export(
        by=request.viewer, rows=len(kinds) + len(posts) + sum(len(each) for each in courses), of="errands", at=now
    )
    return sent(sheets, f"fengqiao-errands-{timezone.localdate(now):%Y%m%d}.xlsx")


def _sheet_names() -> tuple[tuple[str, str], tuple[str, str]]:
    return (_("代办事项"), _("各段天数（事项）")), (_("单位"), _("各段天数（单位）"))


def _course_sheet(word: str, name: str, courses: list[Course]) -> SheetSpec:
    """Return the stretches as a sheet: for each how many items, half within, nine tenths within so many days."""
    heads = [Column(word, ColumnKind.TEXT, 28)]
    for stretch in STRETCHES.values():
        heads += [Column(f"{stretch}·{each}", width=14) for each in (_("件数"), _("一半在几天内"), _("九成在几天内"))]
    rows = [[each.name, *(value for cell in each.cells for value in (cell or (None, None, None)))] for each in courses]
    return SheetSpec(name=name, columns=tuple(heads), rows=rows)
