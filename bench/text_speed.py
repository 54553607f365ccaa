"""How fast and how good the classifier of texts is on a labelled sheet, beside a floor measured in the same run.

    python bench/text_speed.py FILE --text COL --label COL [--title COL]

The floor is scikit-learn's CountVectorizer with characters and pairs of characters over the same texts: counting alone,
no weights, no labels. Run it on an idle machine; each rate is the best of several rounds.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fengqiao.kit.sheets import SheetLimits, open_sheet
from fengqiao.kit.text import evaluate, load, train

ROUNDS = 5
# Wide enough for any sheet that a person would measure with.
LIMITS = SheetLimits(2**30, 1000, 2_000_000, 2**33, 1000.0)


def best_seconds(work: Callable[[], object]) -> float:
    """Return the seconds of the quickest of several rounds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def read(path: Path, text: Sequence[str], label: str, title: str | None) -> tuple[list[str], list[str], list[str]]:
    """Return texts, labels and subject lines (empty without a column) of the rows that have text and label."""
    sheet = open_sheet(path, limits=LIMITS)
    columns = [sheet.header.index(name) for name in text]
    at = sheet.header.index(label)
    rows = [
        (
            "\n".join(row.text(column) for column in columns).strip(),
            row.text(at),
            row.text(sheet.header.index(title)) if title else "",
        )
        for row in sheet.rows()
    ]
    whole = [row for row in rows if row[0] and row[1]]
    return [text for text, *_ in whole], [label for _, label, _ in whole], [title for *_, title in whole]


def measure(texts: Sequence[str], labels: Sequence[str], titles: Sequence[str]) -> None:
    """Print seconds of training, size, rate of predicting against the floor, and the scores over five folds."""
    from sklearn.feature_extraction.text import CountVectorizer

    began = time.perf_counter()
    model = train(texts, labels, titles=titles)
    print(f"training            {time.perf_counter() - began:8.2f} s for {len(texts)} rows")
    data = model.to_bytes()
    print(f"model               {len(data) / 1e6:8.2f} MB, {model.gram_count} grams, {len(model.labels)} labels")
    print(f"loading             {best_seconds(lambda: load(data)) * 1e3:8.1f} ms")
    floor = best_seconds(lambda: CountVectorizer(analyzer="char", ngram_range=(1, 2)).fit_transform(texts))
    ours = best_seconds(lambda: model.predict(texts, titles=titles))
    asked = texts[: min(len(texts), 200)]
    why = best_seconds(lambda: [model.explain(text) for text in asked])
    print(f"floor (counting)    {len(texts) / floor:8.0f} texts/s")
    print(f"predicting          {len(texts) / ours:8.0f} texts/s, {floor / ours:.2f} times the floor's rate")
    print(f"explaining          {why / len(asked) * 1e3:8.2f} ms a text")
    began = time.perf_counter()
    found = evaluate(texts, labels, 5, titles=titles)
    judgement = found.judgement
    print(f"five folds          {time.perf_counter() - began:8.2f} s, {found.counts.alike} rows nearly repeat another")
    print(f"macro-F1            {found.macro_f1:8.4f}, by fold {' '.join(f'{f1:.4f}' for f1 in found.fold_macro_f1)}")
    print(f"accuracy            {found.accuracy:8.4f}")
    print(f"calibration error   {judgement.calibration_error:8.4f}")
    share = found.answered / found.counts.used
    print(f"answered            {share:8.4f} at {judgement.choice.bar:g}, right {found.answered_accuracy or 0:.4f}")
    costs = [judgement.choice.at(bar).per_thousand for bar in (0.0, judgement.choice.bar, 1.0)]
    print(
        "cost of a thousand  "
        + ", ".join(f"{cost:.0f}" for cost in costs)
        + " minutes: answer all, chosen, look at all"
    )


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", action="append", required=True, metavar="COL")
    parser.add_argument("--label", required=True, metavar="COL")
    parser.add_argument("--title", metavar="COL")
    given = parser.parse_args()
    texts, labels, titles = read(given.file, given.text, given.label, given.title)
    print(
        f"{len(texts)} texts, mean {sum(map(len, texts)) / max(len(texts), 1):.0f} characters, {os.cpu_count()} cores"
    )
    measure(texts, labels, titles)


if __name__ == "__main__":
    main()
