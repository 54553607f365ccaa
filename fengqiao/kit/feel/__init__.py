"""FEEL, the expression language of decision tables (DMN 1.x): read once, computed often, null instead of errors."""

from fengqiao.kit.feel.computing import Computed, Scope, called, computed, tested
from fengqiao.kit.feel.functions import FUNCTIONS
from fengqiao.kit.feel.nodes import Node, Tests
from fengqiao.kit.feel.reading import read_expression, read_tests
from fengqiao.kit.feel.spelling import literal, spelled
from fengqiao.kit.feel.values import Function, Months, Span, compare, equal, is_number, kind_of, plain

__all__ = [
    "FUNCTIONS",
    "Computed",
    "Function",
    "Months",
    "Node",
    "Scope",
    "Span",
    "Tests",
    "called",
    "compare",
    "computed",
    "equal",
    "is_number",
    "kind_of",
    "literal",
    "plain",
    "read_expression",
    "read_tests",
    "spelled",
    "tested",
]
