"""What of a text is kept in the index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from fengqiao.kit.words.parts import ENDING, INITIALS, IS_HAN, LONGEST_DIGITS, SYLLABLE, folded, readings, runs

NUMBER = re.compile(r"([a-z]*)(\d{8})-(\d+)")


def tokens_of(*, heads: Iterable[str], texts: Iterable[str], number: str = "") -> set[str]:
    """Return the tokens of something that can be searched for.

    `heads` are short (title, place, names) and found by pinyin too; `texts` are long. A run of characters is kept as its
    pairs and its last character; letters and short digits as they are; a number (FX20261121-00042) by its ends besides.
    """
    heads = list(heads)
    found: set[str] = set()
    for text in (*heads, *texts):
        for run in runs(text):
            if IS_HAN.match(run):
                found.update(a + b for a, b in pairwise(run))
                found.add(run[-1])
            elif not run.isdigit() or len(run) <= LONGEST_DIGITS:
                found.add(run)
    for head in heads:
        for run in runs(head):
            if IS_HAN.match(run):
                found |= _sounds(run)
    return found | endings(number)


def _sounds(run: str) -> set[str]:
    read = [readings(character) for character in run]
    found = {SYLLABLE + each for character in read for each in character}
    for before, after in pairwise(read):
        found.update(INITIALS + a[0] + b[0] for a in before for b in after)
    return found


def endings(number: str) -> set[str]:
    """Return by what a number is found: itself, its day, its last digits."""
    parts = NUMBER.fullmatch(folded(number))
    if parts is None:
        return {ENDING + folded(number)} if number else set()
    letters, day, serial = parts.groups()
    found = {f"{letters}{day}-{serial}", f"{day}-{serial}", f"{day}{serial}", letters + day, day, day[4:] + serial}
    found |= {serial[-length:] for length in range(3, len(serial) + 1)}
    return {ENDING + each for each in found}
