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
    """What a pack says about help sessions; a pack that says nothing has no kinds, and nothing can be recorded.

    `stations`: the kinds of venue where people are helped; none named, all are.
    """

    kinds: Mapping[str, HelpKind] = field(default_factory=dict)
    stations: tuple[str, ...] = ()

    def is_station(self, kind: str) -> bool:
        """Say whether people are helped at venues of a kind."""
        return not self.stations or kind in self.stations


def joined(below: Helps, above: Helps) -> Helps:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Helps({**below.kinds, **above.kinds}, tuple(dict.fromkeys((*below.stations, *above.stations))))
