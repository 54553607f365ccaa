"""`fengqiao story …`: a story of a pack played in an installation of its own, its figures checked against what was said."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

if TYPE_CHECKING:
    from fengqiao.catalogue.story import Story

HELP = both(
    "演一个故事，核对报道里的数；演完即删，加 --keep 或 --home 保留。`fengqiao story list` 列出全部故事",
    "play a story and check the figures that were published; gone afterwards unless kept. `fengqiao story list` lists them",
)
RESULT = "story.json"


def story(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=both("故事的代码，或 list", "code of the story, or list"))
    ],
    *,
    keep: Annotated[bool, typer.Option("--keep", help=both("保留数据文件夹", "keep the data folder"))] = False,
    home: Annotated[
        Path | None,
        typer.Option(
            help=both("演在这个空文件夹里并保留", "play in this empty folder, and keep it"), show_default=False
        ),
    ] = None,
    packs: Annotated[
        Path | None, typer.Option(help=both("规则包所在的文件夹", "folder that holds the packs"), show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=both("以 JSON 输出", "Print JSON"))] = False,
) -> None:
    """Play a story; the exit code is 1 where a figure does not come out."""
    folder = packs or Path(__file__).resolve().parents[3] / "packs"
    if name == "list":
        _list(folder, as_json=as_json)
        return
    pack, found = _found(folder, name)
    console = Console(stderr=as_json, highlight=False)
    try:
        with _installation(home, keep=keep) as kept:
            record = _play(pack, found, console, kept)
    except KeyboardInterrupt:
        console.print(both("停下了，什么也没留下", "stopped; nothing is left of it"), style="yellow")
        raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False))
    else:
        from fengqiao.site.stories.printing import print_outcome

        print_outcome(console, record, home=str(kept) if keep or home else "")
        if keep or home:
            _say_how_to_open(console, kept)
    raise typer.Exit(0 if record["right"] else 1)


def _stories(folder: Path) -> Iterator[tuple[Path, Story]]:
    """Every story of every pack beside one another."""
    from fengqiao.catalogue.reading import read_pack

    for head in sorted(folder.glob("*/pack.toml")):
        if any(head.parent.glob("story*.toml")):
            for each in read_pack(head.parent).stories.values():
                yield head.parent, each


def _found(folder: Path, name: str) -> tuple[Path, Story]:
    every = list(_stories(folder))
    found = next(((pack, each) for pack, each in every if name in (each.code, pack.name)), None)
    if found is None:
        known = tuple(each.code for _, each in every)
        raise Problem("story-unknown", "没有“{value}”这个故事。现有：{known}。", value=name, known=known)
    return found


def _list(folder: Path, *, as_json: bool) -> None:
    rows = [
        {
            "story": each.code, "pack": pack.name, "name": each.name, "name_en": each.name_en, "figures": len(each.figures),
            "begins": each.begins.isoformat(), "ends": each.ends.isoformat(),
        }
        for pack, each in _stories(folder)
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        words = both(f"{row['figures']} 个数", f"{row['figures']} figures")
        Console(soft_wrap=True, highlight=False).print(
            f"[bold]{row['story']}[/bold]  {row['name']} / {row['name_en']}  ({row['pack']}, {row['begins']} – {row['ends']}, {words})"
        )


@contextmanager
def _installation(home: Path | None, *, keep: bool) -> Iterator[Path]:
    """Give a data folder of its own, with its own database; gone afterwards unless it is to be kept.

    Refuses a folder that holds anything: what lies there may be somebody's work.
    """
    if home and home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Problem(
            "story-home", "文件夹“{name}”不是空的，故事不在别人的数据里演。请另选一个空文件夹。", name=home.name
        )
    folder = home or Path(tempfile.mkdtemp(prefix="fengqiao-story-"))
    before = {name: os.environ.get(name) for name in ("FENGQIAO_HOME", "FENGQIAO_DATABASE")}
    os.environ["FENGQIAO_HOME"] = str(folder.resolve())
    os.environ.pop("FENGQIAO_DATABASE", None)
    done = False
    try:
        yield folder.resolve()
        done = True
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if not (done and (keep or home)):
            shutil.rmtree(folder, ignore_errors=True)


def _play(pack: Path, found: Story, console: Console, home: Path) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from fengqiao.catalogue.reading import compiled_files
    from fengqiao.rulebook.queries import pack_on
    from fengqiao.site.stories.outcome import as_record, outcome
    from fengqiao.site.stories.playing import Player
    from fengqiao.site.stories.staging import moment, set_stage

    if Path(settings.HOME) != home:
        raise Problem("story-process", "故事要在单独的命令里演：fengqiao story {name}", name=found.code)
    with console.status(both("搭台", "setting the stage")):
        call_command("migrate", verbosity=0)
        set_stage(found, compiled_files(pack))
        player = Player(found)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[day]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(both("开演", "playing"), total=player.length, day="")
        played = player.play(lambda at: progress.update(bar, advance=1, day=f"{at:%Y-%m-%d}"))
    record = as_record(found, outcome(found, pack_on(moment(found.begins)).pack), played)
    (home / RESULT).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record


def _say_how_to_open(console: Console, home: Path) -> None:
    """Give the people of the cast one password, and say how the kept installation is opened."""
    import secrets

    from fengqiao.orgs.actions import set_password
    from fengqiao.orgs.queries import accounts_listed

    password = f"fq-{secrets.token_hex(4)}"
    listed = accounts_listed()
    for username, *_ in listed:
        set_password(username=username, password=password)
    console.print(f"\n{both('网页', 'pages')}: FENGQIAO_HOME={home} fengqiao serve → /stories/", soft_wrap=True)
    names = ", ".join(username for username, *_ in listed)
    console.print(f"{both('登录名', 'log-ins')}: {names}\n{both('密码', 'password')}: {password}", soft_wrap=True)
