"""The rows of the call register: what each call shows on the page and in the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.matters.amounts import length
from fengqiao.desk.words import DOORS, STATES, called, entered, name_of
from fengqiao.matters.queries import CallTimes, call_times
from fengqiao.matters.rules.calls import CallFacts, facts_of, is_valid, way_down
from fengqiao.matters.rules.fields import WAY
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.queries import staff_names
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


def lines(matters: Sequence[Matter], pack: Pack) -> list[dict[str, Any]]:
    """Return the rows of calls: three queries, however many."""
    times = call_times(matters)
    names = staff_names({each.staff_id for row in times.values() for each in _moments(row).values() if each})
    return [_line(matter, times[matter.id], names, pack) for matter in matters if matter.id in times]


def _moments(times: CallTimes) -> dict[str, Any]:
    return {
        "taken": times.taken,
        "dispatched": times.dispatched,
        "accepted": times.accepted,
        "arrived": times.arrived,
        "reported": times.reported,
    }


def _line(matter: Matter, times: CallTimes, names: Any, pack: Pack) -> dict[str, Any]:
    facts = facts_of(matter.fields, closed=matter.state == MatterState.CLOSED.value)
    begun = pack_of(matter.edition_id).pack
    kind = begun.kinds.get(matter.kind)
    result = kind.result(matter.result) if kind and matter.result else None
    done = {
        name: {"at": each.at, "who": names.get(each.staff_id, ""), "after": length(each.at - times.taken.at)}
        for name, each in _moments(times).items()
        if each
    }
    return {
        "url": reverse("matter", args=[matter.id]),
        "number": matter.number,
        "title": matter.title,
        "urgent": matter.urgent,
        "kind": name_of(kind) if kind else "",
        "door": DOORS[Door(matter.door)],
        "area": entered(matter.area.name, matter.area.name_en) if matter.area else "",
        "place": matter.place,
        "unit": entered(matter.unit.short or matter.unit.name, matter.unit.name_en),
        "state": matter.state,
        "state_word": STATES[MatterState(matter.state)],
        "told_at": times.told_at,
        "received_at": matter.received_at,
        "closed_at": matter.closed_at,
        "result": name_of(result) if result else "",
        "returned": matter.returned,
        "done": done,
        **classed(facts, pack),
    }


def classed(facts: CallFacts, pack: Pack) -> dict[str, Any]:
    """Return both classes in words, whether they differ, whether the call is valid and why not."""
    valid = is_valid(facts, pack.classes)
    final = pack.classes.get(facts.final)
    why = "" if valid else name_of(final) if final else _("勾选为骚扰、谎报")
    return {
        "told": class_words(facts.told, pack),
        "found": class_words(facts.found, pack),
        "told_short": _short(facts.told, pack),
        "found_short": _short(facts.found, pack),
        "changed": bool(facts.told and facts.found and facts.told != facts.found),
        "valid": valid,
        "why_void": why,
    }


def class_words(code: str, pack: Pack) -> str:
    """Return a class with those above it; a code that is no longer one as it is."""
    return WAY.join(name_of(each) for each in way_down(code, pack.classes)) or code


def _short(code: str, pack: Pack) -> str:
    return called(pack.classes, code)
