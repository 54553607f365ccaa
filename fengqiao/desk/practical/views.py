"""Practical matters: the list of a year as a table and as a picture, putting one in, one with its milestones and evidence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, day_field, unit_list, words
from fengqiao.desk.matters.files import send_shown
from fengqiao.desk.matters.forms import Files
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, whole_or_none, year_of
from fengqiao.desk.practical.words import AIMS, line_of, picture
from fengqiao.desk.words import indented, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer, directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.practical import actions
from fengqiao.practical.queries import READERS, item_for, items, leads, page_of_file, plans, reached, works_on, years
from fengqiao.practical.terms import Aim, ItemState, StoneState
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging
from fengqiao.vault.queries import file_of, files_by_holder

if TYPE_CHECKING:
    from fengqiao.practical.models import Item

STONES = 4  # rows of the form for new ones; more are added on the page
DONE = {
    "report": gettext_lazy("已报完成，等别人核实。"),
    "pass": gettext_lazy("已核实。"),
    "back": gettext_lazy("已退回。"),
    "add": gettext_lazy("节点已加上。"),
    "move": gettext_lazy("节点日期已调整。"),
    "show": gettext_lazy("已在公示页公开。"),
    "hide": gettext_lazy("已不再公开。"),
    "drop": gettext_lazy("已取消，理由留在这里。"),
}
DEEDS = (*DONE,)


@require_GET
@staff_only(*READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the list of a year: counts, the picture of its milestones, the table."""
    today, viewer = timezone.localdate(), request.viewer
    year = year_of(request, today)
    lines = [line_of(row, today) for row in items(viewer, year)]
    going = [line for line in lines if line["state"] != ItemState.DROPPED.value]
    late = sum(line["course"].late for line in lines)
    waiting = sum(each["look"] == "reported" for line in going for each in line["stones"])
    tiles = [
        {"label": _("实事项目"), "number": len(going), "icon": "checklist", "tone": ""},
        {"label": _("已办成"), "number": sum(line["state"] == ItemState.DONE.value for line in lines), "icon": "circle-check", "tone": ""},
        {"label": _("待核实节点"), "number": waiting, "icon": "eye", "tone": "amber" if waiting else ""},
        {"label": _("逾期节点"), "number": late, "icon": "alarm", "tone": "red" if late else ""},
    ]  # fmt: skip
    context = {
        "year": year,
        "years": sorted({year, today.year, *years(viewer)}, reverse=True),
        "lines": lines,
        "tiles": tiles,
        "picture": picture(going, year, today) if going else None,
        "may_plan": plans(viewer),
        "may_import": viewer.may(Right.IMPORT) and plans(viewer),
        "may_export": viewer.may(Right.EXPORT),
    }
    return render(request, "desk/practical.html", context)


def _form(viewer: Viewer, now: datetime, data: Any = None) -> Plain:
    units, today = directory(at=now), timezone.localdate(now)
    mine = [card for card in units.units.values() if card.id in reached(viewer)]
    stones = {}
    for number in range(1, STONES + 1):
        stones[f"stone-{number}"] = forms.CharField(
            label=_("节点 %(n)s") % {"n": number}, required=False, max_length=120
        )
        stones[f"due-{number}"] = day_field(_("哪天前完成"))
    return Plain(
        "practical",
        data,
        title=forms.CharField(label=_("实事项目"), required=False, max_length=120, help_text=_("做什么、做到什么程度；不写人名")),
        aim=forms.ChoiceField(label=_("为谁办"), required=False, choices=[(each.value, AIMS[each]) for each in Aim]),
        year=forms.ChoiceField(label=_("年度"), required=False, choices=[(str(each), each) for each in (today.year, today.year + 1, today.year - 1)]),
        unit=forms.ChoiceField(label=_("牵头单位"), required=False, choices=[(str(card.id), indented(name_of(card), 0)) for card in mine], initial=str(viewer.unit_id)),
        helpers=forms.MultipleChoiceField(label=_("协办单位"), required=False, choices=unit_list(units), widget=forms.CheckboxSelectMultiple),
        **stones,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.INSPECT, Right.SUPERVISE)
def new(request: DeskRequest) -> HttpResponse:
    """Put a matter into the list."""
    now, post, status = timezone.now(), request.POST, 200
    if request.method == "POST":
        try:
            made = _planned(request, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已列入清单，牵头和协办单位会收到通知。"))
            return redirect("practical", item_id=made)
    form = _form(request.viewer, now, post or None)
    shown = {"form": form, "heads": [form[name] for name in ("title", "aim", "year", "unit", "helpers")]}
    stones = [(form[f"stone-{number}"], form[f"due-{number}"]) for number in range(1, STONES + 1)]
    return render(request, "desk/practical_new.html", {**shown, "stones": stones}, status=status)


def _planned(request: DeskRequest, now: datetime) -> UUID:
    post = request.POST
    unit, year = id_or_none(post.get("unit", "")), whole_or_none(post.get("year", ""))
    named = [
        (post.get(f"stone-{number}", "").strip(), post.get(f"due-{number}", "")) for number in range(1, STONES + 1)
    ]
    if post.get("aim", "") not in set(Aim) or unit is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    return actions.plan(
        unit_id=unit, year=year or 0, aim=Aim(post["aim"]), title=post.get("title", ""),
        helpers=[each for each in (id_or_none(text) for text in post.getlist("helpers")) if each],
        stones=[(name, day_of(due)) for name, due in named if name or due], by=request.viewer, at=now,
    )  # fmt: skip


def seen(request: DeskRequest, item_id: UUID) -> Item:
    """Return a matter that the viewer sees, or nothing to be found."""
    row = item_for(request.viewer, item_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """Show one matter."""
    return render(request, "desk/practical_item.html", _context(request, seen(request, item_id)))


def _context(request: DeskRequest, row: Item, opened: str = "") -> dict[str, Any]:
    viewer, today = request.viewer, timezone.localdate()
    line, going = line_of(row, today), row.state == ItemState.GOING.value and row.erased_at is None
    leading, working = leads(viewer, row), works_on(viewer, row)
    held = files_by_holder(row.id)
    who = staff_names({by for each in row.stones.all() for by in (each.reported_by, each.checked_by) if by})
    typed = request.POST
    for each in line["stones"]:
        stone = each["stone"]
        name = f"{stone.id}"
        here = opened == name
        each |= {
            "files": held.get(stone.id, []),
            "reporter": who.get(stone.reported_by, ""),
            "checker": who.get(stone.checked_by, ""),
            "opened": here,
            "report": _typed(Plain(f"r{name}", None, text=words(_("做成了什么"), _("写结果，不写人名；附照片或文书"), 3), files=Files(label=_("佐证"))), typed, on=here)
            if going and working and stone.state == StoneState.OPEN.value else None,
            "move": _typed(Plain(f"m{name}", None, due=day_field(_("改到哪天")), text=words(_("为什么"), "", 2)), typed, on=here)
            if going and leading and stone.state == StoneState.OPEN.value else None,
            "check": _typed(Plain(f"c{name}", None, text=words(_("核实意见"), _("退回时写还差什么"), 2)), typed, on=here)
            if going and leading and stone.state == StoneState.REPORTED.value and stone.reported_by != viewer.staff_id else None,
        }  # fmt: skip
    add = Plain(
        "add",
        None,
        title=forms.CharField(label=_("完成什么"), required=False, max_length=120),
        due=day_field(_("哪天前完成")),
    )
    return {
        **line,
        "line": line,
        "picture": picture([line], row.year, today),
        "leading": leading,
        "going": going,
        "add": _typed(add, typed, on=opened == "add") if going and leading else None,
        "drop": _typed(Plain("drop", None, text=words(_("为什么取消"), "", 2)), typed, on=opened == "drop") if going and leading else None,
        "opened": opened,
    }  # fmt: skip


def _typed(form: Plain, post: Any, *, on: bool) -> Plain:
    if on:
        form.initial = {name: post.get(name, "") for name in form.fields if name != "files"}
    return form


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, item_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a matter; a refused one shows the page with what was typed."""
    if deed not in DONE:
        raise Http404
    row, now = seen(request, item_id), timezone.now()
    try:
        _do(request, row, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        opened = request.POST.get("stone", "") or deed
        return render(
            request, "desk/practical_item.html", _context(request, seen(request, item_id), opened), status=422
        )
    messages.success(request, DONE[deed])
    return redirect("practical", item_id=item_id)


def _do(request: DeskRequest, row: Item, deed: str, now: datetime) -> None:
    post = request.POST
    text, version = post.get("text", ""), whole_or_none(post.get("version", ""))
    common: dict[str, Any] = {"item_id": row.id, "by": request.viewer, "at": now, "seen_version": version}
    if deed in {"report", "pass", "back", "move"}:
        common["stone_id"] = id_chosen(post.get("stone", ""))
    if deed == "report":
        with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as ready:
            actions.report(text=text, uploads=ready, **common)
    elif deed in {"pass", "back"}:
        actions.check(passed=deed == "pass", text=text, **common)
    elif deed == "move":
        actions.move_stone(due=day_of(post.get("due", "")), text=text, **common)
    elif deed == "add":
        actions.add_stone(title=post.get("title", ""), due=day_of(post.get("due", "")), **common)
    elif deed == "drop":
        actions.drop(text=text, **common)
    else:
        actions.show(shown=deed == "show", **common)


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, item_id: UUID, file_id: UUID) -> HttpResponse:
    """Send evidence of a milestone to whoever sees the matter."""
    row = seen(request, item_id)
    stored = file_of([row.id], file_id)
    if stored is None or not page_of_file(request.viewer, row.id, stored.holder_id):
        raise Http404
    return send_shown(stored)
