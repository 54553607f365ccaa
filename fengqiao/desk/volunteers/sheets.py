"""A roll kept in Excel, taken over at once: good rows are enrolled, bad ones come back with their reasons; nothing of it is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import say
from fengqiao.desk.workbooks import given_back, handed_in, sent_errors
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow, guess_columns
from fengqiao.kit.typed import cleaned
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import AreaLevel, Line, Right
from fengqiao.volunteers.actions import Application, Person, add_volunteers
from fengqiao.volunteers.queries import known_phones
from fengqiao.volunteers.rules.sheets import HINTS, NEEDED, RollRow, read_row

MOST, PROBED = 1000, 50


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take a roll over; the rows that cannot be come back as Excel with what is wrong."""
    if request.method == "GET":
        return render(request, "desk/volunteer_import.html")
    try:
        return _taken(request, timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/volunteer_import.html", status=422)


def _taken(request: DeskRequest, now: datetime) -> HttpResponse:
    if "file" in request.FILES and request.POST.get("consents") != "yes":
        raise Problem("volunteer-consent", "要本人同意登记，才能报名。")
    sheet = handed_in(request, now)
    if sheet.row_count > MOST:
        raise Problem("roll-many", "一次最多接收 {most} 人，请分开上传。", most=MOST)
    columns = guess_columns(sheet.header, sheet.sample(PROBED), HINTS)
    missing = [HINTS[name].names[0] for name in NEEDED if name not in columns]
    if missing:
        raise Problem("enterprise-columns", "表里没有找到这几列：{columns}。请改好列名再上传。", columns=tuple(missing))
    good, bad = _sorted(list(sheet.rows()), dict(columns), now)
    if good:
        paper = request.POST.get("paper", "")
        add_volunteers(rows=[_application(each) for each in good], paper=paper, by=request.viewer, at=now)
    if any(each.hours for each in good):
        messages.info(request, _("原有时长等另一人在“待确认时长”里核签，核签以后才算。"))
    if not bad:
        messages.success(request, _("已接收 %(n)s 人。") % {"n": len(good)})
        return redirect("volunteers")
    told = _("已接收 {n} 人；{refused} 行没有接收。改好这几行，单独再接收一次就行。").format(
        n=len(good), refused=len(bad)
    )
    refused = [(row, say(problem)) for row, problem in bad]
    return given_back(
        request, told, sheet.header, refused, room="volunteers", title=_("义警"), errors="volunteer-import-errors"
    )


@require_POST
@staff_only(Right.IMPORT)
def errors(request: DeskRequest) -> HttpResponse:
    """Send the rows that were not taken over as Excel with their reasons, as the page holds them."""
    return sent_errors(request.POST.get("again", ""), "fengqiao-volunteers-errors.xlsx")


def _sorted(
    rows: list[SheetRow], columns: dict[str, int], now: datetime
) -> tuple[list[RollRow], list[tuple[SheetRow, Problem]]]:
    """Rows that can be taken, and those that cannot with the reason; a telephone that is there already is known."""
    units = directory(at=now)
    teams = {card.name: card.id for card in units.units.values() if card.line == Line.VOLUNTEER.value}
    teams |= {card.code: card.id for card in units.units.values() if card.line == Line.VOLUNTEER.value}
    areas = {place.name: place.id for place in units.places.values() if place.level is AreaLevel.VILLAGE}
    areas |= {place.code: place.id for place in units.places.values()}
    good: list[RollRow] = []
    bad: list[tuple[SheetRow, Problem]] = []
    cells = [{field: row.text(column) for field, column in columns.items()} for row in rows]
    seen = known_phones({cleaned(each.get("phone", "")) for each in cells})
    for row, each in zip(rows, cells, strict=True):
        try:
            read = read_row(each, teams, areas)
            if read.phone in seen:
                raise Problem("roll-known", "这个电话的义警已经登记过。")  # noqa: TRY301
            _application(read).person.fields()
        except Problem as problem:
            bad.append((row, problem))
            continue
        seen.add(read.phone)
        good.append(read)
    return good, bad


def _application(row: RollRow) -> Application:
    person = Person(
        name=row.name, phone=row.phone, id_number=row.id_number, emergency_name=row.emergency_name, emergency_phone=row.emergency_phone
    )  # fmt: skip
    return Application(
        person=person, team_id=row.team_id, area_id=row.area_id, born=row.born, consents=True, shown=row.shown,
        enrolled_on=row.enrolled or timezone.localdate(), trained=row.trained, insured=row.insured, carried=row.hours * 60,
    )  # fmt: skip
