"""The decision table with its two verbs: decide, and find what is wrong before publishing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from fengqiao.kit.feel import Scope
from fengqiao.kit.tables.compiled import CompiledTable
from fengqiao.kit.tables.findings import TableFinding, table_findings
from fengqiao.kit.tables.parts import Decision, Outcome, TableData


@dataclass(frozen=True)
class Table(TableData):
    """A decision table; immutable. Without slots, because the compiled form is kept on the instance."""

    @cached_property
    def compiled(self) -> CompiledTable:
        """Return the form made for speed; built on first use and kept with the table."""
        return CompiledTable(self)

    def decide(self, facts: Mapping[str, object]) -> Decision:
        """Return the decision for these facts (by input code; a fact that is missing or None satisfies no condition).

        Refuses (`Problem`) with `table-no-row` when no row holds, with `table-not-unique` and `table-any-differs` when
        the holding rows violate the hit policy. TypeError when a fact is not of its input's type.
        """
        return self.compiled.decide(facts)

    def evaluate(self, facts: Mapping[str, object], scope: Scope | None = None) -> Outcome:
        """Return what the table answers, for any hit policy; nothing is raised for what the facts are.

        `facts` by input code; `scope`: the variables that cells and formulas may speak of (the facts, when left out).
        Violations of UNIQUE and ANY are in the outcome. Made for many decisions: no reasons, no near misses.
        """
        return self.compiled.evaluate(facts, scope)

    def findings(self, allowed: Mapping[str, Collection[str]] | None = None) -> tuple[TableFinding, ...]:
        """Return what is wrong with the table, in row order; empty when it may be published.

        `allowed`: by input or output code, the codes that exist; inputs and outputs not named there are not checked.
        """
        return table_findings(self, allowed or {})
