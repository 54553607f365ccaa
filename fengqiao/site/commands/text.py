"""`fengqiao text`: train, ask and evaluate a classifier of texts from sheets; needs no database."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import read_pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetLimits, SheetRow, open_sheet, write_csv
from fengqiao.kit.text import Evaluation, Prediction, Settings, TrainingCounts, evaluate, load, train
from fengqiao.kit.text.training import Progress as Tick
from fengqiao.site.home import CHECKOUT
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
_SEPARATORS = re.compile(r"[,，、;；]")

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
LabelColumn = Annotated[
    str, typer.Option("--label", metavar="COL", help=both("标签所在的列。", "Column of the label."))
]
AbstainBelow = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help=both(
            "把握低于此值时不下结论；不写时取规则包的 text.abstain_below，预测时取模型里存的值。",
            "Abstain below this confidence; default: text.abstain_below of the base pack, for predict the model's own.",
        ),
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=both("最后一行输出 JSON 摘要。", "Print a summary as JSON on the last line."))
]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns asked for; `slipped` rows (more cells than the header) hold no text, as theirs cannot be trusted."""

    numbers: list[int]
    texts: list[str]
    labels: list[str]
    slipped: int


@app.command("train", help=both("用已分类的表格训练模型。", "Train a model on a labelled sheet."))
def train_command(
    file: SheetFile,
    *,
    text: TextColumns,
    label: LabelColumn,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL", help=both("模型文件（.fqm）。", "Model file (.fqm)."))],
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and write it to `out`."""
    with _refusals():
        began = time.monotonic()
        _refuse_overwriting(file, out)
        pack = _base_pack()
        settings = _settings(pack, abstain_below)
        rows = _read(file, pack, text, label)
        with _progress(both("训练", "Training")) as tick:
            model = train(
                rows.texts, rows.labels, settings=settings, created_by=f"fengqiao {version('fengqiao')}", progress=tick
            )
        model.save(out)
        counts = model.parts.counts
        _say_counts(counts, rows.slipped)
        size = out.stat().st_size
        typer.echo(
            both(
                f"已写入模型 {out}：{len(model.labels)} 个标签，{model.gram_count} 个字串，{size} 字节。",
                f"Wrote model {out}: {len(model.labels)} labels, {model.gram_count} grams, {size} bytes.",
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
    out: Annotated[Path, typer.Option("--out", metavar="CSV", help=both("结果文件。", "File of results."))],
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Write a line of results for each row of the sheet; `row` is the row's number as Excel shows it."""
    with _refusals():
        began = time.monotonic()
        _refuse_overwriting(file, out)
        _refuse_overwriting(model, out)
        known = load(model)
        rows = _read(file, _base_pack(), text)
        asked = time.monotonic()
        found = known.predict(rows.texts, abstain_below=abstain_below)
        rate = len(found) / max(time.monotonic() - asked, 1e-9)
        lines = (_line(number, prediction) for number, prediction in zip(rows.numbers, found, strict=True))
        try:
            write_csv(out, RESULT_COLUMNS, lines)
        except OSError as error:
            raise Problem("text-result-unwritable", "无法写入结果文件 {path}。", path=str(out)) from error
        answered = Counter(prediction.label for prediction in found if prediction.label is not None)
        empty = sum(not text for text in rows.texts) - rows.slipped
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
    label: LabelColumn,
    folds: Annotated[int, typer.Option(min=2, max=20, help=both("折数。", "Number of folds."))] = 5,
    abstain_below: AbstainBelow = None,
    as_json: AsJson = False,
) -> None:
    """Print macro-F1, accuracy, the scores of each label and the confusion table."""
    with _refusals():
        began = time.monotonic()
        pack = _base_pack()
        settings = _settings(pack, abstain_below)
        rows = _read(file, pack, text, label)
        with _progress(both("评估", "Evaluating")) as tick:
            evaluation = evaluate(rows.texts, rows.labels, folds, settings=settings, progress=tick)
        _say_counts(evaluation.counts, rows.slipped)
        _show(evaluation)
        if as_json:
            _summary(**evaluation.as_json(), slipped=rows.slipped, folds=folds, seconds=_seconds(began))


@contextmanager
def _refusals() -> Iterator[None]:
    """Show a refusal in words and end with code 2."""
    try:
        yield
    except Problem as problem:
        Console(stderr=True, soft_wrap=True).print(Text(str(problem), "bold red"))
        raise typer.Exit(2) from None


@contextmanager
def _progress(words: str) -> Iterator[Tick]:
    """Show a bar on a terminal while the work is going on."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, steps: bar.update(task, completed=done, total=steps)


def _base_pack() -> Pack:
    return read_pack(CHECKOUT / "packs" / "base")


def _settings(pack: Pack, abstain_below: float | None) -> Settings:
    bar = pack.value_on("text.abstain_below", _today()).number if abstain_below is None else abstain_below
    return Settings(abstain_below=bar)


def _limits(pack: Pack) -> SheetLimits:
    """Return the limits that hold for imported sheets."""

    def number(code: str) -> float:
        return pack.value_on(f"import.{code}", _today()).number

    return SheetLimits(
        max_bytes=int(number("max_bytes")),
        max_columns=int(number("max_columns")),
        max_rows=int(number("max_rows")),
        max_unpacked_bytes=int(number("max_unpacked_bytes")),
        max_ratio=number("max_ratio"),
    )


def _today() -> date:
    return datetime.now().astimezone().date()


def _read(path: Path, pack: Pack, text: Sequence[str], label: str | None = None) -> _Rows:
    """Return the text (columns joined by line ends) and label of each row."""
    sheet = open_sheet(path, limits=_limits(pack))
    columns = _columns(sheet.header, text)
    label_column = None if label is None else _column(sheet.header, label)
    rows = list(sheet.rows())
    return _Rows(
        numbers=[row.number for row in rows],
        texts=["" if row.surplus else _joined(row, columns) for row in rows],
        labels=["" if row.surplus or label_column is None else row.text(label_column) for row in rows],
        slipped=sum(bool(row.surplus) for row in rows),
    )


def _joined(row: SheetRow, columns: Sequence[int]) -> str:
    return "\n".join(filter(None, (row.text(column) for column in columns)))


def _columns(header: Sequence[str], given: Sequence[str]) -> list[int]:
    """Return the columns named, each once; a name with a comma that is no column is taken for a list of names."""
    names = [
        name
        for words in given
        for name in ([words] if words.strip() in header else _SEPARATORS.split(words))
        if name.strip()
    ]
    if not names:
        raise Problem("text-column-none", "请用 --text 写明文本所在的列。")
    return list(dict.fromkeys(_column(header, name) for name in names))


def _column(header: Sequence[str], name: str) -> int:
    if name.strip() not in header:
        raise Problem(
            "text-column-unknown",
            "表里没有“{name}”这一列，现有的列：{columns}。",
            name=name.strip(),
            columns=tuple(header),
        )
    return header.index(name.strip())


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


def _say_counts(counts: TrainingCounts, slipped: int) -> None:
    typer.echo(
        both(
            f"读到 {counts.given} 行，采用 {counts.used}；未采用：无文字 {counts.empty - slipped}、错列 {slipped}、"
            f"无标签 {counts.unlabelled}、标签太少 {counts.rare}（{counts.rare_labels} 个标签）。",
            f"{counts.given} rows read, {counts.used} used; not used: {counts.empty - slipped} without text, "
            f"{slipped} slipped, {counts.unlabelled} without label, {counts.rare} of {counts.rare_labels} rare labels.",
        )
    )


def _show(evaluation: Evaluation) -> None:
    console = Console(highlight=False)
    answered = evaluation.answered / evaluation.counts.used
    right = "—" if evaluation.answered_accuracy is None else f"{evaluation.answered_accuracy:.4f}"
    console.print(f"macro-F1 {evaluation.macro_f1:.4f}  {both('各折', 'by fold')}: {_listed(evaluation.fold_macro_f1)}")
    console.print(f"{both('准确率', 'accuracy')} {evaluation.accuracy:.4f}")
    console.print(f"{both('校准误差', 'calibration error')} {evaluation.calibration_error:.4f}")
    console.print(
        f"{both('把握不低于', 'confidence at least')} {evaluation.abstain_below:g}: "
        f"{both('下结论', 'answered')} {answered:.1%}, {both('其中正确', 'of these right')} {right}"
    )
    scores = Table(title=both("各标签", "By label"))
    for name in (both("标签", "label"), both("行数", "rows"), "precision", "recall", "F1"):
        scores.add_column(name, justify="left" if not scores.columns else "right")
    for score in evaluation.classes:
        shares = (f"{share:.4f}" for share in (score.precision, score.recall, score.f1))
        scores.add_row(escape(score.label), str(score.rows), *shares)
    console.print(scores)
    confusion = Table(title=both("混淆表（行：真实；列：模型）", "Confusion (rows: true; columns: model)"))
    confusion.add_column("")
    for number in range(1, len(evaluation.labels) + 1):
        confusion.add_column(str(number), justify="right")
    for number, (label, line) in enumerate(zip(evaluation.labels, evaluation.confusion, strict=True), start=1):
        cells = (
            f"[bold]{count}[/bold]" if at == number else str(count or "·") for at, count in enumerate(line, start=1)
        )
        confusion.add_row(f"{number} {escape(label)}", *cells)
    console.print(confusion)


def _listed(shares: Sequence[float]) -> str:
    return " ".join(f"{share:.4f}" for share in shares)


def _summary(**values: object) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False))


def _seconds(began: float) -> float:
    return round(time.monotonic() - began, 2)
