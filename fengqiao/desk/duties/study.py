"""Hours of study: the people of the units reached, what each has and what is missing this year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import form_name, hours_said
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.study_event_words import sort_word
from fengqiao.duties.queries import reached
from fengqiao.look.charts import stacked
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.queries import ClassroomLine, classrooms_of_year, hours_of_year
from fengqiao.studies.terms import ThingKind

EARLIEST = 2020


@require_GET
@staff_only(Right.ORGANISE)
def study(request: DeskRequest) -> HttpResponse:
    """Show who has studied how long in a year."""
    now = timezone.now()
    today, pack = timezone.localdate(now), pack_on(now).pack
    raw = request.GET.get("year", "")
    year = (
        int(raw)
        if raw.isascii() and raw.isdecimal() and len(raw) == 4 and EARLIEST <= int(raw) <= today.year
        else today.year
    )
    told = hours_of_year(request.viewer, year, units=reached(request.viewer), at=now)
    found, asked = told.people, told.asked.number
    forms = sorted({form for person in found for form in person.hours.by_form})
    lines = [
        {
            "name": person.name, "staff": person.staff_id, "forms": [(form_name(form, pack), _said(each.by_form.get(form, 0))) for form in forms], "total": _said(each.total),
            "asked": _said(each.asked), "more": each.asked > asked * 60, "missing": _said(each.missing), "share": each.share, "due": each.asked > 0, "done": each.missing == 0,
        }
        for person, each in [(person, person.hours) for person in found]
    ]  # fmt: skip
    context = {
        "lines": lines, "forms": [form_name(form, pack) for form in forms], "year": year, "asked": asked, "more": told.more.number, "source": told.asked.source,
        "due": sum(person.hours.asked > 0 for person in found), "done": sum(person.hours.asked > 0 and person.hours.missing == 0 for person in found), "before": year - 1 if year > EARLIEST else None, "after": year + 1 if year < today.year else None,
    }  # fmt: skip
    return render(request, "desk/duty_study.html", {**context, **_rooms(reached(request.viewer), pack, year)})


def _rooms(units: set[UUID], pack: Pack, year: int) -> dict[str, Any]:
    """Study by classroom, drawn by form with the table beside it; the sessions in none are the last row, where there are any."""
    kinds = [kind.code for kind in pack.duties.kinds.values() if kind.hours]
    sorts = [sort.code for sort in pack.duties.sorts.values() if sort.kind is ThingKind.CLASSROOM]
    found = [each for each in classrooms_of_year(units, kinds, sorts, year) if each.sort or each.times]
    forms = sorted({form for each in found for form in each.by_form})
    names = [_room_name(each, pack) for each in found]
    parts = {
        form_name(form, pack) or _("不分形式"): [round(each.by_form.get(form, 0) / 60, 1) for each in found]
        for form in forms
    }
    rooms = [
        {"name": name, "none": not each.sort, "times": each.times, "people": each.people, "hours": _said(each.minutes), "forms": [(form_name(form, pack) or _("不分形式"), _said(each.by_form.get(form, 0))) for form in forms]}
        for name, each in zip(names, found, strict=True)
    ]  # fmt: skip
    held = sum(each.times for each in found)
    return {
        "rooms": rooms, "room_forms": list(parts), "room_chart": stacked(names, parts, name=_("课堂")) if held else None, "sessions": held,
        "roomed": sum(each.times for each in found if each.sort),
    }  # fmt: skip


def _room_name(each: ClassroomLine, pack: Pack) -> str:
    return sort_word(each.sort, pack) if each.sort else _("没有选课堂")


def _said(minutes: int) -> str:
    """Minutes as hours, to one place where they are not whole; a dash for none."""
    return hours_said(minutes) if minutes else "–"
