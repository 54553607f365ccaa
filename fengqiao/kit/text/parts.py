"""What a trained model consists of: its labels, numbers, settings, and the counts of its training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.judging import Judgement
from fengqiao.kit.text.settings import Settings

# What a model file may hold; a label column with more or longer labels is most likely the wrong column.
MAX_LABELS = 1_000
MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class TrainingCounts:
    """Rows given to a training: used, and set aside because empty, unlabelled or of a rare label.

    `rare_labels` counts the labels left out, `by_label` the rows of each label used, `alike` the rows used that nearly
    repeat another one (they share a fold). Nothing of a row's text is kept.
    """

    given: int
    used: int
    empty: int
    unlabelled: int
    rare: int
    rare_labels: int
    by_label: Mapping[str, int]
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of a model of G grams and K labels.

    grams (G, 1 to 3) code points; weights (G,) of the grams; coefficients (G, K) and intercepts (K,) of the linear
    scores; `temperature` by which scores are multiplied before the softmax; `abstain_below`, the bar chosen by cost.
    """

    grams: NDArray[np.uint16]
    weights: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    temperature: float
    abstain_below: float = 0.45


@dataclass(frozen=True, slots=True)
class ModelParts:
    """A whole model as data. `judgement`: what it was worth on rows held out at its training (None: format 1)."""

    labels: tuple[str, ...]
    parameters: Parameters
    settings: Settings
    counts: TrainingCounts
    created_by: str
    judgement: Judgement | None = None
