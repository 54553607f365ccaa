"""Tables as files: Excel, DMN and TOML, out and in."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.table_writing import own_file, table_from, with_table
from fengqiao.desk.words import in_language
from fengqiao.kit.dmn import lines_from, written
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec, read_sheet, write_xlsx
from fengqiao.kit.tables import Table
from fengqiao.kit.tables.sheet import arranged, columns_of, lines_of
from fengqiao.vault.terms import MediaType

LARGEST = 4_000_000
TYPES = {"xlsx": MediaType.XLSX.value, "dmn": "application/xml", "toml": "application/toml"}


def sent(table: Table, kind: str, texts: dict[str, str], old: Table) -> HttpResponse:
    """Return a table as a file to keep; `old` is the table that the pack's files `texts` hold."""
    if kind == "dmn":
        content = written(table)
    elif kind == "toml":
        content = with_table(texts, old, table)[own_file(texts, table.code)].encode()
    else:
        content = _workbook(table)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = quote(f"{in_language(table.title, table.title_en)}-{table.version}.{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _workbook(table: Table) -> bytes:
    columns = tuple(Column(each.name, kind=ColumnKind.TEXT) for each in columns_of(table))
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec(name=table.title, columns=columns, rows=lines_of(table))])
    return out.getvalue()


def taken(file: Any, table: Table, pack: Pack, texts: dict[str, str]) -> list[list[str]]:
    """Return the lines of a file that was handed in; refuses what cannot be read, with the place in it."""
    if file is None:
        raise Problem("table-file", "请选择文件：.xlsx、.csv、.dmn 或 .toml。")
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Problem("xml-large", "文件太大，不像是一份清单。")
    name = file.name or ""
    kind = PurePath(name).suffix.lower()
    if kind in (".dmn", ".xml"):
        return lines_from(content, table)
    if kind == ".toml":
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Problem("pack-not-utf8", "文件“{file}”不是 UTF-8 编码。", file=name) from None
        return lines_of(table_from(texts, table.code, text))
    sheet = read_sheet(content, name, limits=sheet_limits(pack, timezone.localdate()))
    lines = [[row.text(place) for place in range(len(sheet.header))] for row in sheet.rows()]
    return arranged(table, sheet.header, lines)
