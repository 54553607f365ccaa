"""How good a classifier would be: trained on part of the rows, asked about the rest, in turn over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.judging import ClassScore, Judgement, class_scores, confusion_of, judge, macro_f1
from fengqiao.kit.text.parts import TrainingCounts
from fengqiao.kit.text.settings import Settings
from fengqiao.kit.text.training import Progress, labelled_rows, stratified_folds, train_rows

_MOST_FOLDS = 20


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result over all rows, each asked of a model that had not seen it (nor a near duplicate) and made to answer.

    `fold_macro_f1` is macro-F1 within each fold, `judgement.macro_f1` over all rows together. Each fold's model abstains
    by the bar of its own, chosen on its own training rows: `answered` rows, `answered_right` of them right, `cost` a
    thousand rows. So nothing here was chosen on the rows that it is measured on; `judgement.choice` alone was.
    """

    judgement: Judgement
    fold_macro_f1: tuple[float, ...]
    fold_bars: tuple[float, ...]
    answered: int
    answered_right: int
    cost: float
    counts: TrainingCounts

    @property
    def classes(self) -> tuple[ClassScore, ...]:
        """The scores of each label."""
        return self.judgement.classes

    @property
    def macro_f1(self) -> float:
        """Macro-F1 over all rows."""
        return self.judgement.macro_f1

    @property
    def accuracy(self) -> float:
        """The share answered right when every row must be answered."""
        return self.judgement.right / self.judgement.rows

    @property
    def answered_accuracy(self) -> float | None:
        """Of the rows answered the share right, None without any."""
        return self.answered_right / self.answered if self.answered else None

    def as_json(self) -> dict[str, object]:
        """Return the evaluation as plain values by name; of the cost curve every fifth point."""
        choice = self.judgement.choice
        return {
            "labels": self.judgement.labels,
            "confusion": self.judgement.confusion,
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "fold_macro_f1": self.fold_macro_f1,
            "classes": [asdict(score) for score in self.classes],
            "calibration_error": self.judgement.calibration_error,
            "reliability": [asdict(each) | {"accuracy": each.accuracy} for each in self.judgement.bins],
            "cost_wrong": choice.costs.wrong,
            "cost_look": choice.costs.look,
            "cost_curve": [asdict(point) for point in choice.curve[::5]],
            "abstain_below": choice.bar,
            "fold_bars": self.fold_bars,
            "answered": self.answered,
            "answered_accuracy": self.answered_accuracy,
            "cost_per_thousand": self.cost,
            "counts": asdict(self.counts),
        }


def evaluate(
    texts: Sequence[str],
    labels: Sequence[str],
    folds: int = 5,
    *,
    titles: Sequence[str] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Return the evaluation over stratified folds; grams, weights, calibration and bar come from the training part alone.

    Texts that are nearly the same share a fold. Refuses (Problem) what `train` refuses, and fewer than 2 or more than
    20 folds.
    """
    settings = settings or Settings()
    if not 2 <= folds <= _MOST_FOLDS:
        raise Problem("text-folds-range", "折数应在 2 到 {most} 之间。", most=_MOST_FOLDS)
    rows = labelled_rows(texts, labels, settings, titles=titles)
    places = stratified_folds(rows.truth, folds, settings.seed, rows.groups)
    chances = np.full((len(rows.texts), len(rows.labels)), 1 / len(rows.labels))
    bars = np.zeros(len(rows.texts))
    for fold in range(folds):
        held_out = np.flatnonzero(places == fold)
        if held_out.size:
            model = train_rows(rows.part(places != fold), settings, created_by="evaluation")
            chances[held_out] = model.probabilities([rows.texts[number] for number in held_out.tolist()])
            bars[held_out] = model.abstain_below
        if progress is not None:
            progress(fold + 1, folds)
    judgement = judge(chances, rows.truth, rows.labels, settings.costs)
    answers, firm = chances.argmax(axis=1), chances.max(axis=1) >= bars
    answered, right = int(firm.sum()), int((firm & (answers == rows.truth)).sum())
    wrong_cost = (answered - right) * settings.cost_wrong + (len(answers) - answered) * settings.cost_look
    found = [np.flatnonzero(places == fold) for fold in np.unique(places)]
    return Evaluation(
        judgement=judgement,
        fold_macro_f1=tuple(_macro_f1(rows.truth[part], answers[part], rows.labels) for part in found),
        fold_bars=tuple(float(bars[part[0]]) for part in found),
        answered=answered,
        answered_right=right,
        cost=wrong_cost / len(answers) * 1000,
        counts=rows.counts,
    )


def _macro_f1(truth: NDArray[np.int64], answers: NDArray[np.int64], labels: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in the rows."""
    scores = class_scores(confusion_of(truth, answers, len(labels)), labels)
    return macro_f1([score for score in scores if score.rows])
