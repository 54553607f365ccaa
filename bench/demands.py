"""How often a reply is flagged because something asked for is not in it, and how often the flag is right.

    python bench/demands.py FILE [--labels tests/data/demand_labels.csv]

FILE is a sheet of public messages with 留言编号, 留言主题, 留言详情, 答复意见. The labels hold numbers only: message, sentence
(counted as the rule counts them), whether the reply answers it, or says why it does not; a message without a sentence asks for nothing.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from pathlib import Path

from fengqiao.kit.sheets import SheetLimits, open_sheet
from fengqiao.kit.text.demands import answers_in, demands_in

LIMITS = SheetLimits(200_000_000, 100, 200_000, 800_000_000, 200)
COLUMNS = ("留言编号", "留言主题", "留言详情", "答复意见")
HERE = Path(__file__).parent.parent


def messages(path: Path) -> dict[str, tuple[str, str, str]]:
    """Return subject, text and reply of each message by its number."""
    sheet = open_sheet(path, limits=LIMITS)
    number, title, text, reply = (sheet.header.index(name) for name in COLUMNS)
    cells = (row.values for row in sheet.rows())
    return {str(int(float(str(c[number])))): (str(c[title]), str(c[text]), str(c[reply])) for c in cells}


def share(part: int, whole: int) -> str:
    """Return a share in words."""
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "–"


def labelled(path: Path) -> dict[str, dict[str, dict[int, bool]]]:
    """Return the labels by part and message: sentence → answered."""
    found: dict[str, dict[str, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            of = found[row["part"]][row["message"]]
            if row["sentence"]:
                of[int(row["sentence"])] = row["answered"] == "yes"
    return found


def main() -> None:
    """Print how often replies are flagged, and precision and recall on the labelled part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--labels", type=Path, default=HERE / "tests/data/demand_labels.csv")
    options = parser.parse_args()
    told = messages(options.file)
    list(answers_in(demands_in("请问路灯什么时候修？"), "已修"))  # the dictionary is loaded
    began = time.perf_counter()
    looked = {key: answers_in(demands_in(text, title), reply) for key, (title, text, reply) in told.items()}
    took = time.perf_counter() - began
    asked = [answer for each in looked.values() for answer in each]
    flagged = sum(not each.found for each in asked)
    some = sum(any(not each.found for each in of) for of in looked.values())
    print(
        f"{len(told)} messages, {len(asked)} demands in {sum(map(bool, looked.values()))}; {len(told) / took:.0f} messages/s"
    )
    print(f"demands flagged {share(flagged, len(asked))}, replies with a flag {share(some, len(told))}")
    for part, of in labelled(options.labels).items():
        tell(part, of, {key: {each.demand.place: each.found for each in looked[key]} for key in of})


def tell(part: str, labels: dict[str, dict[int, bool]], looked: dict[str, dict[int, bool]]) -> None:
    """Print for one part of the labels how demands are found and flags are right."""
    real = {(key, place) for key, of in labels.items() for place in of}
    seen = {(key, place): ok for key, of in looked.items() for place, ok in of.items()}
    both = real & set(seen)
    open_ones = {each for each in real if not labels[each[0]][each[1]]}
    flags = {each for each, ok in seen.items() if not ok}
    print(f"{part}: {len(labels)} messages, {len(real)} demands, {len(open_ones)} of them unanswered")
    print(f"  demands: precision {share(len(both), len(seen))}, recall {share(len(both), len(real))}")
    print(
        f"  flags: precision {share(len(flags & open_ones), len(flags))}, recall {share(len(flags & open_ones), len(open_ones))}"
    )
    right = sum(seen[each] == labels[each[0]][each[1]] for each in both)
    print(f"  of demands seen, rightly said answered or not: {share(right, len(both))}")


if __name__ == "__main__":
    main()
