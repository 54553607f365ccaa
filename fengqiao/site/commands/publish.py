"""`fengqiao publish …`: putting a pack or a text model into force."""

from __future__ import annotations

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
    label: Annotated[str, typer.Option(help=both("版本号", "version"))],
    note: Annotated[str, typer.Option(help=both("说明：用什么训练的", "what it was trained on"))] = "",
) -> None:
    """Publish a text model."""
    by = _system()
    from django.utils import timezone

    from fengqiao.rulebook.actions import publish_model

    if not file.is_file():
        raise Problem("file-none", "找不到文件“{name}”。请核对路径。", name=file.name)
    now = timezone.now()
    publish_model(content=file.read_bytes(), label=label, note=note, valid_from=now, by=by, at=now)
    Console(stderr=True).print(both(f"已发布文本模型 {label}", f"published text model {label}"))


@app.command("pack", help=both("发布规则包，从现在起用于新事项", "publish a pack; new matters use it from now on"))
def pack(folder: Annotated[Path, typer.Argument(help=both("规则包文件夹", "folder of the pack"))]) -> None:
    """Publish a pack; running matters keep the edition they began with."""
    by = _system()
    from django.utils import timezone

    from fengqiao.catalogue.reading import pack_files
    from fengqiao.rulebook.actions import publish_pack

    now = timezone.now()
    publish_pack(texts=pack_files(folder), valid_from=now, by=by, at=now)
    Console(stderr=True).print(both(f"已发布规则包 {folder.name}", f"published pack {folder.name}"))
