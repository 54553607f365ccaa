"""Reading a FEEL text sign by sign: spaces and comments, signs, words, and names that hold spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fengqiao.kit.problems import Problem

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_START = r"?A-Za-z_\u00b7\u00c0-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
# Chinese punctuation lies within the standard's range of letters; nobody means it as part of a name.
_NOT = "、。〈〉《》「」『』【】〔〕，；：！？（）"
_WORD = re.compile(rf"(?![{_NOT}])[{_START}](?:(?![{_NOT}])[{_START}0-9])*")
_PART = re.compile(rf"(?![{_NOT}])[{_START}0-9]")
RESERVED = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "true",
        "false",
        "null",
        "function",
        "not",
    ]
)


def refusal(text: str, at: int, why: str = "") -> Problem:
    """Return the refusal of an expression: what stands where it cannot be read."""
    near = text[at : at + 12].strip()
    if why:
        return Problem("feel-syntax", "表达式第 {at} 个字符起读不懂：{why}", at=at + 1, why=why)
    if not near:
        return Problem("feel-syntax-end", "表达式没有写完：“{text}”。", text=text[-24:])
    return Problem("feel-syntax-at", "表达式第 {at} 个字符起读不懂：“{near}”。", at=at + 1, near=near)


class Names:
    """Names that may hold spaces and signs, found at a place in a text: the longest known one wins."""

    def __init__(self, names: Iterable[str]) -> None:
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._names: set[str] = set()
        self.add(names)

    def add(self, names: Iterable[str]) -> None:
        """Make more names known; plain words need not be."""
        for name in names:
            if name in self._names or not name.strip() or _WORD.fullmatch(name):
                continue
            self._names.add(name)
            pieces = [re.escape(piece) for piece in name.split()]
            self._patterns[name] = re.compile(r"\s+".join(pieces))
        self._sorted = sorted(self._patterns.items(), key=lambda pair: -len(pair[0]))

    def longest(self, text: str, at: int) -> tuple[str, int] | None:
        """Return the longest known name here and where it ends."""
        for name, pattern in self._sorted:
            found = pattern.match(text, at)
            if found and not (_PART.match(text[found.end() - 1]) and _PART.match(text, found.end())):
                return name, found.end()
        return None


class Scanner:
    """A place in a text that moves forward."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.at = 0
        self.names = names

    def skip(self) -> None:
        """Pass spaces and comments."""
        found = _SPACE.match(self.text, self.at)
        if found:
            self.at = found.end()

    def done(self) -> bool:
        """Return whether nothing is left."""
        self.skip()
        return self.at >= len(self.text)

    def fail(self, why: str = "") -> Problem:
        """Return the refusal for this place."""
        self.skip()
        return refusal(self.text, self.at, why)

    def sign(self, *signs: str) -> str:
        """Take the first of these signs that stands here; else return an empty text."""
        self.skip()
        for sign in signs:
            if self.text.startswith(sign, self.at):
                self.at += len(sign)
                return sign
        return ""

    def want(self, sign: str) -> None:
        """Take this sign; refuse anything else."""
        if not self.sign(sign):
            raise self.fail()

    def sees(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what a pattern finds here, without taking it."""
        self.skip()
        return pattern.match(self.text, self.at)

    def takes(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what a pattern finds here."""
        found = self.sees(pattern)
        if found:
            self.at = found.end()
        return found

    def peek_word(self) -> str:
        """Return the plain word here."""
        found = self.sees(_WORD)
        return found.group() if found else ""

    def word(self, *words: str) -> str:
        """Take one of these words where it stands here as a whole word."""
        found = self.sees(_WORD)
        if found and found.group() in words:
            self.at = found.end()
            return found.group()
        return ""

    def want_word(self, word: str) -> None:
        """Take this word; refuse anything else."""
        if not self.word(word):
            raise self.fail()

    def name(self) -> str:
        """Take a name: the longest known one, else a plain word that is not reserved; empty where there is none."""
        self.skip()
        known = self.names.longest(self.text, self.at)
        found = _WORD.match(self.text, self.at)
        plain = found.group() if found else ""
        if known and len(known[0]) > len(plain):
            self.at = known[1]
            return known[0]
        if plain and plain not in RESERVED and found:
            self.at = found.end()
            return plain
        return ""

    def new_name(self, stop: re.Pattern[str]) -> str:
        """Take a name that is being made here: everything up to what `stop` finds."""
        self.skip()
        end = stop.search(self.text, self.at)
        if end is None:
            raise self.fail()
        name = " ".join(self.text[self.at : end.start()].split())
        if not name or len(name) > 200:
            raise self.fail()
        self.at = end.start()
        return name
