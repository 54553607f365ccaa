"""How the demo's matters go on: what is noted on the way, how each situation ends, who is asked to help; no Django here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fengqiao.site.demo.wording import Wording, read_bank


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Which function is asked to help, for what, and what it says that it did."""

    function: str
    wanted: str
    done: str


@dataclass(frozen=True, slots=True)
class Course:
    """How the matters of one situation go on: notes in order, and words by the code of the result."""

    notes: tuple[str, ...]
    ends: Mapping[str, str]
    help: HelpWanted | None = None


class Courses:
    """The courses of packs/demo/courses_*.toml and the phrases of handling.toml; the caller brings the random source."""

    def __init__(self, folder: Path) -> None:
        self._phrases = read_bank(folder / "handling.toml")
        rows = [read_bank(path) for path in sorted(folder.glob("courses_*.toml"))]
        self.by_situation = {code: _course(row) for bank in rows for code, row in bank.items()}

    def phrase(self, bank: str, key: str, rng: Random, **slots: str) -> str:
        """One of the phrases of a bank, filled; KeyError where there is none."""
        return Wording(rng, {}, slots).pick(self._phrases[bank][key])

    def keys(self, bank: str) -> Sequence[str]:
        """The keys of a bank, in order."""
        return tuple(self._phrases[bank])


def told(words: str, rng: Random) -> str:
    """The words with their places filled."""
    return Wording(rng, {}).fill(words)


def _course(row: Mapping[str, Any]) -> Course:
    wanted = HelpWanted(*row["help"]) if "help" in row else None
    return Course(tuple(row["notes"]), row["end"], wanted)
