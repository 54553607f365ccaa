"""Functions of contexts."""

from __future__ import annotations

from typing import Any

from fengqiao.kit.feel.values import Function


def _get(context: Any, key: Any) -> Any:
    return context.get(key) if isinstance(context, dict) and isinstance(key, str) else None


def _entries(context: Any) -> Any:
    return [{"key": key, "value": value} for key, value in context.items()] if isinstance(context, dict) else None


def _put(context: Any, key: Any, value: Any) -> Any:
    if not isinstance(context, dict):
        return None
    if isinstance(key, list):
        if not key or not isinstance(key[0], str):
            return None
        return _put(context, key[0], _put(context.get(key[0], {}), key[1:], value) if key[1:] else value)
    return {**context, key: value} if isinstance(key, str) else None


def _merge(contexts: Any) -> Any:
    contexts = contexts if isinstance(contexts, list) else [contexts]
    if not all(isinstance(each, dict) for each in contexts):
        return None
    return {key: value for each in contexts for key, value in each.items()}


def _made(entries: Any) -> Any:
    entries = entries if isinstance(entries, list) else [entries]
    made: dict[str, Any] = {}
    for each in entries:
        key = each.get("key") if isinstance(each, dict) else None
        if not isinstance(key, str) or key in made or "value" not in each:
            return None
        made[key] = each["value"]
    return made


FUNCTIONS: dict[str, Function] = {
    "get value": Function(("m", "key"), _get),
    "get entries": Function(("m",), _entries),
    "context": Function(("entries",), _made),
    "context put": Function(("context", "key", "value"), _put),
    "context merge": Function(("contexts",), _merge),
}
