"""The frozen classes of what a pack says about clues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class ClueResult(Named):
    """What a check may find; `useful`: the clue led to something."""

    useful: bool = False


@dataclass(frozen=True, slots=True)
class Clues:
    """What a pack says about clues; a pack that says nothing has no results."""

    results: Mapping[str, ClueResult] = field(default_factory=dict)


def joined(below: Clues, above: Clues) -> Clues:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Clues({**below.results, **above.results})
