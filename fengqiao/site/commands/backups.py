"""`fengqiao backup` and `fengqiao restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fengqiao.site.commands.keeping import COPY, bar, say
from fengqiao.site.words import both

BACKUP_HELP = both(
    "备份：数据库和文件成一个归档，不含密钥；数据密钥另成一个小文件",
    "back up database and files to one archive, without keys; the data keys go to a small file of their own",
)
RESTORE_HELP = both("从备份恢复，先核对后写入", "restore from a backup, verified before anything is written")


def backup(
    to: Annotated[Path, typer.Argument(metavar="TO", help=both("归档写到哪里", "where the archive goes"))],
    keys: Annotated[
        Path | None,
        typer.Option(help=both("数据密钥文件；不写放在归档旁边", "file of data keys; without it beside the archive")),
    ] = None,
) -> None:
    """Make a backup."""
    import django

    django.setup()
    from fengqiao.site.backup import make
    from fengqiao.site.upkeep import system

    with bar(both("备份", "backup")) as tick:
        made = make(to, key_file=keys, by=system(), tick=tick)
    say(both(f"已备份 {made.rows} 行、{made.files} 个文件", f"{made.rows} rows and {made.files} files backed up"))
    if made.lost_files:
        say(both(f"{made.lost_files} 个文件不在，备份里没有", f"{made.lost_files} files are not there"))
    say(
        both(
            f"数据密钥 {made.keys} 个：{made.key_file}（只留最新的一份，不要存旧的）",
            f"{made.keys} data keys there; keep the newest of this file only",
        )
    )
    say(COPY)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help=both("备份归档", "the archive"))],
    keys: Annotated[
        Path | None,
        typer.Option(
            help=both("数据密钥文件；不写在归档旁边找", "file of data keys; without it looked for beside the archive")
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=both("替换这里在用的安装", "replace the installation that is here"))
    ] = False,
    without_keys: Annotated[
        bool,
        typer.Option("--without-keys", help=both("没有密钥也恢复：只有编号、代码和数字", "codes and numbers alone")),
    ] = False,
) -> None:
    """Restore a backup."""
    import django

    django.setup()
    from fengqiao.site.backup import restore as bring_back

    with bar(both("恢复", "restore")) as tick:
        found = bring_back(source, key_file=keys, replace_live=replace, without_keys=without_keys, tick=tick)
    say(both(f"已恢复 {found.rows} 行、{found.files} 个文件", f"{found.rows} rows and {found.files} files restored"))
    if found.erased:
        say(
            both(
                f"{found.erased} 件事项的密钥已销毁，只恢复编号、代码和数字",
                f"{found.erased} matters came back as numbers and codes: their keys are destroyed",
            )
        )
