"""A pack read as a whole: from a folder or from the texts of its files, with every finding of every file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from fengqiao.catalogue.calendar_reading import read_calendar
from fengqiao.catalogue.crossing import note_tables
from fengqiao.catalogue.finding import Finding, PackRefused
from fengqiao.catalogue.kind_reading import read_kinds
from fengqiao.catalogue.list_reading import read_functions, read_reasons, read_topics, read_values, read_word_lists
from fengqiao.catalogue.model import Kind, Pack
from fengqiao.catalogue.node import Node, open_file
from fengqiao.catalogue.table_reading import read_table
from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.workcalendar import WorkCalendar

T = TypeVar("T")

HEAD = "pack.toml"
_FILES = (HEAD, "kinds.toml", "topics.toml", "functions.toml", "words.toml", "reasons.toml", "values.toml")
_CALENDARS = "calendar/"
_TABLE = "table"  # the section by which a file says that it is a decision table


def read_pack(directory: Path) -> Pack:
    """Return the pack in a folder; refuses (`PackRefused`, with all findings) one with errors."""
    return parse_pack(pack_files(directory))


def parse_pack(files: Mapping[str, str]) -> Pack:
    """Return the pack made of file texts by name (`kinds.toml`, `calendar/china.toml`); refuses as `read_pack`."""
    pack, findings = _read(files)
    if any(finding.is_error for finding in findings):
        raise PackRefused(findings)
    return pack


def check_pack(directory: Path) -> tuple[Finding, ...]:
    """Return everything wrong with the pack in a folder, by file and line; empty when nothing is."""
    return check_files(pack_files(directory))


def check_files(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return everything wrong with a pack given as file texts, by file and line."""
    return _read(files)[1]


def pack_files(directory: Path) -> dict[str, str]:
    """Return the TOML texts of a pack's folder by name, `/` between folders.

    Refuses a folder that is not there (`pack-folder-missing`) and a file that is not UTF-8 (`pack-not-utf8`).
    """
    if not directory.is_dir():
        raise Problem("pack-folder-missing", "没有“{folder}”这个文件夹。", folder=str(directory))
    files = {}
    for path in sorted(directory.rglob("*.toml")):
        name = path.relative_to(directory).as_posix()
        try:
            files[name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Problem("pack-not-utf8", "文件“{file}”不是 UTF-8 编码。", file=name) from None
    return files


def digest(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of the files' names and texts, the same whatever their order and line ends."""
    ordered = sorted((name, text.removeprefix("\ufeff").replace("\r\n", "\n")) for name, text in files.items())
    return sha256(json.dumps(ordered, ensure_ascii=False).encode()).hexdigest()


def _read(files: Mapping[str, str]) -> tuple[Pack, tuple[Finding, ...]]:
    """Return the pack (of use only without errors) and the findings."""
    findings: list[Finding] = []
    tops = {name: top for name in sorted(files) if (top := open_file(name, files[name], findings))}
    _note_strange_files(files, tops, findings)

    def part(name: str, reader: Callable[[Node], T]) -> T | None:
        return reader(tops[name]) if name in tops else None

    head = part(HEAD, _head) or _NO_HEAD
    lists = part("words.toml", read_word_lists) or {}
    kinds = part("kinds.toml", lambda top: read_kinds(top, head.version)) or ()
    topics = part("topics.toml", read_topics) or {}
    functions = part("functions.toml", read_functions) or {}
    tables = [read_table(top, lists) for name, top in tops.items() if _is_table(name, top)]
    pack = Pack(
        **asdict(head),
        kind_versions=kinds,
        kinds=MappingProxyType(_newest(kinds)),
        topics=MappingProxyType(topics),
        functions=MappingProxyType(functions),
        tables=MappingProxyType({read.table.code: read.table for read in tables}),
        calendars=MappingProxyType(_calendars(tops, files)),
        reasons=MappingProxyType(part("reasons.toml", read_reasons) or {}),
        values=MappingProxyType(part("values.toml", read_values) or {}),
        lists=MappingProxyType(lists),
        digest=digest(files),
    )
    note_tables(pack, tables, tops.get("words.toml"))
    return pack, tuple(sorted(set(findings), key=lambda each: (each.file, each.line, each.path, each.code)))


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    version: str
    title: str
    title_en: str
    valid_from: date
    requires: tuple[str, ...]


_NO_HEAD = _Head("", "", "", "", date.min, ())


def _head(top: Node) -> _Head:
    head = _Head(
        name=top.code("name"),
        version=top.text("version"),
        title=top.text("title"),
        title_en=top.english("title_en"),
        valid_from=top.day("valid_from"),
        requires=top.texts("requires", needed=False),
    )
    top.done()
    return head


def _newest(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """Return of each kind the version that begins last, in the order in which the kinds first appear."""
    newest: dict[str, Kind] = {}
    for kind in kinds:
        if kind.code not in newest or kind.valid_from > newest[kind.code].valid_from:
            newest[kind.code] = kind
    return newest


def _calendars(tops: Mapping[str, Node], files: Mapping[str, str]) -> dict[str, WorkCalendar]:
    calendars: dict[str, WorkCalendar] = {}
    for name, top in tops.items():
        if name.startswith(_CALENDARS) and (calendar := read_calendar(top, files[name])):
            if calendar.code in calendars:
                top.note(
                    "code", "repeated-code", f"日历“{calendar.code}”重复。", f"calendar “{calendar.code}” occurs twice"
                )
            calendars[calendar.code] = calendar
    return calendars


def _is_table(name: str, top: Node) -> bool:
    return name not in _FILES and not name.startswith(_CALENDARS) and (_TABLE in top.data or name == "routing.toml")


def _note_strange_files(files: Mapping[str, str], tops: Mapping[str, Node], findings: list[Finding]) -> None:
    """Note a missing pack.toml, and files whose name means nothing: mostly a misspelt one."""
    if HEAD not in files:
        findings.append(Finding(HEAD, 1, "", "missing-file", "缺少 pack.toml。", "pack.toml is missing"))
    for name, top in tops.items():
        if name not in _FILES and not name.startswith(_CALENDARS) and not _is_table(name, top):
            hint, hint_en = suggestion(name, _FILES)
            findings.append(
                Finding(name, 1, "", "unknown-file", f"不认识文件“{name}”{hint}", f"unknown file “{name}”{hint_en}")
            )
