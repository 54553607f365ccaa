"""What a trained model consists of: its labels, numbers, settings, and the counts of its training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.settings import Settings

# What a model file may hold; a label column with more or longer labels is most likely the wrong column.
MAX_LABELS = 1_000
MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class TrainingCounts:
    """Rows given to a training: used, and set aside because empty, unlabelled or of a rare label.

    `rare_labels` counts the labels left out, `by_label` the rows of each label used. Nothing of a row's text is kept.
    """

    given: int
    used: int
    empty: int
    unlabelled: int
    rare: int
    rare_labels: int
    by_label: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of a model of G grams and K labels.

    grams (G, 1 to 3) code points; weights (G,) of the grams; coefficients (G, K) and intercepts (K,) of the linear
    scores; `temperature` by which scores are multiplied before the softmax.
    """

    grams: NDArray[np.uint16]
    weights: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    temperature: float


@dataclass(frozen=True, slots=True)
class ModelParts:
    """A whole model as data."""

    labels: tuple[str, ...]
    parameters: Parameters
    settings: Settings
    counts: TrainingCounts
    created_by: str
