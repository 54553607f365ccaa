"""How long the sheet that a department filled in takes to be taken back, beside a floor measured in the same run.

    python bench/sheet_back_speed.py [--rows 10000] [--bad 12] [--seconds 240]

A fresh data folder: demo county, base pack, as many matters offered to one department that has no accounts. Its sheet is
filled in: signed, reported on, closed, a third each; some rows cannot be done (no such task, a return without a clause, a
deed that is none). They must come back with their reasons and hold up nobody. After
`--seconds` no further chunk is begun: the rows done till then are what is measured, beside a floor of as many. The floor is plain SQL: for each row one
UPDATE of a bare task, one line of a timeline and one event, in transactions as large. `FENGQIAO_DATABASE` names another database.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
import uuid
from itertools import islice
from typing import Any

UNIT, ROWS, BAD, BATCH, MOST = "dept.urban", 10_000, 12, 200, 240.0
WRONG = (("no-task", "签收", ""), ("task", "退回", ""), ("task", "代办", ""))


def offered(count: int) -> tuple[Any, Any]:
    """Set up, offer so many matters to the department; return who routes, and the department's id."""
    from django.utils import timezone
    from rich.console import Console

    from fengqiao.matters import actions
    from fengqiao.matters.terms import Door
    from fengqiao.orgs.actions import set_contact
    from fengqiao.orgs.queries import directory, viewer_in
    from fengqiao.orgs.terms import Role
    from fengqiao.site.setting_up import set_up

    set_up(county=None, pack=None, console=Console(quiet=True))
    now = timezone.now()
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    by = viewer_in(ids["centre.county"], (Role.DISPATCHER,), at=now)
    assert by is not None
    set_contact(unit_id=ids[UNIT], by_link=True, mail="urban@county.example", phone="", hours="", by=by, at=now)
    for first in range(0, count, BATCH):
        told = [
            actions.Telling(
                door=Door.COUNTER, title=f"第{n}处店外经营", text=f"第{n}处店家把货摆到人行道上。", told_at=now, source="bench",
                outside_ref=str(n), kind="help", to_unit=ids[UNIT], reason="街面秩序",
            )
            for n in range(first, min(first + BATCH, count))
        ]  # fmt: skip
        taken = actions.receive(telling_list=told, desk=actions.desk_at(now), by=by, at=now)
        assert all(each.matter_id for each in taken), next(each.problems for each in taken if each.problems)
    return by, ids[UNIT]


def filled(unit_id: Any, bad: int) -> bytes:
    """Return the department's sheet as it comes back; its last rows are the bad ones."""
    from fengqiao.kit.sheets import Column, SheetSpec, write_xlsx
    from fengqiao.matters.queries import open_shares
    from fengqiao.passes.rules import CLAUSE, DEED, REPLY, RESULT, TASK, WORDS

    shares = open_shares(unit_id)
    good = (("签收", "", ""), ("进展", "", "已到现场，正在核实"), ("办结", "已解决", "已到现场劝离，店家画线收货"))
    lines = []
    for place, share in enumerate(shares):
        number = place - (len(shares) - bad)
        if number < 0:
            deed, result, words = good[place % len(good)]
            lines.append((str(share.task_id), deed, "", result, words, ""))
        else:
            which, deed, words = WRONG[number % len(WRONG)]
            lines.append((str(uuid.uuid4()) if which == "no-task" else str(share.task_id), deed, "", "", words, ""))
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec("交办", tuple(map(Column, (TASK, DEED, CLAUSE, RESULT, WORDS, REPLY))), lines)])
    return out.getvalue()


def taken_back(content: bytes, unit_id: Any, by: Any, most: float) -> tuple[Any, int, float]:
    """Hand the sheet in and take it in, chunk by chunk as the job does but without its pauses; return it, the rows asked, the seconds."""
    from django.utils import timezone

    from fengqiao.catalogue.limits import sheet_limits
    from fengqiao.kit.sheets import read_sheet
    from fengqiao.passes.actions import hand_back_sheet
    from fengqiao.passes.actions.sheets import Filled, settle_rows
    from fengqiao.passes.jobs import CHUNK
    from fengqiao.passes.queries import sheet_back
    from fengqiao.rulebook.queries import pack_on

    now = timezone.now()
    pack = pack_on(now).pack
    key = hand_back_sheet(unit_id=unit_id, name="tasks.xlsx", content=content, pack=pack, by=by, at=now)
    began = time.perf_counter()
    sheet = read_sheet(content, "tasks.xlsx", limits=sheet_limits(pack, timezone.localdate(now)))
    waiting, asked = iter(sheet.rows()), 0
    while time.perf_counter() - began < most and (rows := list(islice(waiting, CHUNK))):
        asked += len(rows)
        cells = [
            Filled(row, {name: row.text(place).strip() for place, name in enumerate(sheet.header)}) for row in rows
        ]
        settle_rows(sheet_id=key, rows=cells, by=by, at=timezone.now())
    return sheet_back(by, key), asked, time.perf_counter() - began


def floor(count: int) -> float:
    """Return the seconds of plain SQL for as many rows in as large transactions."""
    from django.db import connection, transaction

    from fengqiao.passes.jobs import CHUNK

    auto = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        for name in ("task", "line", "event"):
            cursor.execute(f"DROP TABLE IF EXISTS bench_{name}")
        cursor.execute("CREATE TABLE bench_task (id integer PRIMARY KEY, state varchar(10))")
        cursor.execute(f"CREATE TABLE bench_line (seq {auto} PRIMARY KEY, task integer, text text)")
        cursor.execute(f"CREATE TABLE bench_event (seq {auto} PRIMARY KEY, task integer, attributes text)")
        cursor.executemany("INSERT INTO bench_task VALUES (%s, 'offered')", [(n,) for n in range(count)])
        began = time.perf_counter()
        for first in range(0, count, CHUNK):
            with transaction.atomic():
                for n in range(first, min(first + CHUNK, count)):
                    cursor.execute("UPDATE bench_task SET state = 'done' WHERE id = %s", [n])
                    cursor.execute("INSERT INTO bench_line (task, text) VALUES (%s, %s)", [n, "已到现场劝离"])
                    cursor.execute(
                        "INSERT INTO bench_event (task, attributes) VALUES (%s, %s)", [n, '{"role": "lead"}']
                    )
        return time.perf_counter() - began


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--bad", type=int, default=BAD)
    parser.add_argument("--seconds", type=float, default=MOST)
    given: Any = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"FENGQIAO_HOME": folder, "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
        import django

        django.setup()
        by, unit_id = offered(given.rows)
        sheet, asked, seconds = taken_back(filled(unit_id, given.bad), unit_id, by, given.seconds)
        whole = asked == given.rows
        assert sheet.done + sheet.refused == asked, (sheet.done, sheet.refused, asked)
        assert not whole or sheet.refused == given.bad, sheet.refused
        least = floor(asked)
        told = {"rows": given.rows, "asked": asked, "taken": sheet.done, "returned": sheet.refused}
        print(json.dumps({**told, "seconds": round(seconds, 1), "floor": round(least, 2)}))
        print(
            f"{asked / seconds:.0f} rows/s, {seconds / least:.1f} times the floor, {os.cpu_count()} cores{'' if whole else ', broken off'}"
        )


if __name__ == "__main__":
    main()
