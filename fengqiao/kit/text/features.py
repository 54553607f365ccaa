"""Texts as counts of character grams (runs of one to three characters), in numpy alone so that loading is quick.

A character is its code point after folding: full-width forms become ASCII, capitals become small letters, traditional
characters simplified ones. White space, control characters and what lies beyond the basic plane (emoji, rare characters)
end a run, and so do addresses of the web and long numbers (telephones, accounts), which say nothing about the subject.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.folding import folded

FOLDING = 2
"""How characters are read. 1 (models of format 1): no traditional ones, no gaps for addresses and long numbers."""
# Read as white space: web addresses, and numbers of seven digits or more.
_SILENT = re.compile(r"(?:https?://|www\.)[!-~]+|\d(?:[-—－]?\d){6,}")

# A gram's key holds its three code points, 16 bits each, the first in the highest bits; a shorter gram ends in zeros.
_BITS = 16
_PLANE = 1 << _BITS
_LONGEST = 3
# Characters held in arrays at once: enough to make numpy quick, little enough to stay in the processor's cache.
_BATCH_CHARS = 20_000
_VOCABULARY_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each row holds each gram: three arrays of equal length, ordered by row, then by gram."""

    rows: NDArray[np.int64]
    grams: NDArray[np.int64]
    times: NDArray[np.int64]


class GramIndex:
    """Finds grams by their characters. Exact: two grams are never taken for one another.

    `grams` has one line a gram: its code points (at most 3), zeros after a shorter one, lines in ascending order.
    """

    def __init__(self, grams: NDArray[np.uint16], folding: int = FOLDING) -> None:
        self.size = len(grams)
        self._folding = folding
        keys = gram_keys(grams)
        lengths = (grams != 0).sum(axis=1)
        self._single = np.full(_PLANE, -1, dtype=np.int64)
        ones = np.flatnonzero(lengths == 1)
        self._single[grams[ones, 0]] = ones
        self._longer = [
            (length, keys[found], found)
            for length in range(2, grams.shape[1] + 1)
            if (found := np.flatnonzero(lengths == length)).size
        ]

    def count(self, texts: Sequence[str], max_chars: int) -> Counts:
        """Return the counts of the known grams in the texts, a row a text."""
        codes, rows = character_codes(texts, max_chars, self._folding)
        ids = self._single[codes]
        known = ids >= 0
        found = [rows[known] * self.size + ids[known]]
        for length, keys, numbers in self._longer:
            wanted, starts = runs(codes, length)
            at = np.searchsorted(keys, wanted)
            at[at == len(keys)] = 0
            hit = keys[at] == wanted
            found.append(rows[starts[hit]] * self.size + numbers[at[hit]])
        pairs = np.sort(np.concatenate(found))
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        times = np.diff(first, append=len(pairs))
        row, gram = np.divmod(pairs[first], max(self.size, 1))
        return Counts(row, gram, times)

    def places(self, text: str, max_chars: int) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Yield, for each length, where known grams start in the text and which they are."""
        codes, _ = character_codes([text], max_chars, self._folding)
        ids = self._single[codes]
        starts = np.flatnonzero(ids >= 0)
        yield 1, starts, ids[starts]
        for length, keys, numbers in self._longer:
            wanted, starts = runs(codes, length)
            at = np.searchsorted(keys, wanted)
            at[at == len(keys)] = 0
            hit = keys[at] == wanted
            yield length, starts[hit], numbers[at[hit]]


def character_codes(
    texts: Sequence[str], max_chars: int, folding: int = FOLDING
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return the folded characters of all texts in one array (0 ends a run) and, for each, the number of its text."""
    cut = [text[:max_chars] for text in texts]
    if folding > 1:
        cut = [_SILENT.sub(_blank, text) for text in cut]
    joined = "\0".join([*cut, ""]).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, dtype="<u4")
    codes = _folding(folding)[np.minimum(points, _PLANE - 1)]
    rows = np.repeat(np.arange(len(cut)), np.fromiter(map(len, cut), dtype=np.int64, count=len(cut)) + 1)
    return codes, rows


def runs(codes: NDArray[np.uint16], length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of all runs of `length` characters and the positions where they start."""
    count = max(len(codes) - length + 1, 0)
    keys = np.zeros(count, dtype=np.int64)
    whole = np.ones(count, dtype=np.bool_)
    for place in range(length):
        part = codes[place : place + count]
        keys |= part.astype(np.int64) << (_BITS * (_LONGEST - 1 - place))
        whole &= part != 0
    starts = np.flatnonzero(whole)
    return keys[starts], starts


def gram_keys(grams: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Return the key of each line of `grams`."""
    keys = np.zeros(len(grams), dtype=np.int64)
    for place in range(grams.shape[1]):
        keys |= grams[:, place].astype(np.int64) << (_BITS * (_LONGEST - 1 - place))
    return keys


def sums_by_row(rows: NDArray[np.int64], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the sum of the values of each of `count` rows, always added in the same order."""
    return np.bincount(rows, weights=values, minlength=count).astype(np.float64)


def gram_text(gram: NDArray[np.uint16]) -> str:
    """Return a gram as people read it."""
    return "".join(chr(code) for code in gram.tolist() if code)


def find_grams(
    texts: Sequence[str], *, gram_max: int, min_rows: int, most: int, max_chars: int, folding: int = FOLDING
) -> NDArray[np.uint16]:
    """Return the grams that at least `min_rows` texts hold, shape (grams, gram_max), in ascending order.

    Where there are more than `most`, those in the most texts stay (of equals, the first in order).
    """
    keys = np.empty(0, dtype=np.int64)
    held = np.empty(0, dtype=np.int64)
    for batch in batches(texts, max_chars, _VOCABULARY_CHARS):
        fresh, fresh_held = _rows_by_key(batch, gram_max, max_chars, folding)
        keys, inverse = np.unique(np.concatenate([keys, fresh]), return_inverse=True)
        held = np.bincount(inverse, weights=np.concatenate([held, fresh_held]), minlength=len(keys)).astype(np.int64)
    keep = np.flatnonzero(held >= min_rows)
    keep = np.sort(keep[np.argsort(-held[keep], kind="stable")[:most]])
    shifts = _BITS * (_LONGEST - 1 - np.arange(gram_max))
    return ((keys[keep, None] >> shifts) & (_PLANE - 1)).astype(np.uint16)


def batches(texts: Sequence[str], max_chars: int, chars: int = _BATCH_CHARS) -> Iterator[Sequence[str]]:
    """Cut the texts, of which `max_chars` characters count, into runs of about `chars` characters."""
    start, held = 0, 0
    for number, text in enumerate(texts):
        if held >= chars:
            yield texts[start:number]
            start, held = number, 0
        held += min(len(text), max_chars) + 1
    if start < len(texts):
        yield texts[start:]


def _rows_by_key(
    texts: Sequence[str], gram_max: int, max_chars: int, folding: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys found in the texts and in how many texts each lies."""
    codes, rows = character_codes(texts, max_chars, folding)
    found = [(keys, rows[starts]) for keys, starts in (runs(codes, length) for length in range(1, gram_max + 1))]
    keys, inverse = np.unique(np.concatenate([part for part, _ in found]), return_inverse=True)
    pairs = np.unique(np.concatenate([part for _, part in found]) * max(len(keys), 1) + inverse)
    return keys, np.bincount(pairs % max(len(keys), 1), minlength=len(keys))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


@functools.cache
def _folding(version: int) -> NDArray[np.uint16]:
    """Return the folded code of each code point of the basic plane; the last, no character, stands for all beyond."""
    table = np.arange(_PLANE, dtype=np.uint16)
    if version > 1:
        simple = map(ord, folded("".join(map(chr, range(0xD800)))))
        table[:0xD800] = [new if new < _PLANE else old for old, new in enumerate(simple)]  # a few lie beyond
    for code in range(0xFF01, 0xFF5F):  # full-width forms of ! to ~
        table[code] = code - 0xFEE0
    for code in range(_PLANE):
        letter = chr(code)
        if letter.isspace():
            table[code] = 0
        elif letter.isupper() and len(small := chr(int(table[code])).lower()) == 1:
            table[code] = ord(small)
    table[:0x20] = table[0x7F:0xA0] = 0
    table[0x200B:0x2010] = table[0x2028:0x202F] = table[0xFEFF] = 0  # invisible marks
    table[0xD800:0xE000] = table[_PLANE - 1] = 0  # halves of pairs
    table.setflags(write=False)
    return table
