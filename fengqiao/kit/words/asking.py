"""What somebody typed into a search box, as conditions on tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from fengqiao.kit.words.keeping import tokens_of
from fengqiao.kit.words.parts import ENDING, INITIALS, IS_HAN, LONGEST_DIGITS, SYLLABLE, folded, in_syllables, runs
from fengqiao.kit.words.segmenting import words_of

MOST_PARTS, SHORT = 8, 3
BETWEEN = frozenset("的了在是和与及对把被向从有很都也就又")  # between words they ask for nothing
NUMBER = re.compile(r"[a-z]{0,4}\d{8}-?\d{3,6}|[a-z]{1,4}\d{8}")


@dataclass(frozen=True, slots=True)
class Term:
    """A token, or with `begins` every token that begins with it."""

    token: str
    begins: bool = False


Way = tuple[Term, ...]  # all of them


@dataclass(frozen=True, slots=True)
class Question:
    """All `parts` must be met, each in one of its ways; `words` are what to mark in what was found."""

    parts: tuple[tuple[Way, ...], ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        """Say whether anything can be searched for."""
        return bool(self.parts)


def read_question(typed: str) -> Question:
    """Return what was typed as conditions; nothing searchable in it gives an empty question."""
    parts: list[tuple[Way, ...]] = []
    words: list[str] = []
    for word in folded(typed.replace("\x00", "")).split():
        if NUMBER.fullmatch(word):
            parts.append(((Term(ENDING + word),),))
            words.append(word)
            continue
        for run in runs(word):
            for part, mark in _of_run(run):
                parts.append(part)
                words.append(mark)
    return Question(tuple(dict.fromkeys(parts))[:MOST_PARTS], tuple(dict.fromkeys(words))[:MOST_PARTS])


@lru_cache(maxsize=20_000)
def _kept(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tokens_of(heads=names, texts=()))


def meets(question: Question, names: tuple[str, ...]) -> bool:
    """Say whether something of these names answers a question, as the index would."""
    kept = _kept(names)

    def there(term: Term) -> bool:
        return any(each.startswith(term.token) for each in kept) if term.begins else term.token in kept

    return all(any(all(map(there, way)) for way in part) for part in question.parts)


def _of_run(run: str) -> list[tuple[tuple[Way, ...], str]]:
    if IS_HAN.match(run):
        return [((_of_word(word),), word) for word in _words(run)]
    if run.isdigit():
        if len(run) > LONGEST_DIGITS:
            return [(((Term(ENDING + run),),), run)]
        return [(((Term(run),), (Term(ENDING + run),)), run)]
    ways: list[Way] = [(Term(run, begins=len(run) > 1),)]
    if 1 < len(run) <= 12:
        ways.append(tuple(dict.fromkeys(Term(INITIALS + a + b) for a, b in pairwise(run))))
    cut = in_syllables(run) if len(run) > 1 else None
    if cut:
        ways.append(tuple(dict.fromkeys(Term(SYLLABLE + each) for each in cut)))
    return [(tuple(dict.fromkeys(ways)), run)]


def _words(run: str) -> list[str]:
    """The words of a run; a single character between words (的, 在) asks for nothing, several together are a word."""
    if len(run) <= SHORT:
        return [run]
    found, loose = [], ""
    for word in (*words_of(run), ""):
        if len(word) == 1 and word not in BETWEEN:
            loose += word
            continue
        found += [part for part in (loose, word) if len(part) > 1]  # a word of one character alone is left out
        loose = ""
    return found or [run]


def _of_word(word: str) -> Way:
    if len(word) == 1:
        return (Term(word, begins=True),)
    return tuple(dict.fromkeys(Term(a + b) for a, b in pairwise(word)))
