"""Decision tables: conditions, evaluation with reasons, and the checks made before a table is published."""

from fengqiao.kit.tables.conditions import Cell, Codes, Condition, Flag, InputType, Range, Words
from fengqiao.kit.tables.findings import TableFinding
from fengqiao.kit.tables.grid import not_allowed
from fengqiao.kit.tables.normal import normal_text
from fengqiao.kit.tables.parts import (
    Aggregation,
    Decision,
    Formula,
    HitPolicy,
    Input,
    NearMiss,
    Outcome,
    Output,
    Row,
    Scalar,
)
from fengqiao.kit.tables.table import Table

__all__ = [
    "Aggregation",
    "Cell",
    "Codes",
    "Condition",
    "Decision",
    "Flag",
    "Formula",
    "HitPolicy",
    "Input",
    "InputType",
    "NearMiss",
    "Outcome",
    "Output",
    "Range",
    "Row",
    "Scalar",
    "Table",
    "TableFinding",
    "Words",
    "normal_text",
    "not_allowed",
]
