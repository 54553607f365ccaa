"""A large sheet taken in by the worker while people work: rows a second, memory, and what pages and writers wait meanwhile.

`python -m bench.import_page [--rows 100000]`. The installation is a fresh one in a temporary folder (FENGQIAO_DATABASE
names a PostgreSQL database to use instead of SQLite). What pages and writers wait is given beside what they wait in the same
run before the import, and after it, when the tables are as large but nothing else is done.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

HEADER = ("工单编号", "诉求标题", "诉求内容", "来电时间", "来电人", "联系电话", "事发地址", "所属区域")
WHAT = (
    "路灯不亮",
    "流动摊贩占道",
    "拖欠工资",
    "楼上漏水",
    "河水发臭",
    "电动车被偷",
    "公交车不停站",
    "办身份证要什么材料",
)


def make_sheet(path: Path, rows: int) -> None:
    """Write a sheet as a hotline exports it; one row in a thousand has a date that cannot be read."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("热线")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            what = WHAT[number % len(WHAT)]
            when = (
                "去年" if number % 1000 == 0 else f"2026-08-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00"
            )
            text = f"幸福村{number}号附近{what}，已经第{number % 9 + 1}天，请帮忙看看，谢谢。" * 3
            sheet.write_row(
                number,
                0,
                [f"GD{number:07}", f"反映{what}", text, when, "陈某", "19900001234", f"幸福村{number}号", "幸福村"],
            )


def resident_memory(pid: int) -> int:
    """Return the megabytes that a process holds at its highest."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def worker_of(server: int) -> int:
    """Return the process id of the server's worker."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if (
                f"PPid:\t{server}\n" in status.read_text()
                and b"site.worker" in (status.parent / "cmdline").read_bytes()
            ):
                return int(status.parent.name)
        except OSError:
            continue
    return 0


class Visitor:
    """Somebody logged in, who opens pages and writes a matter down now and then."""

    def __init__(self, port: int) -> None:
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.utils import timezone

        from fengqiao.orgs.models import Account, Staff
        from fengqiao.orgs.queries import system_viewer
        from fengqiao.orgs.sessions import SessionStore

        staff = Staff.objects.get(number="SYSTEM")
        account, _ = Account.objects.get_or_create(username="bench", staff=staff)
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        self.by = system_viewer(at=timezone.now())
        self.cookie = f"sessionid={session.session_key}"
        self.base = f"http://127.0.0.1:{port}"

    def wait(self) -> None:
        """Wait until the server answers."""
        for _ in range(120):
            try:
                self.page()
            except OSError:
                time.sleep(0.5)
            else:
                return
        raise SystemExit("the server does not answer")

    def page(self, path: str = "/matters/?tab=all") -> float:
        """Return the seconds until a page is there."""
        request = urllib.request.Request(self.base + path, headers={"Cookie": self.cookie})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200
            answer.read()
        return time.perf_counter() - began

    def write(self, number: int) -> float:
        """Return the seconds until a telling at the counter is taken in."""
        from django.utils import timezone

        from fengqiao.matters.actions import Telling, desk_at, receive
        from fengqiao.matters.terms import Door

        now = timezone.now()
        telling = Telling(
            door=Door.COUNTER,
            text=f"窗口来人反映第{number}件事",
            told_at=now,
            source="bench",
            outside_ref=f"{number}-{now.timestamp()}",
        )
        desk = desk_at(now)
        began = time.perf_counter()
        receive(telling_list=[telling], desk=desk, by=self.by, at=now)
        return time.perf_counter() - began


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000


def measure(rows: int, port: int) -> dict[str, Any]:
    """Set up, serve, hand the sheet in, and watch."""
    import django

    django.setup()
    from django.utils import timezone
    from rich.console import Console

    from fengqiao.matters.actions import hand_in_sheet, start_import
    from fengqiao.matters.queries import sheet_import
    from fengqiao.rulebook.queries import pack_on
    from fengqiao.site.setting_up import set_up

    set_up(county=None, pack=None, console=Console(quiet=True))
    path = Path(os.environ["FENGQIAO_HOME"]) / "big.xlsx"
    make_sheet(path, rows)
    server = subprocess.Popen(
        [sys.executable, "-m", "fengqiao.site.cli", "serve", "--port", str(port)],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        visitor = Visitor(port)
        visitor.wait()
        for _ in range(5):
            visitor.page()
        idle = [visitor.page() for _ in range(40)]
        idle_writes = [visitor.write(n) for n in range(20)]
        began = time.perf_counter()
        by = visitor.by
        import_id = hand_in_sheet(
            name="big.xlsx", content=path.read_bytes(), pack=pack_on(timezone.now()).pack, by=by, at=timezone.now()
        )
        looked = time.perf_counter() - began
        start_import(import_id=import_id, by=by, at=timezone.now())
        began, pages, writes, memory = time.perf_counter(), [], [], 0
        while (row := sheet_import(by, import_id)) and row.position < rows:
            pages.append(visitor.page())
            writes.append(visitor.write(1000 + len(writes)))
            memory = max(memory, resident_memory(worker_of(server.pid)))
            time.sleep(0.3)
        seconds = time.perf_counter() - began
        assert row is not None
        time.sleep(2)
        after = [visitor.page() for _ in range(40)]
        after_writes = [visitor.write(10_000 + n) for n in range(20)]
        return {
            "rows": rows, "bytes": path.stat().st_size, "look_seconds": round(looked, 1), "seconds": round(seconds, 1),
            "rows_per_second": round(rows / seconds), "refused": row.refused, "worker_mb": memory,
            "page_ms_idle": percentiles(idle), "page_ms_busy": percentiles(pages),
            "page_ms_after": percentiles(after), "write_ms_after": percentiles(after_writes),
            "write_ms_idle": percentiles(idle_writes), "write_ms_busy": percentiles(writes),
        }  # fmt: skip
    finally:
        server.terminate()
        server.wait(timeout=30)


def main() -> None:
    """Measure and print as JSON."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, default=100_000)
    reader.add_argument("--port", type=int, default=8477)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as home:
        os.environ["FENGQIAO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengqiao.site.settings"
        print(json.dumps(measure(asked.rows, asked.port), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
