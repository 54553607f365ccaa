"""The words by which names are told from other words: those of `words.toml` and the dictionary of jieba."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from fengqiao.kit.dictionary import dictionary


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches one of the words, longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their part: see `words.toml`. `ordinary`: dictionary words of two and three characters that are no names."""

    single: frozenset[str]
    compound: frozenset[str]
    doubtful: frozenset[str]
    little: frozenset[str]
    given: frozenset[str]
    never_given: frozenset[str]
    before: frozenset[str]
    loose: frozenset[str]
    behind: frozenset[str]
    after: frozenset[str]
    no_person: frozenset[str]
    no_name: frozenset[str]
    ordinary: frozenset[str]
    known_names: frozenset[str]

    def surname(self, text: str, start: int) -> int:
        """Return the length of the family name that may begin there: 2, 1, or 0 for none."""
        if text[start : start + 2] in self.compound:
            return 2
        return 1 if text[start : start + 1] in self.single else 0


@functools.cache
def lexicon() -> Lexicon:
    """Return the words, read once (about half a second)."""
    listed = tomllib.loads((files("fengqiao.kit.privacy") / "words.toml").read_text(encoding="utf-8"))
    ordinary, names = dictionary()

    def signs(key: str) -> frozenset[str]:
        return frozenset("".join(listed[key].split()))

    def words(key: str) -> frozenset[str]:
        return frozenset(listed[key].split())

    return Lexicon(
        single=signs("surnames"),
        compound=words("compound"),
        doubtful=signs("doubtful"),
        little=signs("little"),
        given=signs("given"),
        never_given=signs("never_given"),
        before=words("before"),
        loose=words("loose"),
        behind=words("behind"),
        after=words("after"),
        no_person=words("no_person"),
        no_name=words("no_name"),
        ordinary=ordinary,
        known_names=names,
    )
