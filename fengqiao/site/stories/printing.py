"""A story's outcome as people read it in a terminal: what was said, what came out, ✓ or ✗, and how to open it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fengqiao.desk.measures.words import percent
from fengqiao.site.words import both

BOUNDS = {
    "exact": "",
    "at_least": both("以上", "or more"),
    "over": both("余", "and some"),
    "near": both("近", "nearly"),
    "about": both("约", "about"),
    "at_most": both("以内", "at most"),
    "most": both("过半", "more than half"),
}
WHOSE = {"report": both("报道", "report"), "ours": both("我们", "ours")}


def print_outcome(console: Console, record: dict[str, Any], *, home: str = "") -> None:
    """Print the table of figures, what was left out, and the commands that open each figure."""
    console.print(
        f"\n[bold]{escape(record['name'])}[/bold] / {escape(record['name_en'])}   {record['begins']} – {record['ends']}"
    )
    made = both(
        f"说了 {record['told']} 次，登记 {record['matters']} 件，办了 {record['deeds']} 步，按规矩拒绝 {record['refused']} 步",
        f"told {record['told']} times, {record['matters']} matters, {record['deeds']} deeds, {record['refused']} refused as they should be",
    )
    console.print(made, style="dim", highlight=False)
    table = Table(show_lines=True, expand=True)
    for title, more in (
        (" ", {"width": 1}),
        (both("数", "figure"), {"ratio": 3}),
        (both("谁说的", "whose"), {"ratio": 1}),
        (both("说的", "said"), {"ratio": 2}),
        (both("算出", "computed"), {"ratio": 2}),
        (both("粗数", "careless count"), {"ratio": 4}),
    ):
        table.add_column(title, **more)  # type: ignore[arg-type]
    for row in record["figures"]:
        table.add_row(*_cells(row))
    console.print(table)
    for each in record["left_out"]:
        console.print(
            f"– “{escape(each['quote'])}” {escape(each['why'])} / {escape(each['why_en'])}",
            style="dim",
            highlight=False,
        )
    if home:
        console.print(f"\n{both('打开每个数', 'open each figure')}", style="bold")
        for row in record["figures"]:
            console.print(f"  {opens(record, row, home)}", highlight=False, soft_wrap=True)
    right = sum(row["right"] for row in record["figures"])
    words = both(f"{right} / {len(record['figures'])} 个数对上", f"{right} of {len(record['figures'])} figures hold")
    console.print(words, style="bold green" if record["right"] else "bold red", highlight=False)


def opens(record: dict[str, Any], row: dict[str, Any], home: str) -> str:
    """Return the command that opens a figure to its events."""
    command = f"fengqiao measure show {row['measure']} --since {record['begins']} --until {record['ends']} --events"
    return f"FENGQIAO_HOME={home} {command}"


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    naive = "\n".join(
        f"{'✓' if each['astray'] else '✗'} {escape(each['decoy'])}: {amount(row, each['value'])}"
        for each in row["naive"]
    )
    said = said_words(row)
    quote = f"\n“{escape(row['quote'])}”" if row["quote"] else ""
    return (
        "[green]✓[/green]" if row["right"] else "[bold red]✗[/bold red]",
        f"{escape(row['name'])}\n[dim]{escape(row['name_en'])}[/dim]",
        WHOSE[row["whose"]],
        f"{said}{quote}",
        computed(row),
        naive,
    )


def said_words(row: dict[str, Any]) -> str:
    """Return what was said with its bound and, where it is played at a scale, the scale."""
    bound = BOUNDS[row["bound"]]
    if row["bound"] == "most":
        return bound
    words = f"{amount(row, row['wanted'])} {bound}".strip()
    return words if row["one_in"] == 1 else f"{words} ({row['said']} × 1/{row['one_in']})"


def computed(row: dict[str, Any]) -> str:
    """Return what was computed, of a share with both counts."""
    found = amount(row, row["value"])
    return f"{found} ({row['part']}/{row['whole']})" if row["what"] == "share" and row["value"] is not None else found


def amount(row: dict[str, Any], number: str | None) -> str:
    """Return an exact number in the words of its measure: a share in percent, to one place."""
    if number is None:
        return both("无数据", "no data")
    value = Fraction(number)
    if row["what"] == "share":
        return percent(value)
    plain = str(int(value)) if value.denominator == 1 else f"{float(value):g}"
    return f"{plain} {row['word']}"
