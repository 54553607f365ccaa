"""The queue: 待办, 已办, 督办, with search, filters, pager, and the same list as an Excel file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.bulk import offered
from fengqiao.desk.matters.cells import rows
from fengqiao.desk.matters.exporting import sheet_of
from fengqiao.desk.matters.filters import READERS, Choices, chips, read, without
from fengqiao.desk.matters.heads import heads, sorts_of
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.lists import liking
from fengqiao.desk.matters.near import Near
from fengqiao.desk.matters.paging import page_of
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.matters.typed import CODE, typed
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.screens import QUEUE, first_of
from fengqiao.desk.words import DOORS, LAMPS, STATES, TABS, name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.matters import queries
from fengqiao.matters.actions import TAG_KEEPERS, note_export
from fengqiao.matters.queries import QueueFilter
from fengqiao.matters.terms import Door, Lamp, MatterState, Tab
from fengqiao.orgs.terms import Right


@require_GET
@staff_only(*READERS)
def queue(request: DeskRequest) -> HttpResponse:
    """Show the list that the address asks for."""
    taste = queries.taste(request.viewer)
    if taste.opens and not request.GET:
        return redirect(f"{reverse('queue')}?{taste.opens}")
    now = timezone.now()
    near = Near(now)
    choices = near.choices(request.viewer)
    try:
        words = typed(request)
    except Problem as gone:
        messages.info(request, say(gone))
        return redirect(f"{reverse('queue')}{without(request.GET, CODE, request.GET[CODE])}")
    wanted = read(request.GET, choices, words)
    size = int(choices.pack.value_on("queue.page_size", timezone.localdate()).number)
    up_to = int(choices.pack.value_on("queue.count_up_to", timezone.localdate()).number)
    counts = near.counts(request.viewer, up_to)
    plain = wanted == QueueFilter(tab=wanted.tab, sort=wanted.sort)
    page = page_of(request, near, wanted, size, now=now, up_to=up_to, total=counts[wanted.tab] if plain else None)
    liked = liking(taste, request.GET)
    bulk = offered(request.viewer, choices.tags, near.staff(request.viewer))
    picks = any(bulk.values())
    context = {
        "page": page,
        "rows": rows(
            lines(page.object_list, now=now, tags=choices.tags, units=choices.directory),
            columns=liked["columns"],
            picks=picks,
            now=now,
        ),
        "tabs": _tabs(request, wanted, counts, up_to),
        "chips": chips(request.GET, choices, words),
        "clear_url": f"?tab={wanted.tab}",
        "wanted": wanted,
        "options": _options(request, choices, wanted),
        "export_query": request.GET.urlencode(),
        "may_export": request.viewer.may(Right.EXPORT),
        "strip": near.strip(request.viewer) if wanted == QueueFilter() and first_of(request.viewer) == QUEUE else [],
        "since": now.isoformat(),
        **liked,
        "heads": heads(request.GET, wanted, liked["columns"]),
        "tags_url": f"{reverse('queue-tags')}?{request.GET.urlencode()}",
        "liked_url": f"{reverse('queue-lists')}?{request.GET.urlencode()}",
        "tags": choices.tags,
        "keeps_tags": any(request.viewer.may(right) for right in TAG_KEEPERS),
        "picks": picks,
        "bulk": bulk,
    }
    return render(request, "desk/queue.html", context)


def _tabs(request: DeskRequest, wanted: QueueFilter, counts: dict[Tab, int], up_to: int) -> list[dict[str, Any]]:
    """The tabs with their numbers, each at the same filter."""
    kept = request.GET.copy()
    kept.pop("page", None)
    kept.pop("tab", None)
    return [
        {
            "label": TABS[tab],
            "count": min(counts[tab], up_to),
            "more": counts[tab] > up_to,
            "active": tab is wanted.tab,
            "url": _address(kept, tab),
        }
        for tab in Tab
        if tab is not Tab.WATCH or request.viewer.may(Right.SUPERVISE) or counts[tab]
    ]


def _address(kept: Any, tab: Tab) -> str:
    query = kept.copy()
    query["tab"] = tab.value
    return f"?{query.urlencode()}"


def _options(request: DeskRequest, choices: Choices, wanted: QueueFilter) -> dict[str, list[tuple[str, str, bool]]]:
    """The choices of the filter row: (code, word, chosen)."""

    def marked(name: str, pairs: list[tuple[str, Any]]) -> list[tuple[str, str, bool]]:
        chosen = set(request.GET.getlist(name))
        return [(code, str(word), code in chosen) for code, word in pairs]

    towns = [(place.code, name_of(place)) for place in choices.towns()]
    return {
        "state": marked("state", [(s.value, STATES[s]) for s in MatterState]),
        "lamp": marked("lamp", [(x.value, LAMPS[x]) for x in (Lamp.LATE, Lamp.SOON, Lamp.OK)]),
        "kind": marked("kind", [(k.code, name_of(k)) for k in choices.pack.kinds.values()]),
        "area": marked("area", [*towns, ("none", _("未定辖区"))]),
        "unit": marked("unit", [(card.code, name_of(card)) for card in choices.directory.receivers()]),
        "door": marked("door", [(d.value, DOORS[d]) for d in Door]),
        "tag": marked("tag", [(str(card.id), card.name) for card in choices.tags]),
        "sort": [(code, str(word), code == wanted.sort) for code, word in sorts_of(wanted)],
    }


@require_GET
@staff_only(*READERS)
def news(request: DeskRequest) -> HttpResponse:
    """Say what has come in since the page was opened; the page asks every half minute."""
    now = timezone.now()
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
        since = since if since.tzinfo else timezone.make_aware(since)
    except (ValueError, OverflowError):
        since = now
    count, urgent = queries.arrived(request.viewer, min(since, now), now=now)
    return render(request, "desk/_news.html", {"count": count, "urgent": urgent})


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as an Excel file, every page of it."""
    now = timezone.now()
    choices = Near(now).choices(request.viewer)
    wanted = read(request.GET, choices, typed(request))
    most = int(choices.pack.value_on("export.max_rows", timezone.localdate()).number)
    found = queries.queue(request.viewer, wanted, now=now)
    total = found.count()
    if total > most:
        raise Problem(
            "export-many",
            "符合条件的有 {count} 件，一次最多导出 {limit} 件。请缩小范围后再导出。",
            count=total,
            limit=most,
        )
    kind = choices.pack.kinds[wanted.kinds[0]] if len(wanted.kinds) == 1 else None
    outgoing = Outgoing(readable="readable" in request.POST)
    sheet = sheet_of(str(TABS[wanted.tab]), found, kind=kind, now=now, outgoing=outgoing, tags=choices.tags)
    note_export(by=request.viewer, rows=total, found=outgoing.found, left=outgoing.left, at=now)
    return sent([sheet], f"fengqiao-{wanted.tab}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
