"""Templates filled with words; no Django here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)-(\d+)\Z")


class Wording:
    """Fills templates: `{slot}` keeps its word once chosen, `{a|b}` picks afresh, `{3-8}` is a number."""

    def __init__(self, rng: Random, banks: Mapping[str, Sequence[str]], words: Mapping[str, str] | None = None) -> None:
        self._rng = rng
        self._banks = banks
        self.words = dict(words or {})

    def fill(self, template: str) -> str:
        """The template with all its places filled, the innermost first; KeyError for an unknown slot."""
        while found := _INNERMOST.search(template):
            template = template[: found.start()] + self._word(found[1]) + template[found.end() :]
        return template

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled; nothing where there are none."""
        return self.fill(self._rng.choice(templates)) if templates else ""

    def _word(self, inner: str) -> str:
        if "|" in inner:
            return self._rng.choice(inner.split("|"))
        if bounds := _RANGE.match(inner):
            return str(_number(self._rng, int(bounds[1]), int(bounds[2])))
        if inner not in self.words:
            self.words[inner] = self.pick(self._banks[inner])
        return self.words[inner]


def read_bank(path: Path) -> dict[str, Any]:
    """The content of one data file; ValueError where it is not TOML."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _number(rng: Random, low: int, high: int) -> int:
    """A number between the bounds, as round as people say it: tens from 200 up, fifties from 1,000 up."""
    step = 50 if high >= 1000 else 10 if high >= 200 else 1
    return min(high, max(low, round(rng.randint(low, high) / step) * step))
