"""`fengqiao measure …`: figures of the packs in force, for a period and a unit, opened down to their events."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

if TYPE_CHECKING:
    from fengqiao.measure.rules import Figure, Period, Scope

app = typer.Typer(
    help=both("指标：从台账里数出来的数", "measures: figures counted in the ledger"), no_args_is_help=True
)
Since = Annotated[
    str,
    typer.Option(help=both("从哪天起，如 2026-03-01；不写是本年元旦", "first day, such as 2026-03-01; else 1 January")),
]
Until = Annotated[str, typer.Option(help=both("到哪天止，含当天；不写是今天", "last day, included; else today"))]
Unit = Annotated[
    str, typer.Option(help=both("单位代码，含下级；不写是全部", "code of a unit, with those below it; else all"))
]
AsJson = Annotated[bool, typer.Option("--json", help=both("以 JSON 输出", "Print JSON"))]


@app.command("list", help=both("列出全部指标和数", "list all measures with their figures"))
def list_measures(since: Since = "", until: Until = "", unit: Unit = "", *, as_json: AsJson = False) -> None:
    """List measures."""
    period, scope = _asked(since, until, unit)
    from fengqiao.measure.queries import figure
    from fengqiao.measure.rules import Question

    measures = _measures()
    found = [figure(Question(measure, period, scope), measures) for measure in measures.values()]
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False))
        return
    table = Table(both("代码", "code"), both("指标", "measure"), both("数", "figure"))
    for each in found:
        table.add_row(each.measure.code, each.measure.name, said(each))
    Console().print(table)


@app.command("show", help=both("一个指标的数，可列出背后的事件", "one figure, with the events behind it if wanted"))
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help=both("指标代码", "code of the measure"))],
    since: Since = "",
    until: Until = "",
    unit: Unit = "",
    *,
    events: Annotated[bool, typer.Option("--events", help=both("列出事件", "list the events"))] = False,
    as_json: AsJson = False,
) -> None:
    """Show one figure."""
    period, scope = _asked(since, until, unit)
    from fengqiao.measure.queries import events_behind, figure
    from fengqiao.measure.rules import Question

    measures = _measures()
    if code not in measures:
        raise Problem("measure-unknown", "没有“{value}”这个指标。", value=code)
    asked = Question(measures[code], period, scope)
    found = figure(asked, measures)
    rows = list(events_behind(asked, measures)) if events else []
    if as_json:
        listed = [
            {
                "seq": e.seq,
                "kind": e.kind,
                "at": e.happened_at.isoformat(),
                "unit": str(e.unit_id),
                "subject": str(e.subject_id),
            }
            for e in rows
        ]
        typer.echo(json.dumps({**_plain(found), **({"events": listed} if events else {})}, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{found.measure.name} / {found.measure.name_en}: [bold]{said(found)}[/bold]")
    console.print(f"{found.measure.about} / {found.measure.about_en}", style="dim")
    for event in rows:
        codes = " ".join(f"{key}={value}" for key, value in sorted(event.attributes.items()))
        console.print(
            f"{event.seq:>8}  {event.happened_at:%Y-%m-%d %H:%M}  {event.kind:<18} {event.subject_id}  {codes}"
        )


def said(found: Figure) -> str:
    """Return a figure in words for the command line."""
    value = found.value
    if value is None:
        return both("无数据", "no data")
    if isinstance(value, Fraction):
        return f"{float(value):.1%} ({found.part}/{found.whole})"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value} {found.measure.word}"


def _plain(found: Figure) -> dict[str, Any]:
    value = found.value
    plain: object = value
    if isinstance(value, Fraction):
        plain = float(value)
    elif value is not None and not isinstance(value, int):
        plain = value.isoformat() if isinstance(value, datetime) else str(value)
    row = {"code": found.measure.code, "value": plain}
    return {**row, "part": found.part, "whole": found.whole} if isinstance(value, Fraction) else row


def _measures() -> Any:
    from django.utils import timezone

    from fengqiao.rulebook.queries import pack_on

    return pack_on(timezone.now()).pack.measures


def _asked(since: str, until: str, unit: str) -> tuple[Period, Scope]:
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.measure.rules import EVERYTHING, Period, Scope
    from fengqiao.orgs.queries import unit_and_below

    today = timezone.localdate()
    try:
        first = datetime.strptime(since, "%Y-%m-%d").date() if since else today.replace(month=1, day=1)  # noqa: DTZ007
        last = datetime.strptime(until, "%Y-%m-%d").date() if until else today  # noqa: DTZ007
    except ValueError:
        raise Problem("date-wrong", "日期要写成 2026-03-01 这样。") from None
    if not unit:
        return Period(first, last), EVERYTHING
    found = unit_and_below(unit)
    if not found:
        raise Problem("unit-code", "没有代码为“{value}”的单位。", value=unit)
    return Period(first, last), Scope(found)
