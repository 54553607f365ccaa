"""The page of what was found, and the list under the search box. Asked by POST: what people type stands in no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.menu import menu_for
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.search.deeds import deeds_on
from fengqiao.desk.search.marking import marked, snippet
from fengqiao.desk.search.persons import MOST, as_typed, offered
from fengqiao.desk.words import name_of
from fengqiao.kit.words import Question, meets, read_question
from fengqiao.matters import queries
from fengqiao.orgs.queries import Viewer, directory, staff_seen, venues

QUICK, OTHERS = 6, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found that is no matter: its name with what was typed marked, what it is, where it leads."""

    label: SafeString
    note: str
    url: str
    icon: str


def _matters(request: DeskRequest, typed: str, question: Question, most: int, now: datetime) -> dict[str, Any]:
    rows = queries.found(request.viewer, typed, most) if question else []
    told = queries.told_in([row.id for row in rows[:most]])
    found = [
        {
            "line": line,
            "title": marked(line.title, question.words),
            "number": marked(line.number, question.words),
            "snippet": next((piece for text in told.get(line.id, ()) if (piece := snippet(text, question.words))), ""),
        }
        for line in lines(rows[:most], now=now)
    ]
    return {"matters": found, "more": len(rows) > most}


def _others(viewer: Viewer, question: Question, now: datetime) -> dict[str, list[Hit]]:
    """Areas, venues, units and people whose names answer the question; people only of units that the viewer reaches."""
    if not question:
        return {"areas": [], "units": [], "people": []}
    units, queue = directory(at=now), reverse("queue")

    def hits(rows: Sequence[tuple[tuple[str, ...], str, str, str, str]]) -> list[Hit]:
        found = [
            Hit(marked(label, question.words), note, url, icon)
            for names, label, note, url, icon in rows
            if meets(question, names)
        ]
        return found[:OTHERS]

    areas = [
        ((place.name, *place.aliases), name_of(place), "", f"{queue}?tab=all&area={place.code}", "map-pin")
        for place in units.places.values()
    ]
    areas += [
        ((venue.name,), name_of(venue), name_of(venue.area), f"{queue}?tab=all&area={venue.area.code}", "building")
        for venue in venues()
    ]
    cards = [
        ((card.name, card.short), name_of(card), "", f"{queue}?tab=all&unit={card.code}", "building-community")
        for card in units.units.values()
    ]
    people = [
        ((name,), name, unit, f"{queue}?tab=all&unit={code}", "user") for name, unit, code in staff_seen(viewer, at=now)
    ]
    return {"areas": hits(areas), "units": hits(cards), "people": hits(people)}


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def search(request: DeskRequest) -> HttpResponse:
    """Show what was found, or the empty page with what can be searched for."""
    now, typed = timezone.now(), as_typed(request)
    question = read_question(typed)
    found = {**_matters(request, typed, question, MOST, now), **_others(request.viewer, question, now)}
    return render(
        request, "desk/search.html", {"typed": typed, "most": MOST, **found, **offered(request.viewer, typed, now)}
    )


@require_POST
@staff_only(*READERS)
def quick(request: DeskRequest) -> HttpResponse:
    """Show the list under the search box: the first that were found, and pages of the menu."""
    now, typed = timezone.now(), as_typed(request)
    question = read_question(typed)
    pages = [
        item for item in menu_for(request.viewer, "") if not typed or (question and meets(question, (item["label"],)))
    ]
    deeds = deeds_on(request.viewer, request.htmx.current_url_abs_path or "", typed, question, now)
    found = {**_matters(request, typed, question, QUICK, now), **_others(request.viewer, question, now)}
    return render(request, "desk/_found.html", {"typed": typed, "pages": pages, "deeds": deeds, **found})
