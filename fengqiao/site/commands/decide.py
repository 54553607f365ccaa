"""`fengqiao decide MODEL CASES...`: a DMN model over the cases of the DMN test kit, passed or failed for each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fengqiao.kit.dmn import read_cases, read_model, run_cases
from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

HELP = both("用 DMN 测试用例核对一个 DMN 模型", "check a DMN model with cases of the DMN test kit")


def decide_command(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help=both("DMN 文件", "DMN file"))],
    cases: Annotated[list[Path], typer.Argument(metavar="CASES", help=both("用例文件", "files of cases"))],
) -> None:
    """Print each case with passed or failed; exit 1 when one failed."""
    console = Console(highlight=False, soft_wrap=True)
    read = read_model(_content(model))
    failed = total = 0
    for path in cases:
        for result in run_cases(read, read_cases(_content(path))):
            total += 1
            failed += not result.passed
            word = both("通过", "passed") if result.passed else both("未通过", "failed")
            told = "" if result.passed else f"  {result.told()}"
            console.print(f"{path.name}  {result.case.id}  {result.case.name}  {word}{told}", markup=False)
            for note in result.notes if not result.passed else ():
                console.print(f"    {note}", markup=False)
    console.print(both(f"共 {total} 例，通过 {total - failed}，未通过 {failed}", f"{total} cases, {failed} failed"))
    if failed or not total:
        raise typer.Exit(1)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Problem("file-unreadable", "读不了文件“{file}”。", file=str(path)) from None
