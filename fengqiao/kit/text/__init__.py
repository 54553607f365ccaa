"""Classifying texts: train on labelled rows, predict with calibrated confidence, evaluate by folds, keep as a file.

Predicting needs numpy alone; scikit-learn is imported when a training begins.
"""

from __future__ import annotations

from fengqiao.kit.text.archive import ArchiveLimits
from fengqiao.kit.text.evaluation import ClassScore, Evaluation, evaluate
from fengqiao.kit.text.model import Prediction, TextModel, load
from fengqiao.kit.text.parts import TrainingCounts
from fengqiao.kit.text.settings import Settings
from fengqiao.kit.text.training import train

__all__ = [
    "ArchiveLimits",
    "ClassScore",
    "Evaluation",
    "Prediction",
    "Settings",
    "TextModel",
    "TrainingCounts",
    "evaluate",
    "load",
    "train",
]
