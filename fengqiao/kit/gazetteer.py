"""Known words found in texts: many forms at once, the longest at each place, whatever script or width they are typed in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from fengqiao.kit.folding import folded

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A way to write something, and how sure it is that who writes it means that (0–1)."""

    words: str
    target: T
    sure: float


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """A form found at [start, end) of a text; `targets` are what it may mean, surest first."""

    start: int
    end: int
    targets: tuple[tuple[T, float], ...]


class Gazetteer(Generic[T]):
    """Finds forms in texts in one pass (Aho and Corasick, 1975), leftmost first, of those the longest."""

    def __init__(self, forms: Iterable[Form[T]]) -> None:
        by_words: dict[str, dict[T, float]] = {}
        for form in forms:
            targets = by_words.setdefault(folded(form.words), {})
            targets[form.target] = max(form.sure, targets.get(form.target, 0.0))
        self._words = [words for words in by_words if words]
        self._targets = [tuple(sorted(by_words[words].items(), key=lambda pair: -pair[1])) for words in self._words]
        self._finder = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def __len__(self) -> int:
        return len(self._words)

    def find(self, plain: str) -> list[Mention[T]]:
        """Return the forms found in a folded text, in order, none overlapping."""
        found = self._finder.find_matches_as_indexes(plain)
        return [Mention(start, end, self._targets[which]) for which, start, end in found]
