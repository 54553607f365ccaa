"""`fengqiao packs`: checking packs before they are published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from fengqiao.catalogue.finding import Finding, Severity
from fengqiao.catalogue.reading import check_pack
from fengqiao.kit.problems import Problem
from fengqiao.site.commands import pack_changes
from fengqiao.site.words import both

app = typer.Typer(help=both("规则包", "Packs of kinds, tables, calendars and values"), no_args_is_help=True)

app.command("diff", help=pack_changes.HELP)(pack_changes.diff)

_LOOKS = {Severity.ERROR: ("bold red", both("错误", "error")), Severity.WARNING: ("yellow", both("提醒", "warning"))}


@app.command(help=both("检查规则包，逐条指出文件和行号", "Check a pack; each finding with its file and line"))
def check(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help=both("规则包所在的文件夹", "Folder of the pack"), show_default=False)
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=both("以 JSON 输出", "Print JSON"))] = False,
) -> None:
    """Print what is wrong with a pack; the exit code is 1 when it has errors."""
    try:
        findings = check_pack(directory)
    except Problem as problem:
        Console(stderr=True, soft_wrap=True).print(Text(str(problem), "bold red"))
        raise typer.Exit(1) from None
    errors = sum(finding.is_error for finding in findings)
    if as_json:
        typer.echo(_as_json(findings, errors))
    else:
        _print(directory, findings, errors)
    raise typer.Exit(1 if errors else 0)


def _as_json(findings: Sequence[Finding], errors: int) -> str:
    data = {"errors": errors, "warnings": len(findings) - errors, "findings": [asdict(finding) for finding in findings]}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _print(directory: Path, findings: Sequence[Finding], errors: int) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for finding in findings:
        style, word = _LOOKS[finding.severity]
        console.print(
            Text.assemble(
                (f"{directory / finding.file}:{finding.line}: ", "cyan"),
                (f"{word}: ", style),
                finding.message,
                (f"  {finding.message_en}", "dim"),
            )
        )
    warnings = len(findings) - errors
    if findings:
        words = both(f"{errors} 处错误，{warnings} 处提醒", f"{errors} errors, {warnings} warnings")
        console.print(Text(words, "bold red" if errors else "bold yellow"))
    else:
        console.print(Text(both("没有发现问题", "nothing wrong"), "bold green"))
