"""The list of errands, and what one who runs errands has to do today."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import (
    HOLDERS,
    SOON,
    STATES,
    TONES,
    WAYS,
    errand_found,
    lamp_of,
    pack_behind,
    step_word,
    tabs_of,
)
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import called, name_of
from fengqiao.errands.actions import may_take
from fengqiao.errands.queries import READERS, ErrandFilter, errands, tallies, today_of
from fengqiao.errands.terms import ErrandWay, ItemState, PaperHolder
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from datetime import date

    from fengqiao.errands.models import Errand, ErrandItem

SIZE = 50


@require_GET
@staff_only(*READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the errands that somebody sees: counts, and the rows that are asked for."""
    now, viewer = timezone.now(), request.viewer
    pack = pack_on(now).pack
    only, kind = request.GET.get("only", ""), request.GET.get("kind", "")
    kind = kind if kind in pack.errands.kinds else ""
    onlys = {
        "": _("全部"),
        "waiting": _("待接的"),
        "open": _("在办的"),
        "mine": _("我在跑的"),
        "late": _("有超期的"),
        "untold": _("有进展没告诉的"),
    }
    only = only if only in onlys else ""
    page = Paginator(errands(viewer, ErrandFilter(only, kind), at=now), SIZE).get_page(request.GET.get("page"))
    found, here = tallies(viewer, at=now), reverse("errands")
    tiles = [
        {"label": _("待接的"), "number": found["waiting"], "icon": "inbox", "tone": "amber" if found["waiting"] else "", "url": f"{here}?only=waiting"},
        {"label": _("在办申请"), "number": found["open"], "icon": "heart-handshake", "tone": "", "url": f"{here}?only=open"},
        {"label": _("在办事项"), "number": found["items"], "icon": "list-check", "tone": "", "url": f"{here}?only=open"},
        {"label": _("超期事项"), "number": found["late"], "icon": "alarm", "tone": "red" if found["late"] else "", "url": f"{here}?only=late"},
        {"label": _("有进展没告诉"), "number": found["untold"], "icon": "phone", "tone": "amber" if found["untold"] else "", "url": f"{here}?only=untold"},
    ]  # fmt: skip
    context = {
        "tabs": tabs_of("errands"),
        "tiles": tiles,
        "page": page,
        "rows": [_row(each, now) for each in page.object_list],
        "onlys": [{"code": code, "label": word, "active": code == only} for code, word in onlys.items()],
        "kinds": [(code, name_of(each), code == kind) for code, each in pack.errands.kinds.items()],
        "narrowed": bool(only or kind),
        "may_take": may_take(viewer),
    }  # fmt: skip
    return render(request, "desk/errands.html", context)


def _row(row: Errand, now: datetime) -> dict[str, Any]:
    said = pack_behind(row.edition_id).errands
    items = [
        {"name": called(said.kinds, item.kind), "tone": TONES[item.state],
         "word": called(said.steps, item.step) if item.state == ItemState.OPEN.value else STATES[ItemState(item.state)]}
        for item in row.items.all()
    ]  # fmt: skip
    first = min(
        (each for each in row.items.all() if each.state == ItemState.OPEN.value),
        key=lambda each: each.due_at,
        default=None,
    )
    return {
        "id": row.id, "number": row.number, "items": items, "asked": row.asked_at, "area": name_of(row.area) if row.area else "", "unit": name_of(row.unit),
        "runner": row.runner.name if row.runner else "", "waits": row.runner_id is None and row.ended_at is None, "again": row.reopened > 0, "way": WAYS[ErrandWay(row.way)], "taken_at": row.taken_at, "ended_at": row.ended_at,
        "due": first.due_at if first else None, "lamp": lamp_of(first, now) if first else "done", "untold": row.untold,  # type: ignore[attr-defined]
    }  # fmt: skip


@require_GET
@staff_only(*READERS)
def today(request: DeskRequest) -> HttpResponse:
    """Show what lies before one who runs errands today."""
    now, viewer = timezone.now(), request.viewer
    day = timezone.localdate(now)
    dealt = today_of(viewer, day=day, at=now, ahead=SOON)
    asked = [
        {"id": row.id, "item": "", "number": row.number, "name": found["kinds"], "area": found["area"], "text": "", "late": False, "lamp": "", "due": None,
         "since": None, "asked": row.reopened_at or row.asked_at, "again": row.reopened > 0}
        for row, found in ((row, errand_found(row)) for row in dealt.waiting)
    ]  # fmt: skip
    parts = [
        {"title": _("待接的"), "icon": "inbox", "empty": _("没有等着接的"), "lines": asked},
        {"title": _("要上门的"), "icon": "home", "empty": _("今天没有要上门的"),
         "lines": [_line(each.item, now, _visit(each.day, day), late=each.day < day) for each in dealt.visits]},
        {"title": _("到期和快到期的"), "icon": "alarm", "empty": _("三天内没有到期的"),
         "lines": [_line(each, now, "", lamp=True) for each in dealt.items]},
        {"title": _("有进展没告诉的"), "icon": "phone", "empty": _("都告诉了"),
         "lines": [_line(each.item, now, _step(each)) for each in dealt.untold]},
        {"title": _("手里的材料"), "icon": "file-text", "empty": _("手里没有别人的材料"),
         "lines": [_line(each.item, now, _paper(each), since=each.since) for each in dealt.papers]},
    ]  # fmt: skip
    context = {
        "tabs": tabs_of("errands-today"),
        "parts": parts,
        "nothing": not any(part["lines"] for part in parts),
        "may_take": may_take(viewer),
        "holder": HOLDERS[PaperHolder.ASSISTANT],
    }
    return render(request, "desk/errands_today.html", context)


def _visit(day: date, today: date) -> str:
    if day == today:
        return _("约在今天上门")
    return _("约在 %(day)s 上门，已过") % {"day": f"{day:%m-%d}"}


def _step(line: Any) -> str:
    said = pack_behind(line.item.errand.edition_id).errands
    return _("到“%(step)s”了，还没告诉本人") % {"step": step_word(said, line.step)}


def _paper(paper: Any) -> str:
    return called(pack_behind(paper.item.errand.edition_id).errands.papers, paper.kind)


def _line(
    item: ErrandItem, now: datetime, text: str, *, lamp: bool = False, late: bool = False, since: datetime | None = None
) -> dict[str, Any]:
    errand = item.errand
    return {
        "id": errand.id, "item": item.id, "number": errand.number, "name": called(pack_behind(errand.edition_id).errands.kinds, item.kind),
        "area": name_of(errand.area) if errand.area else "", "text": text, "late": late,
        "lamp": lamp_of(item, now) if lamp else "", "due": item.due_at if lamp else None, "since": since,
    }  # fmt: skip
