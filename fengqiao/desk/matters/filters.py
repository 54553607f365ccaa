"""The queue's filter as the address says it: read, shown as chips, written again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import DOORS, LAMPS, STATES, labelled, name_of
from fengqiao.matters.queries import SORTS, QueueFilter, TagCard
from fengqiao.matters.terms import Door, Lamp, MatterState, Tab
from fengqiao.orgs.queries import Directory, Place
from fengqiao.orgs.terms import AreaLevel, Right

NO_AREA = "none"
READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)  # who opens lists and matters


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to: the pack's kinds, the units and areas in force, the tags that the viewer sees."""

    pack: Pack
    directory: Directory
    tags: Sequence[TagCard] = ()

    def towns(self) -> list[Place]:
        """Return the towns in tree order."""
        return [place for place in self.directory.places.values() if place.level is AreaLevel.TOWN]

    def below(self, code: str) -> tuple[UUID, ...]:
        """Return an area by code with all below it (NO_AREA: all outside of every town); nothing for an unknown code."""
        if code == NO_AREA:
            towns = {town.id for town in self.towns()}
            return tuple(place.id for place in self.directory.places.values() if towns.isdisjoint(place.above))
        top = next((place.id for place in self.directory.places.values() if place.code == code), None)
        return tuple(place.id for place in self.directory.places.values() if top in place.above) if top else ()


def read(query: QueryDict, choices: Choices, typed: str = "") -> QueueFilter:
    """Return the filter of an address and of the words that it stands for; what cannot be understood narrows nothing, rather than fails."""
    codes = {card.code: card.id for card in choices.directory.units.values()}
    area = query.get("area", "")
    return QueueFilter(
        tab=_one_of(Tab, query.get("tab", ""), Tab.TODO),
        q=typed,
        states=tuple(v for v in query.getlist("state") if v in set(MatterState)),
        kinds=tuple(v for v in query.getlist("kind") if v in choices.pack.kinds),
        units=tuple(codes[v] for v in query.getlist("unit") if v in codes),
        areas=choices.below(area) if area else (),
        no_area=area == NO_AREA,
        doors=tuple(v for v in query.getlist("door") if v in set(Door)),
        tags=tuple(card.id for card in choices.tags if str(card.id) in query.getlist("tag")),
        lamp=query.get("lamp", "") if query.get("lamp", "") in set(Lamp) else "",
        urgent=query.get("urgent") == "1",
        mine=query.get("mine") == "1",
        import_id=_id(query.get("import", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        due_by=_day(query.get("due_by", "")),
        closed_since=_day(query.get("closed_since", "")),
        closed_until=_day(query.get("closed_until", "")),
        sort=query.get("sort", "") if query.get("sort", "") in SORTS else "due",
    )


def _one_of(terms: type[Tab], value: str, default: Tab) -> Tab:
    return terms(value) if value in set(terms) else default


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 9000 else None


def chips(query: QueryDict, choices: Choices, typed: str = "") -> list[dict[str, str]]:
    """Return the filters that are set: label, and the address without each."""
    units = {card.code: name_of(card) for card in choices.directory.units.values()}
    areas = {place.code: name_of(place) for place in choices.directory.places.values()}
    areas[NO_AREA] = _("未定辖区")
    labels: dict[str, tuple[str, dict[str, Any]]] = {
        "state": (_("状态"), {s.value: STATES[s] for s in MatterState}),
        "kind": (_("种类"), {k.code: name_of(k) for k in choices.pack.kinds.values()}),
        "unit": (_("承办"), units),
        "area": (_("辖区"), areas),
        "door": (_("来源"), {d.value: DOORS[d] for d in Door}),
        "tag": (_("标签"), {str(card.id): card.name for card in choices.tags}),
        "lamp": (_("时限"), {x.value: LAMPS[x] for x in Lamp}),
        "urgent": (_("紧急"), {"1": _("只看紧急")}),
        "mine": (_("经办"), {"1": _("指派给我")}),
    }
    found = []
    for name, (title, words) in labels.items():
        found += [
            {"label": labelled(title, words[value]), "url": without(query, name, value)}
            for value in query.getlist(name)
            if value in words
        ]
    if _id(query.get("import", "")):
        found.append({"label": _("只看一次导入的"), "url": without(query, "import", query.get("import", ""))})
    if typed:
        found.append({"label": labelled(_("搜索"), typed[:40]), "url": without(query, "w", query.get("w", ""))})
    days = {
        "since": _("从"),
        "until": _("到"),
        "due_by": _("到期不晚于"),
        "closed_since": _("办结从"),
        "closed_until": _("办结到"),
    }
    for name, title in days.items():
        if query.get(name, "").strip():
            found.append(
                {"label": labelled(title, query.get(name, "")[:40]), "url": without(query, name, query.get(name, ""))}
            )
    return found


def without(query: QueryDict, name: str, value: str) -> str:
    """Return the address without one filter, back on the first page."""
    kept = query.copy()
    kept.setlist(name, [v for v in query.getlist(name) if v != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
