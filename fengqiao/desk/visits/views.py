"""Pages of visits: who is due, one of those visited, registering somebody, who visits how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none, whole_or_none
from fengqiao.desk.visit_words import MET_TONES, METS, STANDING_TONES, STANDINGS, due_words, visit_word
from fengqiao.desk.words import STATES, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Directory, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.vault.queries import masked_in
from fengqiao.visits import actions, queries
from fengqiao.visits.actions import Found
from fengqiao.visits.queries import Asked
from fengqiao.visits.rules.due import standing
from fengqiao.visits.rules.sheets import MILLI, about_there, read_row
from fengqiao.visits.terms import Met, Standing

if TYPE_CHECKING:
    from fengqiao.visits.models import Visitee

SHOWN = {"": Standing.SOON, "overdue": Standing.OVERDUE, "all": None, "closed": Standing.CLOSED}
DONE = {
    "visit": gettext_lazy("走访已记下。"), "set": gettext_lazy("已保存。"), "look": "",
}  # fmt: skip
CONTACT = ("teller_name", "teller_address", "teller_phone")


def asked_of(request: DeskRequest, units: Directory) -> tuple[Asked, dict[str, str]]:
    """Return whom an address asks for, and the codes in it."""
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("show", "who", "area", "tier")}
    area = next((place for place in units.places.values() if place.code == given["area"]), None)
    below = {each.id for each in units.places.values() if area and area.id in each.above}
    who = request.viewer.staff_id if given["who"] == "me" else None
    if given["who"] and who is None:
        try:
            who = id_or_none(given["who"])
        except Problem:
            given["who"] = ""
    asked = Asked(SHOWN.get(given["show"], Standing.SOON), who, below, given["tier"])
    return asked, {name: value for name, value in given.items() if value}


@require_GET
@staff_only(Right.INSPECT)
def listed(request: DeskRequest) -> HttpResponse:
    """Show who is due, and how far the week's visits of whoever looks are."""
    now, viewer = timezone.now(), request.viewer
    pack, units, today = pack_on(now).pack, directory(at=now), timezone.localdate(now)
    soon = limit_on("visits.soon_days", now)
    asked, given = asked_of(request, units)
    rows = queries.listed(viewer, asked, today=today, soon=soon)
    page = Paginator(rows, limit_on_page(pack, today)).get_page(request.GET.get("page"))
    counts, week = queries.counts(viewer, today=today, soon=soon), queries.week_of(viewer.staff_id, today=today)
    people = [(str(who), name) for who, name in staff_in(viewer.unit_id, at=now)]
    context = {
        "page": page, "lines": lines_of(page.object_list, pack, today, soon), "given": given, "tabs": _tabs(given, counts),
        "areas": area_choices(units.places.values())[1:], "tiers": [(each.code, name_of(each)) for each in pack.visits.tiers.values()],
        "people": people, "narrowed": bool(set(given) - {"show"}), "may_go": viewer.may(Right.UNMASK), "no_tiers": not pack.visits.tiers,
        "week": [_share(_("本周入户"), week["home"], limit_on("visits.homes_a_week", now)), _share(_("本周单位商户"), week["premises"], limit_on("visits.premises_a_week", now))] if viewer.may(Right.UNMASK) else [],
        "may_export": viewer.may(Right.EXPORT), "may_import": viewer.may(Right.IMPORT), "query": urlencode(given), "most": limit_on("visits.round", now),
    }  # fmt: skip
    return render(request, "desk/visits.html", context)


def limit_on_page(pack: Pack, today: date) -> int:
    """Return how many lines a page of a list has."""
    return int(pack.value_on("queue.page_size", today).number)


def _share(word: str, done: int, asked: int) -> dict[str, Any]:
    return {"word": word, "done": done, "asked": asked, "enough": done >= asked}


def _tabs(given: dict[str, str], counts: dict[Standing, int]) -> list[dict[str, Any]]:
    rest = {name: value for name, value in given.items() if name != "show"}
    pages = (
        ("", _("该去的"), counts[Standing.SOON]), ("overdue", _("超期的"), counts[Standing.OVERDUE]),
        ("all", _("全部"), counts[Standing.LATER]), ("closed", _("不再走访"), counts[Standing.CLOSED]),
    )  # fmt: skip
    return [
        {"label": word, "count": count, "active": given.get("show", "") == show, "url": f"{reverse('visits')}?{urlencode({**({'show': show} if show else {}), **rest})}"}
        for show, word, count in pages
    ]  # fmt: skip


def lines_of(rows: Any, pack: Pack, today: date, soon: int) -> list[dict[str, Any]]:
    """Return lines of a list; who is visited stands in it masked."""
    rows = list(rows)
    masked = masked_in([row.id for row in rows])
    return [line_of(row, masked.get(row.id, {}), pack, today, soon) for row in rows]


def line_of(row: Visitee, masked: Any, pack: Pack, today: date, soon: int) -> dict[str, Any]:
    """Return one of those visited as pages show it."""
    stands = standing(row.due, today, soon=soon)
    return {
        "id": row.id, "name": row.title or masked.get("teller_name") or _("一户"), "home": row.premise == "home", "area": name_of(row.area),
        "tier": visit_word("tier", row.tier, pack), "officer": row.officer.name if row.officer else "", "unit": name_of(row.unit),
        "last": row.last, "due": row.due, "due_word": due_words(row.due, today), "stands": stands.value, "word": STANDINGS[stands],
        "tone": STANDING_TONES[stands.value], "tries": row.tries, "open": row.due is not None,
    }  # fmt: skip


@require_POST
@staff_only(Right.INSPECT)
def hand(request: DeskRequest) -> HttpResponse:
    """Give those that were ticked to somebody."""
    ids = [each for raw in request.POST.getlist("visitee")[:500] if (each := id_or_none(raw))]
    count = actions.hand_round(
        ids=ids, officer_id=id_or_none(request.POST.get("officer", "")), by=request.viewer, at=timezone.now()
    )
    messages.success(request, ngettext("已分派 %(n)s 家。", "已分派 %(n)s 家。", count) % {"n": count})
    return redirect("visits")


@require_GET
@staff_only(Right.INSPECT)
def by_officer(request: DeskRequest) -> HttpResponse:
    """Show who visits how much: what waits for each, what each did this week."""
    now = timezone.now()
    rows = queries.officers(request.viewer, today=timezone.localdate(now))
    homes, premises = limit_on("visits.homes_a_week", now), limit_on("visits.premises_a_week", now)
    lines = [
        {"row": row, "url": f"{reverse('visits')}?{urlencode({'show': 'all', 'who': row.staff_id})}" if row.staff_id else "",
         "enough": row.homes >= homes and row.premises >= premises}
        for row in rows
    ]  # fmt: skip
    context = {"lines": lines, "homes": homes, "premises": premises, "since": queries.monday(timezone.localdate(now))}
    return render(request, "desk/visit_officers.html", context)


def seen(request: DeskRequest, visitee_id: UUID) -> Visitee:
    """Return one of those visited that the viewer sees, or nothing to be found."""
    row = queries.visitee_for(request.viewer, visitee_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(Right.INSPECT)
def page(request: DeskRequest, visitee_id: UUID) -> HttpResponse:
    """Show one of those visited."""
    return _page(request, visitee_id)


def _page(request: DeskRequest, visitee_id: UUID, *, clear: Any = None, opened: str = "", status: int = 200) -> HttpResponse:  # fmt: skip
    now, viewer, row = timezone.now(), request.viewer, seen(request, visitee_id)
    pack, units, today = pack_on(now).pack, directory(at=now), timezone.localdate(now)
    masked = masked_in([row.id]).get(row.id, {})
    visits = queries.visits_of(row)
    origins = queries.origins_seen(viewer, visits)
    place, may = units.places.get(row.area_id), queries.may_open(viewer, row)
    tier = pack.visits.tiers.get(row.tier)
    context = {
        "row": row, **line_of(row, masked, pack, today, limit_on("visits.soon_days", now)), "where": full_name(place, units.places) if place else "",
        "every": tier.every if tier else 0, "sealed": bool(masked), "masked": [masked.get(code, "") for code in CONTACT],
        "clear": [clear.get(code, "") for code in CONTACT] if clear else None, "may_open": may, "opened": opened,
        "concerns": [(each.code, name_of(each), each.text) for each in pack.visits.concerns.values()], "mets": [(each.value, METS[each]) for each in Met],
        "may_tell": viewer.may(Right.TAKE_IN), "set_form": _set_form(row, pack, now) if row.due else None, "look_form": _look_form(pack),
        "visits": [
            {"at": each.at, "who": each.staff.name, "unit": name_of(each.unit), "word": METS[Met(each.met)], "met": each.met, "tone": MET_TONES[each.met], "late": each.late,
             "matters": [{"id": o.matter_id, "title": o.matter.title, "concern": visit_word("concern", o.concern, pack), "state": o.matter.state, "word": STATES[MatterState(o.matter.state)]} for o in origins.get(each.id, [])]}
            for each in visits
        ],
    }  # fmt: skip
    return render(request, "desk/visitee.html", context, status=status)


def _point(label: str, initial: str = "") -> forms.CharField:
    hint = _("只留到约百米，够排路线，找不到门牌")
    return forms.CharField(label=label, required=False, initial=initial, help_text=hint, max_length=40)


def _set_form(row: Visitee, pack: Pack, now: Any) -> Plain:
    tiers = [(each.code, name_of(each)) for each in pack.visits.tiers.values() if each.premise.value == row.premise]
    people = [(str(who), name) for who, name in staff_in(row.unit_id, at=now)]
    shown = f"{row.point[0] / MILLI:.3f}, {row.point[1] / MILLI:.3f}" if len(row.point) == 2 else ""
    return Plain(
        "set", None, tier=forms.ChoiceField(label=_("走访档次"), choices=tiers, initial=row.tier),
        officer=forms.ChoiceField(label=_("走访人"), required=False, choices=[("", _("还没有")), *people], initial=str(row.officer_id or "")),
        point=_point(_("大致位置（纬度, 经度）"), shown),
    )  # fmt: skip


def _look_form(pack: Pack) -> Plain:
    reasons = [(each.code, name_of(each)) for each in pack.reasons.get(ReasonUse.UNMASK, ())]
    return Plain("look", None, purpose=forms.ChoiceField(label=_("用途"), choices=reasons))


@require_POST
@staff_only(Right.INSPECT)
def act(request: DeskRequest, visitee_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with one of those visited; from a round, its card is answered alone."""
    if deed not in DONE:
        raise Http404
    seen(request, visitee_id)
    try:
        got = _do(request, visitee_id, deed)
    except Problem as problem:
        if request.htmx:
            return HttpResponse(say(problem), status=422, content_type="text/plain; charset=utf-8")
        messages.error(request, say(problem))
        return _page(request, visitee_id, opened=deed, status=422)
    if deed == "look":
        return _page(request, visitee_id, clear=got)
    if request.htmx:
        now = timezone.now()
        row, today = seen(request, visitee_id), timezone.localdate(now)
        word = METS[Met(request.POST["met"])]
        context = {"row": row, "word": word, "met": request.POST["met"], "tone": MET_TONES[request.POST["met"]], "matters": got, "due_word": due_words(row.due, today),
                   "number": whole_or_none(request.POST.get("number", "")[:3]), "tier": visit_word("tier", row.tier, pack_on(now).pack), "area": name_of(row.area)}  # fmt: skip
        return render(request, "desk/_visit_done.html", context)
    messages.success(request, str(DONE[deed]))
    if isinstance(got, list) and got:
        messages.success(request, ngettext("发现的情况已登记成 %(n)s 件事项。", "发现的情况已登记成 %(n)s 件事项。", len(got)) % {"n": len(got)})  # fmt: skip
    return redirect("visitee", visitee_id=visitee_id)


def _do(request: DeskRequest, visitee_id: UUID, deed: str) -> Any:
    post, by, now = request.POST, request.viewer, timezone.now()
    if deed == "look":
        return actions.see_visitee(visitee_id=visitee_id, purpose=_purpose(post.get("purpose", ""), now), by=by, at=now)
    version = whole_or_none(post.get("version", ""))
    if deed == "set":
        actions.set_visitee(
            visitee_id=visitee_id, tier=post.get("tier", ""), officer_id=id_or_none(post.get("officer", "")),
            point=about_there(post.get("point", "")), by=by, at=now, seen_version=version,
        )  # fmt: skip
        return None
    if post.get("met") not in set(Met):
        raise Problem("visit-met", "请选择这次走访怎么样。")
    found = [Found(post["concern"][:24], post.get("text", ""))] if post.get("concern") else []
    return actions.visit(
        visitee_id=visitee_id, met=Met(post["met"]), found=found, by=by, at=now, seen_version=version,
        tell_who=post.get("quiet") != "yes",
    )  # fmt: skip


def _purpose(code: str, now: Any) -> str:
    known = {each.code for each in pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())}
    if code not in known:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    return code


@require_http_methods(["GET", "POST"])
@staff_only(Right.INSPECT)
def new(request: DeskRequest) -> HttpResponse:
    """Put somebody on the list of those visited."""
    now, post = timezone.now(), request.POST
    pack, units = pack_on(now).pack, directory(at=now)
    status = 200
    if request.method == "POST":
        try:
            areas = {place.code: place.id for place in units.places.values()}
            people = {str(who): who for who, _name in staff_in(request.viewer.unit_id, at=now)}
            row = read_row({name: post.get(name, "") for name in post}, areas, pack.visits.tiers, people)
            made, _known = actions.add_visitees(rows=[row], by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已登记，到期前会列出来。") if made else _("这一家已经在名单上。"))
            return redirect("visits")
    context = {"form": _new_form(request, pack, units), "no_tiers": not pack.visits.tiers}
    return render(request, "desk/visitee_new.html", context, status=status)


def _new_form(request: DeskRequest, pack: Pack, units: Directory) -> Plain:
    people = [(str(who), name) for who, name in staff_in(request.viewer.unit_id, at=timezone.now())]
    mine = str(request.viewer.staff_id) if request.viewer.may(Right.UNMASK) else ""
    return Plain(
        "new", request.POST or None, tier=chosen(_("走访档次"), [(each.code, name_of(each)) for each in pack.visits.tiers.values()]),
        name=forms.CharField(label=_("户主或名称"), help_text=_("住户的姓名、地址、电话加密保存，看一次记一次；单位和商户的名称直接显示"), required=False, max_length=80),
        area=forms.ChoiceField(label=_("所在村社"), choices=area_choices(units.places.values())),
        address=forms.CharField(label=_("门牌地址"), required=False, max_length=80), phone=forms.CharField(label=_("联系电话"), required=False, max_length=80),
        officer=forms.ChoiceField(label=_("走访人"), required=False, choices=[("", _("还没有")), *people], initial=mine), point=_point(_("大致位置（纬度, 经度）")),
    )  # fmt: skip
