"""Reading one TOML table key by key: what is missing, of the wrong type or not known is noted with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from fengqiao.catalogue.finding import Finding, Severity
from fengqiao.catalogue.locating import KeyPath, Locator
from fengqiao.kit.suggesting import suggestion

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

_CODE = re.compile(r"[a-z][a-z0-9_.-]*")
_CHINESE = re.compile("[㐀-鿿]")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TYPE_WORDS = {
    str: ("文字", "a text"),
    bool: ("true 或 false", "true or false"),
    int: ("整数", "a whole number"),
    float: ("数字", "a number"),
    date: ("日期", "a date"),
    time: ("时刻", "a time of day"),
    list: ("列表", "a list"),
    dict: ("一组键值", "a table"),
}


def spelt(path: KeyPath) -> str:
    """Return a path as people write it: `kind[2].field[0].name`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


@dataclass(slots=True)
class Source:
    """One file being read: its name, where things stand in it, and the findings so far (shared by all files)."""

    file: str
    locator: Locator
    findings: list[Finding]

    def note(
        self, path: KeyPath, code: str, message: str, message_en: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a finding at a path."""
        line = self.locator.line(path)
        self.findings.append(Finding(self.file, line, spelt(path), code, message, message_en, severity))

    def note_line(self, line: int, code: str, message: str, message_en: str) -> None:
        """Note an error on a line."""
        self.findings.append(Finding(self.file, line, "", code, message, message_en))


@dataclass(slots=True)
class Node:
    """A TOML table at `path`. Each getter returns a value of the right type, a stand-in where it noted an error."""

    source: Source
    path: KeyPath
    data: Mapping[str, object]
    _asked: set[str] = field(default_factory=set)

    def note(self, key: str, code: str, message: str, message_en: str, severity: Severity = Severity.ERROR) -> None:
        """Note a finding at a key of this table ("" for the table itself)."""
        self.source.note((*self.path, key) if key else self.path, code, message, message_en, severity)

    def has(self, key: str) -> bool:
        """Return whether the key is written; it counts as known from now on."""
        self._asked.add(key)
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty; without a default it must be there."""
        value = self._get(key, str, default)
        if value is None:
            return ""
        if not value.strip() and default is None:
            self.note(key, "empty-text", f"“{key}”不能为空。", f"“{key}” must not be empty")
        return value.strip()

    def english(self, key: str, default: str | None = None) -> str:
        """Return a text that must be there in English: without Chinese characters."""
        value = self.text(key, default)
        if _CHINESE.search(value):
            self.note(key, "not-translated", f"“{key}”要写英文。", f"“{key}” must be in English")
        return value

    def code(self, key: str = "code") -> str:
        """Return a code: small letters, digits, dot, hyphen and underscore, a letter first."""
        value = self.text(key)
        if value and not _CODE.fullmatch(value):
            self.note(
                key,
                "bad-code",
                f"代码“{value}”只能用小写英文字母、数字、点、横线和下划线，以字母开头。",
                f"code “{value}” may hold small letters, digits, dots, hyphens and underscores, a letter first",
            )
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        return self._get(key, bool, default) or False

    def whole(self, key: str) -> int:
        """Return a whole number."""
        return self._get(key, int, None) or 0

    def number(self, key: str) -> float:
        """Return a number."""
        return self._get(key, float, None) or 0

    def day(self, key: str) -> date:
        """Return a date."""
        return self._get(key, date, None) or date.min

    def maybe_day(self, key: str) -> date | None:
        """Return a date, or None where the key is left out."""
        return self.day(key) if self.has(key) else None

    def maybe_time(self, key: str) -> time | None:
        """Return a time of day, or None where the key is left out."""
        return self._get(key, time, None) if self.has(key) else None

    def choice(self, key: str, terms: type[E], default: E | None = None) -> E | None:
        """Return a term; None where an error was noted."""
        value = self._get(key, str, default.value if default else None)
        if value is None:
            return None
        if value in {term.value for term in terms}:
            return terms(value)
        hint, hint_en = suggestion(value, [term.value for term in terms])
        known = "、".join(term.value for term in terms)
        known_en = ", ".join(term.value for term in terms)
        self.note(
            key,
            "unknown-term",
            f"“{key}”不能是“{value}”{hint}可以写：{known}。",
            f"“{key}” is one of {known_en}{hint_en}",
        )
        return None

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Return a list of texts; entries of another type are noted and left out."""
        return self.entries(key, str, needed=needed)

    def entries(self, key: str, kind: type[V], *, needed: bool = True) -> tuple[V, ...]:
        """Return a list whose entries are all of one type; others are noted and left out."""
        listed = self._get(key, list, None if needed else [])
        good = []
        for number, entry in enumerate(listed or ()):
            if _is(entry, kind):
                good.append(entry)
            else:
                self._wrong_type((*self.path, key, number), f"{key}[{number}]", kind)
        return tuple(good)

    def raw(self, key: str) -> object:
        """Return what is written under a key that must be there, of any type."""
        return self._get(key, object, None)

    def child(self, key: str) -> Node | None:
        """Return the table under a key; None where it is left out or none."""
        value = self._get(key, dict, None) if self.has(key) else None
        return None if value is None else Node(self.source, (*self.path, key), value)

    def children(self, key: str, *, needed: bool = False) -> list[Node]:
        """Return the tables of an array of tables; it may be left out unless needed."""
        tables = self._get(key, list, None if needed else [])
        nodes = []
        for number, table in enumerate(tables or ()):
            if isinstance(table, dict):
                nodes.append(Node(self.source, (*self.path, key, number), table))
            else:
                self._wrong_type((*self.path, key, number), f"{key}[{number}]", dict)
        return nodes

    def done(self) -> None:
        """Note every key that nobody asked for: mostly a misspelt one."""
        for key in self.data:
            if key not in self._asked:
                hint, hint_en = suggestion(key, self._asked)
                self.note(key, "unknown-key", f"不认识“{key}”{hint}", f"unknown key “{key}”{hint_en}")

    def _get(self, key: str, kind: type[V], default: V | None) -> V | None:
        self._asked.add(key)
        if key not in self.data:
            if default is None:
                self.note(key, "missing-key", f"缺少“{key}”。", f"“{key}” is missing")
            return default
        value = self.data[key]
        if _is(value, kind):
            return value  # type: ignore[return-value]  # _is has looked
        self._wrong_type((*self.path, key), key, kind)
        return None

    def _wrong_type(self, path: KeyPath, key: str, kind: type) -> None:
        word, word_en = _TYPE_WORDS[kind]
        self.source.note(path, "wrong-type", f"“{key}”要写{word}。", f"“{key}” must be {word_en}")


def _is(value: object, kind: type) -> bool:
    """Return whether a TOML value is of a type; true is no number, a date with a time is no date, 5 is a number."""
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)


def open_file(file: str, text: str, findings: list[Finding]) -> Node | None:
    """Return the top table of a TOML text; None where its syntax is wrong, which is noted with its line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = str(error)
        findings.append(Finding(file, line, "", "syntax", f"TOML 写法有误：{reason}", f"TOML syntax: {reason}"))
        return None
    return Node(Source(file, Locator(text), findings), (), data)


def note_repeats(nodes: Sequence[Node], codes: Sequence[str], what: str, what_en: str, key: str = "code") -> None:
    """Note every code that an earlier node of the list has already."""
    for number, (node, code) in enumerate(zip(nodes, codes, strict=True)):
        if code and code in codes[:number]:
            node.note(key, "repeated-code", f"{what}“{code}”重复。", f"{what_en} “{code}” occurs twice")
