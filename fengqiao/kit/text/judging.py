"""What a model was worth on rows that it had not seen: by label, by confidence, by cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.calibration import Bin, calibration_error, reliability
from fengqiao.kit.text.costs import CostChoice, Costs, choose_bar


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one label is found: its rows, precision, recall and their harmonic mean (0 where undefined)."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Answers to rows not seen before, each forced: `confusion[i][j]` counts rows of label i that were answered j.

    `bins` is the reliability table, `choice` the bar of abstaining that costs least with the whole cost curve.
    """

    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[Bin, ...]
    choice: CostChoice

    @property
    def rows(self) -> int:
        """How many rows were asked."""
        return sum(map(sum, self.confusion))

    @property
    def right(self) -> int:
        """How many were answered right."""
        return sum(line[at] for at, line in enumerate(self.confusion))

    @property
    def classes(self) -> tuple[ClassScore, ...]:
        """The scores of each label."""
        return class_scores(np.array(self.confusion), self.labels)

    @property
    def macro_f1(self) -> float:
        """The plain mean of the labels' F1."""
        return macro_f1(self.classes)

    @property
    def calibration_error(self) -> float:
        """The expected calibration error."""
        return calibration_error(self.bins)

    def confused(self, most: int) -> list[tuple[str, str, int, float]]:
        """Return the pairs mistaken most often: true label, answer, rows, share of the true label's rows."""
        found = [
            (self.labels[at], self.labels[to], count, count / sum(line))
            for at, line in enumerate(self.confusion)
            for to, count in enumerate(line)
            if at != to and count
        ]
        return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))[:most]


def judge(chances: NDArray[np.float64], truth: NDArray[np.int64], labels: Sequence[str], costs: Costs) -> Judgement:
    """Return the judgement of probabilities, shape (rows, labels), against the numbers of the true labels."""
    answers, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right = answers == truth
    table = confusion_of(truth, answers, len(labels))
    return Judgement(
        tuple(labels),
        tuple(tuple(line) for line in table.tolist()),
        reliability(confidence, right),
        choose_bar(confidence, right, costs),
    )


def confusion_of(truth: NDArray[np.int64], answers: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return the table of counts, shape (classes, classes): the true label by row, the answer by column."""
    return np.bincount(truth * classes + answers, minlength=classes * classes).reshape(classes, classes)


def class_scores(confusion: NDArray[np.int64], labels: Sequence[str]) -> tuple[ClassScore, ...]:
    """Return precision, recall and F1 = 2·right ÷ (rows + answers) for each label of a confusion table."""
    right = confusion.diagonal().astype(np.float64)
    rows, answers = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = right / np.maximum(answers, 1)
    recall = right / np.maximum(rows, 1)
    f1 = 2 * right / np.maximum(rows + answers, 1)
    return tuple(
        ClassScore(label, int(rows[at]), float(precision[at]), float(recall[at]), float(f1[at]))
        for at, label in enumerate(labels)
    )


def macro_f1(scores: Sequence[ClassScore]) -> float:
    """Return the plain mean of the labels' F1."""
    return sum(score.f1 for score in scores) / len(scores)
