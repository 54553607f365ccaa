"""`fengqiao keys …` and `fengqiao retention`: master keys, and the end of terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

keys = typer.Typer(help=both("主密钥", "master keys"), no_args_is_help=True)
RETENTION_HELP = both(
    "销毁保存期限已满的个人信息、文件和文字，并换主密钥",
    "destroy personal data, files and words whose term has ended, and change the master key",
)
STATES = {
    "active": both("在用", "active"),
    "retiring": both("换出中", "retiring"),
    "retired": both("已停用", "retired"),
    "": both("未登记", "not known"),
}
COPY = both(
    "主密钥在数据文件夹的 keys 里。请把它另抄一份放到安全处，并毁掉旧的抄本：备份里没有它，没有它什么也恢复不了",
    "the master key lies in the folder keys of the data folder: keep a copy in a safe place and destroy the old copy; "
    "backups do not hold it, and nothing can be restored without it",
)


@contextmanager
def bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error."""
    with Progress(TextColumn(words), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def say(words: str) -> None:
    """Say it on standard error."""
    Console(stderr=True).print(words, highlight=False, markup=False, soft_wrap=True)


def renew() -> None:
    """Write the files of data keys beside the backups anew, and say what else is to be copied."""
    from fengqiao.site.backup.making import renew_key_files

    for place in renew_key_files():
        say(both(f"数据密钥文件 {place} 没有更新，请重新备份一次", f"{place} was not renewed: make a backup again"))
    say(COPY)


@keys.command(
    "rotate",
    help=both(
        "换主密钥：全部数据密钥改用新主密钥；中断后再运行一次即可继续",
        "change the master key: every data key is wrapped anew; run again after an interruption, it goes on",
    ),
)
def rotate() -> None:
    """Change the master key."""
    import django

    django.setup()
    from fengqiao.site.upkeep import system
    from fengqiao.vault.jobs import rotate as change

    with bar(both("换密钥", "keys")) as tick:
        done = change(by=system(), tick=tick)
    say(both(f"已换主密钥，改封数据密钥 {done} 个", f"the master key was changed, {done} data keys wrapped anew"))
    renew()


@keys.command("status", help=both("列出主密钥：状态、封着多少数据密钥、文件在不在", "list master keys"))
def status() -> None:
    """List master keys; exit code 1 where one that is needed is not there."""
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.vault.keys import loose_files
    from fengqiao.vault.queries import keys_to_rewrap, master_keys

    cards = master_keys()
    for card in cards:
        since = f"{timezone.localtime(card.since):%Y-%m-%d %H:%M}" if card.since else "–"
        there = both("文件在", "file there") if card.there else both("文件不在", "file missing") if card.wraps else "–"
        state = STATES[card.state.value if card.state else ""]
        wraps = both(f"数据密钥 {card.wraps} 个", f"{card.wraps} data keys")
        typer.echo("  ".join((card.id, state, since, wraps, there)))
    if any(card.state == "retiring" for card in cards):
        left = keys_to_rewrap()
        say(
            both(
                f"换密钥没有做完，还有 {left} 个，请再运行 fengqiao keys rotate",
                f"a rotation is not finished, {left} left",
            )
        )
    for name in loose_files():
        say(both(f"密钥文件 {name} 别人也能读，请改为只有所有者可读", f"key file {name} can be read by others"))
    missing = [card.id for card in cards if card.wraps and not card.there]
    if missing:
        raise Problem(
            "key-missing",
            "主密钥 {key} 不在密钥文件夹里，加密的内容打不开。请管理员把它放回去；放错的密钥不会被采用。",
            key=tuple(missing),
        )


def retention(
    show: Annotated[
        bool, typer.Option("--show", help=both("只列出有多少到期，不销毁", "say how many are due, destroy nothing"))
    ] = False,
    on: Annotated[
        str, typer.Option(help=both("与 --show 同用：到哪一天，如 2027-01-01", "with --show: by which day"))
    ] = "",
    hold: Annotated[str, typer.Option(help=both("暂缓销毁这个编号的事项", "keep this matter beyond its term"))] = "",
    release: Annotated[str, typer.Option(help=both("不再暂缓这个编号的事项", "no longer keep this matter"))] = "",
    compact: Annotated[
        bool,
        typer.Option(
            "--compact", help=both("之后压缩数据库，不留残迹（期间别人要等）", "then write the database anew")
        ),
    ] = False,
) -> None:
    """Destroy what is due."""
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.matters.actions import keep_longer
    from fengqiao.matters.queries import over
    from fengqiao.site import upkeep
    from fengqiao.vault.jobs import compact as write_anew

    by, now = upkeep.system(), timezone.now()
    for number, held in ((hold, True), (release, False)):
        if number:
            keep_longer(number=number, held=held, by=by, at=now)
            say(both(f"{number}：已暂缓销毁", "held") if held else both(f"{number}：恢复按期销毁", "released"))
    if hold or release:
        return
    if show:
        count = sum(map(len, over(now=now, on=_day(on) if on else None)))
        say(both(f"到期 {count} 件", f"{count} due"))
        return
    with bar(both("销毁", "destroying")) as tick:
        count, rotated = upkeep.retention(by=by, tick=tick)
    if compact:
        write_anew()
    say(both(f"到期销毁 {count} 件，编号、代码和数字保留", f"{count} destroyed; numbers and codes stay"))
    if rotated:
        say(
            both(
                "主密钥已换，以前备份里残留的密钥已作废", "the master key was changed: keys in earlier copies are dead"
            )
        )
        renew()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("day-unread", "“{value}”不是日期，请写成 2026-11-21。", value=text) from None
