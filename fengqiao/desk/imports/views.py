"""Handing a sheet in: the list with the upload, which column is which, what would become of the first rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.imports.foreseeing import foreseen_rows
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import JOB_STATES, JOB_TONES, name_of, say
from fengqiao.jobs.queries import Progress, latest_by_subject
from fengqiao.kit.problems import Problem
from fengqiao.matters import queries
from fengqiao.matters.actions import choose_columns, desk_at, hand_in_sheet, look_again
from fengqiao.matters.actions.importing import HANDED_BACK, JOB
from fengqiao.matters.rules.sampling import Sample
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

PAGE = 20
FIELDS = {
    "outside_ref": gettext_lazy("编号"),
    "title": gettext_lazy("标题"),
    "text": gettext_lazy("内容"),
    "told_at": gettext_lazy("时间"),
    "teller_name": gettext_lazy("反映人姓名"),
    "teller_phone": gettext_lazy("反映人电话"),
    "place": gettext_lazy("地点"),
    "area": gettext_lazy("辖区"),
    "kind": gettext_lazy("种类"),
}
PERSONAL = {"teller_name": 1, "teller_phone": 3}  # characters that a sample shows of them
STEPS = (gettext_lazy("上传"), gettext_lazy("对应列"), gettext_lazy("预览"), gettext_lazy("导入"))


def steps_at(step: int) -> list[dict[str, Any]]:
    """Return the bar of steps with one of them as the present one."""
    states = ["done" if n < step else "now" if n == step else "next" for n in range(len(STEPS))]
    return [{"label": label, "state": state} for label, state in zip(STEPS, states, strict=True)]


def import_or_404(request: DeskRequest, import_id: UUID) -> Any:
    """Return a sheet that the viewer handed in."""
    row = queries.sheet_import(request.viewer, import_id)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT, Right.EXPORT)  # lists that were exported come back here
def imports(request: DeskRequest) -> HttpResponse:
    """Show the sheets that the viewer handed in, and take a new one."""
    now = timezone.now()
    pack = pack_on(now).pack
    most = int(pack.value_on("import.max_bytes", timezone.localdate()).number)
    refused = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Problem("import-no-file", "请先选择一个表格文件。")  # noqa: TRY301
            if (file.size or 0) > most:
                limit = f"{most / 1024 / 1024:g}"
                raise Problem("import-large", "文件超过 {limit} MB 的上限，请拆成几个文件。", limit=limit)  # noqa: TRY301
            import_id = hand_in_sheet(name=file.name or "", content=file.read(), pack=pack, by=request.viewer, at=now)
            back = import_or_404(request, import_id).source == HANDED_BACK
            return redirect("import-changes" if back else "import-columns", import_id=import_id)
        except Problem as problem:
            refused = say(problem)
    page = Paginator(queries.sheet_imports(request.viewer), PAGE).get_page(request.GET.get("page"))
    jobs = latest_by_subject([row.id for row in page.object_list], JOB, now=now)
    context = {
        "page": page,
        "lines": [_line(row, jobs.get(row.id)) for row in page.object_list],
        "refused": refused,
        "max_bytes": most,
        "max_mb": most // 1024 // 1024,
        "max_rows": int(pack.value_on("import.max_rows", timezone.localdate()).number),
        "keep_days": int(pack.value_on("import.keep_days", timezone.localdate()).number),
    }
    return render(request, "desk/imports.html", context, status=422 if refused else 200)


def _line(row: Any, job: Progress | None) -> dict[str, Any]:
    back = row.source == HANDED_BACK
    page = "import-changes" if back else "import" if job else "import-columns"
    return {
        "row": row,
        "job": job,
        "back": back,
        "url": "" if row.removed_at and not job else reverse(page, args=[row.id]),
        "state": _("改动表") if back else JOB_STATES[job.state] if job else _("未开始"),
        "tone": JOB_TONES[job.state] if job else "grey",
    }


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the sheet with samples of what it holds, and the field that it is taken for."""

    index: int
    name: str
    samples: tuple[str, ...]
    field: str


def _column_lines(sample: Sample, chosen: dict[str, int]) -> list[ColumnLine]:
    fields = {index: field for field, index in chosen.items()}
    return [
        ColumnLine(index, name, _samples(sample, index, fields.get(index, "")), fields.get(index, ""))
        for index, name in enumerate(sample.header)
    ]


def _samples(sample: Sample, index: int, field: str) -> tuple[str, ...]:
    """Return the first three different values of a column, cut short; of personal ones only how they begin."""
    found = dict.fromkeys(text for row in sample.rows if (text := " ".join(row.text(index).split())))
    shown = PERSONAL.get(field)
    texts = (f"{text[:shown]}{'*' * min(len(text) - shown, 8)}" if shown else text for text in found)
    return tuple(text if len(text) <= 40 else f"{text[:39]}…" for text, _n in zip(texts, range(3), strict=False))


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT)
def columns(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Ask which column is which; with an answer go on to the preview."""
    row = import_or_404(request, import_id)
    now = timezone.now()
    pack = pack_on(now).pack
    if row.source == HANDED_BACK:
        return redirect("import-changes", import_id=row.id)
    sample = queries.sample_of(row.id)
    chosen, kind, refused = dict(row.columns), row.kind, ""
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        try:
            chosen = _chosen(request, sample)
            choose_columns(import_id=row.id, columns=chosen, kind=kind, pack=pack, by=request.viewer, at=now)
            return redirect("import-preview", import_id=row.id)
        except Problem as problem:
            refused = say(problem)
            chosen = {v: i for i in range(len(sample.header)) if (v := request.POST.get(f"column.{i}", ""))}
    context = {
        "row": row,
        "lines": _column_lines(sample, chosen),
        "fields": FIELDS.items(),
        "kinds": [(each.code, name_of(each)) for each in pack.kinds.values()],
        "kind": kind,
        "sheets": sample.sheets if len(sample.sheets) > 1 else (),
        "unsolved": sample.unsolved,
        "steps": steps_at(1),
        "refused": refused,
    }
    return render(request, "desk/import_columns.html", context, status=422 if refused else 200)


def _chosen(request: DeskRequest, sample: Sample) -> dict[str, int]:
    found: dict[str, int] = {}
    for index in range(len(sample.header)):
        field = request.POST.get(f"column.{index}", "")
        if field not in FIELDS:
            continue
        if field in found:
            raise Problem("field-twice", "“{field}”选了两列，请只留一列。", field=str(FIELDS[field]))
        found[field] = index
    return found


@require_POST
@staff_only(Right.IMPORT)
def sheet(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Read another sheet of the file, or the same with its header in another row."""
    row = import_or_404(request, import_id)
    now = timezone.now()
    said = request.POST.get("header_row", "").strip()
    number = int(said) if said.isdecimal() and len(said) < 7 else None
    name = request.POST.get("sheet") or None
    changed = name is not None and name != row.sheet
    try:
        look_again(
            import_id=row.id,
            sheet=name,
            header_row=None if changed else number,  # another sheet has its header elsewhere
            pack=pack_on(now).pack,
            by=request.viewer,
            at=now,
        )
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("import-columns", import_id=row.id)


@require_GET
@staff_only(Right.IMPORT)
def preview(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Show what would become of the first rows; nothing is taken in."""
    row = import_or_404(request, import_id)
    now = timezone.now()
    desk = desk_at(now)
    if "text" not in row.columns and "title" not in row.columns:
        return redirect("import-columns", import_id=row.id)
    most = int(desk.published.pack.value_on("import.preview_rows", timezone.localdate()).number)
    lines = foreseen_rows(row, queries.sample_of(row.id), desk, request.viewer, now=now, most=most)
    counts = {code: sum(line.outcome == code for line in lines) for code in ("new", "known", "refused")}
    context = {"row": row, "lines": lines, "counts": counts, "steps": steps_at(2)}
    return render(request, "desk/import_preview.html", context)
