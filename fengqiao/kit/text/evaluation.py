"""How good a classifier would be: trained on part of the rows, asked about the rest, in turn over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.calibration import calibration_error
from fengqiao.kit.text.parts import TrainingCounts
from fengqiao.kit.text.settings import Settings
from fengqiao.kit.text.training import LabelledRows, Progress, labelled_rows, stratified_folds, train_rows

_MOST_FOLDS = 20


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one label is found: its rows, precision, recall and their harmonic mean (0 where undefined)."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result over all rows, each asked of a model that had not seen it and made to answer.

    `confusion[i][j]` counts rows of label i that were answered j; macro-F1 is the plain mean of the labels' F1 over all
    rows together, `fold_macro_f1` the same within each fold. Of the rows with a confidence of at least
    `abstain_below`, `answered` counts them and `answered_accuracy` is the share right (None without any).
    """

    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    accuracy: float
    macro_f1: float
    fold_macro_f1: tuple[float, ...]
    classes: tuple[ClassScore, ...]
    calibration_error: float
    abstain_below: float
    answered: int
    answered_accuracy: float | None
    counts: TrainingCounts

    def as_json(self) -> dict[str, object]:
        """Return the evaluation as plain values by name."""
        return asdict(self)


def evaluate(
    texts: Sequence[str],
    labels: Sequence[str],
    folds: int = 5,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Return the evaluation over stratified folds; grams, weights and calibration come from the training part alone.

    Refuses (Problem) what `train` refuses, and fewer than 2 or more than 20 folds.
    """
    settings = settings or Settings()
    if not 2 <= folds <= _MOST_FOLDS:
        raise Problem("text-folds-range", "折数应在 2 到 {most} 之间。", most=_MOST_FOLDS)
    rows = labelled_rows(texts, labels, settings)
    places = stratified_folds(rows.truth, folds, settings.seed)
    chances = np.zeros((len(rows.texts), len(rows.labels)))
    for fold in range(folds):
        held_out = np.flatnonzero(places == fold)
        model = train_rows(_part(rows, places != fold), settings, created_by="evaluation")
        chances[held_out] = model.probabilities([rows.texts[number] for number in held_out.tolist()])
        if progress is not None:
            progress(fold + 1, folds)
    return _judge(rows, chances, places, settings.abstain_below)


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


def _judge(
    rows: LabelledRows, chances: NDArray[np.float64], places: NDArray[np.int64], abstain_below: float
) -> Evaluation:
    classes = len(rows.labels)
    answers, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right = answers == rows.truth
    confusion = confusion_of(rows.truth, answers, classes)
    scores = class_scores(confusion, rows.labels)
    firm = confidence >= abstain_below
    return Evaluation(
        labels=rows.labels,
        confusion=tuple(tuple(line) for line in confusion.tolist()),
        accuracy=float(right.mean()),
        macro_f1=_macro_f1(scores),
        fold_macro_f1=tuple(
            _macro_f1(class_scores(confusion_of(rows.truth[part], answers[part], classes), rows.labels))
            for part in (places == fold for fold in np.unique(places))
        ),
        classes=scores,
        calibration_error=calibration_error(confidence, right),
        abstain_below=abstain_below,
        answered=int(firm.sum()),
        answered_accuracy=float(right[firm].mean()) if firm.any() else None,
        counts=rows.counts,
    )


def _macro_f1(scores: Sequence[ClassScore]) -> float:
    return sum(score.f1 for score in scores) / len(scores)


def _part(rows: LabelledRows, chosen: NDArray[np.bool_]) -> LabelledRows:
    numbers = np.flatnonzero(chosen)
    texts = tuple(rows.texts[number] for number in numbers.tolist())
    return LabelledRows(texts, rows.truth[numbers], rows.labels, rows.counts)
