"""How often the published routing table sends real messages to the right function, with floors of the same run.

    python bench/routing_accuracy.py SHARED [--labels FILE] [--dev FILE]

SHARED (or the environment variable FENGQIAO_SHARED) is a folder that holds data/messages with the answered messages;
the repository holds ids and labels alone. The model is trained on the messages of the dev labels (never on one that is
measured), with the product's own training and its default settings. Strict: the function equals the label.
Lenient: it equals the label or one of `also`. The label `emergency` counts as police. Floors: always the commonest function of the
dev labels; the model alone; the table alone.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.kit.sheets import SheetLimits, open_sheet
from fengqiao.kit.text import Prediction, TextModel, train
from fengqiao.matters.rules.routing import decide
from fengqiao.matters.terms import Door

REPO = Path(__file__).resolve().parents[1]
TEST = REPO / "tests/data/routing_labels.csv"
DEV = REPO / "tests/data/routing_dev_labels.csv"
MESSAGES = Path("data/messages/已答复留言.xlsx")
BAR = 0.85  # lenient; below it the command ends with exit code 1
COLUMNS = ("留言编号", "留言主题", "留言详情")
# Wide enough for any sheet that a person would measure with.
LIMITS = SheetLimits(2**30, 1000, 2_000_000, 2**33, 1000.0)
# How the test rows were drawn: all ids in ascending order, shuffled with this seed, the first 140; then 60 more that
# mention the police (the quota).
DRAW_SEED, DRAWN = 20261121, 140
POLICE_WORDS = ("警", "公安", "派出所")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Subject line and text."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Label:
    """What is right for a message: one function, and others that are acceptable."""

    id: str
    function: str
    also: frozenset[str]

    def right(self, function: str) -> tuple[bool, bool]:
        """Return whether a function is right strictly and leniently."""
        strict = function == self.function
        return strict, strict or function in self.also


Answer = Callable[[str], str]
"""The function that one way of routing gives to the message with an id."""


def read_labels(path: Path) -> list[Label]:
    """Return the labels of a file with the columns id, function, also (several parted by |)."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        Label(row["id"], _function(row["function"]), frozenset(map(_function, filter(None, row["also"].split("|")))))
        for row in rows
    ]


def _function(label: str) -> str:
    return "police" if label.strip() == "emergency" else label.strip()


def read_messages(shared: Path) -> dict[str, Message]:
    """Return all messages by id."""
    sheet = open_sheet(shared / MESSAGES, limits=LIMITS)
    at = [sheet.header.index(name) for name in COLUMNS]
    rows = ([row.text(column).strip() for column in at] for row in sheet.rows())
    return {number.split(".")[0]: Message(*parts) for number, *parts in rows if number}


def by_table(pack: Pack, messages: Mapping[str, Message], predictions: Mapping[str, Prediction]) -> Answer:
    """Return the way that asks the pack's tables, given what the model thinks of each message."""

    def answer(number: str) -> str:
        message = messages[number]
        return decide(
            pack, title=message.title, text=message.text, door=Door.IMPORT, kind="", prediction=predictions.get(number)
        ).function

    return answer


def score(name: str, labels: Sequence[Label], answer: Answer) -> float:
    """Print how many of the labels a way of routing meets; returns the lenient share (0 to 1)."""
    if not labels:
        return 0.0
    found = [label.right(answer(label.id)) for label in labels]
    strict, lenient = (sum(column) / len(found) for column in zip(*found, strict=True))
    print(f"{name:34} {len(found):4} rows   strict {strict:6.1%}   lenient {lenient:6.1%}")
    return lenient


def by_function(labels: Sequence[Label], answer: Answer) -> None:
    """Print for each function how many are labelled so, sent there, and met."""
    sent: Counter[str] = Counter()
    right: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for label in labels:
        given = answer(label.id)
        sent[given] += 1
        right[label.function].append(label.right(given))
    print(f"{'function':12} {'labelled':>8} {'sent':>6} {'strict':>7} {'lenient':>8}")
    for function in sorted(right, key=lambda f: -len(right[f])):
        strict, lenient = (sum(column) for column in zip(*right[function], strict=True))
        print(f"{function:12} {len(right[function]):8} {sent[function]:6} {strict:7} {lenient:8}")


def learn(messages: Mapping[str, Message], training: Sequence[Label]) -> TextModel:
    """Return a model of the training rows."""
    told = [messages[each.id] for each in training]
    return train(
        [each.text for each in told], [each.function for each in training], titles=[each.title for each in told]
    )


def measure(messages: Mapping[str, Message], dev: Sequence[Label], labels: Sequence[Label]) -> float:
    """Train on the dev labels, decide every labelled message and print the scores; returns that of table with model."""
    measured = {label.id for label in labels}
    training = [label for label in dev if label.id not in measured]
    model = learn(messages, training)
    told = [messages[label.id] for label in labels]
    found = model.predict([each.text for each in told], titles=[each.title for each in told])
    predictions = dict(zip((label.id for label in labels), found, strict=True))
    pack = parse_pack(pack_files(REPO / "packs/base"))
    commonest = Counter(each.function for each in training).most_common(1)[0][0]
    first = {number: each.ranked[0][0] if each.ranked else commonest for number, each in predictions.items()}
    both = by_table(pack, messages, predictions)
    order = sorted(messages, key=int)
    random.Random(DRAW_SEED).shuffle(order)
    drawn = set(order[:DRAWN])
    mention = {number for number in measured if any(word in messages[number].whole for word in POLICE_WORDS)}

    print(f"{model.parts.counts.used} training rows, {len(model.labels)} labels, {model.gram_count} grams")
    score(f"floor: always {commonest}", labels, lambda _: commonest)
    score("floor: model alone", labels, first.__getitem__)
    score("floor: table alone", labels, by_table(pack, messages, {}))
    whole = score("table with model", labels, both)
    if len(drawn & measured) == DRAWN:
        score("  drawn without quota", [label for label in labels if label.id in drawn], both)
        score("  quota (mentions the police)", [label for label in labels if label.id not in drawn], both)
    score("  mentions the police", [label for label in labels if label.id in mention], both)
    score("  does not", [label for label in labels if label.id not in mention], both)
    by_function(labels, both)
    return whole


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=os.environ.get("FENGQIAO_SHARED"))
    parser.add_argument("--labels", type=Path, default=TEST, help="rows to measure (default: the test labels)")
    parser.add_argument("--dev", type=Path, default=DEV, help="rows to train on")
    given = parser.parse_args()
    if given.shared is None:
        parser.error("name the shared folder or set FENGQIAO_SHARED")
    found = measure(read_messages(Path(given.shared)), read_labels(given.dev), read_labels(given.labels))
    if found < BAR:
        sys.exit(f"fewer than {BAR:.0%} reach the right hands")


if __name__ == "__main__":
    main()
