"""Training: grams that favour a class gain weight, a linear support vector machine is fitted and calibrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.calibration import fit_temperature, softmax
from fengqiao.kit.text.duplicates import near_duplicates
from fengqiao.kit.text.features import GramIndex, batches, find_grams
from fengqiao.kit.text.judging import judge
from fengqiao.kit.text.model import TextModel
from fengqiao.kit.text.parts import MAX_LABELS, MAX_NAME_CHARS, ModelParts, Parameters, TrainingCounts
from fengqiao.kit.text.settings import Settings
from fengqiao.kit.text.telling import wholes

Progress = Callable[[int, int], None]
"""Told (steps done, steps in all) after each step."""

# A sparse matrix of scipy, which comes without types.
Matrix = Any

_MAX_ITERATIONS = 20_000


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """The rows fit for training: texts, the number of each one's label, its weight, the group of near duplicates that it
    belongs to, the labels, and what was set aside.
    """

    texts: tuple[str, ...]
    truth: NDArray[np.int64]
    weights: NDArray[np.float64]
    groups: NDArray[np.int64]
    labels: tuple[str, ...]
    counts: TrainingCounts

    def part(self, chosen: NDArray[np.bool_]) -> LabelledRows:
        """Return the chosen rows alone; labels and counts stay those of the whole."""
        numbers = np.flatnonzero(chosen)
        texts = tuple(self.texts[number] for number in numbers.tolist())
        return LabelledRows(
            texts, self.truth[numbers], self.weights[numbers], self.groups[numbers], self.labels, self.counts
        )


@dataclass(frozen=True, slots=True)
class _Fit:
    weights: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    titles: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    settings: Settings | None = None,
    created_by: str = "fengqiao",
    progress: Progress | None = None,
) -> TextModel:
    """Return a model of the texts (with their subject lines) and labels; the same rows and settings give the same model.

    `weights` says how much each row counts (1 where not given). Rows without text or label and rows of rare labels are left out and counted in the model's counts. Refuses
    (Problem) lists of unequal length, fewer than two labels with enough rows, and texts without a common gram.
    """
    settings = settings or Settings()
    rows = labelled_rows(texts, labels, settings, titles=titles, weights=weights)
    return train_rows(rows, settings, created_by, progress)


def labelled_rows(
    texts: Sequence[str],
    labels: Sequence[str],
    settings: Settings,
    *,
    titles: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
) -> LabelledRows:
    """Return the rows fit for training, labels by falling number of rows; refuses fewer than two labels."""
    if len(texts) != len(labels):
        raise Problem(
            "text-train-unequal",
            "文本有 {texts} 条，标签有 {labels} 个，数量不等。",
            texts=len(texts),
            labels=len(labels),
        )
    weights = [1.0] * len(texts) if weights is None else weights
    told = wholes(texts, titles, settings.title_weight)
    given = [(text.strip(), label.strip(), weight) for text, label, weight in zip(told, labels, weights, strict=True)]
    with_text = [row for row in given if row[0]]
    labelled = [row for row in with_text if row[1]]
    seen = Counter(label for _, label, _ in labelled)
    ordered = sorted(seen, key=lambda label: (-seen[label], label))
    names = tuple(label for label in ordered if seen[label] >= settings.rows_per_label)
    if len(names) < 2:
        raise Problem(
            "text-train-labels",
            "至少要有两个标签、每个标签不少于 {least} 条有文字的记录才能训练；现在够数的标签有 {found} 个。",
            least=settings.rows_per_label,
            found=len(names),
        )
    if len(names) > MAX_LABELS or max(map(len, names)) > MAX_NAME_CHARS:
        raise Problem(
            "text-train-label-column",
            "标签最多 {labels} 个，每个不超过 {chars} 字。请检查所选的标签列是否正确。",
            labels=MAX_LABELS,
            chars=MAX_NAME_CHARS,
        )
    numbers = {label: number for number, label in enumerate(names)}
    used = [(text, numbers[label], weight) for text, label, weight in labelled if label in numbers]
    groups = near_duplicates([text for text, *_ in used], max_chars=settings.max_chars)
    sizes = np.bincount(groups)
    counts = TrainingCounts(
        given=len(given),
        used=len(used),
        empty=len(given) - len(with_text),
        unlabelled=len(with_text) - len(labelled),
        rare=len(labelled) - len(used),
        rare_labels=len(ordered) - len(names),
        by_label={label: seen[label] for label in names},
        alike=int(sizes[sizes > 1].sum()),
    )
    truth = np.array([number for _, number, _ in used], dtype=np.int64)
    shares = np.array([weight for *_, weight in used], dtype=np.float64)
    return LabelledRows(tuple(text for text, *_ in used), truth, shares, groups, names, counts)


def train_rows(rows: LabelledRows, settings: Settings, created_by: str, progress: Progress | None = None) -> TextModel:
    """Return a model of rows already chosen; see `train`."""
    classes = len(rows.labels)
    grams = find_grams(
        rows.texts,
        gram_max=settings.gram_max,
        min_rows=settings.min_rows,
        most=settings.max_numbers // classes,
        max_chars=settings.max_chars,
        folding=settings.folding,
    )
    if not len(grams):
        raise Problem("text-train-grams", "这些文本没有共同的字词，无法训练。请检查所选的文本列是否正确。")
    counts = _count_matrix(rows.texts, GramIndex(grams, settings.folding), settings.max_chars)
    folds = stratified_folds(rows.truth, settings.calibration_folds, settings.seed, rows.groups)
    steps = settings.calibration_folds + 1
    scores = np.zeros((len(rows.texts), classes))
    for fold in range(settings.calibration_folds):
        seen, held_out = folds != fold, folds == fold
        if held_out.any():
            fit = _fit(counts[seen], rows.truth[seen], rows.weights[seen], classes, settings)
            scores[held_out] = _weighted(counts[held_out], fit.weights) @ fit.coefficients + fit.intercepts
        _tell(progress, fold + 1, steps)
    fit = _fit(counts, rows.truth, rows.weights, classes, settings)
    temperature = fit_temperature(scores, rows.truth)
    judgement = judge(softmax(scores * temperature), rows.truth, rows.labels, settings.costs)
    parameters = Parameters(
        grams=grams,
        weights=fit.weights.astype(np.float32),
        coefficients=fit.coefficients.astype(np.float32),
        intercepts=fit.intercepts,
        temperature=temperature,
        abstain_below=judgement.choice.bar,
    )
    _tell(progress, steps, steps)
    return TextModel(ModelParts(rows.labels, parameters, settings, rows.counts, created_by, judgement))


def stratified_folds(
    truth: NDArray[np.int64], folds: int, seed: int, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the fold (0 to folds - 1) of each row: each label's groups are dealt out in turn after shuffling.

    Rows of a group share a fold. Where each row is a group of its own, any two folds differ by at most one row, in all
    and within a label.
    """
    groups = np.arange(len(truth)) if groups is None else groups
    of_group = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.int64)
    of_group[groups] = truth
    chance = np.random.default_rng(seed)
    dealt = np.concatenate([chance.permutation(np.flatnonzero(of_group == label)) for label in np.unique(of_group)])
    places = np.empty(len(of_group), dtype=np.int64)
    places[dealt] = np.arange(len(of_group)) % folds
    return places[groups]


def gram_weights(counts: Matrix, truth: NDArray[np.int64], classes: int, shrink: float) -> NDArray[np.float64]:
    """Return the weight of each gram: its rarity times how strongly it favours one class.

    rarity = ln((1 + rows) / (1 + held)) + 1, where `held` rows hold the gram (as in scikit-learn's smooth idf).
    favour = the largest share of a class's rows that hold the gram ÷ the mean of these shares over the classes, drawn
    towards 1 by `shrink` rows' worth of doubt; its logarithm weighs. A gram spread evenly weighs nothing. This is
    the idea of relevance frequency (Lan, Tan, Su, Lu, "Supervised and Traditional Term Weighting Methods for Automatic
    Text Categorization", IEEE TPAMI 31(4), 2009) with one weight for all classes, so that the model stays one matrix.
    """
    present = counts.copy()
    present.data = np.ones_like(present.data)
    of_class = np.eye(classes)[truth]
    held_by_class = np.asarray(present.T @ of_class)
    held = held_by_class.sum(axis=1)
    shares = held_by_class / np.maximum(of_class.sum(axis=0), 1)
    mean = shares.mean(axis=1)
    favour = np.divide(shares.max(axis=1), mean, out=np.ones_like(mean), where=mean > 0)
    drawn = np.divide(held * favour + shrink, held + shrink, out=np.ones_like(held), where=held + shrink > 0)
    weights: NDArray[np.float64] = (np.log((1 + counts.shape[0]) / (1 + held)) + 1) * np.log(drawn)
    return weights


def _fit(
    counts: Matrix, truth: NDArray[np.int64], row_weights: NDArray[np.float64], classes: int, settings: Settings
) -> _Fit:
    """Fit one machine a class against the rest; a class without rows scores -1 everywhere."""
    from sklearn.svm import LinearSVC

    weights = gram_weights(counts, truth, classes, settings.shrink)
    coefficients = np.zeros((len(weights), classes))
    intercepts = np.full(classes, -1.0)
    present = np.unique(truth)
    if len(present) < 2:  # all rows that are left are of one class
        intercepts[present] = 1.0
        return _Fit(weights, coefficients, intercepts)
    machine = LinearSVC(
        C=settings.strength, class_weight="balanced", dual=True, random_state=settings.seed, max_iter=_MAX_ITERATIONS
    )
    machine.fit(_weighted(counts, weights), truth, sample_weight=row_weights)
    if len(present) == 2:
        machine.coef_ = np.vstack([-machine.coef_, machine.coef_])
        machine.intercept_ = np.concatenate([-machine.intercept_, machine.intercept_])
    coefficients[:, machine.classes_] = machine.coef_.T
    intercepts[machine.classes_] = machine.intercept_
    return _Fit(weights, coefficients, intercepts)


def _weighted(counts: Matrix, weights: NDArray[np.float64]) -> Matrix:
    """Return (1 + ln times) × weight with rows of length 1, as `TextModel` computes it when it predicts."""
    values = counts.copy()
    values.data = (1 + np.log(values.data)) * weights[values.indices]
    squares = np.asarray(values.multiply(values).sum(axis=1)).ravel()
    values.data /= np.repeat(np.sqrt(np.where(squares > 0, squares, 1.0)), np.diff(values.indptr))
    return values


def _count_matrix(texts: Sequence[str], index: GramIndex, max_chars: int) -> Matrix:
    """Return how often each text (row) holds each gram (column)."""
    import scipy.sparse as sp

    parts = []
    for batch in batches(texts, max_chars):
        found = index.count(batch, max_chars)
        starts = np.searchsorted(found.rows, np.arange(len(batch) + 1))
        shape = (len(batch), index.size)
        # scikit-learn reads indices of 32 bits alone.
        where = (found.grams.astype(np.int32), starts.astype(np.int32))
        parts.append(sp.csr_array((found.times.astype(np.float64), *where), shape=shape))
    return sp.vstack(parts, format="csr")


def _tell(progress: Progress | None, done: int, steps: int) -> None:
    if progress is not None:
        progress(done, steps)
