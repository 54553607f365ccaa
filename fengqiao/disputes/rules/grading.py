"""The grade of a dispute and where it goes: the published table asked; what may not be mediated, by which clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Decision

FEN = 100


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade and a route (codes of the pack) with the table and row that gave them; all empty without a table."""

    grade: str = ""
    route: str = ""
    decision: Decision | None = None

    @property
    def table(self) -> str:
        """The table that decided."""
        return self.decision.table if self.decision else ""

    @property
    def row(self) -> str:
        """The row that decided."""
        return self.decision.row.id if self.decision else ""


def graded(pack: Pack, *, kind: str, people: int, amount: int, signs: Collection[str]) -> Graded:
    """Return the grade that the scheme in use gives; a pack without one gives none. `amount` is in fen."""
    table = pack.tables.get(pack.disputes.scheme)
    if table is None:
        return Graded()
    facts: Mapping[str, object] = {
        "type": kind,
        "people": people,
        "yuan": amount / FEN,
        **{code: code in signs for code in pack.disputes.signs},
    }
    known = {each.code for each in table.inputs}
    decision = table.decide({name: value for name, value in facts.items() if name in known})
    return Graded(str(decision.outputs["grade"]), str(decision.outputs["route"]), decision)


def why_not_mediated(pack: Pack, mediation: str, ticked: Collection[str]) -> Problem | None:
    """Return why a dispute may not be mediated so, with the clause; None where it may. Refuses unknown exclusions."""
    for code in ticked:
        found = pack.disputes.exclusions.get(code)
        if found is None:
            return Problem("dispute-exclusion", "规则包里没有这种排除情形。")
        if found.of == mediation:
            message = "这种情形不能调解：{name}。依据：{source}"
            return Problem("dispute-excluded", message, name=found, source=found.source)
    return None
