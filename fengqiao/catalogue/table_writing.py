"""A table put back into the files of a pack: rows that did not change keep their lines and remarks, others are written anew."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.catalogue.reading import check_files, parse_pack
from fengqiao.kit.feel import literal, plain
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Cell, Codes, Condition, Flag, Formula, Range, Row, Table, Words

_ROW = re.compile(r"^\[\[row\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_VERSION = re.compile(r'^version\s*=\s*"[^"]*"', re.MULTILINE)
_BEFORE = re.compile(r'^before\s*=\s*"[^"]*"\n?', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _File:
    """A file with rows of a table: what stands before the first, and each row's lines by its id."""

    name: str
    head: str
    blocks: Mapping[str, str]


def with_table(files: Mapping[str, str], old: Table, new: Table) -> dict[str, str]:
    """Return the files of a pack with the rows of `new` in the place of those of `old`, the table's version set.

    A row stays in the file of the pack that brought it; new ones go into the table's own. Refuses (`Problem`) where the
    table is in no file.
    """
    found = list(_files(files, old.code))
    if not found:
        raise Problem("table-no-file", "规则包里没有清单“{table}”的文件。", table=old.title)
    own, *added = found
    kept = {row.id: row for row in old.rows}
    home = {row_id: file.name for file in added for row_id in file.blocks}
    result = dict(files)
    mine = [row for row in new.rows if row.id not in home]
    head = _VERSION.sub(lambda _: f"version = {_text(new.version)}", own.head, count=1)
    result[own.name] = head + "".join(_block(row, own, kept) for row in mine)
    for file in added:
        rows = [row for row in new.rows if home.get(row.id) == file.name]
        result[file.name] = file.head + "".join(_block(row, file, kept, _next(row, new.rows, home)) for row in rows)
        if not rows:
            del result[file.name]
    return result


def _next(row: Row, rows: Sequence[Row], home: Mapping[str, str]) -> str:
    """Return the row of the table's own file that follows a row which another pack brought."""
    after = [each.id for each in rows]
    rest = after[after.index(row.id) + 1 :]
    return next((row_id for row_id in rest if row_id not in home), "")


def _files(files: Mapping[str, str], code: str) -> Iterator[_File]:
    """Yield the table's own file, then those that add rows to it."""
    later = []
    for name in sorted(files):
        head = tomllib.loads(files[name].removeprefix("\ufeff")).get("table")
        if not isinstance(head, Mapping):
            continue
        if head.get("code") == code:
            yield _split(name, files[name])
        elif head.get("extends") == code:
            later.append(_split(name, files[name]))
    yield from later


def _split(name: str, text: str) -> _File:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    starts = [_with_remarks(text, found.start()) for found in _ROW.finditer(text)]
    ends = [*starts[1:], len(text)]
    blocks = {}
    for start, end in zip(starts, ends, strict=True):
        block = text[start:end]
        blocks[str(tomllib.loads(block)["row"][0]["id"])] = block
    return _File(name, text[: starts[0]] if starts else text.rstrip("\n") + "\n\n", blocks)


def _with_remarks(text: str, start: int) -> int:
    """Return where a row begins with the remarks that stand right above it."""
    lines = text[:start].split("\n")[:-1]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        start -= len(lines.pop()) + 1
    return start


def _block(row: Row, file: _File, kept: Mapping[str, Row], before: str | None = None) -> str:
    block = file.blocks.get(row.id)
    if block is not None and kept.get(row.id) == row:
        if before is None:
            return block
        return _BEFORE.sub(f"before = {_text(before)}\n", block, count=1)
    remarks = block[: _ROW.search(block).start()] if block and _ROW.search(block) else "\n"  # type: ignore[union-attr]
    return remarks + "\n".join(_row(row, before)) + "\n"


def _row(row: Row, before: str | None) -> Iterator[str]:
    yield "[[row]]"
    yield f"id = {_text(row.id)}"
    if before:
        yield f"before = {_text(before)}"
    yield f"name = {_text(row.name)}"
    if row.name_en:
        yield f"name_en = {_text(row.name_en)}"
    for code, condition in row.when.items():
        yield from _condition(f"when.{code}", condition)
    then = ", ".join(f"{code} = {_value(value)}" for code, value in row.then.items())
    yield f"then = {{ {then} }}" if then else "then = {}"
    yield f"why = {_text(row.why)}"
    yield f"why_en = {_text(row.why_en)}"
    if row.source:
        yield f"source = {_text(row.source)}"


def _condition(key: str, condition: Condition) -> Iterator[str]:
    match condition:
        case Words() | Codes():
            named = {"any": condition.any_of, "none": condition.none_of}
            if isinstance(condition, Words):
                named["all"] = condition.all_of
            for name, entries in named.items():
                if entries:
                    yield f"{key}.{name} = {_list(entries)}"
            if isinstance(condition, Words) and condition.at_least > 1:
                yield f"{key}.min = {condition.at_least}"
        case Range():
            bounds = (("min", condition.least), ("max", condition.most), ("above", condition.above), ("below", condition.below))  # fmt: skip
            for name, bound in bounds:
                if bound is not None:
                    yield f"{key}.{name} = {literal(plain(bound))}"
        case Flag():
            yield f"{key} = {_value(condition.value)}"
        case Cell():
            yield f"{key}.tests = {_text(condition.text)}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(entries: Sequence[str]) -> str:
    return f"[{', '.join(_text(entry) for entry in entries)}]"


def _value(value: Any) -> str:
    if isinstance(value, Formula):
        return f"{{ formula = {_text(value.text)} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else literal(plain(value))


def own_file(files: Mapping[str, str], code: str) -> str:
    """Return the name of the file that a table stands in; refuses (`Problem`) where it is in none."""
    found = next(iter(_files(files, code)), None)
    if found is None:
        raise Problem("table-no-file", "规则包里没有清单“{table}”的文件。", table=code)
    return found.name


def table_from(files: Mapping[str, str], code: str, text: str) -> Table:
    """Return the table that a pack would have with this text in the place of the table's own file.

    Refuses (`Problem`) the first error, with its line.
    """
    name = own_file(files, code)
    changed = {**files, name: text}
    wrong = next((each for each in check_files(changed) if each.is_error and each.file == name), None)
    if wrong:
        raise Problem("table-toml", "第 {line} 行：{why}", line=wrong.line, why=wrong.message)
    table = parse_pack(changed).tables.get(code)
    if table is None:
        raise Problem("table-toml-other", "文件里不是清单“{table}”。", table=code)
    return table
