"""How likely two messages are about the same thing: six measures, weighed and added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.alike.sides import Sides

# Fitted (logistic regression) on pairs of 2,816 public messages and 65 invented ones, grouped by hand; see
# bench/README.md for how well it does on the half that it has not seen.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"title": 1.4, "cover": 5.8, "themes": 10.1, "names": 1.85, "rare": 3.0, "agree": 0.1, "apart": -3.2}
)
START = -14.0
"""What the sum begins with: two messages drawn at random are about different things."""
_BLOCK_NUMBERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of messages (first < second) with how likely each is about the same thing."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    likely: NDArray[np.float32]


def likely_pairs(sides: Sides, least: float) -> Pairs:
    """Return the pairs that are at least so likely; every pair is looked at, in blocks."""
    blocks = []
    for start, measured in measures(sides):
        sums = START + sum(WEIGHTS[name] * values for name, values in measured.items())
        likely = 1 / (1 + np.exp(-sums))
        rows, columns = np.nonzero(np.triu(likely >= least, k=1))
        blocks.append((rows + start, columns + start, likely[rows, columns].astype(np.float32)))
    if not blocks:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    return Pairs(*(np.concatenate(part) for part in zip(*blocks, strict=True)))


def measures(sides: Sides) -> Iterator[tuple[int, dict[str, NDArray[np.float32]]]]:
    """Yield blocks of measures, each 0 to 1: from which row on, and rows × (rows from there on)."""
    start = 0
    while start < sides.count:
        end = start + max(_BLOCK_NUMBERS // (sides.count - start), 1)
        here = slice(start, min(end, sides.count))
        rest = slice(start, sides.count)

        def product(left: str, right: str, here: slice = here, rest: slice = rest) -> NDArray[np.float32]:
            found: NDArray[np.float32] = (getattr(sides, left)[here] @ getattr(sides, right)[rest].T).toarray()
            return found

        shared = product("districts", "districts") > 0
        named = np.asarray(sides.districts.sum(axis=1)).ravel() > 0
        both = named[here][:, None] & named[rest][None, :]
        yield (
            start,
            {
                "title": product("title", "title"),
                "cover": np.minimum(product("cover", "held"), product("held", "cover")),
                "themes": sides.themes[here] @ sides.themes[rest].T,
                "names": product("names", "names"),
                "rare": product("rare", "rare"),
                "agree": shared.astype(np.float32),
                "apart": (both & ~shared).astype(np.float32),
            },
        )
        start = here.stop
