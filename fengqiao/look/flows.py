"""A flow picture (Sankey) laid out for an SVG: where things go from, where to, as bands as thick as they are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, GAP, BAR, LEAST, THICKEST = 640, 14, 12, 3.0, 16  # sizes in the picture's own units; the last of one thing
MARGIN = 176  # on either side, for the names


@dataclass(frozen=True, slots=True)
class Node:
    """One end: its bar, its name, how many."""

    name: str
    count: int
    x: float
    y: float
    height: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    """One flow: the outline of its band, from left to right; `tone` 1 to 5 by where it comes from."""

    path: str
    old: str
    new: str
    count: int
    tone: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def flow_picture(flows: Sequence[tuple[str, str, int]], *, height: int = 360) -> Picture:
    """Return the picture of flows (from, to, how many), names as people read them; the most stands on top."""
    lefts, rights = _sums(flows, 0), _sums(flows, 1)
    total = sum(count for _, _, count in flows) or 1
    most = max(len(lefts), len(rights), 1)
    scale = min(max(height - GAP * (most - 1), 1) / total, THICKEST)
    tallest = 0.0
    nodes, places = list[Node](), list[dict[str, float]]()
    for side, sums in enumerate((lefts, rights)):
        x = MARGIN if side == 0 else WIDTH - MARGIN - BAR
        y, at = 0.0, {}
        for name, count in sums:
            tall = max(count * scale, LEAST)
            at[name] = y
            text_x = x - 8 if side == 0 else x + BAR + 8
            nodes.append(
                Node(name, count, x, _r(y), _r(tall), text_x, _r(y + tall / 2), "end" if side == 0 else "start")
            )
            y += max(tall, 16) + GAP
        places.append(at)
        tallest = max(tallest, y - GAP)
    tones = {name: 1 + place % 5 for place, (name, _) in enumerate(lefts)}
    bands = []
    for old, new, count in sorted(flows, key=lambda each: [name for name, _ in lefts].index(each[0])):
        thick = max(count * scale, LEAST / 2)
        top, end = places[0][old], places[1][new]
        bands.append(Band(_band(top, end, thick), old, new, count, tones[old]))
        places[0][old] += thick
        places[1][new] += thick
    return Picture(WIDTH, int(tallest) + 1, tuple(nodes), tuple(bands))


def _sums(flows: Sequence[tuple[str, str, int]], side: int) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for flow in flows:
        name = flow[0] if side == 0 else flow[1]
        sums[name] = sums.get(name, 0) + flow[2]
    return sorted(sums.items(), key=lambda pair: -pair[1])


def _band(top: float, end: float, thick: float) -> str:
    left, right = MARGIN + BAR, WIDTH - MARGIN - BAR
    middle = (left + right) / 2
    return (
        f"M{left} {_r(top)} C{middle} {_r(top)} {middle} {_r(end)} {right} {_r(end)} "
        f"V{_r(end + thick)} C{middle} {_r(end + thick)} {middle} {_r(top + thick)} {left} {_r(top + thick)} Z"
    )


def _r(number: float) -> float:
    return round(number, 1)
