"""How long a whole mediation file takes: every document of the base pack filled, several sessions, payments and visits.

`.venv/bin/python bench/file_speed.py [--runs 5]`. The limit is 5 seconds for the whole file.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from uuid import UUID

from fengqiao.catalogue.form import FIELDS
from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.disputes.rules.file import CaseFile, binder_of, places_of
from fengqiao.kit.documents import Binder, render_pdf, render_word

REPO = Path(__file__).resolve().parents[1]
LONG = "双方因院墙占地起争执，经实地丈量和反复劝说，各自作了让步。" * 30


def whole() -> Binder:
    """Return a file in which everything that can be there is there, with long texts."""
    forms = parse_pack(pack_files(REPO / "packs/base")).forms
    fields = {
        name: LONG if name in {"facts", "agreement", "met_text", "done_text"} else "登记的内容" for name in FIELDS
    }
    marks = frozenset({"applied", "agreed", "written", "people", "evidence", "performed", "agent", "inquiry"})
    groups = {"session": ({},) * 4, "payment": ({},) * 12, "visit": ({},) * 2, "confirmation": ({},)}
    party = ("甲方", "周文海", "男", "71", "330102195503071234", "13912345678", "北镇一村")
    case = CaseFile(UUID(int=1), "FX20260101-00001", "北镇调委会", fields, (party,) * 4, marks, groups)
    return binder_of(case, forms, places_of(case, forms))


def main() -> None:
    """Print the first and the median time of PDF and Word."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    binder = whole()
    print(f"{len(binder.documents)} documents")
    for name, render in (("PDF", render_pdf), ("Word", render_word)):
        took = []
        for _run in range(runs + 1):
            began = time.perf_counter()
            size = len(render(binder))
            took.append(time.perf_counter() - began)
        print(f"{name}: first {took[0]:.2f} s, then {statistics.median(took[1:]):.2f} s, {size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
