"""Hours of study: the people of the units reached, what each has and what is missing this year."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import form_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.duties.queries import reached, studied
from fengqiao.orgs.queries import holders_of, staff_by_unit
from fengqiao.orgs.terms import Right, Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.queries import made_up_minutes

ASKED, MORE = "study.hours", "study.hours.secretary"
EARLIEST = 2020


def asked_hours(pack: Pack, day: date) -> tuple[int, str]:
    """Return the hours of a year that the pack asks for and on what ground; the product's own where it says nothing yet."""
    found = known(pack, ASKED, day)
    return found.number, found.source


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
    first, after = (timezone.make_aware(datetime.combine(date(each, 1, 1), time.min)) for each in (year, year + 1))
    kinds = [kind.code for kind in pack.duties.kinds.values() if kind.hours]
    asked, source = asked_hours(pack, min(today, date(year, 12, 31)))
    more = known(pack, MORE, min(today, date(year, 12, 31)))
    leading = holders_of(Role.SECRETARY, reached(request.viewer), at=now)
    own = made_up_minutes(
        {who for people in staff_by_unit(reached(request.viewer), at=now).values() for who, _name in people}, year
    )
    found = studied(
        request.viewer,
        kinds,
        since=first,
        until=after,
        asked=asked,
        at=now,
        more=more.number,
        more_for=leading,
        added=own,
    )
    forms = sorted({form for person in found for form in person.hours.by_form})
    lines = [
        {
            "name": person.name, "staff": person.staff_id, "forms": [(form_name(form, pack), _said(each.by_form.get(form, 0))) for form in forms], "total": _said(each.total),
            "asked": _said(each.asked), "more": each.asked > asked * 60, "missing": _said(each.missing), "share": each.share, "done": each.missing == 0,
        }
        for person, each in [(person, person.hours) for person in found]
    ]  # fmt: skip
    context = {
        "lines": lines, "forms": [form_name(form, pack) for form in forms], "year": year, "asked": asked, "more": more.number, "source": source,
        "done": sum(person.hours.missing == 0 for person in found), "before": year - 1 if year > EARLIEST else None, "after": year + 1 if year < today.year else None,
    }  # fmt: skip
    return render(request, "desk/duty_study.html", context)


def _said(minutes: int) -> str:
    """Minutes as hours, to one place where they are not whole; a dash for none."""
    return "–" if not minutes else f"{minutes // 60}" if minutes % 60 == 0 else f"{minutes / 60:.1f}"
