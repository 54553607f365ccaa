"""`fengqiao intake FILE`: a sheet of tellings becomes matters, each routed with its reason."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fengqiao.site.words import both

HELP = both(
    "导入诉求表（xlsx、csv）：逐行登记、分流；重复导入不会重复登记；有问题的行另存一表，改好再导",
    "import a sheet of tellings (xlsx, csv): each row is taken in and routed; running it again adds nothing twice; "
    "rows in error are written to a sheet to correct and send again",
)


def intake(
    file: Annotated[Path, typer.Argument(help=both("表格文件", "the sheet"))],
    kind: Annotated[str, typer.Option(help=both("没有写明种类的行按此种类登记", "kind for rows that name none"))] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help=both(
                "指明列：字段=列名，可重复，如 text=留言详情；字段=- 表示表里没有",
                "field=column, may be repeated; field=- where the sheet has none",
            ),
        ),
    ] = None,
    as_user: Annotated[
        str, typer.Option("--as", help=both("以哪个登录名办理（默认：系统）", "act as this log-in"))
    ] = "",
    errors: Annotated[Path | None, typer.Option(help=both("错误行存到哪里", "where rows in error are written"))] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=both("最后一行输出 JSON 摘要", "print a JSON summary as last line"))
    ] = False,
) -> None:
    """Import a sheet."""
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.kit.problems import Problem
    from fengqiao.matters.jobs import import_sheet
    from fengqiao.orgs.queries import system_viewer, viewer_named

    console = Console(stderr=True)
    now = timezone.now()
    by = viewer_named(as_user, at=now) if as_user else system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    if not os.path.isfile(file):  # noqa: PTH113  # False also for names that no system takes
        raise Problem("file-none", "找不到文件“{name}”。请核对路径。", name=file.name)
    target = errors or _fresh(file)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(both("导入", "importing"), total=None)
        summary = import_sheet(
            file,
            by=by,
            kind=kind,
            overrides=mapping or (),
            errors_to=target,
            tick=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    words = both(
        f"读 {summary.read} 行：新登记 {summary.new}，已登记过 {summary.known}，退回更正 {summary.refused}，用时 {summary.seconds} 秒",
        f"read {summary.read} rows: {summary.new} new, {summary.known} known, {summary.refused} refused, {summary.seconds} s",
    )
    console.print(words, highlight=False, soft_wrap=True)
    if summary.errors:
        told = both(f"待更正的行：{summary.errors}", "rows to correct")
        console.print(told, highlight=False, markup=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps(summary.as_record(), ensure_ascii=False))


def _fresh(file: Path) -> Path:
    """Return where the rows in error go: beside the file, never over a sheet that somebody may be correcting."""
    names = itertools.chain([""], (f"-{count}" for count in itertools.count(2)))
    places = (file.with_name(f"{file.stem}-待更正{name}.xlsx") for name in names)
    return next(place for place in places if not place.exists())
