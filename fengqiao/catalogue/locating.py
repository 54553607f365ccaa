"""Where in a TOML text a key or list entry stands: tomllib reads values, yet does not say on which line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


class Locator:
    """The lines of a text that tomllib has accepted; paths as in `("kind", 2, "field", 0, "name")`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[KeyPath, int] = {}
        self._sizes: dict[KeyPath, int] = {}
        self._walk()

    def line(self, path: KeyPath) -> int:
        """Return the line (from 1) of the path, or of the nearest thing around it that is written in the text."""
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _walk(self) -> None:
        table: KeyPath = ()
        self._skip()
        while self._at < len(self._text):
            if self._text.startswith("[[", self._at):
                table = self._header(2)
            elif self._text[self._at] == "[":
                table = self._header(1)
            else:
                self._pair(table)
            self._skip()

    def _header(self, brackets: int) -> KeyPath:
        start = self._at
        self._at += brackets
        keys = self._keys()
        self._at += brackets
        path: KeyPath = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            if brackets == 2 and number == len(keys) - 1:
                self._mark(path, start)
                self._sizes[path] = self._sizes.get(path, 0) + 1
            if path in self._sizes:  # an array of tables: its newest one is meant
                path = (*path, self._sizes[path] - 1)
            self._mark(path, start)
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = table
        for key in self._keys():
            path = (*path, key)
            self._mark(path, start)
        self._at += 1  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        """Read a dotted key and the spaces around it."""
        keys = []
        while True:
            self._skip()
            if match := _BARE_KEY.match(self._text, self._at):
                keys.append(match[0])
            else:
                match = self._match(_STRING)
                keys.append(str(tomllib.loads(f"key = {match[0]}")["key"]))
            self._at = match.end()
            self._skip()
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        self._skip()
        self._mark(path, self._at)
        first = self._text[self._at]
        if first == "[":
            self._list(path)
        elif first == "{":
            self._inline(path)
        else:
            self._at = self._match(_STRING if first in "\"'" else _PLAIN).end()
        self._skip()

    def _list(self, path: KeyPath) -> None:
        self._at += 1
        self._skip()
        number = 0
        while self._text[self._at] != "]":
            self._value((*path, number))
            number += 1
            self._comma()
        self._at += 1

    def _inline(self, path: KeyPath) -> None:
        self._at += 1
        self._skip()
        while self._text[self._at] != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._text[self._at] == ",":
            self._at += 1
            self._skip()

    def _skip(self) -> None:
        self._at = self._match(_SPACE).end()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"not TOML at line {bisect_right(self._starts, self._at)}")
        return match

    def _mark(self, path: KeyPath, position: int) -> None:
        self._lines.setdefault(path, bisect_right(self._starts, position))
