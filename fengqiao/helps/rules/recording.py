"""What a session has to be."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.kit.problems import Problem

LEAST, MOST, WORDS = 1, 240, 1000


def why_not_record(kind: str, known: Collection[str], minutes: int, *, passed: bool, text: str) -> Problem | None:
    """Return why a session cannot be recorded, or None; one that is passed on says what is wanted."""
    if kind not in known:
        return Problem("help-kind", "请点帮办了什么。")
    if not LEAST <= minutes <= MOST:
        return Problem("help-minutes", "帮了多久要在 1 到 {most} 分钟之间。", most=MOST)
    if passed and not text:
        return Problem("help-text", "转为事项要写一句要办什么。")
    if len(text) > WORDS:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=WORDS)
    return None
