"""A backup made while others write: what is restored from it is whole, on both databases, by the commands themselves."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.matters.rounds import FACTS
from tests.matters.sheets import rows, write_csv
from tests.matters.test_import_interrupted import around, ask, own  # noqa: F401  # a fixture

ROWS = 400


def copy_of(url: str, tmp_path: Path) -> str:
    """A second database, as empty of matters as the first is now."""
    if url.startswith("sqlite"):
        place = tmp_path / "second.sqlite3"
        with closing(sqlite3.connect(url.split(":///", 1)[1])) as first, closing(sqlite3.connect(place)) as copy:
            first.backup(copy)
        return f"sqlite:///{place}"
    parts = urlsplit(url)
    name = f"fq_second_{os.getpid()}"
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{parts.path[1:]}"')
    return parts._replace(path=f"/{name}").geturl()


def drop(url: str) -> None:
    if not url.startswith("sqlite"):
        parts = urlsplit(url)
        with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{parts.path[1:]}" WITH (FORCE)')


def run(environment: dict[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fengqiao.site.cli", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def second(own: str, tmp_path: Path) -> object:  # noqa: F811
    """Where the backup is restored."""
    url = copy_of(own, tmp_path)
    yield url
    drop(url)


def test_a_backup_made_while_an_import_runs_is_whole_and_the_import_is_not_held_up(
    own: str,  # noqa: F811
    second: str,
    tmp_path: Path,
) -> None:
    here = around(own, tmp_path)
    sheet = write_csv(tmp_path / "工单.csv", rows(ROWS))
    intake = [sys.executable, "-m", "fengqiao.site.cli", "intake", str(sheet)]
    with subprocess.Popen(intake, env=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as writer:
        until = time.monotonic() + 120
        while not ask(own, FACTS["matters"]) and time.monotonic() < until:
            time.sleep(0.01)
        made = run(here, "backup", tmp_path / "live.fqb")
        assert made.returncode == 0, made.stderr
        assert writer.wait() == 0
    assert ask(own)["matters"] == ROWS
    there = {**here, "FENGQIAO_HOME": str(tmp_path / "other"), "FENGQIAO_DATABASE": second}
    refused = run(there, "restore", tmp_path / "live.fqb", "--replace")
    assert (refused.returncode, "不在密钥文件夹里" in refused.stderr) == (2, True)
    assert ask(second)["matters"] == 0
    shutil.copytree(tmp_path / "home" / "keys", tmp_path / "other" / "keys", dirs_exist_ok=True)
    restored = run(there, "restore", tmp_path / "live.fqb", "--replace")
    assert restored.returncode == 0, restored.stderr
    found = ask(second)
    assert 0 < found["matters"] <= ROWS
    assert found["matters"] % 200 == 0
    assert found == {**dict.fromkeys(FACTS, found["matters"]), "broken": 0}
    with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="append-only"):
        ask(second, "DELETE FROM ledger_event")
