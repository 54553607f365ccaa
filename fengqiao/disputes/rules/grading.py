"""The grade of a dispute and where it goes: the published table asked; what may not be mediated, by which clause."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Decision, Table

FEN = 100
SCHEME = "dispute.scheme"  # the value that chooses a table; with a unit's code after it, for that unit and those below


@dataclass(frozen=True, slots=True)
class Scheme:
    """The grading table in use: chosen by which value (its code, source and first day), none where the pack's own default holds."""

    table: Table
    value: str = ""
    source: str = ""
    since: date | None = None


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


def scheme_of(pack: Pack, units: Sequence[str], day: date) -> Scheme | None:
    """Return the grading table that a unit uses on a day; None where the pack has none.

    `units`: the unit's code, then those above it. The nearest unit with a value of its own decides, then the value for
    all, then the pack's default. A value that names no table of the pack is passed over.
    """
    for code in (*(f"{SCHEME}.{unit}" for unit in units), SCHEME):
        dated = pack.values.get(code)
        if dated is None or dated.history[0].since > day:
            continue
        value = dated.on(day)
        table = pack.tables.get(str(value.value))
        if table is not None:
            return Scheme(table, code, value.source, value.since)
    table = pack.tables.get(pack.disputes.scheme)
    return Scheme(table) if table is not None else None


def grades_used(pack: Pack) -> frozenset[str]:
    """Return the grades of every table that the pack's default or a value of any day and unit names."""
    return frozenset(str(row.then["grade"]) for table in _schemes(pack) for row in table.rows if "grade" in row.then)


def _schemes(pack: Pack) -> Iterator[Table]:
    named = {pack.disputes.scheme}
    for code, dated in pack.values.items():
        if code == SCHEME or code.startswith(f"{SCHEME}."):
            named |= {str(value.value) for value in dated.history}
    yield from (pack.tables[name] for name in sorted(named) if name in pack.tables)


def graded(
    pack: Pack, table: Table | None, *, kind: str, people: int, amount: int, signs: Collection[str]
) -> Graded:  # fmt: skip
    """Return the grade that a table gives; no table gives none. `amount` is in fen."""
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
    """Return why a dispute may not be mediated so, with statute and article; None where it may. Refuses unknown exclusions."""
    for code in ticked:
        found = pack.disputes.exclusions.get(code)
        if found is None:
            return Problem("dispute-exclusion", "规则包里没有这种排除情形。")
        if found.of == mediation:
            message = "这种情形不能调解：{name}。依据：{source}"
            return Problem("dispute-excluded", message, name=found, source=found.clause)
    return None
