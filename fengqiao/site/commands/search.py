"""`fengqiao search …`: the index of words."""

from __future__ import annotations

import typer
from rich.console import Console

from fengqiao.site.words import both

app = typer.Typer(help=both("搜索", "search"), no_args_is_help=True)


@app.command("rebuild", help=both("重建搜索索引", "make the index of words anew"))
def rebuild() -> None:
    """Make the index anew."""
    import django

    django.setup()
    from fengqiao.matters.actions import rebuild as made

    done = 0
    console = Console(stderr=True)
    with console.status(both("重建搜索索引", "index of words")) as status:
        for done in made():
            status.update(str(done))
    console.print(both(f"已为 {done} 件事项建好索引", f"{done} matters in the index"))
