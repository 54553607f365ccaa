"""The decision table with its two verbs: decide, and find what is wrong before publishing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from fengqiao.kit.tables.compiled import CompiledTable
from fengqiao.kit.tables.findings import TableFinding, table_findings
from fengqiao.kit.tables.parts import Decision, TableData


@dataclass(frozen=True)
class Table(TableData):
    """A decision table; immutable. Without slots, because the compiled form is kept on the instance."""

    @cached_property
    def compiled(self) -> CompiledTable:
        """Return the form made for speed; built on first use and kept with the table."""
        return CompiledTable(self)

    def decide(self, facts: Mapping[str, object]) -> Decision:
        """Return the decision for these facts (by input code; a fact that is missing or None satisfies no condition).

        Refuses (`Problem`) with `table-no-row` when no row holds, and with `table-not-unique` when a UNIQUE table has
        several. TypeError when a fact is not of its input's type.
        """
        return self.compiled.decide(facts)

    def findings(self, allowed: Mapping[str, Collection[str]] | None = None) -> tuple[TableFinding, ...]:
        """Return what is wrong with the table, in row order; empty when it may be published.

        `allowed`: by input or output code, the codes that exist; inputs and outputs not named there are not checked.
        """
        return table_findings(self, allowed or {})
