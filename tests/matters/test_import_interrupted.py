"""An import that is cut off anywhere and run again, or run twice at once: each message exactly once, and whole."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.matters.rounds import CHUNK, FACTS, ROUNDS, facts
from tests.matters.sheets import rows, write_csv

ROWS = 401  # three chunks
FEW = 3 * CHUNK  # as many chunks in the processes that take smaller ones
WHOLE = {**dict.fromkeys(FACTS, ROWS), "broken": 0}


@pytest.fixture
def own(committed_world: None, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the small county's database that belongs to the test alone."""
    if connection.vendor == "sqlite":
        place = tmp_path / "own.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(place)) as copy:
            connection.connection.backup(copy)
        yield f"sqlite:///{place}"
        return
    model = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies a database only while nobody is connected to it
    url = urlsplit(os.environ["FENGQIAO_DATABASE"])
    mine = f"fq_own_{os.getpid()}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{mine}" TEMPLATE "{model}"')
        try:
            yield url._replace(path=f"/{mine}").geturl()
        finally:
            admin.execute(f'DROP DATABASE "{mine}" WITH (FORCE)')


def around(url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on that database, with a data folder of its own."""
    return {
        **os.environ,
        "FENGQIAO_HOME": str(tmp_path / "home"),
        "FENGQIAO_DATABASE": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def play(mode: str, url: str, tmp_path: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.matters.rounds", mode, str(FEW), str(tmp_path)]
    done = subprocess.run(command, env=around(url, tmp_path), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_killed_at_ten_random_moments_and_run_again_each_message_is_there_once(own: str, tmp_path: Path) -> None:
    turns = play("killed", own, tmp_path)
    assert len(turns) == ROUNDS
    cut = []
    for before, turn in enumerate(turns, start=1):
        assert turn["code"] == -signal.SIGKILL
        left, again = turn["left"], turn["again"]
        # What was left is whole: a chunk is there, or nothing of it.
        assert left == {**dict.fromkeys(FACTS, left["matters"]), "broken": 0}
        cut.append(left["matters"] - before * FEW)
        assert (again["read"], again["refused"]) == (FEW, 0)
        assert again["new"] == FEW - again["known"]
        assert again["known"] >= cut[-1]
        assert turn["end"] == {**dict.fromkeys(FACTS, (before + 1) * FEW), "broken": 0}
    assert {0, CHUNK} <= set(cut)  # they were cut off in different places


@pytest.mark.parametrize("mode", ["together", "midnight"])
def test_two_imports_of_the_same_sheet_at_once_take_each_message_in_once(own: str, tmp_path: Path, mode: str) -> None:
    (turn,) = play(mode, own, tmp_path)
    one, other = turn["both"]
    assert (one["new"] + other["new"], one["known"] + other["known"]) == (FEW, FEW)
    assert (one["refused"], other["refused"]) == (0, 0)
    assert turn["end"] == {**dict.fromkeys(FACTS, FEW), "broken": 0}


def ask(url: str, statement: str = "") -> Any:
    """The facts of a database, or the answer to one question, through a plain connection."""
    opened = sqlite3.connect(url.split(":///", 1)[1], timeout=20) if url.startswith("sqlite") else psycopg.connect(url)
    with closing(opened) as plain:
        cursor = plain.cursor()
        if not statement:
            return facts(cursor)
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_command_itself_killed_and_given_again(own: str, tmp_path: Path) -> None:
    environment = around(own, tmp_path)
    sheet = write_csv(tmp_path / "工单.csv", rows(ROWS))
    command = [sys.executable, "-m", "fengqiao.site.cli", "intake", str(sheet), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as first:
        until = time.monotonic() + 60
        while not ask(own, FACTS["matters"]) and time.monotonic() < until:
            time.sleep(0.01)
        first.kill()
    assert first.returncode == -signal.SIGKILL
    left = ask(own)["matters"]
    assert 0 < left < ROWS
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    summary = json.loads(again.stdout.splitlines()[-1])
    assert summary.pop("seconds") > 0
    assert summary == {"read": ROWS, "new": ROWS - left, "known": left, "refused": 0, "errors": ""}
    assert ask(own) == WHOLE


def reached(url: str, rows: int, state: str = "") -> tuple[int, str]:
    """Wait until an import has settled so many rows (and its job is in a state); return how many, and the state."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        position = ask(url, "SELECT position FROM matters_sheetimport")
        now = ask(url, "SELECT state FROM jobs_job")
        if position >= rows and (not state or state == now):
            return int(position), str(now)
        time.sleep(0.05)
    raise AssertionError("the worker did nothing")


def test_the_worker_killed_in_the_middle_goes_on_with_the_next_row(own: str, tmp_path: Path) -> None:
    environment = around(own, tmp_path)
    sheet = write_csv(tmp_path / "工单.csv", rows(ROWS))
    page = [sys.executable, "-m", "tests.matters.worked"]
    worker = [sys.executable, "-m", "fengqiao.site.worker"]
    begun = subprocess.run([*page, "start", str(sheet)], env=environment, capture_output=True, text=True, check=True)
    import_id = begun.stdout.strip()
    with subprocess.Popen(worker, env=environment, stdin=subprocess.PIPE) as first:
        reached(own, 1)
        first.kill()
    left, state = reached(own, 1)
    assert 0 < left < ROWS
    assert state == "running"  # nobody has told the row
    # What was left is whole, and the count is of what is there.
    assert ask(own) == {**dict.fromkeys(FACTS, left), "broken": 0}
    subprocess.run([*page, "resume", import_id], env=environment, check=True)
    with subprocess.Popen(worker, env=environment, stdin=subprocess.PIPE) as second:
        reached(own, ROWS, "done")
        assert second.stdin is not None
        second.stdin.close()  # as when the server is gone: the worker ends by itself
        assert second.wait(timeout=30) == 0
    assert ask(own) == WHOLE
    counted = [ask(own, f"SELECT {column} FROM matters_sheetimport") for column in ("new", "known", "refused")]
    assert counted == [ROWS, 0, 0]
