"""What anybody sees of volunteers: notices of stars, and whether a certificate was issued."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.volunteer_words import hours_in_words, stars_in_words
from fengqiao.desk.words import name_of
from fengqiao.portal.doors import opens_nothing, public
from fengqiao.volunteers.queries import certificate_behind, lines_of_notices, notices_shown, public_name


@require_GET
@public
def stars(request: HttpRequest) -> HttpResponse:
    """Show the notices of stars that run: by name where the volunteer allows it, else by number."""
    rows = notices_shown(timezone.localdate())
    lines = lines_of_notices(rows)
    context = {
        "notices": [
            {"unit": name_of(row.unit), "first": row.first, "last": row.last,
             "lines": [{"name": each.name, "number": each.number, "stars": stars_in_words(each.stars), "hours": hours_in_words(each.minutes)} for each in lines[row.id]]}
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "portal/stars.html", context)


@require_GET
@public
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a certificate says, to whoever holds it; the name only as far as its volunteer allows it."""
    found = certificate_behind(token) if len(token) <= 24 else None
    if found is None:
        return opens_nothing(request)
    context = {
        "row": found, "unit": name_of(found.unit), "hours": hours_in_words(found.minutes), "carried": hours_in_words(found.carried) if found.carried else "",
        "name": public_name(found.volunteer),
    }  # fmt: skip
    return render(request, "portal/certificate.html", context)
