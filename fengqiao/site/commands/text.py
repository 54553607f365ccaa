"""`fengqiao text`: train, ask and evaluate a classifier of texts from sheets; needs no database."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import write_csv
from fengqiao.kit.text import Prediction, TrainingCounts, evaluate, load, train
from fengqiao.kit.text.training import Progress as Tick
from fengqiao.site.commands.text_sheets import base_pack, read_rows, settings_of
from fengqiao.site.commands.text_showing import show_evaluation
from fengqiao.site.words import both

app = typer.Typer(
    no_args_is_help=True, help=both("文本分类：训练、预测、评估。", "Text classification: train, predict, evaluate.")
)

RESULT_COLUMNS = (
    "row",
    "label",
    "confidence",
    "second",
    "second_confidence",
    "third",
    "third_confidence",
    "abstained",
    "best",
)

SheetFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=both("表格文件（.xlsx 或 .csv，UTF-8 或 GB18030）。", "Sheet (.xlsx or .csv in UTF-8 or GB18030)."),
    ),
]
TextColumns = Annotated[
    list[str],
    typer.Option(
        "--text",
        metavar="COL",
        help=both(
            "文本所在的列；可写多次，也可用逗号列出多列。",
            "Column of the text; may be repeated, or list columns separated by commas.",
        ),
    ),
]
TitleColumn = Annotated[
    str | None,
    typer.Option(
        "--title",
        metavar="COL",
        help=both(
            "标题所在的列；标题比正文重，登记时也是这样算的。",
            "Column of the subject line; it weighs more than the text, as it does at intake.",
        ),
    ),
]
LabelColumn = Annotated[
    str, typer.Option("--label", metavar="COL", help=both("标签所在的列。", "Column of the label."))
]
AbstainBelow = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help=both(
            "把握低于此值时不下结论；不写时按规则包里送错和人工查看的代价选定，预测时取模型里存的值。",
            "Abstain below this confidence; default: chosen by the pack's costs of a wrong route and of a look, "
            "for predict the model's own.",
        ),
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=both("最后一行输出 JSON 摘要。", "Print a summary as JSON on the last line."))
]


@app.command("train", help=both("用已分类的表格训练模型。", "Train a model on a labelled sheet."))
def train_command(
    file: SheetFile,
    *,
    text: TextColumns,
    title: TitleColumn = None,
    label: LabelColumn,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL", help=both("模型文件（.fqm）。", "Model file (.fqm)."))],
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and write it to `out`."""
    with refusals():
        began = time.monotonic()
        _refuse_overwriting(file, out)
        pack = base_pack()
        settings = settings_of(pack, abstain_below)
        rows = read_rows(file, pack, text, title, label)
        with progress(both("训练", "Training")) as tick:
            model = train(
                rows.texts,
                rows.labels,
                titles=rows.titles,
                settings=settings,
                created_by=f"fengqiao {version('fengqiao')}",
                progress=tick,
            )
        model.save(out)
        counts = model.parts.counts
        say_counts(counts, rows.slipped)
        size = out.stat().st_size
        typer.echo(
            both(
                f"已写入模型 {out}：{len(model.labels)} 个标签，{model.gram_count} 个字串，{size} 字节；"
                f"把握低于 {model.abstain_below:g} 不下结论。",
                f"Wrote model {out}: {len(model.labels)} labels, {model.gram_count} grams, {size} bytes; "
                f"it abstains below {model.abstain_below:g}.",
            )
        )
        if as_json:
            _summary(
                **asdict(counts),
                slipped=rows.slipped,
                grams=model.gram_count,
                bytes=size,
                abstain_below=model.abstain_below,
                seconds=_seconds(began),
            )


@app.command("predict", help=both("用模型给表格的每一行分类。", "Label each row of a sheet with a model."))
def predict_command(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help=both("模型文件。", "Model file."))],
    file: SheetFile,
    *,
    text: TextColumns,
    title: TitleColumn = None,
    out: Annotated[Path, typer.Option("--out", metavar="CSV", help=both("结果文件。", "File of results."))],
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Write a line of results for each row of the sheet; `row` is the row's number as Excel shows it."""
    with refusals():
        began = time.monotonic()
        _refuse_overwriting(file, out)
        _refuse_overwriting(model, out)
        known = load(model)
        rows = read_rows(file, base_pack(), text, title)
        asked = time.monotonic()
        found = known.predict(rows.texts, titles=rows.titles, abstain_below=abstain_below)
        rate = len(found) / max(time.monotonic() - asked, 1e-9)
        lines = (_line(number, prediction) for number, prediction in zip(rows.numbers, found, strict=True))
        try:
            write_csv(out, RESULT_COLUMNS, lines)
        except OSError as error:
            raise Problem("text-result-unwritable", "无法写入结果文件 {path}。", path=str(out)) from error
        answered = Counter(prediction.label for prediction in found if prediction.label is not None)
        empty = rows.empty - rows.slipped
        typer.echo(
            both(
                f"共 {len(found)} 行：已分类 {answered.total()}，不下结论 {len(found) - answered.total()}"
                f"（其中无文字 {empty}、错列 {rows.slipped}），每秒 {rate:.0f} 条，结果在 {out}。",
                f"{len(found)} rows: {answered.total()} labelled, {len(found) - answered.total()} abstained "
                f"({empty} without text, {rows.slipped} slipped), {rate:.0f} a second, results in {out}.",
            )
        )
        if as_json:
            _summary(
                read=len(found),
                labelled=answered.total(),
                abstained=len(found) - answered.total(),
                empty=empty,
                slipped=rows.slipped,
                by_label=dict(answered.most_common()),
                per_second=round(rate),
                seconds=_seconds(began),
            )


@app.command("evaluate", help=both("按分层折交叉验证评估准确程度。", "Evaluate by stratified cross-validation."))
def evaluate_command(
    file: SheetFile,
    *,
    text: TextColumns,
    title: TitleColumn = None,
    label: LabelColumn,
    folds: Annotated[int, typer.Option(min=2, max=20, help=both("折数。", "Number of folds."))] = 5,
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Print macro-F1, accuracy, reliability, the cost curve, the scores of each label and the confusion table."""
    with refusals():
        began = time.monotonic()
        pack = base_pack()
        settings = settings_of(pack, abstain_below)
        rows = read_rows(file, pack, text, title, label)
        with progress(both("评估", "Evaluating")) as tick:
            evaluation = evaluate(rows.texts, rows.labels, folds, titles=rows.titles, settings=settings, progress=tick)
        say_counts(evaluation.counts, rows.slipped)
        show_evaluation(evaluation, given=abstain_below)
        if as_json:
            _summary(**evaluation.as_json(), slipped=rows.slipped, folds=folds, seconds=_seconds(began))


@contextmanager
def refusals() -> Iterator[None]:
    """Show a refusal in words and end with code 2."""
    try:
        yield
    except Problem as problem:
        Console(stderr=True, soft_wrap=True).print(Text(str(problem), "bold red"))
        raise typer.Exit(2) from None


@contextmanager
def progress(words: str) -> Iterator[Tick]:
    """Show a bar on a terminal while the work is going on."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, steps: bar.update(task, completed=done, total=steps)


def _refuse_overwriting(source: Path, out: Path) -> None:
    if source.resolve() == out.resolve():
        raise Problem("text-out-is-source", "结果文件不能与输入文件相同：{path}。", path=str(out))


def _line(number: int, prediction: Prediction) -> list[object]:
    """Return a row's line of results; where the model abstains `label` is empty, `best` still names its first guess."""
    (best, _), second, third = (*prediction.ranked, *[("", None)] * 3)[:3]
    return [
        number,
        prediction.label or "",
        _rounded(prediction.confidence),
        second[0],
        _rounded(second[1]),
        third[0],
        _rounded(third[1]),
        prediction.label is None,
        best,
    ]


def _rounded(share: float | None) -> float | str:
    return "" if share is None else round(share, 4)


def say_counts(counts: TrainingCounts, slipped: int) -> None:
    """Say what was read, used and left out."""
    typer.echo(
        both(
            f"读到 {counts.given} 行，采用 {counts.used}；未采用：无文字 {counts.empty - slipped}、错列 {slipped}、"
            f"无标签 {counts.unlabelled}、标签太少 {counts.rare}（{counts.rare_labels} 个标签）；"
            f"内容几乎相同的 {counts.alike}。",
            f"{counts.given} rows read, {counts.used} used; not used: {counts.empty - slipped} without text, "
            f"{slipped} slipped, {counts.unlabelled} without label, {counts.rare} of {counts.rare_labels} rare labels; "
            f"{counts.alike} nearly repeat another.",
        )
    )


def _summary(**values: object) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False))


def _seconds(began: float) -> float:
    return round(time.monotonic() - began, 2)
