"""The functions that FEEL brings along, by name."""

from fengqiao.kit.feel.functions import contexts, lists, numbers, ranges, temporal, texts
from fengqiao.kit.feel.values import Function

FUNCTIONS: dict[str, Function] = {
    **numbers.FUNCTIONS,
    **texts.FUNCTIONS,
    **lists.FUNCTIONS,
    **temporal.FUNCTIONS,
    **ranges.FUNCTIONS,
    **contexts.FUNCTIONS,
}

__all__ = ["FUNCTIONS"]
