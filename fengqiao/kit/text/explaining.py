"""Why a text got its label: every character's exact part in the margin, and the words that weighed most, as people read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.dictionary import dictionary
from fengqiao.kit.folding import folded

# A word weighs enough to be shown from this share of the heaviest word on.
_SHOWN = 0.2
_LONGEST_WORD = 3
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch of the subject line or the text and what it added to the margin of the first label over the second."""

    in_title: bool
    start: int
    end: int
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `first` rather than `second`.

    `title` and `text` hold a number for each character; all of them and `standing` (what speaks for the first label
    before a word is read) add up to `margin`, the difference of the two labels' scores. `spans`: heaviest first.
    """

    first: str
    second: str
    margin: float
    standing: float
    title: NDArray[np.float64]
    text: NDArray[np.float64]
    spans: tuple[Weighed, ...]

    @property
    def total(self) -> float:
        """All parts together; equals the margin."""
        return self.standing + float(self.title.sum()) + float(self.text.sum())

    def words(self, most: int) -> tuple[str, ...]:
        """Return the heaviest words, each once, however often it occurs."""
        added: dict[str, float] = {}
        for span in self.spans:
            added[span.words] = added.get(span.words, 0.0) + span.weight
        return tuple(sorted(added, key=lambda word: (-added[word], word))[:most])


def spread(
    length: int, places: Sequence[tuple[int, NDArray[np.int64], NDArray[np.int64]]], parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each character's part: that of a gram (`parts`) in equal shares to its occurrences and their characters."""
    found = np.zeros(length)
    times = np.zeros(len(parts))
    for _, _, grams in places:
        np.add.at(times, grams, 1)
    for run, starts, grams in places:
        share = parts[grams] / (times[grams] * run)
        for step in range(run):
            np.add.at(found, starts + step, share)
    return found


def spans_of(title: str, text: str, in_title: NDArray[np.float64], in_text: NDArray[np.float64]) -> tuple[Weighed, ...]:
    """Return the stretches that spoke for the first label: words of the dictionary, neighbours joined, heaviest first."""
    words = [*_words(title, in_title, in_title=True), *_words(text, in_text, in_title=False)]
    least = max((word.weight for word in words), default=0.0) * _SHOWN
    kept = [word for word in words if word.weight > 0 and word.weight >= least]
    joined: list[Weighed] = []
    for word in kept:
        last = joined[-1] if joined else None
        if last and last.in_title == word.in_title and last.end == word.start:
            joined[-1] = Weighed(
                last.in_title, last.start, word.end, last.words + word.words, last.weight + word.weight
            )
        else:
            joined.append(word)
    longer = [span for span in joined if span.end - span.start > 1]
    return tuple(sorted(longer or joined, key=lambda span: (-span.weight, not span.in_title, span.start)))


def _words(text: str, parts: NDArray[np.float64], *, in_title: bool) -> list[Weighed]:
    plain = folded(text[: len(parts)])
    found = []
    for run in _RUN.finditer(plain):
        at = run.start()
        for length in _segmented(run.group()):
            weight = float(parts[at : at + length].sum())
            found.append(Weighed(in_title, at, at + length, text[at : at + length], weight))
            at += length
    return found


def _segmented(run: str) -> list[int]:
    """Return the lengths of a run's words: of all cuts the one with the most characters in known, long words."""
    ordinary, _ = dictionary()
    best = [(0, 0)] + [(-1, 0)] * len(run)
    for end in range(1, len(run) + 1):
        for length in range(1, min(_LONGEST_WORD, end) + 1):
            known = length > 1 and run[end - length : end] in ordinary
            if length == 1 or known:
                score = best[end - length][0] + (length * length if known else 0)
                if score > best[end][0]:
                    best[end] = (score, length)
    lengths, at = [], len(run)
    while at:
        lengths.append(best[at][1])
        at -= best[at][1]
    return lengths[::-1]
