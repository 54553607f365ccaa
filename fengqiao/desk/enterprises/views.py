"""Pages of enterprises: the list with its map, one enterprise, registering one, what was solved for them."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
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

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.enterprises.forms import CareForm, ContactForm, EnterpriseForm, LookForm, ServeForm
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.words import STATES, name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.enterprises import actions
from fengqiao.enterprises.jobs import sectors_by_name
from fengqiao.enterprises.queries import (
    alliance_on,
    counts_by_area,
    enterprise_for,
    enterprises,
    matters_at,
    may_contact,
    troubles,
)
from fengqiao.enterprises.rules.sheets import read_row
from fengqiao.enterprises.terms import Alliance
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look import maps
from fengqiao.matters.actions import note_export
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Directory, directory, staff_in, staff_names
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import tellers_of

ALLIANCES = {
    Alliance.MEMBER: gettext_lazy("在盟"),
    Alliance.FORMER: gettext_lazy("已退出"),
    Alliance.OUTSIDE: gettext_lazy("未加入"),
}
TONES = {"member": "green", "former": "grey", "outside": "line"}
MOST = 30  # matters shown on a page


def tabs_of(active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = (("enterprises", _("企业")), ("enterprise-troubles", _("解难题清单")))
    return [{"label": label, "url": reverse(name), "active": name == active} for name, label in pages]


def _asked(request: DeskRequest, pack: Pack, units: Directory) -> tuple[Any, dict[str, str]]:
    """The enterprises that an address asks for, and the codes in it."""
    get = request.GET
    given = {name: get.get(name, "").strip()[:40] for name in ("q", "sector", "area", "member")}
    area = next((place for place in units.places.values() if place.code == given["area"]), None)
    below = {each.id for each in units.places.values() if area and area.id in each.above}
    rows = enterprises(
        request.viewer,
        word=given["q"],
        sector=given["sector"] if given["sector"] in pack.enterprises.sectors else "",
        area_ids=below,
        member={"yes": True, "no": False}.get(given["member"]),
        today=timezone.localdate(),
    )
    return rows, {name: value for name, value in given.items() if value}


@require_GET
@staff_only(Right.INSPECT)
def listed(request: DeskRequest) -> HttpResponse:
    """Show enterprises, and how many lie in which town."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    rows, given = _asked(request, pack, units)
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    areas, values = _map(request, units)
    codes = {name: value for name, value in given.items() if name != "q"}
    context = {
        "page": page,
        "lines": [_line(row, pack, timezone.localdate(now)) for row in page.object_list],
        "q": given.get("q", ""),
        "sectors": [(each.code, name_of(each), each.code == given.get("sector")) for each in pack.enterprises.sectors.values()],
        "members": [(code, word, code == given.get("member")) for code, word in (("yes", _("在盟")), ("no", _("不在盟")))],
        "area": given.get("area", ""),
        "areas": areas,
        "values": values,
        "narrowed": bool(given),
        "tabs": tabs_of("enterprises"),
        "may_import": request.viewer.may(Right.IMPORT),
        "may_export": request.viewer.may(Right.EXPORT),
        "export_url": f"{reverse('enterprises-export')}?{urlencode(codes)}",
    }  # fmt: skip
    return render(request, "desk/enterprises.html", context)


def _map(request: DeskRequest, units: Directory) -> tuple[list[maps.Area], dict[str, float | None]]:
    counts, here = counts_by_area(request.viewer), reverse("enterprises")
    towns = [place for place in units.places.values() if place.level is AreaLevel.TOWN and place.shape]
    areas = [
        maps.Area(
            place.code,
            name_of(place),
            [(p[0], p[1]) for p in place.shape[0]],
            (place.label_point[0], place.label_point[1]) if place.label_point else None,
            f"{here}?area={place.code}",
        )
        for place in towns
    ]
    sums = {
        town.code: (
            sum(n for area, n in counts.items() if area in units.places and town.id in units.places[area].above)
        )
        for town in towns
    }
    return areas, dict(sums.items())


def _line(row: Any, pack: Pack, today: date) -> dict[str, Any]:
    stands = alliance_on(row, today)
    sector = pack.enterprises.sectors.get(row.sector)
    return {
        "id": row.id,
        "name": name_of(row.venue),
        "area": name_of(row.venue.area),
        "sector": name_of(sector) if sector else row.sector,
        "people": row.people,
        "unit": name_of(row.unit),
        "stands": stands.value,
        "word": ALLIANCES[stands],
        "tone": TONES[stands.value],
        "served": row.served,
        "last": row.last,
        "credit": row.credit,
        "since": row.since,
    }


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as Excel; contact persons are not in it."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    rows, _given = _asked(request, pack, units)
    total = rows.count()
    most = int(pack.value_on("export.max_rows", timezone.localdate(now)).number)
    if total > most:
        message = "符合条件的有 {count} 家，一次最多导出 {limit} 家。请缩小范围后再导出。"
        raise Problem("enterprises-export-many", message, count=total, limit=most)
    text = ColumnKind.TEXT
    columns = (
        Column(_("企业名称"), text, 30), Column(_("统一社会信用代码"), text, 22), Column(_("所在村社"), text, 14), Column(_("行业"), text, 12),
        Column(_("员工人数")), Column(_("负责联系的单位"), text, 20), Column(_("联盟"), text, 10), Column(_("服务次数")),
    )  # fmt: skip
    lines = [_line(row, pack, timezone.localdate(now)) for row in rows]
    cells = [
        [e["name"], e["credit"], e["area"], e["sector"], e["people"], e["unit"], str(e["word"]), e["served"]]
        for e in lines
    ]
    note_export(by=request.viewer, rows=total, of="enterprises", at=now)
    return sent([SheetSpec(name=_("企业"), columns=columns, rows=cells)], f"fengqiao-enterprises-{timezone.localdate(now):%Y%m%d}.xlsx")  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.INSPECT)
def new(request: DeskRequest) -> HttpResponse:
    """Register an enterprise."""
    now, post = timezone.now(), request.POST
    pack, units = pack_on(now).pack, directory(at=now)
    status = 200
    if request.method == "POST":
        try:
            areas = {place.code: place.id for place in units.places.values()}
            row = read_row({name: post.get(name, "") for name in post}, areas, sectors_by_name(pack))
            since = day_of(post["since"]) if post.get("since", "").strip() else None
            made, _known = actions.add_enterprises(rows=[row], since=since, by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("企业已登记。") if made else _("这家企业已经登记过。"))
            return redirect("enterprises")
    return render(
        request, "desk/enterprise_new.html", {"form": EnterpriseForm(pack, units, post or None)}, status=status
    )


@require_GET
@staff_only(Right.INSPECT)
def page(request: DeskRequest, enterprise_id: UUID) -> HttpResponse:
    """Show one enterprise."""
    return _page(request, enterprise_id)


def _page(
    request: DeskRequest,
    enterprise_id: UUID,
    *,
    clear: dict[str, str] | None = None,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    row = enterprise_for(viewer, enterprise_id)
    if row is None:
        raise Http404
    pack, units, today = pack_on(now).pack, directory(at=now), timezone.localdate(now)
    stands = alliance_on(row, today)
    officers = [
        (each.staff_id, each.staff.name) for each in row.officers.select_related("staff").order_by("staff__number")
    ]
    people = [(str(staff), name) for staff, name in staff_in(row.unit_id, at=now)]
    found = matters_at(viewer, row)
    done = list(row.activities.select_related("unit").order_by("-day", "-id")[:MOST])
    names = staff_names([each.staff_id for each in done])
    sector = pack.enterprises.sectors.get(row.sector)
    services = pack.enterprises.services
    place = units.places.get(row.venue.area_id)
    context = {
        "row": row,
        "name": name_of(row.venue),
        "word": ALLIANCES[stands],
        "stands": stands.value,
        "tone": TONES[stands.value],
        "where": full_name(place, units.places) if place else "",
        "sector": name_of(sector) if sector else row.sector,
        "unit": name_of(row.unit),
        "room": name_of(row.room) if row.room else "",
        "officers": [name for _id, name in officers],
        "matters": [{"id": m.id, "title": m.title, "number": m.number, "state": m.state, "word": STATES[MatterState(m.state)], "at": m.received_at, "unit": name_of(m.unit), "asked": getattr(m, "asked", False)} for m in found[:MOST]],
        "matters_total": found.count(),
        "served": [{"service": name_of(services[e.service]) if e.service in services else e.service, "day": e.day, "audience": e.audience, "text": e.text, "who": names.get(e.staff_id, ""), "unit": name_of(e.unit)} for e in done],
        "intake_url": f"{reverse('intake')}?{urlencode({'area': row.venue.area.code, 'place': row.venue.name})}",
        "check_url": f"{reverse('inspection-new')}?{urlencode({'kind': 'enterprise', 'venue': row.venue_id})}",
        "may_take_in": viewer.may(Right.TAKE_IN),
        "contact": dict(tellers_of(row.id).get(row.id, {})),
        "clear": clear,
        "may_contact": may_contact(viewer, row),
        "forms": {
            "serve": ServeForm(pack, today),
            "care": CareForm(row, units, people, [str(each) for each, _name in officers]),
            "contact": ContactForm(),
            "look": LookForm(pack),
        },
        "opened": opened,
    }  # fmt: skip
    return render(request, "desk/enterprise.html", context, status=status)


DONE = {
    "serve": gettext_lazy("已记下。"),
    "care": gettext_lazy("已保存。"),
    "contact": gettext_lazy("联系人已加密保存。"),
    "flag": gettext_lazy("已列入解难题清单。"),
    "look": "",
}
DEEDS = (*DONE,)


@require_POST
@staff_only(Right.INSPECT)
def act(request: DeskRequest, enterprise_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with an enterprise."""
    if deed not in DONE or enterprise_for(request.viewer, enterprise_id) is None:
        raise Http404
    try:
        clear = _do(request, enterprise_id, deed)
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, enterprise_id, opened=deed, status=422)
    if deed == "look":
        return _page(request, enterprise_id, clear=clear)
    messages.success(request, str(DONE[deed]))
    return redirect("enterprise", enterprise_id=enterprise_id)


def _day_or_none(text: str) -> date | None:
    return day_of(text) if text.strip() else None


def _do(request: DeskRequest, enterprise_id: UUID, deed: str) -> dict[str, str] | None:
    post, now = request.POST, timezone.now()
    given: dict[str, Any] = {"enterprise_id": enterprise_id, "by": request.viewer, "at": now}
    get = post.get
    if deed == "serve":
        audience = whole_or_none(get("audience", ""))
        day = _day_or_none(get("day", "")) or timezone.localdate(now)
        actions.serve(service=get("service", ""), day=day, audience=audience or 0, text=get("text", ""), **given)
    elif deed == "care":
        actions.set_enterprise(
            unit_id=id_or_none(get("unit", "")),
            officers=[each for text in post.getlist("officers") if (each := id_or_none(text))],
            room_id=id_or_none(get("room", "")),
            since=_day_or_none(get("since", "")),
            until=_day_or_none(get("until", "")),
            seen_version=whole_or_none(get("version", "")),
            **given,
        )
    elif deed == "contact":
        actions.set_contact(name=get("contact_name", ""), phone=get("contact_phone", ""), **given)
    elif deed == "flag":
        matter = id_or_none(get("matter", ""))
        if matter is None:
            raise Problem("choose-one", "请先从列表里选一项。")
        actions.flag_trouble(matter_id=matter, **given)
    else:
        known = {each.code for each in pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())}
        if get("purpose", "") not in known:
            raise Problem("choose-one", "请先从列表里选一项。")
        return dict(actions.see_contact(purpose=post["purpose"], **given))
    return None


@require_GET
@staff_only(Right.INSPECT)
def solved(request: DeskRequest) -> HttpResponse:
    """Show what is being solved for enterprises (为企业解难题): who does it, since when, what came of it."""
    now = timezone.now()
    pack = pack_on(now).pack
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(troubles(request.viewer), size).get_page(request.GET.get("page"))
    lines = []
    for row in page.object_list:
        kind = pack.kinds.get(row.matter.kind)
        result = kind.result(row.matter.result) if kind and row.matter.result else None
        lines.append(
            {
                "matter": row.matter,
                "enterprise": row.enterprise,
                "name": name_of(row.enterprise.venue),
                "unit": name_of(row.matter.unit),
                "state": row.matter.state,
                "word": STATES[MatterState(row.matter.state)],
                "result": name_of(result) if result else "",
                "at": row.at,
            }
        )
    return render(request, "desk/enterprise_troubles.html", {"page": page, "lines": lines, "tabs": tabs_of("enterprise-troubles")})  # fmt: skip
