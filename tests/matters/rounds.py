"""A process of its own that imports sheets in children, kills them and looks at what is left: see `main`.

    python -m tests.matters.rounds killed|together|midnight ROWS FOLDER

It works on the database that FENGQIAO_DATABASE names, which nobody else writes to, and on sheets that it writes to
FOLDER. Prints one line of JSON for each round.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import IO, Any

ROUNDS = 10
CHUNK = 50  # rows a transaction: a quarter of the product's, so that a few rows are several chunks
SEED = 20261121
# A matter is whole with these; each counts the matters that are not.
BROKEN = """
SELECT count(*) FROM matters_matter m WHERE
   (SELECT count(*) FROM matters_report r WHERE r.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_entry e WHERE e.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_routing r WHERE r.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_clock c WHERE c.matter_id = m.id) <> 2
OR (SELECT count(*) FROM matters_task t WHERE t.matter_id = m.id AND t.role <> 'copy') <> CASE m.state WHEN 'offered' THEN 1 ELSE 0 END
OR (SELECT count(*) FROM vault_personalrecord p WHERE p.matter_id = m.id) <> 1
OR (SELECT count(*) FROM vault_datakey k WHERE k.matter_id = m.id) <> 1
OR (SELECT count(*) FROM ledger_event e WHERE e.subject_id = m.id AND e.kind = 'matter.received') <> 1
"""
FACTS = {
    "matters": "SELECT count(*) FROM matters_matter",
    "numbers": "SELECT count(DISTINCT number) FROM matters_matter",
    "serial": "SELECT coalesce(sum(last), 0) FROM matters_numberseries",
    "reports": "SELECT count(*) FROM matters_report",
    "references": "SELECT count(DISTINCT outside_ref) FROM matters_report",
    "events": "SELECT count(*) FROM ledger_event WHERE kind = 'matter.received'",
    "entries": "SELECT count(*) FROM matters_entry",
    "routings": "SELECT count(*) FROM matters_routing",
    "personal": "SELECT count(*) FROM vault_personalrecord",
    "clocks": "SELECT count(*) / 2 FROM matters_clock",
}


def facts(cursor: Any) -> dict[str, int]:
    """Count everything that an import writes, and the matters that are not whole (`broken`)."""
    found = {}
    for name, statement in {**FACTS, "broken": BROKEN}.items():
        cursor.execute(statement)
        found[name] = int(cursor.fetchone()[0])
    return found


def count() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = facts(cursor)
    connection.close()
    return found


def child(work: Callable[[IO[str]], None]) -> tuple[int, IO[str]]:
    """Run some work in a child; returns its id and what it says."""
    reads, writes = os.pipe()
    process = os.fork()
    if process:
        os.close(writes)
        return process, os.fdopen(reads)
    os.close(reads)
    code = 1
    try:
        with os.fdopen(writes, "w", buffering=1) as say:
            work(say)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def importing(sheet: Path) -> Callable[[IO[str]], None]:
    """The work of importing: says `begun`, `done` after each chunk, and the summary."""
    from django.utils import timezone

    from fengqiao.matters.jobs import import_sheet
    from fengqiao.orgs.queries import system_viewer

    def work(say: IO[str]) -> None:
        by = system_viewer(at=timezone.now())
        assert by is not None
        print("begun", file=say)
        summary = import_sheet(sheet, by=by, tick=lambda done, total: print("done", file=say))
        print(json.dumps(summary.as_record()), file=say)

    return work


def past_midnight(work: Callable[[IO[str]], None]) -> Callable[[IO[str]], None]:
    """The same work a day later."""
    from django.utils import timezone

    from fengqiao.matters import jobs

    def later(say: IO[str]) -> None:
        def now() -> datetime:
            return timezone.now() + timedelta(days=1)

        jobs.timezone = SimpleNamespace(  # type: ignore[assignment]
            now=now,
            localdate=lambda at=None: timezone.localdate(at or now()),
            get_default_timezone=timezone.get_default_timezone,
        )
        work(say)

    return later


def finish(process: int, said: IO[str]) -> dict[str, Any]:
    """Wait for a child; returns its summary."""
    with said:
        lines = said.read().splitlines()
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, lines
    return dict(json.loads(lines[-1]))


def killed(folder: Path, size: int) -> None:
    """Kill an import after a random number of chunks and a random part of the next; then import again. Ten times."""
    rng = Random(SEED)
    process, said = child(importing(sheet(folder, 0, size)))
    said.readline()
    began = time.monotonic()
    chunks = 0
    while said.readline() == "done\n":
        chunks += 1
    pace = (time.monotonic() - began) / chunks
    os.waitpid(process, 0)
    for turn in range(1, ROUNDS + 1):
        file = sheet(folder, turn, size)
        process, said = child(importing(file))
        wait, rest = (
            rng.randrange(chunks - 1),
            rng.random() * pace / 2,
        )  # of three chunks the last may be quicker than the mean
        for _ in range(1 + wait):
            said.readline()
        time.sleep(rest)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        said.close()
        left = count()
        again = finish(*child(importing(file)))
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "left": left, "again": again, "end": count()}))


def together(file: Path, *, midnight: bool) -> None:
    """Import the same sheet twice at the same time."""
    work = importing(file)
    pair = [child(work), child(past_midnight(work) if midnight else work)]
    both = [finish(*each) for each in pair]
    print(json.dumps({"both": both, "end": count()}))


def sheet(folder: Path, turn: int, size: int) -> Path:
    """The sheet of a round: no two rounds have a row in common."""
    from tests.matters.sheets import row, write_csv

    return write_csv(folder / f"{turn}.csv", [row(turn * size + number) for number in range(1, size + 1)])


def main(mode: str, size: str, place: str) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from fengqiao.kit.words import segmenting
    from fengqiao.matters import jobs
    from fengqiao.matters.actions import desk_at

    jobs.CHUNK = CHUNK
    # What takes long to load is loaded once, for all children: their time goes into the rows.
    segmenting.prepare()
    desk_at(timezone.now())
    connection.close()
    folder = Path(place)
    if mode == "killed":
        killed(folder, int(size))
    else:
        together(sheet(folder, 0, int(size)), midnight=mode == "midnight")


if __name__ == "__main__":
    main(*sys.argv[1:])
