"""A trained classifier of texts: labels with probabilities, the words that weighed, and its file."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.archive import ArchiveLimits, refuse_large
from fengqiao.kit.text.calibration import softmax
from fengqiao.kit.text.explaining import Explanation, spans_of, spread
from fengqiao.kit.text.features import Counts, GramIndex, batches, sums_by_row
from fengqiao.kit.text.parts import ModelParts
from fengqiao.kit.text.storage import read_model, write_model
from fengqiao.kit.text.telling import whole, wholes

_RANKED = 3


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a text most probably is: `label` is None where the model abstains, `ranked` the first three anyway.

    `confidence` is the probability of the first label. A text that holds nothing the model knows has
    confidence 0 and nothing ranked.
    """

    label: str | None
    confidence: float
    ranked: tuple[tuple[str, float], ...]


class TextModel:
    """A linear classifier on weighted character grams with calibrated probabilities; it never changes."""

    def __init__(self, parts: ModelParts) -> None:
        self.parts = parts
        self.labels = parts.labels
        self._index = GramIndex(parts.parameters.grams, parts.settings.folding)

    @property
    def gram_count(self) -> int:
        """Number of grams the model knows."""
        return self._index.size

    @property
    def abstain_below(self) -> float:
        """The probability below which the model abstains: as given at its training, else as chosen by cost."""
        given = self.parts.settings.abstain_below
        return self.parts.parameters.abstain_below if given is None else given

    def predict(
        self, texts: Sequence[str], *, titles: Sequence[str] | None = None, abstain_below: float | None = None
    ) -> list[Prediction]:
        """Return a prediction for each text with its subject line, in order; none depends on the others.

        Abstains where the first label is less probable than `abstain_below` (None: as set at the training)
        and where a text holds nothing the model knows.
        """
        bar = self.abstain_below if abstain_below is None else abstain_below
        found: list[Prediction] = []
        for chances, known in self._walk(wholes(texts, titles, self.parts.settings.title_weight)):
            order = np.argsort(-chances, axis=1, kind="stable")[:, :_RANKED]
            ranked = np.take_along_axis(chances, order, axis=1)
            for numbers, values, understood in zip(order.tolist(), ranked.tolist(), known.tolist(), strict=True):
                if not understood:
                    found.append(Prediction(None, 0.0, ()))
                    continue
                pairs = tuple((self.labels[number], value) for number, value in zip(numbers, values, strict=True))
                label, confidence = pairs[0]
                found.append(Prediction(label if confidence >= bar else None, confidence, pairs))
        return found

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities, shape (texts, labels), rows adding up to 1; equal for a text not understood."""
        equal = 1 / len(self.labels)
        parts = [np.where(known[:, None], chances, equal) for chances, known in self._walk(texts)]
        return np.concatenate([np.empty((0, len(self.labels))), *parts])

    def explain(self, text: str, *, title: str = "", label: str | None = None) -> Explanation | None:
        """Return why a text got its first label rather than the second, or `label` rather than the best other one.

        None for a text not understood and a label that the model does not know.
        """
        settings, parameters = self.parts.settings, self.parts.parameters
        told, title = whole(title, text, settings.title_weight), title.strip()
        counts = self._index.count([told], settings.max_chars)
        values, squares = self._values(counts, 1)
        if not squares[0] or (label is not None and label not in self.labels):
            return None
        shares = (values / math.sqrt(squares[0]))[:, None] * parameters.coefficients[counts.grams].astype(np.float64)
        scores = shares.sum(axis=0) + parameters.intercepts
        first = int(scores.argmax()) if label is None else self.labels.index(label)
        second = next(each for each in np.argsort(-scores, kind="stable").tolist() if each != first)
        parts = np.zeros(self.gram_count)
        parts[counts.grams] = shares[:, first] - shares[:, second]
        by_place = spread(len(told), list(self._index.places(told, settings.max_chars)), parts)
        repeated = (len(title) + 1) * settings.title_weight if title else 0
        in_title = by_place[:repeated].reshape(settings.title_weight if title else 1, -1).sum(axis=0)[: len(title)]
        in_text = by_place[repeated:]
        return Explanation(
            first=self.labels[first],
            second=self.labels[second],
            margin=float(scores[first] - scores[second]),
            standing=float(parameters.intercepts[first] - parameters.intercepts[second]),
            title=in_title,
            text=in_text,
            spans=spans_of(title, text, in_title, in_text),
        )

    def to_bytes(self) -> bytes:
        """Return the model's file; the same model gives the same bytes."""
        return write_model(self.parts)

    def save(self, path: Path) -> None:
        """Write the model's file in one step: a reader sees the old file or the new one, never half of it."""
        data = self.to_bytes()
        try:
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=".model-") as folder:
                beside = Path(folder) / "new"
                beside.write_bytes(data)
                beside.replace(path)
        except OSError as error:
            raise Problem("text-model-unwritable", "无法写入模型文件 {path}。", path=str(path)) from error

    def _walk(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
        """Yield, batch by batch, the probabilities of the texts and whether each holds anything known."""
        parameters = self.parts.parameters
        max_chars = self.parts.settings.max_chars
        for batch in batches(texts, max_chars):
            counts = self._index.count(batch, max_chars)
            values, squares = self._values(counts, len(batch))
            known = squares > 0
            lengths = np.sqrt(np.where(known, squares, 1.0))
            scores = np.empty((len(batch), len(self.labels)))
            picked = parameters.coefficients[counts.grams]
            for number in range(len(self.labels)):
                sums = sums_by_row(counts.rows, values * picked[:, number], len(batch))
                scores[:, number] = sums / lengths + parameters.intercepts[number]
            yield softmax(scores * parameters.temperature), known

    def _values(self, counts: Counts, rows: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weight of each counted gram in its row and, for each row, the sum of their squares."""
        values = (1 + np.log(counts.times)) * self.parts.parameters.weights[counts.grams].astype(np.float64)
        return values, sums_by_row(counts.rows, values * values, rows)


def load(source: Path | bytes, *, limits: ArchiveLimits | None = None) -> TextModel:
    """Return the model in a file or in its bytes.

    Refuses (Problem) a missing, too large, damaged or altered file, an unknown format version, and numbers that do
    not make a model: wrong kinds, shapes, grams out of order, values that are not finite.
    """
    limits = limits or ArchiveLimits()
    return TextModel(read_model(source if isinstance(source, bytes) else _read_file(source, limits), limits))


def _read_file(path: Path, limits: ArchiveLimits) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise Problem("text-model-missing", "打不开模型文件 {path}。", path=str(path)) from error
    if len(data) > limits.file_bytes:
        raise refuse_large("模型文件", limits.file_bytes)
    return data
