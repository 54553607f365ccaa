"""Cells as people write them, in a sheet or on a page, and back: words, codes, numbers, dates, FEEL's tests."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from fengqiao.kit.feel import is_number, literal, plain
from fengqiao.kit.feel.nodes import Ends, Literal, Sign
from fengqiao.kit.feel.values import date_of, duration_of, moment_of, number_of, time_of
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.conditions import Cell, Codes, Condition, Flag, InputType, Range, Words
from fengqiao.kit.tables.parts import Formula, Input, Output

YES, NO = frozenset({"是", "真", "true", "yes", "√"}), frozenset({"否", "假", "false", "no", "×"})
NOTHING = frozenset({"", "-", "–", "—", "－"})
_SIGNS = {  # full-width signs, as Chinese keyboards give them
    ord("，"): ",",
    ord("（"): "(",
    ord("）"): ")",
    0xFF1E: ">",
    0xFF1C: "<",
    ord("＝"): "=",
    0xFF3B: "[",
    0xFF3D: "]",
    ord("≥"): ">=",
    ord("≤"): "<=",
}
_BARE_DAY = re.compile(r'(?<!["\d-])\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?(?!["\d-])')
_BARE_TEXT = re.compile(r"[^\s\"'()\[\]{}<>=?,，、+*/@-][^\"'()\[\]{}<>=?,，、@]*")
_SPLIT = re.compile(r"[,，、]")
_PART = re.compile(r"(含|任含|any|全含|all|不含|none|至少|min)\s*[:：]?\s*(.*)\Z", re.DOTALL)
_CODE = re.compile(r"@?[A-Za-z0-9_.\-]+\Z")
_WORD_PARTS = {"含": "any", "任含": "any", "any": "any", "全含": "all", "all": "all", "不含": "none", "none": "none"}


def cell_text(condition: Condition | None) -> str:
    """Return a condition as one writes it in a sheet; empty for none."""
    match condition:
        case Words():
            return _words_text(condition)
        case Codes():
            return _codes_text(condition)
        case Range():
            return _range_text(condition)
        case Flag():
            return "是" if condition.value else "否"
        case Cell():
            return condition.text
    return ""


def _words_text(words: Words) -> str:
    parts = []
    if words.any_of:
        parts.append("含 " + "、".join(words.any_of))
    if words.at_least > 1:
        parts.append(f"至少 {words.at_least}")
    if words.all_of:
        parts.append("全含 " + "、".join(words.all_of))
    if words.none_of:
        parts.append("不含 " + "、".join(words.none_of))
    return "；".join(parts)


def _codes_text(codes: Codes) -> str:
    if codes.any_of:
        return ", ".join(code or "null" for code in codes.any_of if code not in codes.none_of)
    return f"not({', '.join(code or 'null' for code in codes.none_of)})"


def _range_text(bounds: Range) -> str:
    low, low_sign = (bounds.least, ">=") if bounds.least is not None else (bounds.above, ">")
    high, high_sign = (bounds.most, "<=") if bounds.most is not None else (bounds.below, "<")
    if low is None or high is None:
        sign, number = (low_sign, low) if low is not None else (high_sign, high)
        return f"{sign} {_number(number)}"
    if low == high and (low_sign, high_sign) == (">=", "<="):
        return _number(low)
    return f"{'[' if low_sign == '>=' else '('}{_number(low)}..{_number(high)}{']' if high_sign == '<=' else ')'}"


def _number(value: float | None) -> str:
    return literal(plain(value))


def read_cell(text: str, column: Input) -> Condition | None:
    """Return the condition of a cell, None for one that asks nothing; refuses (`Problem`) what cannot be read.

    A cell that begins with `=` holds tests of FEEL whatever its column is.
    """
    text = text.strip()
    if text in NOTHING:
        return None
    if text.startswith("=") and len(text) > 1 and not text[1:2].isdigit():
        return Cell.of(text[1:])
    match column.type:
        case InputType.WORDS:
            return _words(text)
        case InputType.CODE:
            return _codes(text)
        case InputType.BOOL:
            return _flag(text)
        case InputType.NUMBER:
            return _range(text)
        case InputType.TEXT:
            return Cell.of(_quoted(text))
        case InputType.DATE | InputType.MOMENT:
            return Cell.of(_BARE_DAY.sub(lambda found: f'@"{found.group()}"', _plain_signs(text)))
        case InputType.TIME | InputType.DURATION:
            return Cell.of(_plain_signs(text))
    return Cell.of(text)


def _plain_signs(text: str) -> str:
    return text.translate(_SIGNS)


def _words(text: str) -> Words:
    found: dict[str, tuple[str, ...]] = {}
    at_least = 1
    for part in re.split(r"[;；\n]", text):
        if not part.strip():
            continue
        match = _PART.match(part.strip())
        key, rest = (
            (match[1], match[2]) if match and (match[2].strip() or part.strip() in _WORD_PARTS) else ("含", part)
        )
        if key in ("至少", "min"):
            number = number_of(rest.replace("个", ""))
            if not isinstance(number, int) or number < 1:
                raise Problem("cell-min", "“至少”后面要写一个数，如“至少 2”。")
            at_least = number
            continue
        named = tuple(word.strip() for word in _SPLIT.split(rest) if word.strip())
        found[_WORD_PARTS[key]] = (*found.get(_WORD_PARTS[key], ()), *named)
    words = Words(found.get("any", ()), found.get("all", ()), found.get("none", ()), at_least)
    if not (words.any_of or words.all_of or words.none_of):
        raise Problem("cell-words", "要写词语，如“含 落水、溺水；不含 去年”。")
    if at_least > 1 and not words.any_of:
        raise Problem("cell-min-any", "写了“至少”就要写“含”。")
    return words


def _codes(text: str) -> Condition:
    inner = re.fullmatch(r"not\s*\((.*)\)", _plain_signs(text), re.DOTALL)
    parts = [part.strip().strip('"“”') for part in _SPLIT.split(inner[1] if inner else text)]
    codes = tuple("" if part == "null" else part for part in parts if part)
    wrong = next((code for code in codes if code and not _CODE.match(code)), None)
    if wrong is not None or not codes:
        raise Problem("cell-code", "“{text}”不是代码；多个代码用逗号隔开，排除写 not(…)。", text=(wrong or text)[:40])
    return Codes(none_of=codes) if inner else Codes(any_of=codes)


def _flag(text: str) -> Flag:
    word = text.lower()
    if word in YES or word in NO:
        return Flag(word in YES)
    raise Problem("cell-flag", "要写“是”或“否”。")


def _range(text: str) -> Condition:
    cell = Cell.of(_plain_signs(text))
    if cell.tests.negated or len(cell.tests.any_of) != 1:
        return cell
    node = cell.tests.any_of[0]
    match node:
        case Literal() if is_number(node.value):
            return Range(least=float(node.value), most=float(node.value))
        case Sign() if isinstance(node.value, Literal) and is_number(node.value.value) and node.sign in _BOUNDS:
            return Range(**{_BOUNDS[node.sign]: float(node.value.value)})
        case Ends() if all(isinstance(end, Literal) and is_number(end.value) for end in (node.low, node.high)):
            low, high = (float(end.value) for end in (node.low, node.high) if isinstance(end, Literal))
            return Range(
                **{"least" if node.low_closed else "above": low, "most" if node.high_closed else "below": high}
            )
    return cell


_BOUNDS = {"<": "below", "<=": "most", ">": "above", ">=": "least"}


def _quoted(text: str) -> str:
    """Return tests on texts, plain words put in quotes: `高、低` asks for one of the two."""
    parts = [part.strip() for part in _SPLIT.split(text)]
    if all(_BARE_TEXT.fullmatch(part) for part in parts) and not {"null", "true", "false"} & set(parts):
        return ", ".join(literal(part) for part in parts)
    return text


def value_text(value: Any) -> str:
    """Return an output as one writes it in a sheet."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return f"= {value.text}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else literal(plain(value)).removeprefix('@"').removesuffix('"')


def read_value(text: str, column: Output) -> Any:
    """Return the output of a cell, None for an empty one; refuses (`Problem`) what its column does not take."""
    text = text.strip()
    if text in NOTHING:
        return None
    if text.startswith("="):
        return Formula.of(text[1:])
    if column.type is InputType.BOOL:
        return _flag(text).value
    if column.type is InputType.CODE:
        code = text.strip('"“”')
        if not _CODE.match(code):
            raise Problem("cell-one-code", "“{text}”不是代码。", text=text[:40])
        return code
    if column.type in _READ:
        read, example = _READ[column.type]
        found = read(text)
        if found is None:
            raise Problem("cell-value", "“{text}”读不懂，应写成“{example}”这样。", text=text[:40], example=example)
        return float(found) if isinstance(found, Decimal) else found
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


_READ: dict[InputType, tuple[Any, str]] = {
    InputType.NUMBER: (number_of, "0.6"),
    InputType.DATE: (date_of, "2026-01-01"),
    InputType.TIME: (time_of, "08:30:00"),
    InputType.MOMENT: (moment_of, "2026-01-01T08:30:00"),
    InputType.DURATION: (duration_of, "P3D"),
}
