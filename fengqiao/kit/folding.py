"""Characters brought to one form, one for one, so that a place in the folded text is the same place in the text."""

from __future__ import annotations

import functools

from opencc import OpenCC

_CJK = range(0x4E00, 0xA000)
_SPACES = "\u3000\u00a0\u2002\u2003\u2009\t"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"


@functools.cache
def _table() -> dict[int, str]:
    characters = [chr(code) for code in _CJK]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(old): new for old, new in zip(characters, simple, strict=True) if old != new and len(new) == 1}
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    table.update({ord(space): " " for space in _SPACES})
    table.update({ord(dash): "-" for dash in _DASHES})
    return table


def folded(text: str) -> str:
    """Return the text, as long as it was, with simplified characters, half-width signs, plain spaces and dashes."""
    return text.translate(_table())
