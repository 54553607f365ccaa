"""Which column holds what: guessed from header and content, or said by the sender."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.dates import parse_moment
from fengqiao.kit.sheets.table import SheetRow


class Looks(StrEnum):
    """What the values of a column look like; used only where names leave several columns to choose from."""

    DATE = "date"
    LONG_TEXT = "long_text"
    PHONE = "phone"
    ID_NUMBER = "id_number"  # identity number of a person
    IDENTIFIER = "identifier"  # a short code that differs from row to row


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """How a field's column may be called (best name first), what it looks like, words that rule a column out.

    `avoid` keeps a name such as 时间 from taking a column 答复时间 by containment; a column whose whole
    name is one of `names` is never ruled out.
    """

    names: tuple[str, ...]
    looks: Looks | None = None
    avoid: tuple[str, ...] = ()


# Mainland mobile and land-line numbers (工信部《电信网编号计划》: 1 + 10 digits; area code 0 + 2–3 digits, 7–8 digits).
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|(?:0\d{2,3})?[2-9]\d{6,7}(?:\d{1,6})?")
# GB 11643-1999: 17 digits and a check character; 15 digits before 1999.
_ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
_IDENTIFIER = re.compile(r"(?=.*\d)[\w\-/.]+")


_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NO_WORD = re.compile(r"[\W_]+")


def guess_columns(
    header: Sequence[str],
    sample_rows: Sequence[SheetRow],
    wanted: Mapping[str, ColumnHint],
    *,
    fixed: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Return field → column index for the fields of `wanted` that were found; each column is used once.

    Names decide first: the whole header before a part of it. Among columns that match equally, one whose content
    fits goes before one whose content does not, then the better name, then the nearer name, then the left
    column. A part of a header does not count where the content contradicts it; content alone never
    decides. `fixed` (from `apply_mapping`) is taken over as it stands.
    """
    chosen = dict(fixed or {})
    used = set(chosen.values())
    content = _Content(sample_rows, len(header))
    ranked: list[tuple[_Rank, int, int, str]] = []
    for order, (field, hint) in enumerate(wanted.items()):
        for index, name in enumerate(header):
            rank = _rank(name, hint, content.share(index, hint.looks))
            if rank is not None:
                ranked.append((rank, order, index, field))
    for _, _, index, field in sorted(ranked):
        if field not in chosen and index not in used:
            chosen[field] = index
            used.add(index)
    return chosen


def apply_mapping(
    header: Sequence[str], overrides: Sequence[str], *, fields: Collection[str] | None = None
) -> dict[str, int]:
    """Read overrides such as `text=留言详情` and return field → column index.

    Refuses, naming what there is: an override without `=`, a field named twice or not in `fields`, and a column
    that the header does not have.
    """
    mapping: dict[str, int] = {}
    positions = {_plain(name): index for index, name in reversed(list(enumerate(header)))}
    for override in overrides:
        field, mark, column = (part.strip() for part in override.replace("＝", "=", 1).partition("="))
        if not (field and mark and column):
            raise Problem(
                "mapping-unreadable",
                "列对应“{override}”看不懂。请写成“字段=列名”，例如 text=留言详情。",
                override=override,
            )
        if fields is not None and field not in fields:
            raise Problem(
                "mapping-unknown-field", "没有名为“{field}”的字段。可用的字段：{fields}。",
                field=field, fields="、".join(fields),
            )  # fmt: skip
        if field in mapping:
            raise Problem("mapping-twice", "字段“{field}”指定了两次，请只留一次。", field=field)
        index = header.index(column) if column in header else positions.get(_plain(column))
        if index is None:
            raise Problem(
                "mapping-unknown-column", "表里没有名为“{column}”的列。可用的列：{columns}。",
                column=column, columns="、".join(header),
            )  # fmt: skip
        mapping[field] = index
    return mapping


# Whole or part of the header, content fits or not, place of the name in the hint, letters of the header left over.
_Rank = tuple[int, int, int, int]


def _rank(name: str, hint: ColumnHint, share: float | None) -> _Rank | None:
    """Return how well a column suits a hint (smaller is better); None where it does not."""
    plain = _plain(name)
    fit = 1 if share is None else 0 if share > 1 / 2 else 2
    names = [_plain(known) for known in hint.names]
    if plain in names:
        return (0, fit, names.index(plain), 0)
    if share == 0 or any(_plain(word) in plain for word in hint.avoid):
        return None
    parts = [(place, known) for place, known in enumerate(names) if len(known) > 1 and known in plain]
    return min(((1, fit, place, len(plain) - len(known)) for place, known in parts), default=None)


def _plain(name: str) -> str:
    """Return a name without brackets and what they hold (必填), marks and spaces, in half-width small letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NO_WORD.sub("", _BRACKETED.sub("", folded)) or _NO_WORD.sub("", folded) or folded


class _Content:
    """The sampled cells column by column, with the share of them that looks like something."""

    def __init__(self, rows: Sequence[SheetRow], width: int) -> None:
        self._columns = [
            [(row.values[index], text) for row in rows if index < len(row.values) and (text := row.text(index))]
            for index in range(width)
        ]

    def share(self, index: int, looks: Looks | None) -> float | None:
        """Return the share (0–1) of the column's filled cells that look so; None where nothing can be said."""
        cells = self._columns[index]
        if looks is None or not cells:
            return None
        if looks is Looks.LONG_TEXT:
            longest = max(_mean_length(column) for column in self._columns)
            return _mean_length(cells) / longest
        if looks is Looks.DATE:
            return sum(_is_date(value) for value, _ in cells) / len(cells)
        if looks is Looks.IDENTIFIER:
            return len({text for _, text in cells if _IDENTIFIER.fullmatch(text)}) / len(cells)
        pattern = _PHONE if looks is Looks.PHONE else _ID_NUMBER
        return sum(pattern.fullmatch(re.sub(r"[\s\-]", "", text)) is not None for _, text in cells) / len(cells)


def _mean_length(cells: Sequence[tuple[object, str]]) -> float:
    return sum(len(text) for _, text in cells) / len(cells) if cells else 0.0


def _is_date(value: object) -> bool:
    try:
        parse_moment(value, dt.UTC)
    except Problem:
        return False
    return True
