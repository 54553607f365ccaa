"""What is chosen before training: the form of the features, the strength of the fit, the bar of abstaining."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.kit.problems import Problem
from fengqiao.kit.text.costs import Costs
from fengqiao.kit.text.features import FOLDING


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of a training, stored with the model.

    The defaults were chosen by five-fold cross-validation on 2,933 public letters to local governments in
    seven classes (mean 404 characters). Refuses values outside the ranges given here.
    """

    abstain_below: float | None = None
    """A first label less probable than this is withheld (0 answers always, 1 hardly ever). None: chosen by cost."""
    cost_wrong: float = 12.0
    """What a wrong answer costs, in minutes (the pack's `text.cost_wrong`)."""
    cost_look: float = 5.0
    """What it costs when a person looks, in minutes (the pack's `text.cost_look`)."""
    title_weight: int = 3
    """How many times over the subject line counts: it carries most of what a message is about."""
    folding: int = FOLDING
    """How characters are read; see `features`."""
    gram_max: int = 2
    """Longest run of characters used as a feature, 1 to 3. Three gained nothing on long letters."""
    min_rows: int = 3
    """A gram is kept if at least this many rows hold it."""
    shrink: float = 10.0
    """Rows' worth of doubt about how strongly a gram favours a class; see `training.gram_weights`."""
    strength: float = 2.0
    """`C` of the linear support vector machine: larger follows the training rows more closely."""
    rows_per_label: int = 5
    """Labels with fewer rows than this are left out of the training, counted and reported; at least 2."""
    calibration_folds: int = 5
    """Folds whose held-out scores set the temperature of the probabilities, 2 to 20."""
    max_chars: int = 20_000
    """Characters of a text that are read; what follows is ignored."""
    max_numbers: int = 3_000_000
    """Most coefficients (grams × labels) in a model; the grams in fewest rows go first. 4 bytes each."""
    seed: int = 0
    """Start of every random choice: the same rows and settings give the same model, byte for byte."""

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if value is None and name == "abstain_below":
                continue
            if not (math.isfinite(value) and low <= value <= high):
                raise Problem(
                    "text-setting-range",
                    "训练参数 {name} 的值 {value} 不在允许范围 {low} 到 {high} 内。",
                    name=name,
                    value=value,
                    low=low,
                    high=high,
                )

    @property
    def costs(self) -> Costs:
        """What answering wrongly and looking cost."""
        return Costs(self.cost_wrong, self.cost_look)


_RANGES: Mapping[str, tuple[float, float]] = {
    "abstain_below": (0, 1),
    "cost_wrong": (1e-6, 1e6),
    "cost_look": (1e-6, 1e6),
    "title_weight": (1, 10),
    "folding": (1, FOLDING),
    "gram_max": (1, 3),
    "min_rows": (1, 1_000_000),
    "shrink": (0, 1e6),
    "strength": (1e-6, 1e6),
    "rows_per_label": (2, 1_000_000),
    "calibration_folds": (2, 20),
    "max_chars": (1, 10_000_000),
    "max_numbers": (1_000, 12_000_000),
    "seed": (0, 2**32 - 1),
}

_LARGEST = 2**53  # whole numbers beyond this are not exact as floats


# What the settings of a model of format 1 did not say.
_BEFORE: Mapping[str, Any] = {"cost_wrong": 12.0, "cost_look": 5.0, "title_weight": 3, "folding": 1}


def settings_from_json(given: object, format_version: int) -> Settings:
    """Return the settings read from a model file; refuses missing, unknown or wrongly typed ones."""
    fields = {field.name: int if field.type == "int" else float for field in dataclasses.fields(Settings)}
    if isinstance(given, dict) and format_version == 1 and not set(_BEFORE) & set(given):
        given = {**_BEFORE, **given}
    if not isinstance(given, dict) or set(given) != set(fields):
        raise Problem("text-model-settings", "模型文件的训练参数不完整或有多余项。")
    for name, kind in fields.items():
        allowed = (int, float) if kind is float else (int,)
        value = given[name]
        if value is None and name == "abstain_below":
            continue
        if isinstance(value, bool) or not isinstance(value, allowed) or not abs(value) <= _LARGEST:
            raise Problem("text-model-settings", "模型文件的训练参数类型不对。")
    values: dict[str, Any] = {
        name: given[name] if given[name] is None else kind(given[name]) for name, kind in fields.items()
    }
    return Settings(**values)
