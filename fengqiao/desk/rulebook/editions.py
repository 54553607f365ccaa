"""Two editions of a pack side by side: what was added, taken out, changed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.change_words import file_words, place_words
from fengqiao.catalogue.comparing import Change, ChangeKind, compare
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language
from fengqiao.kit.problems import Problem
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import editions, texts_of
from fengqiao.rulebook.terms import EditionKind

VERBS = {
    ChangeKind.ADDED: (_("新增"), "new", "green"),
    ChangeKind.REMOVED: (_("去掉"), "late", "red"),
    ChangeKind.CHANGED: (_("改动"), "changed", "amber"),
    ChangeKind.MOVED: (_("换位置"), "moved", "blue"),
}


@require_GET
@staff_only(Right.READ_RULES)
def compare_editions(request: DeskRequest) -> HttpResponse:
    """Show the differences between two editions; without any named, between the last two."""
    packs = [each for each in editions() if each.kind == EditionKind.PACK.value]
    new = _chosen(packs, request.GET.get("new", ""), 0)
    old = _chosen(packs, request.GET.get("old", ""), 1)
    changes: Sequence[Change] = ()
    if new and old:
        try:
            changes = compare(texts_of(old.id), texts_of(new.id))
        except Problem:
            raise Http404 from None
    context = {
        "packs": packs,
        "old": old,
        "new": new,
        "files": [
            {"name": in_language(*file_words(file)), "file": file, "changes": [_row(each) for each in found]}
            for file, found in groupby(changes, key=lambda each: each.file)
        ],
        "count": len(changes),
    }
    return render(request, "desk/rules_compare.html", context)


def _chosen(packs: Sequence[Any], wanted: str, place: int) -> Any | None:
    """The edition that an address names; where it names none the one at a place, newest first."""
    if wanted:
        try:
            found = next((each for each in packs if each.id == UUID(wanted)), None)
        except ValueError:
            raise Http404 from None
        if found is None:
            raise Http404
        return found
    return packs[min(place, len(packs) - 1)] if packs else None


def _row(change: Change) -> dict[str, Any]:
    word, code, tone = VERBS[change.kind]
    return {
        "word": word,
        "code": code,
        "tone": tone,
        "where": in_language(*place_words(change)),
        "line": change.line,
        "before": change.before,
        "after": change.after,
        "lost": change.lost,
        "gained": change.gained,
        "moved": change.kind is ChangeKind.MOVED,
    }
