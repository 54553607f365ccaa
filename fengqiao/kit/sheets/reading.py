"""Opening a sheet: what the file is, is decided by its content, never by its name."""

from __future__ import annotations

import re
from pathlib import Path

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.archive import locked
from fengqiao.kit.sheets.delimited import read_delimited
from fengqiao.kit.sheets.table import Sheet, SheetLimits
from fengqiao.kit.sheets.workbook import ListedSheet, list_sheets, read_workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First bytes of files that people take for sheets. A short one in plain letters may also begin a csv header
# (BM…, MZ…): it counts only where NUL bytes follow.
_OTHERS = (
    (b"%PDF-", "PDF 文档"),
    (b"{\\rtf1", "写字板文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"RIFF", "图片或音视频"),
    (b"ID3", "音频"),
    (b"\x00\x00\x00", "视频"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\xfd7zXZ", "压缩包"),
    (b"SQLite format 3", "数据库"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
_SURE = 5  # bytes of a plain signature from which on it is no csv header
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|meta|table|body|style|div|\?xml)", re.IGNORECASE)


def open_sheet(path: Path, *, limits: SheetLimits, sheet: str | None = None) -> Sheet:
    """Return the named sheet (else the first visible one) of a file; see `read_sheet` for what is refused."""
    return read_sheet(_read(path, limits), path.name, limits=limits, sheet=sheet)


def sheets_in(data: bytes, *, limits: SheetLimits) -> tuple[ListedSheet, ...]:
    """Return the sheets that a workbook lists; none for text, which is one sheet without a name."""
    return list_sheets(data, limits) if data.startswith(_ZIP) else ()


def read_sheet(
    data: bytes, name: str, *, limits: SheetLimits, sheet: str | None = None, header_row: int | None = None
) -> Sheet:
    """Return the named sheet (else the first visible one) of an xlsx or csv file.

    Csv may be UTF-8 (with or without BOM), GB18030 or UTF-16 with BOM, separated by comma, semicolon or tab.
    Refuses, each as a Problem that says what to do, everything else: other formats whatever their name (old
    binary .xls and .ods too: their reader allots memory for every cell that the file claims, which cannot
    be measured before), files that are empty, damaged, with a password, or beyond the limits, and sheets
    without header or rows.
    """
    _refuse_size(len(data), limits)
    if not data.strip():
        raise Problem("sheet-empty-file", "文件是空的。请检查是否选错了文件，或导出时是否中断。")
    if data.startswith(_ZIP):
        return read_workbook(data, limits=limits, sheet=sheet, header_row=header_row)
    if data.startswith(_OLE):
        raise _old_office(data)
    for signature, kind in _OTHERS:
        if data.startswith(signature) and (len(signature) >= _SURE or not signature.isalnum() or b"\0" in data):
            raise Problem(
                "sheet-not-a-table",
                "这是{kind}，不是表格。请上传 .xlsx 或 .csv 表格（改扩展名不能转换格式）。",
                kind=kind,
            )
    if _MARKUP.match(data):
        raise Problem(
            "sheet-web-page",
            "这是网页格式的表格（有的系统导出时叫 .xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
        )
    if sheet is not None:
        raise Problem("sheet-csv-has-one", "csv 文件只有一张表，不能指定工作表“{name}”。", name=sheet)
    return read_delimited(data, Path(name).stem, limits, header_row=header_row)


def _read(path: Path, limits: SheetLimits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise Problem("sheet-missing", "找不到或打不开文件“{name}”。请检查路径和权限。", name=path.name) from error
    return data


def _refuse_size(size: int, limits: SheetLimits) -> None:
    if size > limits.max_bytes:
        raise Problem(
            "sheet-too-big",
            "文件超过 {limit} MB 的上限。请拆成几个文件，或删去图片等不需要的内容后再上传。",
            limit=f"{limits.max_bytes / 1024 / 1024:g}",
        )


def _old_office(data: bytes) -> Problem:
    """Return the refusal of a compound file by the streams named in it ([MS-OFFCRYPTO] 1.3.2, [MS-DOC] 2.1)."""

    def names(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if names("EncryptedPackage"):
        return locked()
    if names("WordDocument"):
        return Problem(
            "sheet-word", "这是 Word 文档，不是 Excel 表格（改扩展名不能转换格式）。请上传 .xlsx 或 .csv 表格。"
        )
    if names("PowerPoint Document"):
        return Problem(
            "sheet-slides", "这是 PPT 演示文稿，不是 Excel 表格（改扩展名不能转换格式）。请上传 .xlsx 或 .csv 表格。"
        )
    return Problem(
        "sheet-other-format",
        "这是 {kind} 格式的表格，暂不支持。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
        kind="旧版 Excel（.xls）",
    )
