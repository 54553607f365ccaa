"""Following a matter or an errand: by the token of a slip, or by its number and the end of the telephone that was left."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.errands.queries import ErrandCourse, errand_course
from fengqiao.matters.queries import Course, course_of, id_of_number
from fengqiao.portal import errands
from fengqiao.portal.doors import public, too_often
from fengqiao.portal.forms import TrackForm
from fengqiao.portal.limits import allowed
from fengqiao.portal.rate import Rated, errand_of_slip, matter_of_slip, of_errand, of_matter, rating_shown, taken
from fengqiao.portal.showing import course_shown, phone_ends_so
from fengqiao.portal.slips import Leads

COOKIE, SALT, HALF_HOUR, ERRAND = "fq_track", "fengqiao.portal.track", 1800, "errand "


def _rating(course: Course, token: str, now: datetime) -> dict[str, Any]:
    return rating_shown(of_matter(course), reverse("track-rate", args=[token]), now)


def _errand_rating(course: ErrandCourse, token: str, now: datetime) -> dict[str, Any]:
    return rating_shown(of_errand(course), reverse("errand-track-rate", args=[token]), now)


ERRAND_SLIP = Leads(
    errand_of_slip, errands.course_shown, "portal/errand.html", "portal/errand_slip.html", "errand-track", "errand-track-slip",
    _errand_rating,
)  # fmt: skip
SLIP = Leads(matter_of_slip, course_shown, "portal/track.html", "portal/slip.html", "track", "track-slip", _rating)


@require_http_methods(["GET", "POST"])
@public
def by_number(request: HttpRequest) -> HttpResponse:
    """Find a matter by its number and the end of the teller's telephone; every failure is answered alike."""
    now = timezone.now()
    if request.method != "POST":
        return render(request, "portal/find.html", {"form": TrackForm()})
    number, ending = (_plain(request.POST.get(name, ""))[:24] for name in ("number", "ending"))
    form = TrackForm({"number": number, "ending": ending})
    if not allowed(request, "number", now, key=number):
        return too_often(request, _("请过一小时再试；急用时带上证件到窗口查，或打电话问。"))
    matter_id, errand_id = _matching(number, ending), errands.matching(number, ending)
    if matter_id is None and errand_id is None:
        form.add_error(None, _("编号和手机号末四位对不上。请核对查询单；没有留过手机号的，请到窗口查。"))
        return render(request, "portal/find.html", {"form": form}, status=422)
    response = redirect("portal-found")
    response.set_cookie(
        COOKIE,
        signing.dumps(str(matter_id) if matter_id else f"{ERRAND}{errand_id}", salt=SALT),
        max_age=HALF_HOUR,
        path="/portal/track/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _matching(number: str, ending: str) -> UUID | None:
    """The matter with this number whose teller's telephone ends so; sealed ones are never found. The steps are the same."""
    matter_id = id_of_number(number)
    known = phone_ends_so(matter_id, ending)
    course = course_of(matter_id) if matter_id and known else None
    return matter_id if course and not course.sealed else None


@require_GET
@public
def found(request: HttpRequest) -> HttpResponse:
    """Show the matter or the errand that was found by its number, for half an hour in this browser."""
    now = timezone.now()
    rated = _rated_before(request)
    if rated is None:
        return redirect("portal-track")
    shown = {**rated.shown(now), **rating_shown(rated, reverse("portal-rate"), now)}
    return render(request, rated.page, shown)


@require_POST
@public
def rate_found(request: HttpRequest) -> HttpResponse:
    """Take the rating of whoever found a matter or an errand by its number."""
    rated = _rated_before(request)
    if rated is None:
        return redirect("portal-track")
    return taken(request, rated, back=reverse("portal-found"), action=request.path, now=timezone.now())


def _rated_before(request: HttpRequest) -> Rated | None:
    """The matter or the errand that this browser found by its number in the last half hour."""
    course, errand = _found_before(request), _errand_before(request)
    if course is not None:
        return of_matter(course)
    return of_errand(errand) if errand else None


def _found_before(request: HttpRequest) -> Course | None:
    """The matter that this browser found by its number in the last half hour."""
    matter_id = _id_in(_cookie(request))
    course = course_of(matter_id) if matter_id else None
    return course if course and not course.sealed else None


def _errand_before(request: HttpRequest) -> ErrandCourse | None:
    """The errand that this browser found by its number in the last half hour."""
    kept = _cookie(request)
    errand_id = _id_in(kept.removeprefix(ERRAND)) if kept.startswith(ERRAND) else None
    return errand_course(errand_id) if errand_id else None


def _cookie(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=HALF_HOUR))
    except signing.BadSignature:
        return ""


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
