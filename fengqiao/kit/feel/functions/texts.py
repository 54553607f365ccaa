"""Functions of texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fengqiao.kit.feel.spelling import spelled
from fengqiao.kit.feel.values import Function, is_number

LONGEST_PATTERN = 200  # signs of a regular expression in a cell


def _texts(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, answering null unless every argument is a text."""
    return lambda *args: function(*args) if all(isinstance(each, str) for each in args) else None


def _substring(text: Any, start: Any, length: Any = None) -> Any:
    if not isinstance(text, str) or not is_number(start) or not start or abs(start) > len(text):
        return None
    if length is not None and (not is_number(length) or length < 1):
        return None
    first = int(start) - 1 if start > 0 else len(text) + int(start)
    return text[first:] if length is None else text[first : first + int(length)]


def _before(text: str, match: str) -> str:
    found = text.find(match)
    return text[:found] if found > 0 else ""


def _after(text: str, match: str) -> str:
    found = text.find(match)
    return text[found + len(match) :] if found >= 0 else ""


def _pattern(pattern: Any, flags: Any) -> re.Pattern[str] | None:
    if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN or not isinstance(flags or "", str):
        return None
    marks = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
    if any(flag not in marks for flag in flags or ""):
        return None
    options = re.NOFLAG
    for flag in flags or "":
        options |= marks[flag]
    try:
        return re.compile(pattern.replace("\\p{L}", "[^\\W\\d_]"), options)
    except (re.error, RecursionError, OverflowError):
        return None


def _matches(text: Any, pattern: Any, flags: Any = None) -> Any:
    found = _pattern(pattern, flags)
    return bool(found.search(text)) if found and isinstance(text, str) else None


def _replace(text: Any, pattern: Any, by: Any, flags: Any = None) -> Any:
    found = _pattern(pattern, flags)
    if found is None or not isinstance(text, str) or not isinstance(by, str):
        return None
    try:
        return found.sub(re.sub(r"\$(\d+)", r"\\g<\1>", by.replace("\\", "\\\\")), text)
    except (re.error, IndexError):
        return None


def _split(text: Any, delimiter: Any) -> Any:
    found = _pattern(delimiter, None)
    return found.split(text) if found and isinstance(text, str) else None


def _join(items: Any, delimiter: Any = "", *_rest: Any) -> Any:
    items = items if isinstance(items, list) else [items]
    if any(not isinstance(each, str | None) for each in items) or not isinstance(delimiter or "", str):
        return None
    return (delimiter or "").join(each for each in items if each is not None)


_PAIR = ("string", "match")
FUNCTIONS: dict[str, Function] = {
    "string": Function(("from",), spelled),
    "substring": Function(("string", "start position", "length"), _substring, needed=2),
    "string length": Function(("string",), _texts(len)),
    "upper case": Function(("string",), _texts(str.upper)),
    "lower case": Function(("string",), _texts(str.lower)),
    "substring before": Function(_PAIR, _texts(_before)),
    "substring after": Function(_PAIR, _texts(_after)),
    "contains": Function(_PAIR, _texts(lambda text, match: match in text)),
    "starts with": Function(_PAIR, _texts(str.startswith)),
    "ends with": Function(_PAIR, _texts(str.endswith)),
    "matches": Function(("input", "pattern", "flags"), _matches, needed=2),
    "replace": Function(("input", "pattern", "replacement", "flags"), _replace, needed=3),
    "split": Function(("string", "delimiter"), _split),
    "string join": Function(("list", "delimiter"), _join, needed=1),
}
