"""The list of clues: codes and states for recipients, counts for those in charge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.clues.queries import clues_of, held_units, key_of, managed_unit, tallies
from fengqiao.clues.terms import ClueState, Duty
from fengqiao.desk.clues.forms import unlock_form
from fengqiao.desk.clues.opening import opened
from fengqiao.desk.clues.words import STATES, TONES, kind_named, kinds_of, result_named
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.clues.models import Clue

WAITING = "waiting"


def tabs_of(active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = (("clues", _("线索")), ("clue-flow", _("去向")), ("clue-keys", _("钥匙和保管")))
    return [{"label": label, "url": reverse(name), "active": name == active} for name, label in pages]


def counted_units(viewer: Viewer, now: datetime) -> set[UUID]:
    """Return the units whose clues somebody sees counted: as recipient, as who looks after the keys, as who sees figures."""
    own = managed_unit(viewer, at=now)
    above = set(viewer.seen_units) if viewer.may(Right.OVERVIEW) else set()
    return held_units(viewer, Duty.RECIPIENT, at=now) | ({own} if own else set()) | above


@require_GET
@staff_only()
def listed(request: DeskRequest) -> HttpResponse:
    """Show the clues of the units whose recipient somebody is; nobody else sees more than counts."""
    now, viewer = timezone.now(), request.viewer
    pack = pack_on(now).pack
    kinds = kinds_of(pack)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else ""
    state = request.GET.get("state", "")
    state = state if state in set(ClueState) else ""
    recipient = held_units(viewer, Duty.RECIPIENT, at=now)
    rows = clues_of(viewer, states=(state,) if state else (), kind=kind, at=now)
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    seen = counted_units(viewer, now)
    key = opened(request, now)
    context = {
        "tabs": tabs_of("clues"),
        "page": page,
        "lines": _lines(page.object_list, pack, now),
        "tiles": _tiles(tallies(seen), clickable=bool(recipient)) if seen else [],
        "recipient": bool(recipient),
        "has_key": bool(recipient) and (key is not None or key_of(viewer.staff_id) is not None),
        "is_open": key is not None,
        "unlock": unlock_form(),
        "kinds": [(code, word, code == kind) for code, word in kinds],
        "states": [(each.value, STATES[each], each.value == state) for each in ClueState],
        "narrowed": bool(kind or state),
        "may_count": viewer.may(Right.OVERVIEW),
    }
    return render(request, "desk/clues.html", context)


def _tiles(found: dict[str, int], *, clickable: bool) -> list[dict[str, Any]]:
    here = reverse("clues")

    def to(state: str) -> str:
        return f"{here}?{urlencode({'state': state})}" if clickable else ""

    return [
        {"label": _("待签收"), "number": found["new"], "url": to("new"), "icon": "inbox", "tone": "amber" if found["new"] else ""},
        {"label": _("核查中"), "number": found["checking"] + found["checked"], "url": to("checking"), "icon": "eye"},
        {"label": _("已办结"), "number": found["closed"], "url": to("closed"), "icon": "circle-check"},
        {"label": _("打掉团伙"), "number": found["groups"], "url": "", "icon": "users-group"},
        {"label": _("查处人数"), "number": found["people"], "url": "", "icon": "users"},
    ]  # fmt: skip


def _lines(rows: Iterable[Clue], pack: Pack, now: datetime) -> list[dict[str, Any]]:
    found = list(rows)
    names = staff_names([row.holder_id for row in found if row.holder_id])
    return [
        {
            "id": row.id,
            "kind": kind_named(pack, row.kind),
            "area": name_of(row.area) if row.area else "",
            "unit": name_of(row.unit),
            "state": row.state,
            "word": STATES[ClueState(row.state)],
            "tone": TONES[row.state],
            "waiting": row.waiting,
            "day": row.received_on,
            "result": result_named(pack, row.result) if row.result else "",
            "holder": names.get(row.holder_id, "") if row.holder_id else "",
            "letters": row.written,  # type: ignore[attr-defined]
            "days": (timezone.localdate(now) - row.received_on).days,
        }
        for row in found
    ]
