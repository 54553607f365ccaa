"""The figures of the county overview: counts rolled up to towns, each with the address of its list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import STATES, entered, name_of
from fengqiao.look import charts, maps
from fengqiao.matters.queries import counts, counts_by_day, counts_by_unit
from fengqiao.matters.terms import Lamp, MatterState, Tab
from fengqiao.orgs.queries import Directory, Place, Viewer
from fengqiao.orgs.terms import AreaLevel

NO_AREA = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return timezone.make_aware(datetime(self.first.year, self.first.month, self.first.day))  # noqa: DTZ001

    @property
    def until(self) -> datetime:
        """The first moment after."""
        after = self.last + timedelta(days=1)
        return timezone.make_aware(datetime(after.year, after.month, after.day))  # noqa: DTZ001


def address(period: Period, **query: str) -> str:
    """Return the list behind a number: every matter seen, received in the period, narrowed further."""
    words = {"tab": Tab.ALL.value, "since": period.first.isoformat(), "until": period.last.isoformat(), **query}
    return f"{reverse('queue')}?{urlencode(words)}"


class Figures:
    """All figures of one viewer and period: four queries."""

    def __init__(self, viewer: Viewer, period: Period, pack: Pack, directory: Directory, now: datetime) -> None:
        self.period, self.pack, self.directory = period, pack, directory
        self.cells = counts(viewer, since=period.since, until=period.until, now=now)
        self.units = counts_by_unit(viewer, since=period.since, until=period.until, now=now)
        self.days = counts_by_day(viewer, since=period.since, until=period.until)

    def _town(self, area_id: UUID | None) -> Place | None:
        place = self.directory.places.get(area_id) if area_id else None
        if place is None:
            return None
        above = [self.directory.places[step] for step in place.above]
        return next((each for each in above if each.level is AreaLevel.TOWN), None)

    def tiles(self) -> list[dict[str, Any]]:
        """The figures at the top: received, waiting, working, late, closed."""
        by_state = Counter[str]()
        for cell in self.cells:
            by_state[cell.state] += cell.count
        late = sum(cell.late for cell in self.cells)
        period = self.period
        waiting = by_state[MatterState.TRIAGE] + by_state[MatterState.OFFERED]
        return [
            {"label": _("受理"), "number": sum(by_state.values()), "url": address(period), "icon": "inbox"},
            {
                "label": _("待分流、待签收"),
                "number": waiting,
                "icon": "hourglass",
                "url": address(period) + "&state=triage&state=offered",
            },
            {
                "label": _("办理中"),
                "number": by_state[MatterState.WORKING],
                "url": address(period, state="working"),
                "icon": "clock",
            },
            {
                "label": _("已超期"),
                "number": late,
                "url": address(period, lamp=Lamp.LATE.value),
                "icon": "alarm",
                "tone": "red" if late else "",
            },
            {
                "label": _("已办结"),
                "number": by_state[MatterState.CLOSED],
                "url": address(period, state="closed"),
                "icon": "circle-check",
            },
        ]

    def towns(self) -> list[dict[str, Any]]:
        """Town by state, with the matters that have no place last."""
        table: dict[str, Counter[str]] = {}
        for cell in self.cells:
            town = self._town(cell.area_id)
            row = table.setdefault(town.code if town else NO_AREA, Counter())
            row[cell.state] += cell.count
            row["late"] += cell.late
        towns = [place for place in self.directory.places.values() if place.level is AreaLevel.TOWN]
        pairs = [(place.code, name_of(place)) for place in towns]
        if NO_AREA in table:
            pairs.append((NO_AREA, _("未定辖区")))
        return [self._row(code, label, table.get(code, Counter()), "area") for code, label in pairs]

    def _row(self, code: str, label: str, row: Counter[str], name: str) -> dict[str, Any]:
        states = [state.value for state in MatterState]
        period = self.period
        return {
            "code": code,
            "label": label,
            "number": sum(row[s] for s in states),
            "url": address(period, **{name: code}),
            "states": [{"number": row[s], "url": address(period, **{name: code, "state": s})} for s in states],
            "late": {"number": row["late"], "url": address(period, **{name: code, "lamp": Lamp.LATE.value})},
        }

    def kinds(self) -> list[dict[str, Any]]:
        """Kind by state, most first."""
        table: dict[str, Counter[str]] = {}
        for cell in self.cells:
            row = table.setdefault(cell.kind, Counter())
            row[cell.state] += cell.count
            row["late"] += cell.late
        rows = [
            self._row(kind.code, name_of(kind), table.get(kind.code, Counter()), "kind")
            for kind in self.pack.kinds.values()
        ]
        return sorted((row for row in rows if row["number"]), key=lambda row: -row["number"])

    def unit_rows(self) -> list[dict[str, Any]]:
        """Units by matters held, closed and late."""
        rows = []
        for unit_id, number, closed, late in self.units:
            card = self.directory.units.get(unit_id)
            if card is None:
                continue
            label = entered(card.short, card.name_en)
            rows.append(
                {
                    "label": label,
                    "number": number,
                    "url": address(self.period, unit=card.code),
                    "closed": closed,
                    "closed_url": address(self.period, unit=card.code, state="closed"),
                    "late": late,
                    "late_url": address(self.period, unit=card.code, lamp=Lamp.LATE.value),
                    "share": f"{closed / number:.0%}" if number else "–",
                }
            )
        return rows

    def map_of(self) -> tuple[list[maps.Area], dict[str, float | None]]:
        """The towns as shapes, and their counts."""
        numbers = {row["code"]: row["number"] for row in self.towns()}
        areas = [
            maps.Area(
                code=place.code,
                name=name_of(place),
                points=[tuple(p) for p in place.shape[0]],  # type: ignore[misc]
                label=tuple(place.label_point) if place.label_point else None,  # type: ignore[arg-type]
                url=address(self.period, area=place.code),
            )
            for place in self.directory.places.values()
            if place.level is AreaLevel.TOWN and place.shape
        ]
        return areas, {area.code: numbers.get(area.code, 0) for area in areas}

    def trend(self) -> charts.Chart:
        """Received and closed by day over the period, every day present."""
        by_day = {day: (received, closed) for day, received, closed in self.days}
        span = [self.period.first + timedelta(days=n) for n in range((self.period.last - self.period.first).days + 1)]
        return charts.lines(
            [f"{day.month}/{day.day}" for day in span],
            {
                _("受理"): [by_day.get(day, (0, 0))[0] for day in span],
                _("已办结"): [by_day.get(day, (0, 0))[1] for day in span],
            },
            name=_("日期"),
        )

    def by_town_and_state(self) -> charts.Chart:
        """Stacked bars: towns by state."""
        towns = self.towns()
        series = {
            str(STATES[state]): [row["states"][index]["number"] for row in towns]
            for index, state in enumerate(MatterState)
        }
        tones = dict(zip(series, ("grey", "amber", "blue", "green"), strict=True))
        return charts.stacked([row["label"] for row in towns], series, name=_("乡镇"), tones=tones)
