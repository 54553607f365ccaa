"""Comma, semicolon and tab separated text in the encodings that Excel and WPS write."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.table import Sheet, SheetLimits, build_sheet

_DELIMITERS = (",", "\t", ";")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
# Excel's own first line that names the delimiter.
_NAMED = re.compile(r'"?sep=([,;\t])"?\r?\n?', re.IGNORECASE)
# Excel's way to keep 00123 as text in csv.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
# Lines looked at to tell the delimiter.
_PROBED = 50

# Characters that make a spreadsheet take a csv cell for a formula (OWASP, "CSV Injection"); kept harmless by one `'`.
RISKY_START = re.compile(r"'*[=+\-@\t\r\n＝＋－\uff20]")


def read_delimited(data: bytes, name: str, limits: SheetLimits, *, header_row: int | None = None) -> Sheet:
    """Return the sheet; refuses text in no known encoding, NUL bytes, and quotes that are not closed."""
    text = _decode(data)
    if "\0" in text:
        raise Problem(
            "sheet-nul",
            "文件里有空字节，不是正常的文本表格。请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”后再上传。",
        )
    named = _NAMED.match(text)
    delimiter = named[1] if named else _delimiter(text)
    rows = _records(text, delimiter)
    numbered = enumerate(rows[1:] if named else rows, start=2 if named else 1)
    return build_sheet(name, numbered, limits, widen=False, header_row=header_row)


def unescape_cell(value: str) -> str:
    """Return a csv cell as it was meant: without Excel's `="…"` and without the `'` that stands before a formula."""
    kept = _KEPT_AS_TEXT.fullmatch(value)
    if kept:
        return kept[1]
    return value[1:] if value.startswith("'") and RISKY_START.match(value) else value


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as utf8:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as gb18030:
            raise _undecodable(data, max(utf8.start, gb18030.start)) from gb18030


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start) from error


def _undecodable(data: bytes, position: int) -> Problem:
    return Problem(
        "sheet-encoding",
        "文件的文字编码无法识别（第 {line} 行附近）。请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”后再上传。",
        line=data.count(b"\n", 0, position) + 1,
    )


def _delimiter(text: str) -> str:
    """Return the delimiter under which most lines have the same number (two or more) of cells."""

    def agreement(delimiter: str) -> tuple[int, int]:
        lines = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _PROBED)
        try:
            widths = Counter(len(line) for line in lines if len(line) > 1)
        except csv.Error:
            return (0, 0)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=agreement)


def _records(text: str, delimiter: str) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            rows.append([unescape_cell(cell) for cell in record])  # noqa: PERF401 - its length names the bad row
    except csv.Error as error:
        raise Problem(
            "sheet-quotes",
            "第 {row} 行的引号不成对或单元格过长，后面的内容无法分清。请改正该行，或另存为 .xlsx 后再上传。",
            row=len(rows) + 1,
        ) from error
    return rows
