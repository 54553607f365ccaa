"""How well and how fast private data is found: precision and recall on invented sentences, messages a second on a file.

Usage: bench/private_text.py [FILE --text COLUMN]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fengqiao.kit.privacy import find_private
from fengqiao.kit.sheets import SheetLimits, open_sheet

LABELLED = Path(__file__).resolve().parents[1] / "tests/data/private_sentences.txt"
LIMITS = SheetLimits(200_000_000, 100, 200_000, 800_000_000, 200)
MARK = re.compile(r"\{([a-z_]+)\|([^}]*)\}")
Found = set[tuple[int, int, str]]


def labelled() -> list[tuple[str, Found]]:
    """Return the sentences without their marks, each with the (start, end, kind) marked."""
    rows = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, marks, at = "", set(), 0
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            marks.add((len(text), len(text) + len(mark[2]), mark[1]))
            text += mark[2]
            at = mark.end()
        rows.append((text + line[at:], marks))
    return rows


def score() -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Return by kind what was marked, found, and found exactly; and what went wrong, in words."""
    marked_: Counter[str] = Counter()
    found_: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for text, marks in labelled():
        found = {(span.start, span.end, span.kind.value) for span in find_private(text)}
        marked_.update(kind for _, _, kind in marks)
        found_.update(kind for _, _, kind in found)
        right.update(kind for _, _, kind in marks & found)
        wrong += [f"missed {text[s:e]} ({kind}): {text}" for s, e, kind in sorted(marks - found)]
        wrong += [f"wrong  {text[s:e]} ({kind}): {text}" for s, e, kind in sorted(found - marks)]
    return marked_, found_, right, wrong


def speed(path: Path, column: str) -> None:
    """Print messages a second over a file against the floor, one plain search for digits over the same texts."""
    sheet = open_sheet(path, limits=LIMITS)
    place = sheet.header.index(column)
    texts = [row.text(place) for row in sheet.rows()]
    digits = re.compile(r"\d{11}")
    begun = time.perf_counter()
    for text in texts:
        digits.findall(text)
    floor = time.perf_counter() - begun
    begun = time.perf_counter()
    spans = sum(len(find_private(text)) for text in texts)
    taken = time.perf_counter() - begun
    print(
        f"{len(texts)} messages, {spans} findings: {len(texts) / taken:.0f} messages/s, {taken / floor:.0f} times the floor"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--text", default="")
    options = parser.parse_args()
    marked_, found_, right, wrong = score()
    print("\n".join(wrong))
    print(f"{'kind':<12}{'marked':>8}{'precision':>11}{'recall':>8}")
    for kind in [*sorted(marked_), ""]:
        asked = marked_[kind] if kind else marked_.total()
        got = found_[kind] if kind else found_.total()
        hit = right[kind] if kind else right.total()
        print(f"{kind or 'all':<12}{asked:>8}{hit / max(got, 1):>11.3f}{hit / asked:>8.3f}")
    if options.file:
        speed(options.file, options.text)


if __name__ == "__main__":
    main()
