"""Limits that several doors ask for, from the dated values of a pack."""

from __future__ import annotations

from datetime import date

from fengqiao.catalogue.model import Pack
from fengqiao.kit.sheets import SheetLimits


def sheet_limits(pack: Pack, day: date) -> SheetLimits:
    """Return the limits of sheets that hold on a day."""

    def number(code: str) -> float:
        return pack.value_on(f"import.{code}", day).number

    return SheetLimits(
        max_bytes=int(number("max_bytes")),
        max_columns=int(number("max_columns")),
        max_rows=int(number("max_rows")),
        max_unpacked_bytes=int(number("max_unpacked_bytes")),
        max_ratio=number("max_ratio"),
    )
