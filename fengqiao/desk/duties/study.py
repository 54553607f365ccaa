"""Hours of study: the people of the units reached, what each has and what is missing this year."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import form_name, hours_said
from fengqiao.desk.middleware import DeskRequest
from fengqiao.duties.queries import reached
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.queries import hours_of_year

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
    return render(request, "desk/duty_study.html", context)


def _said(minutes: int) -> str:
    """Minutes as hours, to one place where they are not whole; a dash for none."""
    return hours_said(minutes) if minutes else "–"
