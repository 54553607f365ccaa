"""Templates filled with words, and what those who handle matters write; no Django here."""

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


class HandlingWords:
    """What those who handle matters write, from packs/demo/handling.toml; the caller brings the random source."""

    def __init__(self, folder: Path) -> None:
        self._banks = read_bank(folder / "handling.toml")
        self._answers = {result: group for group, results in self._banks["reply_for"].items() for result in results}

    def accept(self, rng: Random, *, urgent: bool = False) -> str:
        """A note at accepting."""
        return self._say(rng, self._banks["accept"]["urgent" if urgent else "lines"])

    def progress(self, function: str, rng: Random) -> str:
        """A note of what was done; a function without its own bank speaks as the governance centre."""
        return self._say(rng, self._banks["progress"].get(function) or self._banks["progress"]["centre"])

    def returning(self, reason: str, rng: Random) -> str:
        """The explanation that goes with a reason for returning."""
        return self._say(rng, self._for_reason("return", reason))

    def pausing(self, reason: str, rng: Random) -> str:
        """The explanation that goes with a reason for pausing a clock."""
        return self._say(rng, self._for_reason("pause", reason))

    def reopening(self, reason: str, rng: Random) -> str:
        """The explanation that goes with a reason for reopening."""
        return self._say(rng, self._for_reason("reopen", reason))

    def closing(self, kind: str, result: str, rng: Random) -> str:
        """The result in words; an unknown kind or result gets the neutral sentence."""
        lines = self._banks["closing"].get(kind, {}).get(result) or self._banks["closing"]["default"]
        return self._say(rng, lines)

    def reply(self, result: str, rng: Random) -> str:
        """The answer to the teller that goes with a result."""
        return self._say(rng, self._banks["reply"][self._answers.get(result, "default")])

    def _for_reason(self, use: str, reason: str) -> Sequence[str]:
        bank: Mapping[str, Sequence[str]] = self._banks[use]
        return bank.get(reason, bank["default"])

    @staticmethod
    def _say(rng: Random, lines: Sequence[str]) -> str:
        return Wording(rng, {}).pick(lines)


def read_bank(path: Path) -> dict[str, Any]:
    """The content of one data file; ValueError where it is not TOML."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _number(rng: Random, low: int, high: int) -> int:
    """A number between the bounds, as round as people say it: tens from 200 up, fifties from 1,000 up."""
    step = 50 if high >= 1000 else 10 if high >= 200 else 1
    return min(high, max(low, round(rng.randint(low, high) / step) * step))
