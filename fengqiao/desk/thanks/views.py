"""Letters of thanks and banners: the list of a year with its figures, registering one with its picture, one of them."""

from __future__ import annotations

from collections.abc import Mapping
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

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen, day_field, words
from fengqiao.desk.matters.files import send_shown
from fengqiao.desk.matters.forms import Files
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, press_or_new, year_of
from fengqiao.desk.thanks_words import GIVER, THANKS, THANKS_ICONS, WRONGS
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import file_limits, note_export
from fengqiao.orgs.queries import directory, staff_in, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.thanks import actions
from fengqiao.thanks.actions import FIELDS, NewThanks
from fengqiao.thanks.queries import READERS, counts, giver_of, reached, registers, retracts, thanks_for, thanks_of
from fengqiao.thanks.terms import ThanksKind, Wrong
from fengqiao.vault.actions import staging
from fengqiao.vault.queries import file_of, files_by_holder

if TYPE_CHECKING:
    from fengqiao.thanks.models import Thanks

MOST, YEARS = 300, 4
DEEDS = ("retract", "look")
DONE = gettext_lazy("已撤回：留在清单里，不再计数。")


@require_GET
@staff_only(*READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the list of a year: figures, which unit got how many, the rows."""
    now, viewer = timezone.now(), request.viewer
    year, kind = year_of(request, timezone.localdate(now)), request.GET.get("kind", "")
    kind = kind if kind in set(ThanksKind) else ""
    rows, found, units = list(thanks_of(viewer, year, kind)[: MOST + 1]), counts(viewer, year), directory(at=now).units
    tiles = [
        {"label": _("锦旗"), "number": sum(each.banners for each in found), "icon": "flag"},
        {"label": _("感谢信"), "number": sum(each.letters for each in found), "icon": "mail"},
        {"label": _("误登撤回"), "number": sum(each.wrong for each in found), "icon": "arrow-back-up"},
    ]
    bars = [
        {"label": name_of(units[each.unit_id]), "number": each.letters + each.banners, "note": _("锦旗 %(a)s，感谢信 %(b)s") % {"a": each.banners, "b": each.letters}}
        for each in found if each.unit_id in units and each.letters + each.banners
    ]  # fmt: skip
    this = timezone.localdate(now).year
    context = {
        "tiles": tiles, "bars": bars if len(bars) > 1 else [], "lines": [_line(row) for row in rows[:MOST]], "year": year, "kind": kind,
        "more": len(rows) > MOST, "most": MOST,
        "years": sorted({year, *range(this - YEARS, this + 1)}, reverse=True), "kinds": [(each.value, word) for each, word in THANKS.items()],
        "may_add": registers(viewer), "may_export": viewer.may(Right.EXPORT) and bool(rows),
    }  # fmt: skip
    return render(request, "desk/thanks_list.html", context)


def _line(row: Thanks) -> dict[str, Any]:
    return {
        "id": row.id, "row": row, "kind": THANKS[ThanksKind(row.kind)], "icon": THANKS_ICONS[row.kind], "unit": name_of(row.unit),
        "staff": row.staff.name if row.staff else "", "wrong": WRONGS[Wrong(row.wrong)] if row.wrong else "",
        "text": row.text or (_("（文字已销毁）") if row.erased_at else ""),
    }  # fmt: skip


def _form(request: DeskRequest, now: datetime, data: Any = None) -> Plain:
    viewer, units = request.viewer, directory(at=now).units
    mine = sorted(
        (card for card in units.values() if card.id in reached(viewer)),
        key=lambda card: (card.id != viewer.unit_id, card.code),
    )
    people = [(str(each), name) for each, name in staff_in(viewer.unit_id, at=now)]
    return Plain(
        "thanks",
        data,
        kind=forms.ChoiceField(label=_("收到什么"), required=False, choices=[(each.value, word) for each, word in THANKS.items()], widget=forms.RadioSelect, initial="banner"),
        day=day_field(_("哪天收到"), timezone.localdate(now)),
        unit=forms.ChoiceField(label=_("送给哪个单位"), required=False, choices=[(str(card.id), name_of(card)) for card in mine], initial=str(viewer.unit_id)),
        staff=forms.ChoiceField(label=_("送给谁"), required=False, choices=[("", _("整个单位")), *people]),
        text=words(_("上面写的什么"), _("锦旗上的字，或者信里谢的是什么事；不抄别人的姓名电话"), 3),
        person_name=forms.CharField(label=_("谁送的"), required=False, max_length=120, help_text=_("加密保存，不知道可以不写")),
        teller_phone=forms.CharField(label=_("电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})),
        files=Files(label=_("照片"), help_text=_("拍一张锦旗或信；照片里的位置信息会去掉")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.TAKE_IN)
def new(request: DeskRequest) -> HttpResponse:
    """Register a letter or banner; what was typed stays where something is wanting."""
    now, post, status = timezone.now(), request.POST, 200
    press = press_or_new(post.get("press", ""))
    if request.method == "POST":
        try:
            made = _registered(request, press, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已登记。"))
            return redirect("thanks", thanks_id=made)
    return render(
        request, "desk/thanks_new.html", {"form": _form(request, now, post or None), "press": press}, status=status
    )


def _registered(request: DeskRequest, press: UUID, now: datetime) -> UUID:
    get = request.POST.get
    given = NewThanks(
        press=press, kind=get("kind", ""), unit_id=id_chosen(get("unit", "")), day=day_of(get("day", "")), staff_id=id_or_none(get("staff", "")),
        text=get("text", ""), personal={name: get(name, "") for name in FIELDS},
    )  # fmt: skip
    with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as ready:
        return actions.register(given=given, uploads=ready, by=request.viewer, at=now)


def seen(request: DeskRequest, thanks_id: UUID) -> Thanks:
    """Return one that the viewer sees, or nothing to be found."""
    row = thanks_for(request.viewer, thanks_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest, thanks_id: UUID) -> HttpResponse:
    """Show one."""
    return _page(request, seen(request, thanks_id))


def _page(
    request: DeskRequest, row: Thanks, *, clear: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    giver = clear or giver_of(row)
    names = staff_names({each for each in (row.made_by, row.retracted_by) if each})
    own = row.made_by == viewer.staff_id and viewer.may(Right.UNMASK_OWN)
    near = row.unit_id in reached(viewer)
    context = {
        **_line(row),
        "giver": [(word, giver[code]) for code, word in GIVER.items() if giver.get(code)],
        "clear": clear is not None,
        "may_look": bool(giver) and near and (viewer.may(Right.UNMASK) or own),
        "purposes": [(each.code, name_of(each), each.code == "contact") for each in pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())],
        "files": files_by_holder(row.id).get(row.id, []),
        "maker": names.get(row.made_by, ""),
        "retracter": names.get(row.retracted_by, "") if row.retracted_by else "",
        "retract": Plain("retract", None, wrong=chosen(_("为什么撤回"), [(each.value, word) for each, word in WRONGS.items()]))
        if not row.wrong and retracts(viewer, row) else None,
    }  # fmt: skip
    return render(request, "desk/thanks.html", context, status=status)


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, thanks_id: UUID, deed: str) -> HttpResponse:
    """Take one back, or see from whom it is."""
    if deed not in DEEDS:
        raise Http404
    row, now = seen(request, thanks_id), timezone.now()
    try:
        if deed == "look":
            clear = actions.look(thanks_id=row.id, purpose=request.POST.get("purpose", ""), by=request.viewer, at=now)
            return _page(request, row, clear=clear)
        actions.retract(thanks_id=row.id, wrong=request.POST.get("wrong", ""), by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, row, status=422)
    messages.success(request, str(DONE))
    return redirect("thanks", thanks_id=thanks_id)


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, thanks_id: UUID, file_id: UUID) -> HttpResponse:
    """Send the picture to whoever sees the row."""
    stored = file_of([seen(request, thanks_id).id], file_id)
    if stored is None:
        raise Http404
    return send_shown(stored)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list of a year as Excel: for whom, when, what stands on it with private data hidden; never from whom."""
    now, out, text = timezone.now(), Outgoing(readable=False), ColumnKind.TEXT
    year = year_of(request, timezone.localdate(now))
    columns = (
        Column(_("收到"), text, 14), Column(_("收到什么"), text, 12), Column(_("单位"), text, 20), Column(_("送给谁"), text, 14),
        Column(_("上面写的什么"), text, 48), Column(_("撤回原因"), text, 20),
    )  # fmt: skip
    lines = [_line(row) for row in thanks_of(request.viewer, year)]
    cells = [
        [
            line["row"].day.isoformat(),
            str(line["kind"]),
            line["unit"],
            line["staff"],
            out(line["text"]),
            str(line["wrong"]),
        ]
        for line in lines
    ]
    note_export(by=request.viewer, rows=len(cells), at=now, found=out.found, left=out.left, of="thanks")
    return sent([SheetSpec(name=_("锦旗和感谢信"), columns=columns, rows=cells)], f"fengqiao-thanks-{year}.xlsx")
