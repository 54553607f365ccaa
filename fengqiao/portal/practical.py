"""What units promised for a year, and how far it is: the matters that they show to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.practical.words import line_of
from fengqiao.portal.doors import public
from fengqiao.practical.queries import shown_items


@require_GET
@public
def listed(request: HttpRequest) -> HttpResponse:
    """Show the list of a year: titles, milestones with their days, what is verified; no notes, no evidence, no names."""
    today, asked = timezone.localdate(), request.GET.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4
    year = min(max(int(asked), today.year - 5), today.year + 1) if known else today.year
    lines = [line_of(row, today) for row in shown_items(year)]
    return render(request, "portal/practical.html", {"year": year, "lines": lines, "before": year - 1})
