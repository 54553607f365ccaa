"""A piece of a text with what was searched for marked in it; everything else escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

AROUND = 36


def marked(text: str, words: Iterable[str]) -> SafeString:
    """Return a text with the words marked, in whatever case they stand."""
    wanted = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word]
    if not wanted:
        return format_html("{}", text)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    pieces = [("<mark>" if n % 2 else "", part) for n, part in enumerate(parts) if part]
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if mark else part,) for mark, part in pieces)
    )


def snippet(text: str, words: Iterable[str]) -> SafeString:
    """Return the piece of a text around the first of the words, marked; nothing where none stands in it."""
    words = list(words)
    text = " ".join(text.split())
    at = min((place for word in words if (place := text.lower().find(word)) >= 0), default=-1)
    if at < 0:
        return SafeString("")
    start, end = max(at - AROUND // 2, 0), at + 2 * AROUND
    piece = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return marked(piece, words)
