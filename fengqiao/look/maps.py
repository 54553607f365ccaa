"""The county map as data: polygons fitted to a picture, areas sorted into five classes of equal count. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final
from xml.sax.saxutils import escape

CLASSES: Final = 5
WIDTH: Final = 640.0
MARGIN: Final = 10.0
LETTER: Final = 24  # room of a letter of a name, also where letters are large
ASIDE: Final = 34.0
TRAIL: Final = (WIDTH - 2 * ASIDE) / WIDTH  # room for the numbers at the edge

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A place on the map: outline in any plane units, where its label stands (None: the middle), where it leads."""

    code: str
    name: str
    points: Sequence[Point]
    label: Point | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as drawn: `shade` is its class 1–5, or 0 for no data; `value` None is no data (hatched), not nought."""

    code: str
    name: str
    url: str
    points: str
    x: float
    y: float
    value: float | None
    shade: int


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the legend: the class and the smallest and largest value found in it."""

    shade: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map: picture size, shapes, legend, and whether any area has no data."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    legend: tuple[Step, ...]
    gaps: bool


def breaks(values: Sequence[float], classes: int = CLASSES) -> tuple[float, ...]:
    """Return the upper bound of each class so that classes hold about equally many values; equal values stay together.

    Class k ends at the value of rank ceil(k·n/classes) (nearest-rank quantile); repeated bounds fall together, so
    there may be fewer classes than asked for.
    """
    ranked = sorted(values)
    n = len(ranked)
    bounds = [ranked[-(-k * n // classes) - 1] for k in range(1, classes + 1)] if n else []
    return tuple(dict.fromkeys(bounds))


def shade(value: float, bounds: Sequence[float], classes: int = CLASSES) -> int:
    """Return the class 1–`classes` of a value; with fewer bounds than classes the darker ones are used."""
    place = next((i for i, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)
    return classes - len(bounds) + place + 1 if len(bounds) > 1 else (classes + 1) // 2


def middle(points: Sequence[Point]) -> Point:
    """Return the centroid of a simple polygon (shoelace formula), or the mean of its corners where it has no surface."""
    doubled = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        doubled += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if doubled == 0:
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return x / (3 * doubled), y / (3 * doubled)


def _fitted(corners: Sequence[Point], *, north_up: bool) -> tuple[Callable[[Point], Point], float]:
    """Return what brings a point into a picture WIDTH wide that holds all corners, and the picture's height."""
    left, right = min(p[0] for p in corners), max(p[0] for p in corners)
    low, high = min(p[1] for p in corners), max(p[1] for p in corners)
    scale = (WIDTH - 2 * MARGIN) / ((right - left) or 1.0)

    def fit(p: Point) -> Point:
        y = high - p[1] if north_up else p[1] - low
        return round(MARGIN + (p[0] - left) * scale, 1), round(MARGIN + y * scale, 1)

    return fit, round((high - low) * scale + 2 * MARGIN, 1)


def _outline(fit: Callable[[Point], Point], points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in map(fit, points))


@dataclass(frozen=True, slots=True)
class Ground:
    """An area of a cover map: whether somebody has it, their names, and whether its own name has room."""

    code: str
    name: str
    url: str
    points: str
    x: float
    y: float
    who: str
    named: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """A map of who has what: the picture's size, every area, how many have somebody and how many nobody."""

    width: float
    height: float
    grounds: tuple[Ground, ...]
    held: int
    bare: int


def cover(areas: Sequence[Area], who: Mapping[str, str]) -> Cover | None:
    """Return areas by who has each (code → names, nobody where it is absent or empty); None where there is nothing to draw.

    Named are those that nobody has, and of the others those wide enough for their name.
    """
    drawn = [area for area in areas if area.points]
    if not drawn:
        return None
    fit, height = _fitted([p for area in drawn for p in area.points], north_up=False)
    grounds = []
    for area in drawn:
        x, y = fit(area.label or middle(area.points))
        held = who.get(area.code, "")
        wide = max(fit(p)[0] for p in area.points) - min(fit(p)[0] for p in area.points)
        named = not held or wide >= LETTER * len(area.name)
        grounds.append(Ground(area.code, area.name, area.url, _outline(fit, area.points), x, y, held, named))
    bare = sum(not each.who for each in grounds)
    return Cover(WIDTH, height, tuple(grounds), len(grounds) - bare, bare)


@dataclass(frozen=True, slots=True)
class Locator:
    """A small map that shows where something is: outlines of areas, the one it lies in, the mark."""

    width: float
    height: float
    outlines: tuple[str, ...]
    inside: str
    x: float
    y: float


def locate(
    frame: Sequence[Sequence[Point]], inside: Sequence[Point], mark: Point, *, north_up: bool = False
) -> Locator | None:
    """Return the mark among the outlines of `frame`; None where there is nothing to draw it on."""
    corners = [p for outline in frame for p in outline]
    if not corners:
        return None
    fit, height = _fitted([*corners, mark], north_up=north_up)
    x, y = fit(mark)
    return Locator(WIDTH, height, tuple(_outline(fit, each) for each in frame), _outline(fit, inside), x, y)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a survey: what it stands for, its words, where."""

    kind: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Survey:
    """A map with many marks: outlines of areas, the one that it is about."""

    width: float
    height: float
    outlines: tuple[str, ...]
    inside: str
    marks: tuple[Spot, ...]


def survey(
    frame: Sequence[Sequence[Point]], inside: Sequence[Point], marks: Sequence[tuple[str, Point, str]]
) -> Survey | None:
    """Return marks (kind, place, words) among the outlines of `frame`; None where there is nothing to draw them on.

    Marks of one place stand beside one another. The picture goes as far as the marks and the area they are about do, and what
    lies beyond is cut off: among the whole of a county they would lie on one another.
    """
    if not any(frame):
        return None
    fit, height = _fitted(_around([*inside, *(place for _, place, _ in marks)]), north_up=False)
    spots: list[Spot] = []
    for kind, place, label in marks:
        x, y = fit(place)
        near = sum(abs(each.x - x) < ASIDE and abs(each.y - y) < ASIDE for each in spots)
        spots.append(Spot(kind, label, round(x + near * ASIDE, 1), y))
    outlines = tuple(_outline(fit, each) for each in frame)
    return Survey(WIDTH, height, outlines, _outline(fit, inside) if inside else "", tuple(spots))


def _around(points: Sequence[Point]) -> tuple[Point, Point]:
    """Return two corners about some points, with a sixth of the way to spare, never flatter than two to one nor higher than wide."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    wide, high = (max(xs) - min(xs)) * 4 / 3 or 1.0, (max(ys) - min(ys)) * 4 / 3
    wide = max(wide, high)
    high = max(high, wide / 2)
    return (middle[0] - wide / 2, middle[1] - high / 2), (middle[0] + wide / 2, middle[1] + high / 2)


@dataclass(frozen=True, slots=True)
class Trail:
    """A way from place to place: the line through all of them, and each with its number."""

    width: float
    height: float
    line: str
    marks: tuple[Spot, ...]


def trail(points: Sequence[Point]) -> Trail:
    """Return places in the order in which somebody goes, numbered from 1; `points` are longitude and latitude.

    Degrees of longitude are drawn shorter than those of latitude, as they are on the ground; the picture is never wider
    than high by more than two to one, so that a way along one street can be read.
    """
    shrink = cos(radians(sum(p[1] for p in points) / len(points)))
    flat = [(x * shrink, y) for x, y in points]
    xs, ys = [p[0] for p in flat], [p[1] for p in flat]
    spare = max(0.0, (max(xs) - min(xs)) / 2 - (max(ys) - min(ys)), 1e-4) / 2
    fit, height = _fitted([*flat, (xs[0], min(ys) - spare), (xs[0], max(ys) + spare)], north_up=True)
    around = [(round(x * TRAIL + ASIDE, 1), round(y * TRAIL + ASIDE, 1)) for x, y in map(fit, flat)]
    spots: list[Spot] = []
    for number, (x, y) in enumerate(around, 1):
        near = sum(abs(each.x - x) < ASIDE and abs(each.y - y) < ASIDE for each in spots)
        spots.append(Spot("stop", str(number), round(x + near * ASIDE, 1), y))
    line = " ".join(f"{x:g},{y:g}" for x, y in around)
    return Trail(WIDTH, round(height * TRAIL + 2 * ASIDE, 1), line, tuple(spots))


# On paper there is no style sheet: what the page draws by classes has its colours here.
_PAPER: Final = {"place": "#a8121b", "base": "#1c4a94", "unit": "#1c4a94"}


def survey_svg(found: Survey) -> str:
    """Return a survey as a drawing by itself, for papers: the place as a ring, units as numbered marks."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {found.width:g} {found.height:g}" width="{found.width:g}" height="{found.height:g}">',
        f'<rect width="{found.width:g}" height="{found.height:g}" fill="#ffffff"/>',
    ]
    parts += [
        f'<polygon points="{each}" fill="#f3f5f9" stroke="#8a94a6" stroke-width="1.5"/>' for each in found.outlines
    ]
    if found.inside:
        parts.append(f'<polygon points="{found.inside}" fill="#dce7f7" stroke="#1c4a94" stroke-width="2"/>')
    for mark in found.marks:
        colour = _PAPER.get(mark.kind, _PAPER["unit"])
        if mark.kind == "place":
            parts.append(
                f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="26" fill="none" stroke="{colour}" stroke-width="4"/>'
            )
            parts.append(f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="10" fill="{colour}"/>')
            continue
        parts.append(
            f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="15" fill="{colour}" stroke="#ffffff" stroke-width="2"/>'
        )
        parts.append(
            f'<text x="{mark.x:g}" y="{mark.y + 7:g}" font-size="20" font-weight="bold" text-anchor="middle" fill="#ffffff">{escape(mark.label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def draw(areas: Sequence[Area], values: Mapping[str, float | None], *, north_up: bool = False) -> Drawing:
    """Return the map fitted into a picture 640 wide; north_up turns y round (geographic coordinates grow northwards)."""
    corners = [p for area in areas for p in area.points]
    if not corners:
        return Drawing(WIDTH, 0.0, (), (), gaps=False)
    fit, height = _fitted(corners, north_up=north_up)
    known = [v for area in areas if (v := values.get(area.code)) is not None]
    bounds = breaks(known)
    shapes = []
    for area in areas:
        value = values.get(area.code)
        x, y = fit(area.label or middle(area.points))
        outline = _outline(fit, area.points)
        tone = 0 if value is None else shade(value, bounds)
        shapes.append(Shape(area.code, area.name, area.url, outline, x, y, value, tone))
    legend = []
    for tone in sorted({s.shade for s in shapes if s.shade}):
        inside = [s.value for s in shapes if s.shade == tone and s.value is not None]
        legend.append(Step(tone, min(inside), max(inside)))
    return Drawing(WIDTH, height, tuple(shapes), tuple(legend), gaps=len(known) < len(areas))
