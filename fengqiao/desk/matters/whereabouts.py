"""Where a matter is: its place in words and on a small map, and what its text says where nobody has set it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.desk.words import listed, name_of
from fengqiao.kit.problems import Problem
from fengqiao.look.maps import Locator, locate
from fengqiao.matters.actions import known_in
from fengqiao.matters.queries import Dossier
from fengqiao.matters.rules.placing import Known, Placed, place_in
from fengqiao.orgs.queries import Directory, Place, Viewer
from fengqiao.orgs.terms import AreaLevel


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that the text speaks of, offered to be taken with one tap."""

    code: str
    name: str
    place: str


def offers(placed: Placed, places: dict[UUID, Place]) -> list[Offer]:
    """Return the places that a text may mean, the likeliest first."""
    ids = placed.choices or ((placed.area_id,) if placed.area_id else ())
    lines = placed.lines or (placed.place,) * len(ids)
    found = zip(ids, lines, strict=True)
    return [Offer(places[each].code, full_name(places[each], places), line) for each, line in found if each in places]


def full_name(place: Place, places: dict[UUID, Place]) -> str:
    """Return the name of an area behind that of its town: 桐坪镇 梅湾村."""
    above = [places[each] for each in reversed(place.above) if places[each].level is not AreaLevel.COUNTY]
    return " ".join(dict.fromkeys(name_of(each) for each in above)) or name_of(place)


def reason_of(placed: Placed) -> str:
    """Return why a place is proposed, in the text's own words."""
    return _("文中写到“%(words)s”") % {"words": listed(placed.words)} if placed.words else ""


def near(viewer: Viewer, units: Directory) -> frozenset[UUID]:
    """Return the areas that the viewer's unit covers: of two villages with one name the one there is meant."""
    card = units.units.get(viewer.unit_id)
    return card.covers if card else frozenset()


def whereabouts(case: Dossier, viewer: Viewer, units: Directory, *, asks: bool) -> dict[str, Any]:
    """Return the matter's place in words, its map, and (`asks`: the viewer may set it) what the text says."""
    row, places = case.matter, units.places
    area = places.get(row.area_id) if row.area_id else None
    known = known_in(units)
    placed = _told(case, known, near(viewer, units)) if asks and area is None else None
    by_text = any(entry.codes.get("area_by") == "text" for entry in case.entries)
    moved = any(entry.move == "place" for entry in case.entries)
    return {
        "words": _words(full_name(area, places) if area else "", row.place),
        "area_known": area is not None,
        "map": _map(area, _point(row.place, area, known), places.values()) if area else None,
        "offers": offers(placed, places) if placed else [],
        "reason": reason_of(placed) if placed else "",
        "by_text": by_text and not moved,
    }


def _words(area: str, place: str) -> str:
    """The area and the place in it, not the same words twice."""
    last = area.rsplit(" ", 1)[-1]
    return place if last and last in place and " " not in area else f"{area} {place}".strip()


def _told(case: Dossier, known: Known, close_by: frozenset[UUID]) -> Placed:
    said = "\n".join(part for report in case.reports for part in (report.title, report.text))
    return place_in(f"{case.matter.place}\n{said}", known, near=close_by)


def _point(place: str, area: Place | None, known: Known) -> tuple[float, ...]:
    """Return the point of the venue that the place names, else where the area's name stands."""
    found = place_in(place, known) if place else None
    if found and found.point and area and found.area_id == area.id:
        return found.point
    return tuple(area.label_point) if area else ()


def _map(area: Place, point: tuple[float, ...], places: Iterable[Place]) -> Locator | None:
    if len(point) != 2:
        return None
    towns = [place for place in places if place.level is AreaLevel.TOWN]
    frame = [_ring(town) for town in towns if town.shape]
    return locate(frame, _ring(area), (point[0], point[1]))


def _ring(place: Place) -> list[tuple[float, float]]:
    return [(x, y) for x, y in (place.shape[0] if place.shape else [])]


def own_area(viewer: Viewer, units: Directory) -> str:
    """Return the code of the smallest place that the unit covers alone, so that it need not be chosen."""
    card = units.units.get(viewer.unit_id)
    mine = [units.places[each] for each in card.covers if each in units.places] if card else []
    small = [each for each in mine if each.level in {AreaLevel.VILLAGE, AreaLevel.TOWN}]
    return min(small, key=lambda each: (each.level is AreaLevel.TOWN, each.code)).code if small else ""


def area_of(code: str, units: Directory) -> UUID | None:
    """Return the place with a code; None for none, refused where there is no such place."""
    found = next((place.id for place in units.places.values() if place.code == code), None)
    if code and found is None:
        raise Problem("area-unknown", "请从列表里选所在村社。")
    return found
