"""代理: who stands in for whom, for the holder, the one in charge and the administrator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people.forms import DeputyForm, id_of, moment_of
from fengqiao.desk.security.asked import asked_on
from fengqiao.desk.words import ROLES, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs import actions
from fengqiao.orgs.queries import deputies_of, possible_deputies, posts_to_deputise, standing_of
from fengqiao.orgs.terms import Role


@require_http_methods(["GET", "POST"])
@staff_only()
def deputies(request: DeskRequest) -> HttpResponse:
    """Show who stands in, and name somebody."""
    now = timezone.now()
    if request.method == "GET":
        return _page(request, None)
    get = request.POST.get
    try:
        ends = moment_of(get("ends", ""))
        if ends is None:
            raise Problem("ends-none", "请写明代理到什么时候为止。")  # noqa: TRY301  # said like the others
        actions.name_deputy(
            post_id=id_of(get("post", "")),
            staff_id=id_of(get("staff", "")),
            starts=moment_of(get("starts", "")) or now,
            ends=ends,
            most_days=asked_on(now).deputy_days,
            by=request.viewer,
            at=now,
        )
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, request.POST, 422)
    messages.success(request, _("已指定代理人，到期自动结束。"))
    return redirect("deputies")


def _page(request: DeskRequest, data: Any, status: int = 200) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    posts = posts_to_deputise(viewer, at=now)
    rows = list(deputies_of({post.id for post in posts}, at=now))
    people = {staff.id: staff for post in _one_a_line(posts) for staff in possible_deputies(post, at=now)}
    context = {
        "form": DeputyForm(
            [(str(post.id), _post_words(post)) for post in posts],
            [(str(key), f"{staff.name} · {staff.number}") for key, staff in people.items()],
            data,
        ),
        "may": bool(posts),
        "rows": [_line(row, now) for row in rows],
        "standing": [_line(row, now) for row in standing_of(viewer, at=now)],
        "most_days": asked_on(now).deputy_days,
        "in_other": bool(viewer.post.holder_id),
    }
    return render(request, "desk/deputies.html", context, status=status)


def _one_a_line(posts: list[Any]) -> list[Any]:
    """One post of each line and holder is enough to know who may stand in."""
    return list({(post.unit.line, post.staff_id): post for post in posts}.values())[:40]


def _post_words(post: Any) -> str:
    return f"{post.staff.name} · {name_of(post.unit)} · {ROLES[Role(post.role)]}"


def _line(row: Any, now: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "who": row.staff.name,
        "holder": row.post.staff.name,
        "unit": name_of(row.post.unit),
        "role": ROLES[Role(row.post.role)],
        "starts": row.starts,
        "ends": row.ends,
        "now": row.starts <= now,
    }


@require_POST
@staff_only()
def end(request: DeskRequest, deputy_id: UUID) -> HttpResponse:
    """End somebody's standing in, now."""
    actions.end_deputy(deputy_id=deputy_id, by=request.viewer, at=timezone.now())
    messages.success(request, _("代理已结束。"))
    return redirect("deputies")
