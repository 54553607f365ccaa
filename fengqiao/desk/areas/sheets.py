"""The arrival plan as a sheet: out, filled in, taken back; rows that cannot be read come back with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.words import SETTINGS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import listed, name_of, say
from fengqiao.desk.workbooks import Refused, given_back, handed_in, sent, sent_errors
from fengqiao.incidents.rules.calling import limit_at
from fengqiao.incidents.rules.grounds import HINTS, read_row
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec, guess_columns
from fengqiao.orgs.actions import Ground, set_grounds
from fengqiao.orgs.queries import administered_areas, directory, own_settings, teams_to_call
from fengqiao.orgs.terms import AreaSetting, Right
from fengqiao.rulebook.queries import pack_on

PROBED = 50


@require_POST
@staff_only(Right.ADMINISTER)
def out(request: DeskRequest) -> HttpResponse:
    """Send the areas that somebody administers as Excel, to be filled in and handed in again."""
    now = timezone.now()
    units, pack, mine = directory(at=now), pack_on(now).pack, administered_areas(request.viewer)
    own, teams, today = own_settings(), teams_to_call(at=now), timezone.localdate(now)
    text = ColumnKind.TEXT
    columns = (
        Column(_("辖区代码"), text, 14), Column(_("辖区"), text, 20), Column(_("上级辖区"), text, 20),
        Column(_("城乡类别"), text, 12, editable=True), Column(_("覆盖的力量"), text, 50, editable=True),
        Column(_("现行到场时限（分钟）")),
    )  # fmt: skip
    rows = [
        [
            place.code, name_of(place), name_of(units.places[place.above[1]]) if len(place.above) > 1 else "",
            str(SETTINGS[AreaSetting(own[place.id])]) if place.id in own else "",
            listed(name_of(each) for each in teams.values() if place.id in each.covers),
            limit_at(pack, place.setting, today) or "",
        ]
        for place in units.places.values() if place.id in mine
    ]  # fmt: skip
    known = [
        *((_("城乡类别"), str(word)) for word in SETTINGS.values()),
        (_("城乡类别"), _("空着：随上级辖区")),
        *((_("覆盖的力量"), name_of(each)) for each in teams.values()),
    ]
    how = SheetSpec(_("填写说明"), (Column(_("列"), text, 20), Column(_("可以写"), text, 40)), known)
    return sent([SheetSpec(_("到场辖区"), columns, rows), how], f"fengqiao-areas-{today:%Y%m%d}.xlsx")


@require_POST
@staff_only(Right.ADMINISTER)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take a sheet of the arrival plan in: good rows hold at once, the others are shown with their reasons."""
    try:
        header, total, changed, refused = _taken(request)
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("areas")
    if not refused:
        said = ngettext("表格已导入，%(n)s 个辖区有变动。", "表格已导入，%(n)s 个辖区有变动。", changed)
        messages.success(request, said % {"n": changed})
        return redirect("areas")
    message = _(
        "%(good)s 行已经生效，%(changed)s 个辖区有变动；%(refused)s 行没有导入。改好这几行，单独再导入一次就行。"
    )
    told = message % {"good": total - len(refused), "changed": changed, "refused": len(refused)}
    return given_back(request, told, header, refused, room="areas", title=_("到场辖区"), errors="areas-errors")


def _taken(request: DeskRequest) -> tuple[list[str], int, int, list[Refused]]:
    now = timezone.now()
    sheet = handed_in(request, now)
    columns = guess_columns(sheet.header, sheet.sample(PROBED), HINTS)
    if not {"code", "area"} & set(columns) or not {"setting", "teams"} & set(columns):
        raise Problem("ground-columns", "表里要有辖区（或辖区代码），还要有城乡类别或覆盖的力量。")
    areas, settings, teams, mine = _known(request)
    grounds: dict[UUID, Ground] = {}
    refused: list[Refused] = []
    rows = list(sheet.rows())
    for row in rows:
        try:
            cells = {field: row.text(index) for field, index in columns.items()}
            area_id, setting, some = read_row(cells, areas, settings, teams)
            if area_id in grounds:
                raise Problem("ground-twice", "这个辖区在表里出现了两次。")  # noqa: TRY301
            if area_id not in mine:
                raise Problem("area-beyond", "只能调整本单位管辖范围内的辖区。")  # noqa: TRY301
            grounds[area_id] = Ground(area_id, setting, some)
        except Problem as problem:
            refused.append((row, say(problem)))
    changed = set_grounds(grounds=list(grounds.values()), by=request.viewer, at=now)
    return list(sheet.header), len(rows), changed, refused


def _known(
    request: DeskRequest,
) -> tuple[Mapping[str, Sequence[UUID]], Mapping[str, str], Mapping[str, Sequence[UUID]], frozenset[UUID]]:
    """Areas and teams by code and by name, settings by word, and the areas that somebody administers."""
    now = timezone.now()
    areas: dict[str, list[UUID]] = {}
    for place in directory(at=now).places.values():
        for name in {place.code, place.name, place.name_en} - {""}:
            areas.setdefault(name, []).append(place.id)
    teams: dict[str, list[UUID]] = {}
    for card in teams_to_call(at=now).values():
        for name in {card.code, card.name, card.name_en, card.short} - {""}:
            teams.setdefault(name, []).append(card.id)
    settings = {"": "", **{str(word): each.value for each, word in SETTINGS.items()}}
    settings |= {each.value: each.value for each in AreaSetting}
    return areas, settings, teams, administered_areas(request.viewer)


@require_POST
@staff_only(Right.ADMINISTER)
def errors(request: DeskRequest) -> HttpResponse:
    """Send the rows that were refused as Excel with their reasons, as the page of the import holds them."""
    return sent_errors(request.POST.get("again", ""), "fengqiao-areas-errors.xlsx")
