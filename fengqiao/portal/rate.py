"""Rating how a matter was done (办后评议): by whoever follows it by a slip, or found it by its number."""

from __future__ import annotations

from datetime import datetime
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

from fengqiao.desk.matters.forms import Worded, text_of
from fengqiao.desk.matters.rating_words import done_again, question_fields
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import rate_as_teller
from fengqiao.matters.queries import Course, can_rate, course_of
from fengqiao.matters.rules.rating import read_answers
from fengqiao.orgs.queries import system_viewer
from fengqiao.passes.queries import slip_matter
from fengqiao.portal.doors import opens_nothing, public
from fengqiao.portal.showing import course_shown

MOST = 500


class RateForm(Worded):
    """The three questions, and words of one's own."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="rate-%s")
        self.fields.update(question_fields(own=True))
        words: forms.Field = text_of(_("还想说的"), rows=3, required=False, hint=_("没有解决的，写明还差什么"))
        self.fields["text"] = words


def rating_shown(course: Course, action: str, now: datetime) -> dict[str, Any]:
    """Return the form to rate a matter, while it can be rated."""
    if course.sealed or not can_rate(course.matter_id, at=now):
        return {}
    return {"rating": RateForm(), "rate_action": action}


@require_POST
@public
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Take the rating of whoever holds a slip."""
    now = timezone.now()
    matter_id = slip_matter(token, now=now)
    course = course_of(matter_id) if matter_id else None
    if course is None:
        return opens_nothing(request)
    return taken(request, course, back=reverse("track", args=[token]), action=request.path, now=now)


def taken(request: HttpRequest, course: Course, *, back: str, action: str, now: datetime) -> HttpResponse:
    """Write the answers down and go back to the matter; refused ones are shown again with what was typed."""
    try:
        again = _written(request, course.matter_id, now)
    except Problem as problem:
        form = RateForm(request.POST)
        form.tell({"": problem})
        if not can_rate(course.matter_id, at=now):
            messages.error(request, str(form.non_field_errors()[0]))
            return redirect(back)
        shown = {**course_shown(course, now), "rating": form, "rate_action": action}
        return render(request, "portal/track.html", shown, status=422)
    messages.success(request, done_again() if again else _("谢谢，您的评议已经记下。"))
    return redirect(back)


def _written(request: HttpRequest, matter_id: UUID, now: datetime) -> bool:
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    answers = read_answers(request.POST.dict())
    text = request.POST.get("text", "")
    if len(text) > MOST:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=MOST)
    return rate_as_teller(matter_id=matter_id, answers=answers, text=text, by=by, at=now)
