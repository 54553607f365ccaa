"""What an evaluation of the text model looks like on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fengqiao.kit.text import Evaluation, Judgement
from fengqiao.site.words import both

_CURVE_STEP = 5  # hundredths between two lines of the cost curve
_BAR_WIDTH = 24


def show_evaluation(evaluation: Evaluation, *, given: float | None) -> None:
    """Print the whole evaluation; `given` is a bar of abstaining set by hand."""
    console = Console(highlight=False)
    judgement = evaluation.judgement
    console.print(f"macro-F1 {evaluation.macro_f1:.4f}  {both('各折', 'by fold')}: {_listed(evaluation.fold_macro_f1)}")
    console.print(f"{both('准确率', 'accuracy')} {evaluation.accuracy:.4f}")
    _show_abstaining(evaluation, console, given=given)
    console.print(_reliability(judgement))
    console.print(_cost_curve(judgement))
    console.print(_scores(judgement))
    console.print(_confusion(judgement))


def _show_abstaining(evaluation: Evaluation, console: Console, *, given: float | None) -> None:
    choice = evaluation.judgement.choice
    costs = choice.costs
    if given is None:
        minutes = both(
            f"送错 {costs.wrong:g} 分钟、人工查看 {costs.look:g} 分钟",
            f"a wrong route {costs.wrong:g} min, a look {costs.look:g} min",
        )
        console.print(
            f"{both('按代价选定的阈值', 'threshold chosen by cost')} {choice.bar:g} ({minutes}); "
            f"{both('各折自选', 'by fold')}: {' '.join(f'{bar:g}' for bar in evaluation.fold_bars)}"
        )
    else:
        console.print(f"{both('指定的阈值', 'threshold given')} {given:g}")
    right = "—" if evaluation.answered_accuracy is None else f"{evaluation.answered_accuracy:.4f}"
    console.print(
        f"{both('下结论', 'answered')} {evaluation.answered / evaluation.counts.used:.1%}, "
        f"{both('其中正确', 'of these right')} {right}, "
        f"{both('每千条代价', 'cost of a thousand')} {evaluation.cost:.0f} {both('分钟', 'min')}"
    )


def _reliability(judgement: Judgement) -> Table:
    error = f"{both('校准误差', 'calibration error')} (ECE) {judgement.calibration_error:.4f}"
    table = Table(title=f"{both('把握与实际正确率', 'Reliability')} · {error}")
    for name in (
        both("把握", "confidence"),
        both("条数", "count"),
        both("平均把握", "mean"),
        both("正确率", "accuracy"),
    ):
        table.add_column(name, justify="right")
    for each in judgement.bins:
        sure = "—" if each.confidence is None else f"{each.confidence:.4f}"
        right = "—" if each.accuracy is None else f"{each.accuracy:.4f}"
        table.add_row(f"{each.low:.1f}–{each.high:.1f}", str(each.count), sure, right)
    return table


def _cost_curve(judgement: Judgement) -> Table:
    choice = judgement.choice
    table = Table(title=both("代价曲线（每千条，分钟）", "Cost curve (minutes a thousand)"))
    for name in (
        both("阈值", "threshold"),
        both("下结论", "answered"),
        both("其中送错", "wrong"),
        both("代价", "cost"),
        "",
    ):
        table.add_column(name, justify="left" if not name else "right")
    most = max(point.per_thousand for point in choice.curve)
    chosen = choice.at(choice.bar)
    shown = [point for at, point in enumerate(choice.curve) if at % _CURVE_STEP == 0 or point == chosen]
    for point in shown:
        line = (
            f"{point.bar:.2f}",
            f"{point.answered / judgement.rows:.1%}",
            str(point.wrong),
            f"{point.per_thousand:.0f}",
            "█" * max(1, round(point.per_thousand / most * _BAR_WIDTH)),
        )
        mark = f" ← {both('选定', 'chosen')}" if point == chosen else ""
        table.add_row(*line[:-1], line[-1] + mark, style="bold" if point == chosen else "")
    return table


def _scores(judgement: Judgement) -> Table:
    scores = Table(title=both("各标签", "By label"))
    for name in (both("标签", "label"), both("行数", "rows"), "precision", "recall", "F1"):
        scores.add_column(name, justify="left" if not scores.columns else "right")
    for score in judgement.classes:
        shares = (f"{share:.4f}" for share in (score.precision, score.recall, score.f1))
        scores.add_row(escape(score.label), str(score.rows), *shares)
    return scores


def _confusion(judgement: Judgement) -> Table:
    confusion = Table(title=both("混淆表（行：真实；列：模型）", "Confusion (rows: true; columns: model)"))
    confusion.add_column("")
    for number in range(1, len(judgement.labels) + 1):
        confusion.add_column(str(number), justify="right")
    for number, (label, line) in enumerate(zip(judgement.labels, judgement.confusion, strict=True), start=1):
        cells = (
            f"[bold]{count}[/bold]" if at == number else str(count or "·") for at, count in enumerate(line, start=1)
        )
        confusion.add_row(f"{number} {escape(label)}", *cells)
    return confusion


def show_comparison(found: Mapping[str, Any], console: Console) -> None:
    """Print how a new model stands against the one in force, topic by topic."""
    if not found.get("rows"):
        console.print(
            both("没有可以比较的事项（或者还没有现行模型）。", "No matters to compare on, or no model in force yet.")
        )
        return
    table = Table(title=both(f"在留存的 {found['rows']} 件事项上", f"on {found['rows']} matters held back"))
    for name in (
        both("主题", "topic"),
        both("件数", "rows"),
        both("现行正确", "old right"),
        both("新的正确", "new right"),
    ):
        table.add_column(name, justify="left" if not table.columns else "right")
    for topic in found["topics"]:
        table.add_row(escape(topic["topic"]), str(topic["rows"]), str(topic["old_right"]), str(topic["new_right"]))
    console.print(table)
    console.print(
        f"macro-F1 {found['old_f1']:.4f} → {found['new_f1']:.4f} "
        f"({found['difference']:+.4f}, 95 %: {found['low']:+.4f} … {found['high']:+.4f}); "
        f"{both('新对旧错', 'gained')} {found['gained']}, {both('新错旧对', 'lost')} {found['lost']}, "
        f"McNemar p = {found['chance']:.3f}"
    )


def _listed(shares: Sequence[float]) -> str:
    return " ".join(f"{share:.4f}" for share in shares)
