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

from tests.matters.rounds import FACTS, ROUNDS, facts, server
from tests.matters.sheets import rows, write_csv

ROWS = 600  # three chunks
WHOLE = {**dict.fromkeys(FACTS, ROWS), "broken": 0}


@pytest.fixture
def model(committed_world: None, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the small county's database that belongs to the test alone."""
    if connection.vendor == "sqlite":
        place = tmp_path / "model.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(place)) as copy:
            connection.connection.backup(copy)
        yield f"sqlite:///{place}"
        return
    name = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies a database only while nobody is connected to it
    url = os.environ["FENGQIAO_DATABASE"]
    mine = f"fq_model_{os.getpid()}"
    with server(url) as admin:
        admin.execute(f'CREATE DATABASE "{mine}" TEMPLATE "{name}"')
        yield urlsplit(url)._replace(path=f"/{mine}").geturl()
        admin.execute(f'DROP DATABASE "{mine}" WITH (FORCE)')


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "工单.csv", rows(ROWS))


def around(url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on that database, with a data folder of its own."""
    return {
        **os.environ,
        "FENGQIAO_HOME": str(tmp_path / "home"),
        "FENGQIAO_DATABASE": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def play(mode: str, url: str, sheet: Path, tmp_path: Path, *more: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.matters.rounds", mode, str(sheet), *more]
    done = subprocess.run(command, env=around(url, tmp_path), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_killed_at_ten_random_moments_and_run_again_each_message_is_there_once(
    model: str, sheet: Path, tmp_path: Path
) -> None:
    turns = play("killed", model, sheet, tmp_path, "20261121")
    assert len(turns) == ROUNDS
    for turn in turns:
        assert turn["code"] == -signal.SIGKILL
        left, again = turn["left"], turn["again"]
        assert left["matters"] < ROWS
        # What was left is whole: a chunk is there, or nothing of it.
        assert left == {**dict.fromkeys(FACTS, left["matters"]), "broken": 0}
        assert (again["read"], again["refused"]) == (ROWS, 0)
        assert (again["new"], again["known"]) == (ROWS - again["known"], again["known"])
        assert again["known"] >= left["matters"]
        assert turn["end"] == WHOLE
    assert {turn["left"]["matters"] for turn in turns} > {0, 200}  # they were cut off in different places


@pytest.mark.parametrize("mode", ["together", "midnight"])
def test_two_imports_of_the_same_sheet_at_once_take_each_message_in_once(
    model: str, sheet: Path, tmp_path: Path, mode: str
) -> None:
    (turn,) = play(mode, model, sheet, tmp_path)
    one, other = turn["both"]
    assert (one["new"] + other["new"], one["known"] + other["known"]) == (ROWS, ROWS)
    assert (one["refused"], other["refused"]) == (0, 0)
    assert turn["end"] == WHOLE


def ask(url: str, statement: str = "") -> Any:
    """The facts of a database, or the answer to one question, through a plain connection."""
    opened = sqlite3.connect(url.split(":///", 1)[1], timeout=20) if url.startswith("sqlite") else psycopg.connect(url)
    with closing(opened) as plain:
        cursor = plain.cursor()
        if not statement:
            return facts(cursor)
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_command_itself_killed_and_given_again(model: str, sheet: Path, tmp_path: Path) -> None:
    environment = around(model, tmp_path)
    command = [sys.executable, "-m", "fengqiao.site.cli", "intake", str(sheet), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as first:
        until = time.monotonic() + 60
        while not ask(model, FACTS["matters"]) and time.monotonic() < until:
            time.sleep(0.01)
        first.kill()
    assert first.returncode == -signal.SIGKILL
    left = ask(model)["matters"]
    assert 0 < left < ROWS
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    summary = json.loads(again.stdout.splitlines()[-1])
    assert summary.pop("seconds") > 0
    assert summary == {"read": ROWS, "new": ROWS - left, "known": left, "refused": 0, "errors": ""}
    assert ask(model) == WHOLE
