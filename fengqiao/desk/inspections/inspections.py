"""Pages of joint inspections: the list, planning, the sheet with its findings and names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.inspections.forms import FindingForm, InspectionForm
from fengqiao.desk.inspections.rows import finding_lines, tabs_of
from fengqiao.desk.inspections.words import ANSWERS, INSPECTION_STATES, INSPECTION_TONES, SEVERITIES
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people.forms import moment_of
from fengqiao.desk.posted import id_or_none, whole_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.inspections import actions
from fengqiao.inspections.actions import Checked, NewFinding, Planned
from fengqiao.inspections.queries import InspectionCase, inspection_case, inspections
from fengqiao.inspections.terms import Answer, FindingSource, InspectionState, Owner, Severity
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Directory, directory, units_above
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of, pack_on
from fengqiao.vault.actions import staging

ANSWER, PRESENT = "answer.", "present."


@require_GET
@staff_only(Right.INSPECT)
def listed(request: DeskRequest) -> HttpResponse:
    """Show inspections, the newest first."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    states = [state] if state in set(InspectionState) else []
    rows = inspections(request.viewer, states=states, kind=kind if kind in pack.inspections.kinds else "")
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(row, units) for row in page.object_list],
        "kinds": [(each.code, name_of(each), each.code == kind) for each in pack.inspections.kinds.values()],
        "states": [(each.value, INSPECTION_STATES[each], each.value == state) for each in InspectionState],
        "tabs": tabs_of("inspections"),
        "narrowed": bool(state or kind),
    }
    return render(request, "desk/inspections.html", context)


def _line(row: Any, units: Directory) -> dict[str, Any]:
    kinds = pack_of(row.edition_id).pack.inspections.kinds
    return {
        "id": row.id,
        "number": row.number,
        "kind": name_of(kinds[row.kind]) if row.kind in kinds else row.kind,
        "where": where_of(row, units),
        "unit": name_of(row.unit),
        "at": row.ended_at or row.began_at or row.planned_for,
        "state": row.state,
        "word": INSPECTION_STATES[InspectionState(row.state)],
        "tone": INSPECTION_TONES[row.state],
        "found": row.found,
        "left": row.left,
    }


def where_of(row: Any, units: Directory) -> str:
    """Return where something is: the venue, or the words of the place behind its village."""
    place = units.places.get(row.area_id) if row.area_id else None
    parts = [name_of(row.venue)] if row.venue else [full_name(place, units.places) if place else ""]
    return " ".join(filter(None, [*parts, row.place]))


@require_http_methods(["GET", "POST"])
@staff_only(Right.INSPECT)
def new(request: DeskRequest) -> HttpResponse:
    """Plan an inspection, or begin it at once."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    post = request.POST
    initial = {name: request.GET[name] for name in ("kind", "venue") if name in request.GET}
    form = InspectionForm(pack, units, request.viewer, post or None, initial)
    status = 200
    if request.method == "POST":
        try:
            areas = {place.code: place.id for place in units.places.values()}
            wanted = Planned(
                kind=post.get("kind", ""),
                area_id=areas.get(post.get("area", "")),
                venue_id=id_or_none(post.get("venue", "")),
                place=post.get("place", ""),
                parties=[each for text in post.getlist("parties") if (each := id_or_none(text))],
                planned_for=None if "at_once" in post else moment_of(post.get("planned_for", "")),
            )
            made = actions.plan(wanted=wanted, now_at_once="at_once" in post, by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            return redirect("inspection", inspection_id=made)
    return render(request, "desk/inspection_new.html", {"form": form, "tabs": tabs_of("inspections")}, status=status)


@require_GET
@staff_only(Right.INSPECT)
def page(request: DeskRequest, inspection_id: UUID) -> HttpResponse:
    """Show an inspection: its sheet, what was found, who signed."""
    return _page(request, inspection_id)


def _page(
    request: DeskRequest, inspection_id: UUID, form: FindingForm | None = None, status: int = 200
) -> HttpResponse:
    case = inspection_case(request.viewer, inspection_id)
    if case is None:
        raise Http404
    return render(request, "desk/inspection.html", _context(request, case, form), status=status)


def _context(request: DeskRequest, case: InspectionCase, form: FindingForm | None) -> dict[str, Any]:
    now, row = timezone.now(), case.inspection
    pack, units = pack_of(row.edition_id).pack, directory(at=now)
    kind, state = pack.inspections.kinds[row.kind], InspectionState(row.state)
    above = set(units_above(request.viewer.unit_id).values_list("id", flat=True)) | request.viewer.seen_units
    mine = [party for party in case.parties if party.unit_id in above]
    leads, unsigned = row.unit_id in above, any(party.signed_by_id is None for party in mine)
    underway = state is InspectionState.UNDERWAY and bool(mine)
    items = [(each.code, name_of(each)) for each in kind.items]
    source = FindingSource.INSPECTION.value
    return {
        "row": row,
        "kind": name_of(kind),
        "source": kind.source,
        "where": where_of(row, units),
        "state_word": INSPECTION_STATES[state],
        "tone": INSPECTION_TONES[row.state],
        "items": [
            {
                "code": each.code,
                "name": name_of(each),
                "severity": SEVERITIES[Severity(each.severity)],
                "answer": row.answers.get(each.code, ""),
                "word": ANSWERS[Answer(row.answers[each.code])] if each.code in row.answers else "",
            }
            for each in kind.items
        ],
        "answers": [(each.value, word) for each, word in ANSWERS.items()],
        "present": [(each.code, name_of(each), row.present.get(each.code, 0)) for each in pack.inspections.present.values()],
        "people": sum(row.present.values()),
        "parties": [{"unit": name_of(each.unit), "leads": each.unit_id == row.unit_id, "who": each.signed_by.name if each.signed_by else "", "at": each.signed_at} for each in case.parties],
        "lines": finding_lines(case.findings, now),
        "can": {
            "begin": state is InspectionState.PLANNED and bool(mine),
            "check": underway,
            "sign": unsigned and state in {InspectionState.UNDERWAY, InspectionState.ENDED},
            "cancel": leads and state in {InspectionState.PLANNED, InspectionState.UNDERWAY} and not case.findings,
            "ends": leads and state is InspectionState.UNDERWAY,
        },
        "form": (form or FindingForm(pack_on(now).pack, units, now, items=items, source=source)) if underway else None,
        "opened": form is not None,
    }  # fmt: skip


def wanted_finding(request: DeskRequest, **known: Any) -> NewFinding:
    """Return the finding that a form holds; refuses what is chosen from no list."""
    get, units = request.POST.get, directory(at=timezone.now())
    areas = {place.code: place.id for place in units.places.values()}
    chosen = {"severity": get("severity", ""), "owner": get("owner", "")}
    if chosen["severity"] not in set(Severity) or chosen["owner"] not in set(Owner):
        raise Problem("choose-one", "请先从列表里选一项。")
    return NewFinding(
        title=get("title", ""),
        text=get("text", ""),
        severity=Severity(chosen["severity"]),
        owner=Owner(chosen["owner"]),
        owner_unit=id_or_none(get("owner_unit", "")),
        owner_staff=id_or_none(get("owner_staff", "")),
        venue_id=id_or_none(get("venue", "")),
        area_id=areas.get(get("area", "")),
        place=get("place", ""),
        item=get("item", "") if "inspection_id" in known else "",
        days=whole_or_none(get("days", "")),
        on_spot="on_spot" in request.POST,
        **known,
    )


def _find(request: DeskRequest, inspection_id: UUID) -> HttpResponse:
    now = timezone.now()
    case = inspection_case(request.viewer, inspection_id)
    if case is None:
        raise Http404
    pack, units = pack_on(now).pack, directory(at=now)
    try:
        wanted = wanted_finding(request, source=FindingSource.INSPECTION, inspection_id=inspection_id)
        with staging(uploads_of(request), file_limits(pack, now)) as ready:
            actions.raise_finding(wanted=wanted, uploads=ready, by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        kind = pack_of(case.inspection.edition_id).pack.inspections.kinds[case.inspection.kind]
        items = [(each.code, name_of(each)) for each in kind.items]
        form = FindingForm(pack, units, now, request.POST, items=items, source=FindingSource.INSPECTION.value)
        return _page(request, inspection_id, form, status=422)
    messages.success(request, _("问题已登记，整改责任单位看得到。"))
    return redirect("inspection", inspection_id=inspection_id)


def _checked(request: DeskRequest) -> Checked:
    post = request.POST
    answers = {name.removeprefix(ANSWER): post[name] for name in post if name.startswith(ANSWER) and post[name]}
    counts = {name.removeprefix(PRESENT): post[name].strip() for name in post if name.startswith(PRESENT)}
    present = {
        code: int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
        for code, text in counts.items()
        if text
    }
    return Checked(answers=answers, present=present, text=post.get("text", ""))  # fmt: skip


DEEDS = {
    "begin": gettext_lazy("已开始检查。"),
    "check": gettext_lazy("检查表已保存。"),
    "sign": gettext_lazy("已签字。"),
    "cancel": gettext_lazy("检查已取消。"),
    "find": "",
}


@require_POST
@staff_only(Right.INSPECT)
def act(request: DeskRequest, inspection_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with an inspection."""
    if deed not in DEEDS:
        raise Http404
    if deed == "find":
        return _find(request, inspection_id)
    seen = whole_or_none(request.POST.get("version", ""))
    given: dict[str, Any] = {
        "inspection_id": inspection_id,
        "by": request.viewer,
        "at": timezone.now(),
        "seen_version": seen,
    }
    if deed == "check":
        given["checked"] = _checked(request)
    try:
        getattr(actions, deed)(**given)
    except Problem as problem:
        if problem.code == "inspection-unknown":
            raise Http404 from problem
        messages.error(request, say(problem))
        return _page(request, inspection_id, status=422)
    messages.success(request, str(DEEDS[deed]))
    return redirect("inspection", inspection_id=inspection_id)
