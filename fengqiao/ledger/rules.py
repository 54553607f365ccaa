"""What may stand in an event: ids, codes and numbers; never a name or a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from fengqiao.kit.problems import Problem

_CODE = re.compile(r"[A-Za-z0-9_.:\-]{1,64}\Z")


def why_not_recorded(measures: Mapping[str, object], attributes: Mapping[str, object]) -> Problem | None:
    """Return the refusal of an event that holds anything but numbers (measures) and codes (attributes)."""
    for name, number in measures.items():
        if isinstance(number, bool) or not isinstance(number, int | Decimal) or not _CODE.match(name):
            return Problem("event-measure", "台账的度量“{name}”必须是数字。", name=name)
    for name, code in attributes.items():
        if not isinstance(code, str) or not _CODE.match(code) or not _CODE.match(name):
            return Problem("event-attribute", "台账的属性“{name}”只能是代码，不能是文字。", name=name)
    return None
