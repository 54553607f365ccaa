"""The words of everyday Chinese, from the word list that comes with jieba; read once (about half a second)."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path

_LONGEST_WORD = 3
_LEAST_TIMES = 5  # rarer entries are as often names as words
_NAME_TAGS = ("nr", "nrt", "nrfg")


@functools.cache
def dictionary() -> tuple[frozenset[str], frozenset[str]]:
    """Return (ordinary words, words marked as names of people), both of two and three characters."""
    jieba = find_spec("jieba")  # its word list alone is wanted, not the package
    if jieba is None or jieba.origin is None:
        raise ModuleNotFoundError("jieba")
    ordinary: set[str] = set()
    names: set[str] = set()
    with Path(jieba.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, times, tag = line.split()
            if 2 <= len(word) <= _LONGEST_WORD and int(times) >= _LEAST_TIMES:
                (names if tag in _NAME_TAGS else ordinary).add(word)
    return frozenset(ordinary), frozenset(names)
