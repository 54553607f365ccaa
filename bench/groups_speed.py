"""How fast, and how well, messages about the same thing are gathered, beside a floor measured in the same run.

    python bench/groups_speed.py FILE --text COL --text COL [--rows 5000] [--labels tests/data/group_labels.csv]

The floor is scikit-learn's TfidfVectorizer with runs of one to three characters over the same texts: counting and
weighing alone, nothing compared. `--labels` (row, group) are groups made by hand, for B-cubed precision and recall.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fengqiao.kit.sheets import SheetLimits, open_sheet
from fengqiao.kit.text.alike import Message, group_messages, message_of

LIMITS = SheetLimits(2**30, 1000, 2_000_000, 2**33, 1000.0)


def read(path: Path, text: Sequence[str]) -> tuple[list[int], list[Message]]:
    """Return the numbers and the messages of a sheet's rows."""
    sheet = open_sheet(path, limits=LIMITS)
    columns = [sheet.header.index(name) for name in text]
    rows = list(sheet.rows())
    return [row.number for row in rows], [message_of([row.text(column) for column in columns]) for row in rows]


def b_cubed(found: Sequence[object], truth: Sequence[object]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 over the messages that either grouping joins to another."""
    sizes, wanted, both = Counter(found), Counter(truth), Counter(zip(found, truth, strict=True))
    joined = [pair for pair in zip(found, truth, strict=True) if sizes[pair[0]] > 1 or wanted[pair[1]] > 1]
    precision = sum(both[pair] / sizes[pair[0]] for pair in joined) / len(joined)
    recall = sum(both[pair] / wanted[pair[1]] for pair in joined) / len(joined)
    return precision, recall, 2 * precision * recall / (precision + recall)


def show_quality(numbers: Sequence[int], groups: Sequence[int], labels: Path) -> None:
    """Print the scores against groups made by hand; rows without a label stand alone."""
    with labels.open(encoding="utf-8") as lines:
        known = {int(line["row"]): int(line["group"]) for line in csv.DictReader(lines)}
    truth = [known.get(row, -row) for row in numbers]
    found = [group or -row for row, group in zip(numbers, groups, strict=True)]
    precision, recall, f1 = b_cubed(found, truth)
    print(f"b-cubed          {precision:8.3f} precision, {recall:.3f} recall, F1 {f1:.3f}")


def measure(numbers: Sequence[int], messages: Sequence[Message], rows: int, labels: Path | None) -> None:
    """Print the seconds of the floor and of the gathering, and how well it does."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    many = [
        Message(each.title, f"{each.body} {turn}") if turn else each
        for turn in range(-(-rows // len(messages)))
        for each in messages
    ][:rows]
    began = time.perf_counter()
    TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit_transform([f"{each.title} {each.body}" for each in many])
    floor = time.perf_counter() - began
    began = time.perf_counter()
    found = group_messages(many)
    ours = time.perf_counter() - began
    print(f"floor (weighing) {floor:8.1f} s for {len(many)} messages")
    print(f"gathering        {ours:8.1f} s, {ours / floor:.2f} times the floor; {max(found)} groups")
    if labels:
        show_quality(numbers, group_messages(messages), labels)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", action="append", required=True, metavar="COL")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--labels", type=Path)
    given = parser.parse_args()
    measure(*read(given.file, given.text), given.rows, given.labels)


if __name__ == "__main__":
    main()
