"""Charts as data: builders that turn figures into an ECharts option plus the table that stands beside it. No colours here.

Colours are names of tokens ("token:red"); look/charts.js fills them in from the style sheet, so one option serves day and night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Number = int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """An ECharts option, and the same figures as a table: `head` names the columns, `rows` are label and figures."""

    option: dict[str, Any]
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Number, ...]], ...]


def _table(name: str, labels: Sequence[str], series: Mapping[str, Sequence[Number]]) -> tuple[Any, Any]:
    for title, figures in series.items():
        if len(figures) != len(labels):
            raise ValueError(f"series {title!r} has {len(figures)} figures for {len(labels)} labels")
    columns = list(series.values())
    return (name, *series), tuple((label, tuple(column[i] for column in columns)) for i, label in enumerate(labels))


def _coloured(item: dict[str, Any], title: str, tones: Mapping[str, str]) -> dict[str, Any]:
    return {**item, "color": f"token:{tones[title]}"} if title in tones else item


def bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    name: str = "",
    links: Sequence[str] = (),
    tones: Mapping[str, str] | None = None,
) -> Chart:
    """Return lying bars, longest text safe, each labelled with its figure; `links[i]` opens label i. Order is kept."""
    head, rows = _table(name, labels, series)
    drawn = [
        _coloured(
            {
                "type": "bar",
                "name": title,
                "data": [{"value": v, "link": links[i]} if links else v for i, v in enumerate(figures)],
                "barMaxWidth": 18,
                "label": {"show": True, "position": "right"},
            },
            title,
            tones or {},
        )
        for title, figures in series.items()
    ]
    option = {
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "data": list(labels), "inverse": True, "axisTick": {"show": False}},
        "legend": {"show": len(series) > 1},
        "grid": {"right": 48},
        "series": drawn,
    }
    return Chart(option, head, rows)


def lines(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    name: str = "",
    compare: str = "",
    tones: Mapping[str, str] | None = None,
) -> Chart:
    """Return lines, each labelled at its end, or in a legend where their ends lie on one another.

    The series named by `compare` (last year, the goal) is drawn dashed and grey.
    """
    head, rows = _table(name, labels, series)
    apart = _ends_apart(series)
    drawn = []
    for title, figures in series.items():
        quiet = title == compare
        item: dict[str, Any] = {
            "type": "line",
            "name": title,
            "data": list(figures),
            "connectNulls": False,
            "symbolSize": 6,
            "showSymbol": len(labels) <= 14,
            "endLabel": {"show": apart, "formatter": "{a}", **({"color": "token:ink-3"} if quiet else {})},
            "labelLayout": {"moveOverlap": "shiftY"},
            "lineStyle": {"width": 1.5, "type": "dashed"} if quiet else {"width": 2.5},
        }
        drawn.append(_coloured(item, title, {compare: "grey", **(tones or {})}))
    option = {
        "xAxis": {"type": "category", "data": list(labels), "boundaryGap": False},
        "yAxis": {"type": "value", "minInterval": 1},
        "tooltip": {"trigger": "axis"},
        "legend": {"show": not apart},
        "grid": {"right": 76 if apart else 24},
        "series": drawn,
    }
    return Chart(option, head, rows)


def _ends_apart(series: Mapping[str, Sequence[Number]]) -> bool:
    """Say whether the last figures are so far from each other that a word stands beside each (a line of text: a twelfth)."""
    figures = [figure for each in series.values() for figure in each if figure is not None]
    ends = sorted(each[-1] for each in series.values() if each and each[-1] is not None)
    room = (max(figures, default=0) - min(0, *figures)) / 12 if figures else 0
    return all(after - before > room for before, after in pairwise(ends))


def stacked(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    name: str = "",
    tones: Mapping[str, str] | None = None,
) -> Chart:
    """Return standing columns made of parts (matters a month by state), with a legend; a missing part is a gap, not 0."""
    head, rows = _table(name, labels, series)
    drawn = [
        _coloured(
            {"type": "bar", "stack": "whole", "name": title, "data": list(figures), "barMaxWidth": 30},
            title,
            tones or {},
        )
        for title, figures in series.items()
    ]
    option = {
        "xAxis": {"type": "category", "data": list(labels), "axisTick": {"show": False}},
        "yAxis": {"type": "value", "minInterval": 1},
        "tooltip": {"trigger": "axis"},
        "legend": {"show": True},
        "series": drawn,
    }
    return Chart(option, head, rows)
