"""`fengqiao setup`, `demo`, `serve`: making an installation, filling the demo county, serving the pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fengqiao.site.words import both

SETUP_HELP = both(
    "建立数据库，载入县域结构，发布规则包（可重复运行）",
    "create the database, load the county, publish the packs; may be run again",
)
DEMO_HELP = both("建立示范县并打开工作台", "set the demo county up and open the desk")
SERVE_HELP = both("启动网页服务", "serve the pages")
WORKER_HELP = both("只做后台任务，不启动网页", "do long work only, without serving pages")
MOST_SERVERS = 4  # processes that answer; each takes the memory of the text model anew
Port = Annotated[int, typer.Option(help=both("端口", "port"))]
Host = Annotated[str, typer.Option(help=both("监听地址", "address to listen on"))]
NoWorker = Annotated[
    bool,
    typer.Option(
        "--no-worker",
        help=both(
            "不带后台进程；另行运行 fengqiao worker", "without a worker of its own; run fengqiao worker beside it"
        ),
    ),
]


def setup(
    county: Annotated[Path | None, typer.Option(help=both("县域数据文件夹", "folder with the county's data"))] = None,
    pack: Annotated[Path | None, typer.Option(help=both("规则包文件夹", "folder of the pack"))] = None,
) -> None:
    """Set an installation up."""
    import django

    django.setup()
    from fengqiao.site.setting_up import set_up

    set_up(county=county, pack=pack, console=Console(stderr=True))


def demo(
    reset: Annotated[bool, typer.Option("--reset", help=both("清空示范数据，重新开始", "start afresh"))] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    matters: Annotated[int, typer.Option(help=both("生成多少件事项", "how many matters to make"))] = 300,
    past: Annotated[
        int,
        typer.Option(
            help=both(
                "网页打开后再在后台载入前两年的多少件",
                "how many matters of the past two years to load behind the pages",
            )
        ),
    ] = 2700,
    fill_only: Annotated[
        bool, typer.Option("--fill-only", help=both("只准备数据，不启动网页", "fill, do not serve"))
    ] = False,
) -> None:
    """Fill the demo county, print the log-ins, serve."""
    import django

    console = Console(stderr=True)
    if reset:
        from fengqiao.site.home import wipe

        wipe()
    django.setup()
    from django.utils import timezone

    from fengqiao.orgs.queries import system_viewer
    from fengqiao.site.demo.fill import fill
    from fengqiao.site.demo.jobs import begin_past
    from fengqiao.site.setting_up import set_up

    set_up(county=None, pack=None, console=console)
    logins = fill(count=matters, console=console, now=timezone.now())
    console.print(f"\n[bold]{both('示范县登录', 'demo log-ins')}[/bold]")
    for login in logins:
        console.print(
            f"  {login.username:<18} {login.password:<12} {login.role} · {login.unit} · {login.name}",
            highlight=False,
            soft_wrap=True,
        )
    _print_passphrases(console)
    system = system_viewer(at=timezone.now())
    if system and begin_past(past, by=system):
        console.print(
            both(
                f"前两年的 {past} 件事项在网页打开后由后台载入，可以随时关闭，下次打开接着载入",
                f"{past} matters of the past two years are loaded behind the pages; close at any time, it goes on next time",
            ),
            highlight=False,
        )
    if not fill_only:
        serve(host=host, port=port)


def _print_passphrases(console: Console) -> None:
    """Print with what passphrase each of the demo's keys opens, and one receipt code to come back with."""
    from fengqiao.site.demo.clues import kept_passphrases

    kept = kept_passphrases()
    if not kept:
        return
    console.print(f"\n[bold]{both('线索口令', 'passphrases of clues')}[/bold]")
    for login, phrase in kept["passphrases"].items():
        console.print(f"  {login:<18} {phrase}", highlight=False, soft_wrap=True)
    console.print(f"  {both('一个回执码', 'a receipt code'):<18} {kept['receipt']}", highlight=False, soft_wrap=True)


def serve(host: Host = "127.0.0.1", port: Port = 8000, no_worker: NoWorker = False) -> None:
    """Serve the pages until interrupted, with a worker beside; takes the next free port where that one is taken."""
    from contextlib import nullcontext

    from granian.constants import Interfaces
    from granian.server import Server

    from fengqiao.site.home import free_port
    from fengqiao.site.worker import Watched

    found = free_port(host, port)
    Console(stderr=True).print(
        both(f"请打开 http://{host}:{found}/ ，按 Ctrl-C 结束", f"open http://{host}:{found}/ , Ctrl-C ends"),
        highlight=False,
    )
    server = Server(
        "fengqiao.site.wsgi:application",
        address=host,
        port=found,
        interface=Interfaces.WSGI,
        workers=min(os.cpu_count() or 1, MOST_SERVERS),
        blocking_threads=2,
    )
    with nullcontext() if no_worker else Watched():
        server.serve()


def worker() -> None:
    """Do long work until interrupted; several may run beside each other on PostgreSQL."""
    import django

    django.setup()
    from fengqiao.site.worker import run_worker

    Console(stderr=True).print(both("后台进程已启动，按 Ctrl-C 结束", "worker started, Ctrl-C ends"), highlight=False)
    run_worker()
