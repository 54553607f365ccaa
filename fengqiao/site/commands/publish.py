"""`fengqiao publish …`: putting a pack or a text model into force."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

if TYPE_CHECKING:
    from fengqiao.orgs.queries import Viewer

app = typer.Typer(help=both("发布规则包、文本模型", "publish packs and text models"), no_args_is_help=True)


def _system() -> Viewer:
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.orgs.queries import system_viewer

    found = system_viewer(at=timezone.now())
    if found is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    return found


@app.command("model", help=both("发布文本模型，从现在起用于分流", "publish a text model; routing uses it from now on"))
def model(
    file: Annotated[
        Path, typer.Argument(help=both("fengqiao text train 写出的模型文件", "model file from `fengqiao text train`"))
    ],
    *,
    label: Annotated[str, typer.Option(help=both("版本号", "version"))],
    note: Annotated[str, typer.Option(help=both("说明：用什么训练的", "what it was trained on"))] = "",
    reason: Annotated[
        str, typer.Option(help=both("比现行模型差时，为什么仍要发布", "why it is published though it is worse"))
    ] = "",
    no_compare: Annotated[
        bool, typer.Option("--no-compare", help=both("不比较，直接发布", "publish without comparing"))
    ] = False,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help=both("只比较，放到网页上待发布", "compare only, and leave it to be published on its page")
        ),
    ] = False,
) -> None:
    """Compare a text model with the one in force on the matters held back, and publish it."""
    by = _system()
    from django.utils import timezone

    from fengqiao.kit.text import load
    from fengqiao.matters.queries import compared_with_force
    from fengqiao.rulebook.actions import draft_model, publish_model
    from fengqiao.site.commands.text_showing import show_comparison

    if not file.is_file():
        raise Problem("file-none", "找不到文件“{name}”。请核对路径。", name=file.name)
    now, content = timezone.now(), file.read_bytes()
    console = Console(stderr=True)
    comparison = compared_with_force(load(content), at=now) if draft or not no_compare else None
    if comparison is not None:
        show_comparison(comparison, console)
    if draft:
        draft_model(content=content, label=label, note=note, comparison=comparison or {}, by=by, at=now)
        console.print(both(f"已放到“规则 · 文本模型”页待发布：{label}", f"waits to be published on its page: {label}"))
        return
    publish_model(
        content=content, label=label, note=note, valid_from=now, by=by, at=now, comparison=comparison, reason=reason
    )
    console.print(both(f"已发布文本模型 {label}", f"published text model {label}"))


@app.command("pack", help=both("发布规则包，从现在起用于新事项", "publish a pack; new matters use it from now on"))
def pack(
    folder: Annotated[Path, typer.Argument(help=both("规则包文件夹", "folder of the pack"))],
    *,
    yes: Annotated[bool, typer.Option("--yes", help=both("不问，直接发布", "publish without asking"))] = False,
) -> None:
    """Show what would change, ask, publish; running matters keep the edition they began with."""
    by = _system()
    from django.utils import timezone

    from fengqiao.site.commands.pack_changes import composed

    before, texts = composed(folder, timezone.now())
    _publish_texts(folder.resolve().name, before, texts, by, yes=yes)


@app.command("withdraw", help=both("撤下加在上面的规则包", "take a pack off that was added to another"))
def withdraw(
    name: Annotated[str, typer.Argument(metavar="NAME", help=both("包名", "name of the pack"))],
    *,
    yes: Annotated[bool, typer.Option("--yes", help=both("不问，直接发布", "publish without asking"))] = False,
) -> None:
    """Publish what is in force without what a pack has added; running matters keep the edition they began with."""
    by = _system()
    from django.utils import timezone

    from fengqiao.catalogue.layering import overlaid
    from fengqiao.rulebook.queries import texts_on

    before = texts_on(timezone.now())
    texts = overlaid(before, name, {})
    if texts == before:
        raise Problem("overlay-unknown", "现行规则包里没有加“{name}”。", name=name)
    _publish_texts(name, before, texts, by, yes=yes)


def _publish_texts(name: str, before: Mapping[str, str], texts: Mapping[str, str], by: Viewer, *, yes: bool) -> None:
    from django.utils import timezone

    from fengqiao.catalogue.comparing import compare
    from fengqiao.catalogue.reading import parse_pack
    from fengqiao.rulebook.actions import publish_pack
    from fengqiao.site.commands.pack_changes import print_changes

    parse_pack(texts)  # what cannot be published is said first
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    changes = compare(before, texts) if before else ()
    if before:
        print_changes(changes, console)
    if before and changes and not yes:
        if not sys.stdin.isatty():
            raise Problem("publish-unasked", "有不同之处，没有人可以问。核对后加 --yes 再运行。")
        if not typer.confirm(both("发布吗", "publish"), err=True):
            raise typer.Exit(1)
    now = timezone.now()
    publish_pack(texts=texts, valid_from=now, by=by, at=now)
    console.print(both(f"已发布规则包 {name}", f"published pack {name}"))
