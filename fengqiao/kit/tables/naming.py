"""Names in the cells of a sheet, and the codes that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PIECE = re.compile(r"[^,，、;；()（）\"“”\s]+")  # a code stands alone, between commas, or within not(…)
_LIST = re.compile(r"@([^,，、;；\s]+)")


def pieces(text: str) -> list[str]:
    """Return what stands between the signs of a cell of codes, in order."""
    return _PIECE.findall(text)


def with_codes(text: str, codes: Mapping[str, str]) -> str:
    """Return a cell of codes with codes in the place of names; a name may hold such signs where it is the whole cell."""
    return codes.get(text.strip()) or _PIECE.sub(lambda found: codes.get(found[0], found[0]), text)


def with_lists(text: str, codes: Mapping[str, str]) -> str:
    """Return a cell of words with the codes of word lists in the place of their names after “@”."""
    return _LIST.sub(lambda found: "@" + codes.get(found[1], found[1]), text)
