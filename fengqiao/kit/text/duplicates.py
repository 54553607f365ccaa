"""Texts that are nearly the same, found so that no fold is asked about what another fold was taught.

MinHash with banding: Broder, "On the resemblance and containment of documents", 1997; Leskovec, Rajaraman, Ullman,
"Mining of Massive Datasets", chapter 3. Candidates are then compared exactly.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.features import character_codes

# Two texts are nearly the same when they share half of their runs of five characters.
ALIKE = 0.5
_RUN = 5
# Shorter texts are alike by nature (路灯不亮): they count as the same only when they are.
_SHORT = 20
# With 16 bands of 3 hashes, a pair at resemblance 0.5 is compared with probability 0.88, at 0.7 with 0.998.
_BANDS, _ROWS = 16, 3
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MOST_IN_A_BUCKET = 200  # of more, each is compared with the first only: a form letter sent a thousand times


def near_duplicates(texts: Sequence[str], *, max_chars: int = 20_000) -> NDArray[np.int64]:
    """Return the group of each text: equal numbers for texts that resemble each other, also by way of a third.

    Empty texts stand alone, and short ones unless they are equal.
    """
    runs = [_runs(text, max_chars) for text in texts]
    parent = list(range(len(texts)))

    def top(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    compared: set[tuple[int, int]] = set()
    for first, second in _candidates(runs):
        if (first, second) in compared or top(first) == top(second):
            continue
        compared.add((first, second))
        short = min(len(runs[first]), len(runs[second])) < _SHORT
        if _resemblance(runs[first], runs[second]) >= (1 if short else ALIKE):
            parent[top(second)] = top(first)
    _, groups = np.unique([top(place) for place in range(len(texts))], return_inverse=True)
    return groups.astype(np.int64)


def _runs(text: str, max_chars: int) -> NDArray[np.uint64]:
    """Return the distinct hashes of a text's runs of five characters, signs and white space left out."""
    codes, _ = character_codes([text], max_chars)
    codes = codes[_letters()[codes]].astype(np.uint64)
    length = min(_RUN, len(codes))
    if not length:
        return np.empty(0, dtype=np.uint64)
    count = len(codes) - length + 1
    keys = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(length):
            keys = keys * np.uint64(1_000_003) + codes[place : place + count]
        keys = (keys ^ (keys >> np.uint64(29))) * _PRIME
    return np.unique(keys)


@functools.cache
def _letters() -> NDArray[np.bool_]:
    return np.array([chr(code).isalnum() for code in range(1 << 16)])


def _candidates(runs: Sequence[NDArray[np.uint64]]) -> Iterator[tuple[int, int]]:
    """Yield pairs (first < second) of which at least one band of hashes is equal."""
    full = [place for place, found in enumerate(runs) if len(found)]
    if not full:
        return
    together = np.concatenate([runs[place] for place in full])
    starts = np.cumsum([0, *(len(runs[place]) for place in full[:-1])])
    chance = np.random.default_rng(0)
    with np.errstate(over="ignore"):
        for _ in range(_BANDS):
            band = np.empty((_ROWS, len(full)), dtype=np.uint64)
            for row in range(_ROWS):
                factor = np.uint64(chance.integers(2**63) * 2 + 1)
                mixed = together * factor
                band[row] = np.minimum.reduceat(mixed ^ (mixed >> np.uint64(31)), starts)
            buckets: dict[bytes, list[int]] = defaultdict(list)
            for at, key in enumerate(np.ascontiguousarray(band.T)):
                buckets[key.tobytes()].append(full[at])
            for held in buckets.values():
                for at, first in enumerate(held[:1] if len(held) > _MOST_IN_A_BUCKET else held):
                    yield from ((first, second) for second in held[at + 1 :])


def _resemblance(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> float:
    """Return the share of runs that both have, of those that either has (Jaccard)."""
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / (len(first) + len(second) - both)
