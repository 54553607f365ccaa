"""How long a whole mediation file takes: every document of the base pack filled, several sessions, payments and visits.

`.venv/bin/python bench/file_speed.py [--runs 5]`. The limit is 5 seconds for the whole file. The floor is a file of one
page made in the same run, turn about; seconds of the processor stand beside those of the clock. The first paper of a
fresh process is made twice: as it comes, and after `make_ready`, which web servers call when they start.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from fengqiao.catalogue.form import FIELDS
from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.disputes.rules.file import CaseFile, binder_of, places_of
from fengqiao.kit.documents import Binder, Document, Line, make_ready, render_pdf, render_word

REPO = Path(__file__).resolve().parents[1]
LONG = "双方因院墙占地起争执，经实地丈量和反复劝说，各自作了让步。" * 30


def whole() -> Binder:
    """Return a file in which everything that can be there is there, with long texts."""
    forms = parse_pack(pack_files(REPO / "packs/base")).forms
    fields = {
        name: LONG if name in {"facts", "agreement", "met_text", "done_text"} else "登记的内容" for name in FIELDS
    }
    marks = frozenset({"applied", "agreed", "written", "people", "evidence", "performed", "agent", "inquiry"})
    groups = {
        "session": ({},) * 4,
        "payment": ({},) * 12,
        "visit": ({},) * 2,
        "confirmation": ({},),
        "agent": ({},) * 2,
        "inquiry": ({},) * 3,
    }
    party = ("甲方", "周文海", "男、71 岁、汉族、木匠", "330102195503071234", "13912345678", "北镇一村")
    case = CaseFile(UUID(int=1), "FX20260101-00001", "北镇调委会", fields, (party,) * 4, marks, groups)
    return binder_of(case, forms, places_of(case, forms))


PAGE = Binder(
    "一页",
    "北镇调委会",
    "",
    (Document("page", "一页", (Line("名", "文"),)),),
    ("卷内目录", "序号", "文书名称", "页号", "备注", "日", "章"),
)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the clock and of the processor that something takes."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - processor


def first(*, ready: bool) -> str:
    """Return how long the first whole PDF of a fresh process takes."""
    call = [sys.executable, __file__, "--first", "ready" if ready else "cold"]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Print PDF and Word against the floor, and the first of a process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--first", choices=["ready", "cold"])
    given = parser.parse_args()
    binder = whole()
    if given.first:
        if given.first == "ready":
            make_ready()
        clock, processor = timed(lambda: render_pdf(binder))
        print(f"{clock:.2f} s, {processor:.2f} s of the processor")
        return
    print(f"{len(binder.documents)} documents")
    for name, render in (("PDF", render_pdf), ("Word", render_word)):
        render(PAGE)
        turns = [(timed(lambda: render(PAGE)), timed(lambda: render(binder))) for _run in range(given.runs)]  # noqa: B023
        ratio = statistics.median(file[1] / page[1] for page, file in turns)
        clock, processor = (statistics.median(file[place] for _page, file in turns) for place in (0, 1))
        size = len(render(binder)) / 1024
        print(f"{name}: {ratio:.1f} times one page, {clock:.2f} s, {processor:.2f} s of the processor, {size:.0f} KB")
    for ready in (False, True):
        print(f"first PDF of a process, {'made ready' if ready else 'as it comes'}: {first(ready=ready)}")


if __name__ == "__main__":
    main()
