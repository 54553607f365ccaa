"""The frozen classes of inspections: kinds with their checklists, who may be present, what an effect is counted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class CheckItem(Named):
    """One line of a checklist; `severity` is what a finding under it is unless the checker says otherwise."""

    severity: str


@dataclass(frozen=True, slots=True)
class InspectionKind(Named):
    """A kind of inspection with its checklist and where that comes from."""

    source: str
    items: tuple[CheckItem, ...]

    def item(self, code: str) -> CheckItem | None:
        """Return the line with this code, if there is one."""
        return next((each for each in self.items if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Presence(Named):
    """A role in which people are present at an inspection: counted, never named."""


@dataclass(frozen=True, slots=True)
class EffectCount(Named):
    """What is counted before and after a remedy: matters of some classes of calls or of some kinds."""

    classes: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspections:
    """What a pack says about inspections; a pack that says nothing has none."""

    kinds: Mapping[str, InspectionKind] = field(default_factory=dict)
    present: Mapping[str, Presence] = field(default_factory=dict)
    counts: Mapping[str, EffectCount] = field(default_factory=dict)
