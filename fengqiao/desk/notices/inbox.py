"""The inbox: what one was told, the newest first; read by opening the matter, or all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.menu import sees_matters
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.pages import pages_of
from fengqiao.desk.notices.words import GROUPS, TONES, kind_words
from fengqiao.desk.words import name_of
from fengqiao.matters.queries import named
from fengqiao.notices import actions
from fengqiao.notices.queries import inbox, unread_count
from fengqiao.notices.terms import DAILY, NoticeKind
from fengqiao.orgs.queries import Directory, directory
from fengqiao.rulebook.queries import pack_on

MANY = frozenset({NoticeKind.OFFERED_MANY.value, NoticeKind.TRIAGE_MANY.value, *(kind.value for kind in DAILY)})


@require_GET
@staff_only()
def notices(request: DeskRequest) -> HttpResponse:
    """Show one's notices, all or the unread ones, of a group of kinds."""
    now, viewer = timezone.now(), request.viewer
    group = request.GET.get("group", "")
    group = group if group in GROUPS else ""
    every = request.GET.get("show") == "all"
    unread = unread_count(viewer)
    rows = inbox(viewer, unread=not every, kinds=GROUPS[group][1] if group else ())
    pack = pack_on(now).pack
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    tail = f"&group={group}" if group else ""
    context = {
        "page": page,
        "lines": _lines(list(page), request, directory(at=now), pack, now),
        "tabs": [
            {"label": _("未读"), "url": f"?show=unread{tail}", "active": not every, "count": unread},
            {"label": _("全部"), "url": f"?show=all{tail}", "active": every, "count": None},
        ],
        "every": every,
        "unread": unread,
        "group": group,
        "groups": [(code, words, code == group) for code, (words, _kinds) in GROUPS.items()],
        "until": now.isoformat(),
    }
    return render(request, "desk/notices.html", context)


def _lines(
    rows: Iterable[Any], request: DeskRequest, units: Directory, pack: Any, now: datetime
) -> list[dict[str, Any]]:
    """Notices as lines; the title of a matter only where its gate lets this viewer through."""
    rows = list(rows)
    ids = {row.matter_id for row in rows if row.matter_id}
    seen = named(request.viewer, ids) if sees_matters(request.viewer) else {}
    pages = pages_of(rows, request.viewer, now)
    return [_line(row, seen, pages, units, pack, now) for row in rows]


def _line(
    row: Any,
    seen: dict[UUID, tuple[str, str]],
    pages: dict[tuple[str, UUID], str],
    units: Directory,
    pack: Any,
    now: datetime,
) -> dict[str, Any]:
    codes, many = row.codes, row.kind in MANY
    page = (codes["page"], UUID(codes["at"])) if "page" in codes else None
    kind = pack.kinds.get(codes.get("kind", ""))
    area = units.places.get(UUID(codes["area"])) if "area" in codes else None
    unit = units.units.get(UUID(codes["unit"])) if "unit" in codes else None
    due = datetime.fromisoformat(codes["due"]) if "due" in codes else None
    said = ngettext("%(n)s 件，请到列表里看", "%(n)s 件，请到列表里看", row.count) % {"n": row.count} if many else ""
    return {
        "id": row.id,
        "word": kind_words(row.kind),
        "tone": TONES.get(NoticeKind(row.kind), "grey"),
        "at": row.made_at,
        "unread": row.read_at is None,
        "urgent": row.urgent,
        "number": codes.get("number", ""),
        "title": said
        or (seen[row.matter_id][1] if row.matter_id in seen else "")
        or (pages.get(page, "") if page else ""),
        "url": _where(row, seen, page if page in pages else None),
        "kind": name_of(kind) if kind else "",
        "area": name_of(area) if area else "",
        "unit": name_of(unit) if unit else "",
        "due": due,
        "late": bool(due and due < now),
    }


def _where(row: Any, seen: Collection[UUID], page: tuple[str, UUID] | None) -> str:
    """Where a notice leads: the list for many, the page that it names, else the matter's; nowhere behind a closed gate."""
    if row.kind in DAILY:
        return reverse("home") + DAILY[NoticeKind(row.kind)]
    if row.kind in MANY:
        return reverse("queue") + "?tab=todo"
    if page:
        return reverse(page[0], args=[page[1]])
    return reverse("matter", args=[row.matter_id]) if row.matter_id in seen else ""


@require_GET
@staff_only()
def count(request: DeskRequest) -> HttpResponse:
    """Say how many notices are unread: the bell of every page asks once a minute."""
    return render(request, "look/parts/bell.html", {"unread": unread_count(request.viewer)})


@require_POST
@staff_only()
def read(request: DeskRequest) -> HttpResponse:
    """Mark one notice, or all that the page showed, as read."""
    now, wanted = timezone.now(), request.POST.get("notice", "")
    try:
        if wanted:
            done = actions.mark_read(by=request.viewer, at=now, ids=[UUID(wanted)])
        else:
            until = datetime.fromisoformat(request.POST.get("until", ""))
            done = actions.mark_read(by=request.viewer, at=now, until=until if until.tzinfo else now)
    except (ValueError, OverflowError):
        done = 0
    if done and not wanted:
        messages.success(request, ngettext("已把 %(n)s 条标为已读。", "已把 %(n)s 条标为已读。", done) % {"n": done})
    return redirect("notices")
