"""What publishing a pack would change: composed with what is in force, compared, printed in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from fengqiao.catalogue.change_words import file_words, said
from fengqiao.catalogue.comparing import Change, ChangeKind, compare
from fengqiao.catalogue.layering import HEAD, OVERLAYS, overlaid, rebased, requires_of
from fengqiao.catalogue.reading import compiled_files, pack_files, parse_pack
from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

if TYPE_CHECKING:
    from datetime import datetime

MARKS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "~", ChangeKind.MOVED: "↕"}  # noqa: RUF001
LOOKS = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red", ChangeKind.CHANGED: "yellow", ChangeKind.MOVED: "cyan"}
HELP = both(
    "比较规则包和现行版本（或另一个文件夹）有什么不同",
    "compare a pack with the edition in force, or with another folder",
)


def diff(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help=both("规则包所在的文件夹", "Folder of the pack"), show_default=False)
    ],
    *,
    against: Annotated[
        Path | None,
        typer.Option(
            help=both("和这个文件夹比，不和现行版本比", "compare with this folder instead"), show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=both("以 JSON 输出", "Print JSON"))] = False,
) -> None:
    """Print the differences; the exit code is 1 where there are some, as `diff` has it."""
    parse_pack(compiled_files(directory))  # what is wrong in itself is said first
    if against is not None:
        changes = compare(compiled_files(against), compiled_files(directory))
    else:
        import django

        django.setup()
        from django.utils import timezone

        changes = compare(*composed(directory, timezone.now()))
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in changes], ensure_ascii=False, indent=1))
    else:
        print_changes(changes, Console(soft_wrap=True, highlight=False))
    raise typer.Exit(1 if changes else 0)


def composed(directory: Path, at: datetime) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the files in force, and as they would be with the pack of a folder in them.

    A pack that adds to another takes the place of what it added before; the pack below keeps what was added to it.
    Refuses one that adds to a pack which is not in force.
    """
    from fengqiao.rulebook.queries import texts_on

    own = pack_files(directory)
    below = requires_of(own)
    if not below:
        before = texts_on(at, _name(own))
        return before, rebased(before, own)
    before = texts_on(at, below[0])
    missing = [name for name in below[1:] if not any(path.startswith(f"{OVERLAYS}{name}/") for path in before)]
    if not before or missing:
        raise Problem(
            "pack-base-not-published",
            "这个包要加在“{name}”上面，它还没有发布。",
            name=missing[0] if missing else below[0],
        )
    return before, overlaid(before, directory.resolve().name, own)


def _name(files: Mapping[str, str]) -> str:
    import tomllib

    try:
        return str(tomllib.loads(files.get(HEAD, "")).get("name", ""))
    except tomllib.TOMLDecodeError:
        return ""


def print_changes(changes: tuple[Change, ...], console: Console) -> None:
    """Print the changes by file, with their lines."""
    file = ""
    for change in changes:
        if change.file != file:
            file = change.file
            zh, en = file_words(file)
            console.print(Text.assemble((f"{file}  ", "bold cyan"), (both(zh, en), "dim")))
        zh, en = said(change)
        console.print(
            Text.assemble((f"  {MARKS[change.kind]} {change.line:>5}  ", LOOKS[change.kind]), zh, (f"  {en}", "dim"))
        )
    words = (
        both(f"{len(changes)} 处不同", f"{len(changes)} differences") if changes else both("没有不同", "no difference")
    )
    console.print(Text(words, "bold"))


def _plain(change: Change) -> dict[str, object]:
    zh, en = said(change)
    return {
        "kind": change.kind.value,
        "file": change.file,
        "line": change.line,
        "before": change.before,
        "after": change.after,
        "lost": list(change.lost),
        "gained": list(change.gained),
        "said": zh,
        "said_en": en,
    }
