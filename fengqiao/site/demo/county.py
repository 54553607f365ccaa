"""The fictional county read from the data files of packs/demo into frozen values; no Django here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

Point = tuple[float, float]
DEMO_FOLDER = Path(__file__).resolve().parents[3] / "packs" / "demo"


@dataclass(frozen=True, slots=True)
class DemoArea:
    """A county, town or village; polygon and label in canvas units, y downwards."""

    code: str
    name: str
    name_en: str
    level: str  # county | town | village
    parent: str
    aliases: tuple[str, ...]
    label: Point
    polygon: tuple[Point, ...]
    setting: str = ""  # urban | suburb | rural, empty: as the area above


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A river or road drawn on the map."""

    code: str
    kind: str  # river | road
    name: str
    name_en: str
    width: float
    path: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit of one line (police, partner, governance, party, volunteers); `function` is what routing asks for."""

    code: str
    name: str
    name_en: str
    short: str
    line: str
    function: str
    parent: str
    areas: tuple[str, ...]
    active_from: date
    part: str = ""
    level: str = ""  # of a governance centre: city | county | town | village
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoVenue:
    """A place: police post, mediation room, service centre, market, school, company, hospital."""

    code: str
    name: str
    name_en: str
    kind: str
    area: str
    point: Point
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A role in a unit from a day on, until a day where it has ended."""

    unit: str
    role: str
    title: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictional member of staff; `login` is empty for people without a demo account."""

    code: str
    name: str
    login: str
    posts: tuple[DemoPost, ...]


@dataclass(frozen=True, slots=True)
class County:
    """Everything the demo county consists of, in the order of the files (parents before children)."""

    folder: Path
    canvas: tuple[int, int]
    areas: tuple[DemoArea, ...]
    lines: tuple[DemoLine, ...]
    units: tuple[DemoUnit, ...]
    venues: tuple[DemoVenue, ...]
    staff: tuple[DemoPerson, ...]

    def area(self, code: str) -> DemoArea:
        """The area of this code; KeyError for a code that the county does not have."""
        for found in self.areas:
            if found.code == code:
                return found
        raise KeyError(code)

    def at_level(self, level: str) -> tuple[DemoArea, ...]:
        """The areas of one level (county, town, village)."""
        return tuple(area for area in self.areas if area.level == level)

    def unit(self, code: str) -> DemoUnit:
        """The unit of this code; KeyError for a code that the county does not have."""
        for found in self.units:
            if found.code == code:
                return found
        raise KeyError(code)


def read_county(folder: Path = DEMO_FOLDER) -> County:
    """The county of this folder; KeyError or ValueError where a file lacks what it must have."""
    areas = _read(folder, "areas")
    return County(
        folder=folder,
        canvas=(int(areas["canvas"]["width"]), int(areas["canvas"]["height"])),
        areas=tuple(_area(row) for row in areas["area"]),
        lines=tuple(_line(row) for row in areas["line"]),
        units=tuple(_unit(row) for row in _read(folder, "units")["unit"]),
        venues=tuple(_venue(row) for row in _read(folder, "venues")["venue"]),
        staff=tuple(_person(row) for row in _read(folder, "staff")["staff"]),
    )


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _point(pair: list[float]) -> Point:
    x, y = pair
    return float(x), float(y)


def _area(row: dict[str, Any]) -> DemoArea:
    return DemoArea(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        level=row["level"],
        parent=row["parent"],
        aliases=tuple(row["aliases"]),
        label=_point(row["label"]),
        polygon=tuple(_point(pair) for pair in row["polygon"]),
        setting=row.get("setting", ""),
    )


def _line(row: dict[str, Any]) -> DemoLine:
    return DemoLine(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        name_en=row["name_en"],
        width=float(row["width"]),
        path=tuple(_point(pair) for pair in row["path"]),
    )


def _unit(row: dict[str, Any]) -> DemoUnit:
    return DemoUnit(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        short=row["short"],
        line=row["line"],
        function=row["function"],
        parent=row["parent"],
        areas=tuple(row["areas"]),
        active_from=row["active_from"],
        part=row.get("part", ""),
        level=row.get("level", ""),
        neighbours=tuple(row.get("neighbours", ())),
    )


def _venue(row: dict[str, Any]) -> DemoVenue:
    return DemoVenue(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=row["kind"],
        area=row["area"],
        point=_point(row["point"]),
        unit=row.get("unit", ""),
    )


def _person(row: dict[str, Any]) -> DemoPerson:
    posts = tuple(
        DemoPost(unit=post["unit"], role=post["role"], title=post["title"], since=post["from"], until=post.get("to"))
        for post in row["posts"]
    )
    return DemoPerson(code=row["code"], name=row["name"], login=row.get("login", ""), posts=posts)
