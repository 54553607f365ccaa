"""What the statistics sheet says of looking for disputes before anybody reports them: rounds, and what was found on them.

Counted in the ledger by measures of the pack, so that each number opens the page of its figure and from there what was done.
What was prevented is no column: no record says what did not happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from fengqiao.catalogue.model import Pack
from fengqiao.desk.measures.asking import Asked, asked
from fengqiao.desk.words import name_of
from fengqiao.kit.sheets import Column, Linked
from fengqiao.measure.queries import figure, figures_by_unit
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import Directory, Viewer
from fengqiao.orgs.terms import Right

CODES = ("visits.made", "visits.disputes")  # 排查次数, 发现纠纷数 of the monthly sheet


@dataclass(frozen=True, slots=True)
class Screened:
    """Rounds and what was found, in all and by the code of a unit with those below it; nothing for whoever may not see figures."""

    pack: Pack
    asks: Asked
    whole: Mapping[str, int]
    units: Mapping[str, Mapping[str, int]]

    def bars(self) -> list[dict[str, Any]]:
        """Return the numbers of the whole as bars that open."""
        return [
            {"label": self.name(code), "number": number, "url": self.address(code)}
            for code, number in self.whole.items()
        ]

    def name(self, code: str) -> str:
        """Return what a number is called."""
        return name_of(self.pack.measures[code])

    def columns(self) -> list[Column]:
        """Return the columns of the workbook."""
        return [Column(self.name(code), width=11) for code in self.whole]

    def cells(self, unit: str) -> list[Linked | int]:
        """Return the cells of a unit with those below it (its code), or of the whole; each opens."""
        return [
            Linked(number, self.address(code, unit)) if (number := self._of(code, unit)) else 0 for code in self.whole
        ]

    def _of(self, code: str, unit: str) -> int:
        return self.units[code].get(unit, 0) if unit else self.whole[code]

    def address(self, code: str, unit: str = "") -> str:
        """Return the page of a figure for the period and a unit."""
        return f"{reverse('measure', args=[code])}?{self.asks.query(**({'unit': unit} if unit else {}))}"


def screened(viewer: Viewer, units: Directory, query: Mapping[str, str], pack: Pack, today: date) -> Screened | None:
    """Return what was looked for and found in the period and unit of an address; None for whoever may not see figures."""
    known = [code for code in CODES if code in pack.measures]
    if not viewer.may(Right.OVERVIEW) or not known:
        return None
    asks = asked(viewer, units, query, today)
    ids = [card.id for card in units.units.values()]
    whole, by_unit = {}, dict[str, Counter[str]]()
    for code in known:
        question = Question(pack.measures[code], asks.period, asks.scope)
        whole[code] = int(figure(question, pack.measures).number or 0)
        by_unit[code] = Counter()
        for unit, each in figures_by_unit(question, pack.measures, ids).items():
            by_unit[code].update(dict.fromkeys(units.upwards(unit), int(each.number or 0)))
    return Screened(pack, asks, whole, by_unit)
