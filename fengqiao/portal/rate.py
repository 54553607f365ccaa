"""Rating how a matter or an errand was done (办后评议): by whoever follows it by a slip, or found it by its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.errands.rating import unsolved_field, unsolved_in
from fengqiao.desk.matters.forms import Worded, text_of
from fengqiao.desk.matters.rating_words import done_again, question_fields
from fengqiao.errands.actions import rate_as_resident
from fengqiao.errands.queries import ErrandCourse, can_rate_errand, errand_course
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import rate_as_teller
from fengqiao.matters.queries import Course, can_rate, course_of
from fengqiao.matters.rules.rating import QUESTIONS, read_answers
from fengqiao.orgs.queries import system_viewer
from fengqiao.passes.queries import slip_errand, slip_matter
from fengqiao.portal import errands
from fengqiao.portal.doors import opens_nothing, public
from fengqiao.portal.showing import course_shown

MOST = 500


class RateForm(Worded):
    """The three questions, for an errand of several items which are not solved, and words of one's own."""

    def __init__(self, items: Sequence[tuple[str, str]] = (), data: Any = None) -> None:
        super().__init__(data, auto_id="rate-%s")
        self.fields.update(question_fields(own=True))
        self.fields.update(unsolved_field(items))
        words: forms.Field = text_of(_("还想说的"), rows=3, required=False, hint=_("没有解决的，写明还差什么"))
        self.fields["text"] = words


@dataclass(frozen=True, slots=True)
class Rated:
    """What is rated: whether it still can be, how the answers are written (True: it is done again), its page."""

    can: Callable[[datetime], bool]
    write: Callable[..., bool]
    page: str
    shown: Callable[[datetime], dict[str, Any]]
    items: Sequence[tuple[str, str]] = ()


def of_matter(course: Course) -> Rated:
    """Return a matter as what is rated."""
    can = lambda now: not course.sealed and can_rate(course.matter_id, at=now)  # noqa: E731
    write = lambda _items, **given: rate_as_teller(matter_id=course.matter_id, **given)  # noqa: E731
    return Rated(can, write, "portal/track.html", partial(course_shown, course))


def of_errand(course: ErrandCourse) -> Rated:
    """Return an errand as what is rated; of several items whoever answers may say which are not solved."""
    can = lambda now: can_rate_errand(course.errand_id, at=now)  # noqa: E731
    write = lambda items, **given: rate_as_resident(errand_id=course.errand_id, item_ids=items, **given)  # noqa: E731
    shown = partial(errands.course_shown, course)
    return Rated(can, write, "portal/errand.html", shown, errands.item_names(course))


def rating_shown(rated: Rated, action: str, now: datetime) -> dict[str, Any]:
    """Return the form to rate something, while it can be rated."""
    return {"rating": RateForm(rated.items), "rate_action": action} if rated.can(now) else {}


def matter_of_slip(token: str, now: datetime) -> Course | None:
    """Return the course of the matter that a slip opens."""
    matter_id = slip_matter(token, now=now)
    return course_of(matter_id) if matter_id else None


def errand_of_slip(token: str, now: datetime) -> ErrandCourse | None:
    """Return the course of the errand that a slip opens."""
    errand_id = slip_errand(token, now=now)
    return errand_course(errand_id) if errand_id else None


@require_POST
@public
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Take the rating of whoever holds a slip of a matter."""
    now = timezone.now()
    course = matter_of_slip(token, now)
    if course is None:
        return opens_nothing(request)
    return taken(request, of_matter(course), back=reverse("track", args=[token]), action=request.path, now=now)


@require_POST
@public
def errand_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Take the rating of whoever holds a slip of an errand."""
    now = timezone.now()
    course = errand_of_slip(token, now)
    if course is None:
        return opens_nothing(request)
    return taken(request, of_errand(course), back=reverse("errand-track", args=[token]), action=request.path, now=now)


def taken(request: HttpRequest, rated: Rated, *, back: str, action: str, now: datetime) -> HttpResponse:
    """Write the answers down and go back; refused ones are shown again with what was typed."""
    try:
        again = _written(request, rated, now)
    except Problem as problem:
        form = RateForm(rated.items, request.POST)
        form.tell({"": problem})
        if not rated.can(now):
            messages.error(request, str(form.non_field_errors()[0]))
            return redirect(back)
        shown = {**rated.shown(now), "rating": form, "rate_action": action}
        return render(request, rated.page, shown, status=422)
    messages.success(request, done_again() if again else _("谢谢，您的评议已经记下。"))
    return redirect(back)


def _written(request: HttpRequest, rated: Rated, now: datetime) -> bool:
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    answers = read_answers({name: request.POST.get(name, "") for name in QUESTIONS})
    text = request.POST.get("text", "")
    if len(text) > MOST:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=MOST)
    items: list[UUID] = unsolved_in(request.POST)
    return rated.write(items, answers=answers, text=text, by=by, at=now)
