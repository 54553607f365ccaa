"""A process of its own that imports a sheet in children, kills them and looks at what is left: see `main`.

    python -m tests.matters.rounds killed SHEET SEED | together SHEET | midnight SHEET

The database named by FENGQIAO_DATABASE (a file, or one on a PostgreSQL server) is the model of which each round gets a
copy; nobody else may be connected to it. Prints one line of JSON for each round.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import IO, Any
from urllib.parse import urlsplit

ROUNDS = 10
# A matter is whole with these; each counts the matters that are not.
BROKEN = """
SELECT count(*) FROM matters_matter m WHERE
   (SELECT count(*) FROM matters_report r WHERE r.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_entry e WHERE e.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_routing r WHERE r.matter_id = m.id) <> 1
OR (SELECT count(*) FROM matters_clock c WHERE c.matter_id = m.id) <> 2
OR (SELECT count(*) FROM matters_task t WHERE t.matter_id = m.id) <> CASE m.state WHEN 'offered' THEN 1 ELSE 0 END
OR (SELECT count(*) FROM vault_personalrecord p WHERE p.owner_id = m.id) <> 1
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


def server(url: str) -> Any:
    """Connect to the server's own database, to create and drop others."""
    import psycopg

    return psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True)


@contextmanager
def copy_of(url: str, name: str) -> Iterator[str]:
    """Copy the database of an address for a while; returns the copy's address."""
    if url.startswith("sqlite"):
        copy = Path(url.split(":///", 1)[1]).with_name(f"{name}.sqlite3")
        shutil.copyfile(url.split(":///", 1)[1], copy)
        yield f"sqlite:///{copy}"
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
        return
    parts = urlsplit(url)
    with server(url) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{parts.path[1:]}"')
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def connect(url: str) -> None:
    """Let Django's connection lead to another database from now on."""
    from django.db import connection

    from fengqiao.site.home import database

    connection.close()
    connection.settings_dict["NAME"] = database(url)["NAME"]


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
            now=now, localdate=lambda: timezone.localdate(now()), get_default_timezone=timezone.get_default_timezone
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


def killed(url: str, sheet: Path, seed: int) -> None:
    """Kill an import after a random number of chunks and a random part of the next; then import again."""
    rng = Random(seed)
    with copy_of(url, "fq_whole") as copy:
        connect(copy)
        process, said = child(importing(sheet))
        said.readline()
        began = time.monotonic()
        chunks = 0
        while said.readline() == "done\n":
            chunks += 1
        pace = (time.monotonic() - began) / chunks
        os.waitpid(process, 0)
    for turn in range(ROUNDS):
        with copy_of(url, f"fq_killed_{turn}") as copy:
            connect(copy)
            process, said = child(importing(sheet))
            wait, rest = rng.randrange(chunks - 1), rng.random() * pace
            for _ in range(1 + wait):
                said.readline()
            time.sleep(rest)
            os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
            said.close()
            left = count()
            again = finish(*child(importing(sheet)))
            code = os.waitstatus_to_exitcode(status)
            print(json.dumps({"code": code, "chunks": chunks, "left": left, "again": again, "end": count()}))


def together(url: str, sheet: Path, *, midnight: bool) -> None:
    """Import the same sheet twice at the same time."""
    with copy_of(url, "fq_together") as copy:
        connect(copy)
        work = importing(sheet)
        pair = [child(work), child(past_midnight(work) if midnight else work)]
        both = [finish(*each) for each in pair]
        print(json.dumps({"both": both, "end": count()}))


def main(mode: str, sheet: str, seed: str = "0") -> None:
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from fengqiao.matters.actions import desk_at

    url = os.environ["FENGQIAO_DATABASE"]
    desk_at(timezone.now())  # the pack is parsed once, for all children
    connection.close()
    if mode == "killed":
        killed(url, Path(sheet), int(seed))
    else:
        together(url, Path(sheet), midnight=mode == "midnight")


if __name__ == "__main__":
    main(*sys.argv[1:])
