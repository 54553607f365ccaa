"""What is done with several rows of the list at once: each row by its own action, and what was not done, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import TagCard, named
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

Act = Callable[[UUID], None]
DOERS = (Right.HANDLE, Right.ASSIGN, *actions.TAGGERS)
UNSEEN = gettext_lazy("看不到的事项")


def offered(viewer: Viewer, tags: Sequence[TagCard], staff: Sequence[tuple[UUID, str]]) -> dict[str, Any]:
    """Return what the bar under a list offers this viewer; `staff`: to whom they may assign."""
    tags = tags if any(viewer.may(right) for right in actions.TAGGERS) else ()
    return {"accept": viewer.may(Right.HANDLE), "staff": [(str(key), name) for key, name in staff], "tags": tags}


@require_POST
@staff_only(*DOERS)
def bulk(request: DeskRequest) -> HttpResponse:
    """Do one thing with the rows that were ticked, and go back to the list with what came of it."""
    now = timezone.now()
    rows = _rows(request, now)
    numbers = {key: number for key, (number, _title) in named(request.viewer, rows).items()}
    refused = _each(rows, _act(request, now))
    done = len(rows) - len(refused)
    if done:
        said = ngettext("已办成 %(count)d 件。", "已办成 %(count)d 件。", done)
        messages.success(request, said % {"count": done})
    if refused:
        said = ngettext("%(count)d 件没有办成：", "%(count)d 件没有办成：", len(refused)) % {"count": len(refused)}
        why = format_html_join(
            "", "<li><b>{}</b> {}</li>", ((numbers.get(key, UNSEEN), say(problem)) for key, problem in refused)
        )
        messages.error(request, format_html("{}<ul>{}</ul>", said, why))
    return redirect(f"{reverse('queue')}?{request.GET.urlencode()}")


def _rows(request: DeskRequest, now: datetime) -> list[UUID]:
    """Return the ids that were ticked, each once; a page of the list is the most."""
    found: dict[UUID, None] = {}
    for text in request.POST.getlist("row"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    most = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    if not found:
        raise Problem("choose-rows", "请先勾选要办的事项。")
    if len(found) > most:
        raise Problem("rows-many", "一次最多办 {limit} 件。请分几次办。", limit=most)
    return list(found)


def _act(request: DeskRequest, now: datetime) -> Act:
    by = request.viewer
    match request.POST.get("do"):
        case "accept":
            return lambda matter: actions.accept(matter_id=matter, by=by, at=now)
        case "tag":
            sign, text = request.POST.get("tag", "")[:1], request.POST.get("tag", "")[1:]
            try:
                tag = UUID(text)
            except ValueError:
                raise Problem("choose-tag", "请先选要加上或去掉的标签。") from None
            return lambda matter: actions.tag(matter_id=matter, tag_id=tag, on=sign != "-", by=by, at=now)
        case "assign":
            try:
                staff = UUID(request.POST.get("staff", ""))
            except ValueError:
                raise Problem("choose-staff", "请先选要指派给谁。") from None
            return lambda matter: actions.assign(matter_id=matter, staff_id=staff, by=by, at=now)
    raise Problem("choose-deed", "请选择要做什么。")


def _each(rows: Sequence[UUID], act: Act) -> list[tuple[UUID, Problem]]:
    """Do a thing row by row, each in its own transaction; return those that were refused, and why."""
    refused = []
    for matter in rows:
        try:
            act(matter)
        except Problem as problem:
            refused.append((matter, problem))
    return refused
