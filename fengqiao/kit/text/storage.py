"""A model's parts to the bytes of its file and back, with every value checked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.archive import Archive, ArchiveLimits, Expected, damaged, pack
from fengqiao.kit.text.calibration import BINS, Bin
from fengqiao.kit.text.costs import STEPS, CostChoice, CostPoint, Costs
from fengqiao.kit.text.features import gram_keys
from fengqiao.kit.text.judging import Judgement
from fengqiao.kit.text.parts import MAX_LABELS, MAX_NAME_CHARS, ModelParts, Parameters, TrainingCounts
from fengqiao.kit.text.settings import Settings, settings_from_json

FORMAT = "fengqiao-text-model"
FORMAT_VERSION = 2
# Of format 1: no traditional characters, no judgement, the bar among the settings. Such models still answer as they did.
_KNOWN_VERSIONS = (1, 2)
_ARRAYS = ("grams", "weights", "coefficients", "intercepts")
_MAX_GRAMS = 12_000_000
_MAX_TEMPERATURE = 1e6
_MAX_ROWS = 10**12


def write_model(parts: ModelParts) -> bytes:
    """Return the file of a model; the same parts give the same bytes."""
    parameters = parts.parameters
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "created_by": parts.created_by,
        "labels": list(parts.labels),
        "gram_count": len(parameters.grams),
        "temperature": parameters.temperature,
        "abstain_below": parameters.abstain_below,
        "settings": asdict(parts.settings),
        "counts": asdict(parts.counts),
        "judgement": _judgement_record(parts.judgement) if parts.judgement else None,
    }
    expected = _expected(len(parameters.grams), parts.settings.gram_max, len(parts.labels))
    return pack(manifest, {name: getattr(parameters, name).astype(expected[name].dtype) for name in _ARRAYS})


def read_model(data: bytes, limits: ArchiveLimits) -> ModelParts:
    """Return the parts of the model in `data`; see `model.load` for what is refused."""
    archive = Archive(data, _ARRAYS, limits)
    manifest = archive.manifest()
    if manifest.get("format") != FORMAT:
        raise damaged("不是文本模型")
    version = manifest.get("format_version")
    if isinstance(version, bool) or version not in _KNOWN_VERSIONS:
        raise Problem(
            "text-model-version",
            "模型文件的格式版本是 {found}，本程序只认版本 {known}。请用本程序重新训练。",
            found=str(manifest.get("format_version"))[:MAX_NAME_CHARS],
            known=FORMAT_VERSION,
        )
    labels = _labels(manifest.get("labels"))
    settings = settings_from_json(manifest.get("settings"), 1 if version == 1 else FORMAT_VERSION)
    expected = _expected(_whole(manifest.get("gram_count"), _MAX_GRAMS), settings.gram_max, len(labels))
    sums = _mapping(manifest.get("sha256"))
    arrays = {name: archive.array(name, expected[name], sums) for name in _ARRAYS}
    parameters = Parameters(
        grams=arrays["grams"].astype(np.uint16),
        weights=arrays["weights"].astype(np.float32),
        coefficients=arrays["coefficients"].astype(np.float32),
        intercepts=arrays["intercepts"].astype(np.float64),
        temperature=_temperature(manifest.get("temperature")),
        abstain_below=_bar(manifest.get("abstain_below"), settings),
    )
    _check_grams(parameters.grams)
    return ModelParts(
        labels,
        parameters,
        settings,
        _counts(manifest.get("counts")),
        _name(manifest.get("created_by")),
        _judgement(manifest.get("judgement"), labels, settings),
    )


def _expected(grams: int, gram_max: int, labels: int) -> dict[str, Expected]:
    return {
        "grams": Expected(np.dtype("<u2"), (grams, gram_max)),
        "weights": Expected(np.dtype("<f4"), (grams,)),
        "coefficients": Expected(np.dtype("<f4"), (grams, labels)),
        "intercepts": Expected(np.dtype("<f8"), (labels,)),
    }


def _labels(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not 2 <= len(given) <= MAX_LABELS:
        raise damaged("标签数量不对")
    labels = tuple(_name(label) for label in given)
    if len(set(labels)) != len(labels):
        raise damaged("标签重复")
    return labels


def _name(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= MAX_NAME_CHARS:
        raise damaged("名称为空或过长")
    return given


def _whole(given: object, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise damaged("计数不在允许范围内")
    return given


def _temperature(given: object) -> float:
    if not isinstance(given, float) or not 0 < given <= _MAX_TEMPERATURE:
        raise damaged("校准温度不在允许范围内")
    return given


def _bar(given: object, settings: Settings) -> float:
    """Return the bar chosen at the training; a model of format 1 has none but that of its settings."""
    if given is None and settings.abstain_below is not None:
        return settings.abstain_below
    return _share(given)


def _share(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise damaged("把握不在 0 到 1 之间")
    return float(given)


def _mapping(given: object) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise damaged("manifest.json 缺少应有的项")
    return given


def _check_grams(grams: NDArray[np.uint16]) -> None:
    """Refuse grams that are empty, have a gap before a character, repeat or stand out of order."""
    gap = (grams[:, :-1] == 0) & (grams[:, 1:] != 0)
    if not len(grams) or (grams[:, 0] == 0).any() or gap.any() or (np.diff(gram_keys(grams)) <= 0).any():
        raise damaged("字串表为空或次序不对")


def _counts(given: object) -> TrainingCounts:
    found = _mapping(given)
    if {"alike", *found} != {field.name for field in fields(TrainingCounts)}:
        raise damaged("训练计数不完整")
    return TrainingCounts(
        given=_whole(found["given"], _MAX_ROWS),
        used=_whole(found["used"], _MAX_ROWS),
        empty=_whole(found["empty"], _MAX_ROWS),
        unlabelled=_whole(found["unlabelled"], _MAX_ROWS),
        rare=_whole(found["rare"], _MAX_ROWS),
        rare_labels=_whole(found["rare_labels"], _MAX_ROWS),
        by_label={label: _whole(rows, _MAX_ROWS) for label, rows in _mapping(found["by_label"]).items()},
        alike=_whole(found.get("alike", 0), _MAX_ROWS),
    )


def _judgement_record(judgement: Judgement) -> dict[str, object]:
    """Return a judgement as plain values; what follows from others is computed again when it is read."""
    return {
        "confusion": [list(line) for line in judgement.confusion],
        "bins": [[each.count, each.confidence, each.right] for each in judgement.bins],
        "curve": [[point.answered, point.wrong] for point in judgement.choice.curve],
        "bar": judgement.choice.bar,
        "lowest": judgement.choice.lowest,
    }


def _judgement(given: object, labels: tuple[str, ...], settings: Settings) -> Judgement | None:
    if given is None:
        return None
    found = _mapping(given)
    confusion = _numbers(found.get("confusion"), len(labels), len(labels))
    rows = sum(map(sum, confusion))
    curve = _numbers(found.get("curve"), STEPS + 1, 2)
    bins = found.get("bins")
    if not rows or not isinstance(bins, list) or len(bins) != BINS:
        raise damaged("训练时的评估不完整")
    return Judgement(
        labels,
        confusion,
        tuple(_bin(at, line) for at, line in enumerate(bins)),
        CostChoice(
            settings.costs,
            _share(found.get("bar")),
            _share(found.get("lowest")),
            tuple(_point(at, line, rows, settings.costs) for at, line in enumerate(curve)),
        ),
    )


def _point(at: int, line: tuple[int, ...], rows: int, costs: Costs) -> CostPoint:
    answered, wrong = line
    cost = (wrong * costs.wrong + (rows - answered) * costs.look) / rows * 1000
    return CostPoint(at / STEPS, answered, wrong, cost)


def _bin(at: int, line: object) -> Bin:
    if not isinstance(line, list) or len(line) != 3:
        raise damaged("训练时的评估不完整")
    count, confidence, right = line
    sure = None if confidence is None else _share(confidence)
    return Bin(at / BINS, (at + 1) / BINS, _whole(count, _MAX_ROWS), sure, _whole(right, _MAX_ROWS))


def _numbers(given: object, lines: int, columns: int) -> tuple[tuple[int, ...], ...]:
    if not isinstance(given, list) or len(given) != lines:
        raise damaged("训练时的评估不完整")
    if any(not isinstance(line, list) or len(line) != columns for line in given):
        raise damaged("训练时的评估不完整")
    return tuple(tuple(_whole(number, _MAX_ROWS) for number in line) for line in given)
