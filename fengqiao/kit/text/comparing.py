"""Two models asked about the same texts: who is right more often, and whether that can be chance.

McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12, 1947, in its
exact form; the interval of the difference in macro-F1 by the paired bootstrap (Efron, Tibshirani, "An Introduction to
the Bootstrap", 1993, chapter 13).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.judging import class_scores, confusion_of, macro_f1

_DRAWS = 1_000
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Of one topic's texts, how many each model found."""

    topic: str
    rows: int
    old_right: int
    new_right: int


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """How the new model stands against the old on texts whose topic is settled.

    `gained` texts only the new one has right, `lost` only the old. `difference` is new macro-F1 less old, between `low`
    and `high` in 95 of 100 draws; `chance`: how probable a split of gained and lost at least as uneven is between two
    equally good models (two-sided).
    """

    rows: int
    old_right: int
    new_right: int
    gained: int
    lost: int
    old_f1: float
    new_f1: float
    difference: float
    low: float
    high: float
    chance: float
    topics: tuple[TopicScore, ...]

    @property
    def worse(self) -> bool:
        """Whether the new model does worse: in macro-F1, or by more texts lost than gained."""
        return self.difference < 0 or self.lost > self.gained


def compare(truth: Sequence[str], old: Sequence[str], new: Sequence[str]) -> ModelComparison | None:
    """Return the comparison of two models' answers ("" where one abstains: never right); None without any texts."""
    if not truth:
        return None
    names = sorted({*truth, *old, *new})
    numbers = {name: at for at, name in enumerate(names)}
    told, first, second = (np.array([numbers[each] for each in column]) for column in (truth, old, new))
    old_hit, new_hit = first == told, second == told
    gained, lost = int((new_hit & ~old_hit).sum()), int((old_hit & ~new_hit).sum())
    old_f1, new_f1 = (_macro_f1(told, answers, names) for answers in (first, second))
    draws = np.random.default_rng(0).integers(len(told), size=(_DRAWS, len(told)))
    spread = [_macro_f1(told[d], second[d], names) - _macro_f1(told[d], first[d], names) for d in draws]
    low, high = np.percentile(spread, _INTERVAL)
    return ModelComparison(
        rows=len(told),
        old_right=int(old_hit.sum()),
        new_right=int(new_hit.sum()),
        gained=gained,
        lost=lost,
        old_f1=old_f1,
        new_f1=new_f1,
        difference=new_f1 - old_f1,
        low=float(low),
        high=float(high),
        chance=mcnemar(gained, lost),
        topics=tuple(
            TopicScore(name, int(at.sum()), int(old_hit[at].sum()), int(new_hit[at].sum()))
            for name in sorted(set(truth))
            if (at := told == numbers[name]).any()
        ),
    )


def mcnemar(gained: int, lost: int) -> float:
    """Return the two-sided exact p-value: a fair coin thrown gained + lost times."""
    thrown = gained + lost
    tail = sum(math.comb(thrown, heads) for heads in range(min(gained, lost) + 1))
    return min(1.0, float(Fraction(2 * tail, 2**thrown)))


def _macro_f1(truth: NDArray[np.int64], answers: NDArray[np.int64], names: Sequence[str]) -> float:
    """Return the mean F1 of the topics that occur in the truth."""
    scores = class_scores(confusion_of(truth, answers, len(names)), names)
    return macro_f1([score for score in scores if score.rows])
