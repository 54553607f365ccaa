"""`fengqiao text groups`: messages about the same thing, and how hot each group is; needs no database."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow, open_sheet, parse_moment, write_csv
from fengqiao.kit.text.alike import Heat, Message, group_messages, heat_of, message_of
from fengqiao.site.commands.text import (
    AsJson,
    SheetFile,
    TextColumns,
    _refuse_overwriting,
    _seconds,
    _summary,
    refusals,
)
from fengqiao.site.commands.text_sheets import base_pack, column_of, columns_of, today
from fengqiao.site.words import both

HELP = both("把说同一件事的诉求归成组，算出热度。", "Gather messages about the same thing and rate their heat.")
RESULT_COLUMNS = ("row", "group", "heat", "size", "told", "support", "rush")
_HOTTEST = 5


@dataclass(frozen=True, slots=True)
class _Told:
    row: int
    message: Message
    at: datetime | None
    likes: int
    dislikes: int


def groups_command(
    file: SheetFile,
    *,
    text: TextColumns,
    out: Annotated[Path, typer.Option("--out", metavar="CSV", help=both("结果文件。", "File of results."))],
    at: Annotated[
        str | None, typer.Option("--time", metavar="COL", help=both("时间所在的列。", "Column of the time."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="COL", help=both("地点所在的列。", "Column of the place."))
    ] = None,
    likes: Annotated[
        str | None, typer.Option("--likes", metavar="COL", help=both("点赞数所在的列。", "Column of the likes."))
    ] = None,
    dislikes: Annotated[
        str | None, typer.Option("--dislikes", metavar="COL", help=both("反对数所在的列。", "Column of the dislikes."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a line for each row of the sheet; `row` is the row's number as Excel shows it, group 1 is the hottest."""
    with refusals():
        began = time.monotonic()
        _refuse_overwriting(file, out)
        told, unread = _read(file, text, at, place, likes, dislikes)
        groups = _hottest_first(told)
        lines = [
            (each.row, number, heat.total, len(group), heat.told, heat.support, heat.rush)
            for number, (heat, group) in enumerate(groups, start=1)
            for each in group
        ]
        try:
            write_csv(out, RESULT_COLUMNS, sorted(lines))
        except OSError as error:
            raise Problem("text-result-unwritable", "无法写入结果文件 {path}。", path=str(out)) from error
        _say(told, groups, unread, out)
        if as_json:
            several = [group for _, group in groups if len(group) > 1]
            _summary(
                read=len(told),
                groups=len(several),
                grouped=sum(map(len, several)),
                unread_times=unread,
                hottest=[{"heat": heat.total, "size": len(group)} for heat, group in groups[:_HOTTEST]],
                seconds=_seconds(began),
            )


def _read(
    file: Path, text: Sequence[str], at: str | None, place: str | None, likes: str | None, dislikes: str | None
) -> tuple[list[_Told], int]:
    """Return the rows, and how many of them have a time that cannot be read."""
    sheet = open_sheet(file, limits=sheet_limits(base_pack(), today()))
    columns = columns_of(sheet.header, text)
    others = [None if name is None else column_of(sheet.header, name) for name in (at, place, likes, dislikes)]
    told, unread = [], 0
    for row in sheet.rows():
        when, where, liked, disliked = (
            None if column is None or row.surplus else row.text(column) for column in others
        )
        moment = _moment(row, others[0]) if when else None
        unread += bool(when) and moment is None
        texts = [] if row.surplus else [row.text(column) for column in columns]
        message = message_of(texts, where or "")
        told.append(_Told(row.number, message, moment, _count(liked), _count(disliked)))
    return told, unread


def _moment(row: SheetRow, column: int | None) -> datetime | None:
    zone = datetime.now().astimezone().tzinfo
    assert column is not None and zone is not None  # noqa: S101, PT018
    try:
        return parse_moment(row.values[column], zone)
    except Problem:
        return None


def _count(text: str | None) -> int:
    try:
        return max(int(float(text or 0)), 0)
    except (ValueError, OverflowError):
        return 0


def _hottest_first(told: Sequence[_Told]) -> list[tuple[Heat, list[_Told]]]:
    """Return the groups by falling heat, a single message a group of its own; of equals the earlier row first."""
    gathered: dict[tuple[int, int], list[_Told]] = defaultdict(list)
    for each, number in zip(told, group_messages([each.message for each in told]), strict=True):
        gathered[(number, 0 if number else each.row)].append(each)
    rated = [
        (heat_of([each.at for each in group], [each.likes for each in group], [each.dislikes for each in group]), group)
        for group in gathered.values()
    ]
    return sorted(rated, key=lambda pair: (-pair[0].total, pair[1][0].row))


def _say(told: Sequence[_Told], groups: Sequence[tuple[Heat, list[_Told]]], unread: int, out: Path) -> None:
    several = [pair for pair in groups if len(pair[1]) > 1]
    joined = sum(len(group) for _, group in several)
    typer.echo(
        both(
            f"共 {len(told)} 条：{joined} 条归成 {len(several)} 组，其余各自成组；结果在 {out}。",
            f"{len(told)} messages: {joined} in {len(several)} groups, the others each alone; results in {out}.",
        )
    )
    if unread:
        typer.echo(both(f"有 {unread} 条的时间读不出来。", f"The times of {unread} messages could not be read."))
    if groups:
        typer.echo(
            both("热度 = 条数 + 支持 + 七日最多；最热的", "heat = told + support + rush in seven days; the hottest")
            + ":"
        )
    for number, (heat, group) in enumerate(groups[:_HOTTEST], start=1):
        parts = f"{heat.told} + {heat.support:g} + {heat.rush}"
        typer.echo(f"{number}. {heat.total:g} = {parts}  {group[0].message.title}")
