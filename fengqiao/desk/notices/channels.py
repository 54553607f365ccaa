"""How the channels stand, for administrators: what waits, what failed, of what nobody knows; sent again or cancelled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.words import STATE_TONES, kind_words, problem_words, sender_words, state_words
from fengqiao.desk.words import name_of
from fengqiao.gateway.wording import WAYS
from fengqiao.kit.problems import Problem
from fengqiao.notices import actions
from fengqiao.notices.channels import LOG, Channels
from fengqiao.notices.queries import in_trouble, ways_out
from fengqiao.notices.terms import OUTSIDE, NoticeState, Way
from fengqiao.orgs.queries import Directory, directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

ICONS = {Way.EMAIL: "mail", Way.GROUP: "users-group", Way.SMS: "device-mobile"}


@require_GET
@staff_only(Right.ADMINISTER)
def state(request: DeskRequest) -> HttpResponse:
    """Show the ways out of the platform, and the notices in trouble."""
    now = timezone.now()
    found, cards = ways_out()
    size = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(in_trouble(request.viewer), size).get_page(request.GET.get("page"))
    units = directory(at=now)
    context: dict[str, Any] = {
        "broken": problem_words(found.problem),
        "line": found.line,
        "there": found.there,
        "cards": [
            {
                "way": card.way.value,
                "word": WAYS[card.way],
                "icon": ICONS[card.way],
                "sender": sender_words(card.sender),
                "log": card.sender == LOG,
                "waiting": card.count(NoticeState.QUEUED, NoticeState.SENDING),
                "sent": card.count(NoticeState.SENT, NoticeState.RECEIVED),
                "failed": card.count(NoticeState.FAILED),
                "doubtful": card.count(NoticeState.DOUBTFUL),
                "last": card.last,
            }
            for card in cards
        ],
        "page": page,
        "lines": _lines(list(page), units),
        "robots": _robots(found, units),
    }
    return render(request, "desk/notice_channels.html", context)


def _robots(found: Channels, units: Directory) -> list[tuple[str, str]]:
    """The units that have a robot in their group."""
    return [(str(card.id), name_of(card)) for card in units.units.values() if found.group_of(card.code) is not None]


def _lines(rows: list[Any], units: Directory) -> list[dict[str, Any]]:
    names = staff_names(row.staff_id for row in rows if row.staff_id)
    return [
        {
            "id": row.id,
            "at": row.made_at,
            "kind": kind_words(row.kind),
            "number": row.codes.get("number", ""),
            "way": WAYS[Way(row.way)],
            "to": _to(row, names, units),
            "word": state_words(NoticeState(row.state), row.sender),
            "tone": STATE_TONES[NoticeState(row.state)],
            "problem": problem_words(row.problem),
            "tries": row.tries,
            "next": row.next_at if row.state == NoticeState.QUEUED.value else None,
            "may_resend": row.state in (NoticeState.FAILED.value, NoticeState.DOUBTFUL.value),
            "may_cancel": row.state != NoticeState.SENDING.value,
            "doubtful": row.state == NoticeState.DOUBTFUL.value,
        }
        for row in rows
    ]


def _to(row: Any, names: dict[UUID, str], units: Directory) -> str:
    """To whom a notice goes: a name of staff or of a unit; a resident is only called so."""
    if row.staff_id:
        return names.get(row.staff_id, "")
    if row.unit_id in units.units:
        return name_of(units.units[row.unit_id])
    return _("反映人") if row.report_id else _("单位邮箱")


@require_POST
@staff_only(Right.ADMINISTER)
def act(request: DeskRequest, notice_id: UUID, deed: str) -> HttpResponse:
    """Send one notice again, or cancel it."""
    now = timezone.now()
    if deed == "resend":
        actions.resend(notice_id=notice_id, by=request.viewer, at=now)
        messages.success(request, _("已重新排队，一分钟内再发。"))
    elif deed == "cancel":
        actions.cancel(notice_id=notice_id, by=request.viewer, at=now)
        messages.success(request, _("已取消，不再发送。"))
    else:
        raise Http404
    return redirect("notice-channels")


@require_POST
@staff_only(Right.ADMINISTER)
def resend_all(request: DeskRequest) -> HttpResponse:
    """Send everything of a way again that failed."""
    done = actions.resend_failed(way=_way(request), by=request.viewer, at=timezone.now())
    said = ngettext("%(n)s 条已重新排队。", "%(n)s 条已重新排队。", done) % {"n": done} if done else _("没有要重发的。")
    messages.success(request, said)
    return redirect("notice-channels")


@require_POST
@staff_only(Right.ADMINISTER)
def test(request: DeskRequest) -> HttpResponse:
    """Send a test to the group of a unit."""
    try:
        unit_id = UUID(request.POST.get("unit", ""))
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None
    actions.send_test(way=Way.GROUP, by=request.viewer, at=timezone.now(), unit_id=unit_id)
    messages.success(request, _("测试已交给后台发送，一分钟内到群里。"))
    return redirect("notice-channels")


def _way(request: DeskRequest) -> Way:
    wanted = request.POST.get("way", "")
    if wanted not in {way.value for way in OUTSIDE}:
        raise Problem("choose-one", "请先从列表里选一项。")
    return Way(wanted)
