"""Runs of one script in a text, and what Latin letters can stand for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
RUNS = re.compile(rf"[{HAN}]+|[a-z]+|[0-9]+")
IS_HAN = re.compile(rf"[{HAN}]")
LONGEST_DIGITS = 6  # longer ones are numbers of people and accounts: they are found by the blind index alone

# Marks before a token that is no word: none of them can be typed.
INITIALS, SYLLABLE, ENDING = "\ue001", "\ue002", "\ue003"


def folded(text: str) -> str:
    """Return a text as it is compared: full-width forms and capitals made plain."""
    return unicodedata.normalize("NFKC", text).lower()


def runs(text: str) -> list[str]:
    """Return the runs of characters, letters and digits of a text."""
    return RUNS.findall(folded(text))


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Return how a character can be read, without tones."""
    from pypinyin import Style, pinyin

    (found,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(sorted({each for each in found if each.isascii() and each.isalpha()}))


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return all syllables of pinyin without tones."""
    return frozenset((Path(__file__).parent / "syllables.txt").read_text().split())


def in_syllables(letters: str) -> list[str] | None:
    """Return the letters cut into syllables, the longest first (zhandao → zhan, dao); None where they are none."""
    known, whole = syllables(), len(letters)
    best: list[list[str] | None] = [[], *([None] * whole)]
    for end in range(1, whole + 1):
        for start in range(max(end - 6, 0), end):
            before = best[start]
            if before is None or letters[start:end] not in known:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = [*before, letters[start:end]]
    return best[whole] or None
