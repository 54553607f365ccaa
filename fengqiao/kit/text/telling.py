"""Subject line and text as one: training, predicting and intake read a message in this form, and in no other."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.kit.problems import Problem


def whole(title: str, text: str, weight: int) -> str:
    """Return what the model reads: the subject line `weight` times, each on a line of its own, then the text."""
    title = title.strip()
    return "\n".join([title] * weight + [text]) if title else text


def wholes(texts: Sequence[str], titles: Sequence[str] | None, weight: int) -> list[str]:
    """Return the texts with their subject lines; refuses lists of unequal length."""
    if titles is None:
        return list(texts)
    if len(titles) != len(texts):
        raise Problem(
            "text-titles-unequal",
            "标题有 {titles} 条，文本有 {texts} 条，数量不等。",
            titles=len(titles),
            texts=len(texts),
        )
    return [whole(title, text, weight) for title, text in zip(titles, texts, strict=True)]
