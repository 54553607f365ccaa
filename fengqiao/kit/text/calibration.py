"""Scores into probabilities: a softmax with one temperature, fitted on rows that the scorer did not see.

Temperature scaling: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, section 4.2.
The softened targets that keep a separable set from infinite certainty: Platt, "Probabilistic Outputs for Support Vector
Machines", 1999, section 2.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The temperature is looked for between these; each halving doubles the precision, 60 exhaust a float.
_LOWEST, _HIGHEST = 1e-3, 1e3
_HALVINGS = 60


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return exp(score) over the sum of its row, computed without overflow."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return chances


def fit_temperature(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """Return the factor on the scores under which the softmax makes the true labels most likely.

    `scores` (rows, labels) come from models that did not see the row; `truth` (rows,) numbers the true labels. The
    likelihood has one maximum in the factor, so the slope is halved in on a logarithmic scale from 0.001 to 1000.
    """
    rows, labels = scores.shape
    rest = 1 / (rows + labels)
    targets = np.full(scores.shape, rest)
    targets[np.arange(rows), truth] = 1 - rest * (labels - 1)
    low, high = math.log(_LOWEST), math.log(_HIGHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slope = float(((softmax(scores * math.exp(middle)) - targets) * scores).sum())
        low, high = (low, middle) if slope > 0 else (middle, high)
    return math.exp((low + high) / 2)


BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers given with a confidence in [low, high): how many, how sure they were on average, how many right."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: int

    @property
    def accuracy(self) -> float | None:
        """The share right, None for no answers."""
        return self.right / self.count if self.count else None


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> tuple[Bin, ...]:
    """Return the reliability table over equal bins (the last holds 1 too); Guo and others 2017, section 2."""
    places = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    count = np.bincount(places, minlength=bins).tolist()
    sure = np.bincount(places, weights=confidence, minlength=bins).tolist()
    good = np.bincount(places, weights=right.astype(np.float64), minlength=bins).tolist()
    return tuple(
        Bin(at / bins, (at + 1) / bins, count[at], sure[at] / count[at] if count[at] else None, round(good[at]))
        for at in range(bins)
    )


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the expected calibration error: the mean gap between confidence and share right, each bin by its answers.

    0 is perfect: of the answers given with 0.8, four in five are right.
    """
    rows = sum(each.count for each in bins)
    return sum(abs((each.confidence or 0.0) * each.count - each.right) for each in bins) / rows if rows else 0.0
