"""`fengqiao text retrain`: a model from labelled sheets and the corrections that officers made."""

from __future__ import annotations

import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengqiao.kit.problems import Problem
from fengqiao.kit.text import TextModel, train
from fengqiao.site.commands.text import (
    AsJson,
    LabelColumn,
    TextColumns,
    TitleColumn,
    _refuse_overwriting,
    _seconds,
    _summary,
    progress,
    refusals,
    say_counts,
)
from fengqiao.site.commands.text_sheets import read_rows, settings_of
from fengqiao.site.words import both

if TYPE_CHECKING:
    from fengqiao.catalogue.model import Pack
    from fengqiao.matters.rules.learning import Quota, TrainingRow

HELP = both(
    "用已分类的表格加上工作人员的更正重新训练。",
    "Train anew on labelled sheets and the corrections that officers made.",
)


def retrain_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help=both("已分类的表格，可写几个。", "Labelled sheets, one or more.")),
    ],
    *,
    text: TextColumns,
    title: TitleColumn = None,
    label: LabelColumn,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL", help=both("模型文件（.fqm）。", "Model file (.fqm)."))],
    as_json: AsJson = False,
) -> None:
    """Train a model and write it to `out`; `fengqiao publish model` then compares it with the one in force."""
    with refusals():
        began = time.monotonic()
        for file in files:
            _refuse_overwriting(file, out)
        pack, quota, share = _pack_in_force()
        sheets = [read_rows(file, pack, text, title, label) for file in files]
        texts = [each for sheet in sheets for each in sheet.texts]
        titles = [each for sheet in sheets for each in sheet.titles or [""] * len(sheet.texts)]
        labels = [each for sheet in sheets for each in sheet.labels]
        seen = _measured_on(share)
        kept = [at for at, told in enumerate(texts) if not told or _plain(told) not in seen]
        left_out = len(texts) - len(kept)
        texts, titles, labels = ([column[at] for at in kept] for column in (texts, titles, labels))
        corrections, found = _corrections(labels, pack, quota, share)
        names = _label_names(labels, pack)
        with progress(both("训练", "Training")) as tick:
            model: TextModel = train(
                [*texts, *(row.text for row in corrections)],
                [*labels, *(names.get(row.topic, row.topic) for row in corrections)],
                titles=[*titles, *(row.title for row in corrections)],
                weights=[*[1.0] * len(texts), *[quota.weight] * len(corrections)],
                settings=settings_of(pack),
                created_by=f"fengqiao {version('fengqiao')}",
                progress=tick,
            )
        model.save(out)
        say_counts(model.parts.counts, sum(sheet.slipped for sheet in sheets))
        typer.echo(
            both(
                f"更正 {found} 条，采用 {len(corrections)} 条，每条抵 {quota.weight:g} 条；"
                f"与留作比较的事项相同、不参加训练的留言 {left_out} 条。已写入模型 {out}。",
                f"{found} corrections, {len(corrections)} used, each as {quota.weight:g} rows; {left_out} labelled rows "
                f"left out that are held back for comparing. Wrote model {out}.",
            )
        )
        if as_json:
            _summary(
                labelled=len(texts),
                corrections=found,
                corrections_used=len(corrections),
                held_back=left_out,
                used=model.parts.counts.used,
                macro_f1=model.parts.judgement.macro_f1 if model.parts.judgement else None,
                abstain_below=model.abstain_below,
                seconds=_seconds(began),
            )


def _pack_in_force() -> tuple[Pack, Quota, float]:
    """Return the pack that an installation has published, what corrections count under it, the share held back."""
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.matters.rules.learning import Quota
    from fengqiao.rulebook.queries import pack_on

    now = timezone.now()
    pack, day = pack_on(now).pack, timezone.localdate(now)

    def number(code: str) -> float:
        return pack.value_on(f"text.{code}", day).number

    quota = Quota(number("correction_weight"), number("correction_share"), int(number("correction_by_one")))
    return pack, quota, number("held_back_share")


def _measured_on(share: float) -> set[str]:
    from fengqiao.matters.queries import held_back_texts

    return set(held_back_texts(share))


def _plain(text: str) -> str:
    from fengqiao.matters.rules.learning import same_text

    return same_text(text)


def _label_names(labels: list[str], pack: Pack) -> dict[str, str]:
    """Return how the sheets call each topic: by the commonest label that means it."""
    names: dict[str, str] = {}
    for name, _ in Counter(filter(None, labels)).most_common():
        topic = pack.topic_for_label(name)
        if topic:
            names.setdefault(topic.code, name)
    return names


def _corrections(labels: list[str], pack: Pack, quota: Quota, share: float) -> tuple[list[TrainingRow], int]:
    """Return the corrections that count, and how many there are."""
    from fengqiao.matters.queries import training_rows
    from fengqiao.matters.rules.learning import within_quota

    labelled: Counter[str] = Counter()
    for name in filter(None, labels):
        topic = pack.topic_for_label(name)
        if topic:
            labelled[topic.code] += 1
    rows = training_rows(share)
    if not labelled and not rows:
        raise Problem("retrain-nothing", "表里的标签都不是规则包里的主题，也没有更正，没有什么可学。")
    return within_quota(rows, labelled, quota), len(rows)
