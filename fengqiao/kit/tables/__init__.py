"""Decision tables: conditions, evaluation with reasons, and the checks made before a table is published."""

from fengqiao.kit.tables.conditions import Codes, Condition, Flag, InputType, Range, Words
from fengqiao.kit.tables.findings import TableFinding
from fengqiao.kit.tables.normal import normal_text
from fengqiao.kit.tables.parts import Decision, HitPolicy, Input, NearMiss, Output, Row, Scalar
from fengqiao.kit.tables.table import Table

__all__ = [
    "Codes",
    "Condition",
    "Decision",
    "Flag",
    "HitPolicy",
    "Input",
    "InputType",
    "NearMiss",
    "Output",
    "Range",
    "Row",
    "Scalar",
    "Table",
    "TableFinding",
    "Words",
    "normal_text",
]
