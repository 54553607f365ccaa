"""Classifying texts: train on labelled rows, predict with calibrated confidence, evaluate by folds, keep as a file.

Predicting needs numpy alone; scikit-learn is imported when a training begins.
"""

from __future__ import annotations

from fengqiao.kit.text.archive import ArchiveLimits
from fengqiao.kit.text.costs import CostChoice, Costs
from fengqiao.kit.text.evaluation import Evaluation, evaluate
from fengqiao.kit.text.explaining import Explanation, Weighed
from fengqiao.kit.text.judging import ClassScore, Judgement
from fengqiao.kit.text.model import Prediction, TextModel, load
from fengqiao.kit.text.parts import TrainingCounts
from fengqiao.kit.text.settings import Settings
from fengqiao.kit.text.training import train

__all__ = [
    "ArchiveLimits",
    "ClassScore",
    "CostChoice",
    "Costs",
    "Evaluation",
    "Explanation",
    "Judgement",
    "Prediction",
    "Settings",
    "TextModel",
    "TrainingCounts",
    "Weighed",
    "evaluate",
    "load",
    "train",
]
