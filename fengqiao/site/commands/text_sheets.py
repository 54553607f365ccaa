"""Columns of a labelled sheet for the text model, and what the pack says about training."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import read_pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow, open_sheet
from fengqiao.kit.text import Settings
from fengqiao.site.home import CHECKOUT

_SEPARATORS = re.compile(r"[,，、;；]")


@dataclass(frozen=True, slots=True)
class LabelledSheet:
    """The columns asked for; `slipped` rows (more cells than the header) hold no text, as theirs cannot be trusted."""

    numbers: list[int]
    titles: list[str] | None
    texts: list[str]
    labels: list[str]
    slipped: int

    @property
    def empty(self) -> int:
        """How many rows say nothing at all."""
        titles = self.titles or [""] * len(self.texts)
        return sum(not (text or title) for text, title in zip(self.texts, titles, strict=True))


def base_pack() -> Pack:
    """Return the pack that comes with the product."""
    return read_pack(CHECKOUT / "packs" / "base")


def settings_of(pack: Pack, abstain_below: float | None = None) -> Settings:
    """Return the settings of a training under a pack: its costs, unless a bar is given by hand."""
    wrong, look = (pack.value_on(f"text.cost_{name}", today()).number for name in ("wrong", "look"))
    return Settings(abstain_below=abstain_below, cost_wrong=wrong, cost_look=look)


def today() -> date:
    """Return the day on this machine's clock: the text commands need no installation."""
    return datetime.now().astimezone().date()


def read_rows(
    path: Path, pack: Pack, text: Sequence[str], title: str | None = None, label: str | None = None
) -> LabelledSheet:
    """Return title, text (columns joined by line ends) and label of each row."""
    sheet = open_sheet(path, limits=sheet_limits(pack, today()))
    columns = columns_of(sheet.header, text)
    title_column = None if title is None else column_of(sheet.header, title)
    label_column = None if label is None else column_of(sheet.header, label)
    if title_column in columns:
        raise Problem("text-title-twice", "“{name}”已写在 --title，不要再写在 --text。", name=str(title))
    rows = list(sheet.rows())

    def cells(column: int | None) -> list[str]:
        return ["" if row.surplus or column is None else row.text(column) for row in rows]

    return LabelledSheet(
        numbers=[row.number for row in rows],
        titles=None if title_column is None else cells(title_column),
        texts=["" if row.surplus else _joined(row, columns) for row in rows],
        labels=cells(label_column),
        slipped=sum(bool(row.surplus) for row in rows),
    )


def _joined(row: SheetRow, columns: Sequence[int]) -> str:
    return "\n".join(filter(None, (row.text(column) for column in columns)))


def columns_of(header: Sequence[str], given: Sequence[str]) -> list[int]:
    """Return the columns named, each once; a name with a comma that is no column is taken for a list of names."""
    names = [
        name
        for words in given
        for name in ([words] if words.strip() in header else _SEPARATORS.split(words))
        if name.strip()
    ]
    if not names:
        raise Problem("text-column-none", "请用 --text 写明文本所在的列。")
    return list(dict.fromkeys(column_of(header, name) for name in names))


def column_of(header: Sequence[str], name: str) -> int:
    """Return the place of a column; refuses a name that is none, with those there are."""
    if name.strip() not in header:
        raise Problem(
            "text-column-unknown",
            "表里没有“{name}”这一列，现有的列：{columns}。",
            name=name.strip(),
            columns=tuple(header),
        )
    return header.index(name.strip())
