"""The sides from which messages are compared, as sparse matrices with a row a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.alike.reading import BODY_CHARS, TITLE_CHARS, Read, without_districts
from fengqiao.kit.text.features import character_codes, runs

# A sparse matrix of scipy, which comes without types.
Matrix = Any

_THEMES, _ROWS_PER_THEME = 100, 5
_CHARS = BODY_CHARS + TITLE_CHARS + 1
_RESIDUE_CHARS = 200
_COMMON_SHARE, _COMMON_LEAST = 0.15, 50
# Of what this share of the messages holds the weight is the same as of what fewer hold: else fifty tellings of one
# thing would weigh its name down.
_EVEN_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Sides:
    """Rows of length 1, but `cover` (shares of a subject's weight, adding up to 1) and `held` (1 where a gram stands)."""

    title: Matrix
    cover: Matrix
    held: Matrix
    themes: NDArray[np.float32]
    names: Matrix
    rare: Matrix
    districts: Matrix
    residue: Matrix

    @property
    def count(self) -> int:
        """Return how many messages there are."""
        return len(self.themes)


def sides_of(messages: Sequence[Read]) -> Sides:
    """Return the sides of the messages; one that nothing can be said about is a row of zeros."""
    titles = [message.title for message in messages]
    whole = _grams([f"{message.title} {message.body}" for message in messages], (1, 2, 3))
    weights = rarity(whole.matrix)
    subject = _grams(titles, (1, 2, 3), whole.keys).matrix
    subject.data[:] = 1.0
    title = _weighted(subject, weights)
    squares = title.multiply(title).tocsr()
    return Sides(
        title=unit_rows(title),
        cover=_shares(squares),
        held=_held(whole.matrix, weights),
        themes=_themes(whole, weights),
        names=_names(messages),
        rare=_words([message.rare for message in messages]),
        districts=_districts([message.districts for message in messages]),
        residue=_residue(messages),
    )


def profiles(sides: Sides, groups: Sequence[Sequence[int]]) -> Sides:
    """Return the sides of groups, each as if it were one message: what its members share outweighs what each adds."""
    import scipy.sparse as sp

    sizes = np.array([len(group) for group in groups])
    columns = np.array([member for group in groups for member in group], dtype=np.int32)
    shares = np.repeat(1 / sizes, sizes).astype(np.float32)
    mean = sp.csr_matrix((shares, columns, np.append(0, np.cumsum(sizes))), shape=(len(groups), sides.count))
    return Sides(
        title=unit_rows((mean @ sides.title).tocsr()),
        cover=(mean @ sides.cover).tocsr(),
        held=(mean @ sides.held).tocsr(),
        themes=_unit_lines(mean @ sides.themes),
        names=unit_rows((mean @ sides.names).tocsr()),
        rare=unit_rows((mean @ sides.rare).tocsr()),
        districts=(mean @ sides.districts).tocsr(),
        residue=(mean @ sides.residue).tocsr(),
    )


def rarity(matrix: Matrix, even: float = _EVEN_SHARE, common: float = _COMMON_SHARE) -> NDArray[np.float32]:
    """Return the weight of each column: ln(rows / rows that hold it); 0 for what one row holds, or every sixth."""
    rows = matrix.shape[0]
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weights = np.log(rows / np.maximum(held, max(even * rows, 1.0)))
    weights[(held < 2) | (held > max(common * rows, _COMMON_LEAST)) | (weights < 0)] = 0.0
    found: NDArray[np.float32] = weights.astype(np.float32)
    return found


def unit_rows(matrix: Matrix) -> Matrix:
    """Return the matrix with rows of length 1; rows of zeros stay."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    return _scaled(matrix, 1 / np.sqrt(np.where(squares > 0, squares, 1.0)))


@dataclass(frozen=True, slots=True)
class _Grams:
    matrix: Matrix
    keys: NDArray[np.int64]


def _grams(texts: Sequence[str], lengths: Sequence[int], known: NDArray[np.int64] | None = None) -> _Grams:
    """Return how often each text holds each run of characters, of those `known` where they are given."""
    import scipy.sparse as sp

    codes, rows = character_codes(texts, _CHARS)
    codes = np.where(codes == ord(" "), 0, codes).astype(np.uint16)
    parts = [(keys, rows[starts]) for keys, starts in (runs(codes, length) for length in lengths)]
    found, where = (np.concatenate(part) for part in zip(*parts, strict=True))
    if known is None:
        known = np.unique(found)
    at = np.searchsorted(known, found)
    at[at == len(known)] = 0
    hit = known[at] == found if len(known) else np.zeros(0, dtype=np.bool_)
    ones = np.ones(int(hit.sum()), dtype=np.float32)
    matrix = sp.csr_matrix((ones, (where[hit], at[hit])), shape=(len(texts), len(known)))
    matrix.sum_duplicates()
    return _Grams(matrix, known)


def _scaled(matrix: Matrix, factors: NDArray[Any]) -> Matrix:
    scaled = matrix.tocsr().copy()
    scaled.data = (scaled.data * np.repeat(factors, np.diff(scaled.indptr))).astype(np.float32)
    return scaled


def _weighted(matrix: Matrix, weights: NDArray[np.float32]) -> Matrix:
    values = matrix.tocsr().copy()
    values.data = values.data * weights[values.indices]
    values.eliminate_zeros()
    return values


def _shares(squares: Matrix) -> Matrix:
    sums = np.asarray(squares.sum(axis=1)).ravel()
    return _scaled(squares, 1 / np.where(sums > 0, sums, 1.0))


def _held(counts: Matrix, weights: NDArray[np.float32]) -> Matrix:
    held = _weighted(counts, weights)
    held.data[:] = 1.0
    return held


def _themes(whole: _Grams, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a message is about in a hundred directions, in which words that go together fall together.

    Latent semantic analysis (Deerwester and others, 1990) of characters and pairs; the start of the search is fixed.
    """
    short = (whole.keys & 0xFFFF) == 0  # a key of three characters has its lowest bits set
    columns = np.flatnonzero((weights > 0) & short)
    values = whole.matrix.copy()
    values.data = 1 + np.log(values.data)
    values = unit_rows(_weighted(values, weights))[:, columns]
    most = min(_THEMES, max(len(values.indptr) // _ROWS_PER_THEME, 2), min(values.shape) - 1)
    if most < 1:
        return np.zeros((whole.matrix.shape[0], 1), dtype=np.float32)
    return _unit_lines(_main_directions(values, most))


def _unit_lines(lines: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(lines, axis=1, keepdims=True)
    found: NDArray[np.float32] = (lines / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32)
    return found


def _main_directions(values: Matrix, most: int) -> NDArray[np.float32]:
    """Return the rows in the directions in which they differ most, by random projection with two rounds of power
    (Halko, Martinsson and Tropp, SIAM Review 53(2), 2011); the projection is the same each time.
    """
    from threadpoolctl import threadpool_limits

    # One thread: on a busy machine several wait for each other longer than the little arithmetic takes.
    with threadpool_limits(limits=1):
        return _projected(values, most)


def _projected(values: Matrix, most: int) -> NDArray[np.float32]:
    width = min(most + 10, *values.shape)
    chance = np.random.default_rng(0).standard_normal((values.shape[1], width), dtype=np.float32)
    base, _ = np.linalg.qr(values @ chance)
    for _ in range(2):
        base, _ = np.linalg.qr(values @ (values.T @ base))
    across = values.T @ base
    squares, turned = np.linalg.eigh(across.T @ across)
    main = np.argsort(-squares)[:most]
    found: NDArray[np.float32] = (base @ turned[:, main]) * np.sqrt(np.maximum(squares[main], 0.0))
    return found


def _names(messages: Sequence[Read]) -> Matrix:
    """Names by their pairs and triples, so that 景蓉花苑 is near 景蓉华苑; one in the subject counts twice."""
    body = _grams([f"{message.title_names} {message.body_names}" for message in messages], (2, 3))
    subject = _grams([message.title_names for message in messages], (2, 3), body.keys).matrix
    body.matrix.data[:] = 0.5
    subject.data[:] = 0.5
    both = (body.matrix + subject).tocsr()
    return unit_rows(_weighted(both, rarity(both)))


def _words(bags: Sequence[Mapping[str, float]]) -> Matrix:
    counted = _table(bags)
    return unit_rows(_weighted(counted, rarity(counted)))


def _districts(sets: Sequence[frozenset[str]]) -> Matrix:
    """One column a district; those that every fourth message names say nothing."""
    counted = _table([dict.fromkeys(sorted(codes), 1.0) for codes in sets])
    often = np.bincount(counted.indices, minlength=counted.shape[1]) > 0.25 * len(sets)
    return _weighted(counted, np.where(often, 0.0, 1.0).astype(np.float32))


def _residue(messages: Sequence[Read]) -> Matrix:
    """Characters and pairs of the subject and the first lines: what is left to compare once the name is the same."""
    texts = [without_districts(message.title) for message in messages]
    begins = [
        f"{title} {without_districts(message.body[:_RESIDUE_CHARS])}"
        for title, message in zip(texts, messages, strict=True)
    ]
    whole = _grams(begins, (1, 2))
    subject = _grams(texts, (1, 2), whole.keys).matrix
    whole.matrix.data[:] = 1.0
    subject.data[:] = 0.6
    both = (whole.matrix + subject).tocsr()
    return _weighted(both, rarity(both, 0.002, 0.35))


def _table(bags: Sequence[Mapping[str, float]]) -> Matrix:
    import scipy.sparse as sp

    numbers: dict[str, int] = {}
    columns, values, ends = [], [], [0]
    for bag in bags:
        for word, value in bag.items():
            columns.append(numbers.setdefault(word, len(numbers)))
            values.append(value)
        ends.append(len(columns))
    shape = (len(bags), max(len(numbers), 1))
    return sp.csr_matrix((np.array(values, dtype=np.float32), np.array(columns, dtype=np.int32), ends), shape=shape)
