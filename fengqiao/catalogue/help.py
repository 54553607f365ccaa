"""The frozen classes of what a pack says about helping people at a station's terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class HelpKind(Named):
    """Something that people are helped with."""


@dataclass(frozen=True, slots=True)
class Helps:
    """What a pack says about help sessions; a pack that says nothing has no kinds, and nothing can be recorded."""

    kinds: Mapping[str, HelpKind] = field(default_factory=dict)


def joined(below: Helps, above: Helps) -> Helps:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Helps({**below.kinds, **above.kinds})
