"""Sheets from outside and to outside: reading, guessing columns, reading dates, writing xlsx and csv."""

from __future__ import annotations

from fengqiao.kit.sheets.correcting import RowError, write_errors
from fengqiao.kit.sheets.dates import parse_moment
from fengqiao.kit.sheets.guessing import ColumnHint, Looks, apply_mapping, guess_columns
from fengqiao.kit.sheets.reading import open_sheet, read_sheet, sheets_in
from fengqiao.kit.sheets.table import ERROR_COLUMNS, Sheet, SheetLimits, SheetRow
from fengqiao.kit.sheets.workbook import ListedSheet
from fengqiao.kit.sheets.writing import Column, ColumnKind, Linked, Marked, SheetSpec, write_csv, write_xlsx

__all__ = [
    "ERROR_COLUMNS",
    "Column",
    "ColumnHint",
    "ColumnKind",
    "Linked",
    "ListedSheet",
    "Looks",
    "Marked",
    "RowError",
    "Sheet",
    "SheetLimits",
    "SheetRow",
    "SheetSpec",
    "apply_mapping",
    "guess_columns",
    "open_sheet",
    "parse_moment",
    "read_sheet",
    "sheets_in",
    "write_csv",
    "write_errors",
    "write_xlsx",
]
