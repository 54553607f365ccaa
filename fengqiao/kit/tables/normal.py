"""The one form in which texts and words are compared."""

from __future__ import annotations

import re
from unicodedata import normalize

_CJK = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_GAP = re.compile(f"(?<=[{_CJK}])\\s+(?=[{_CJK}])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")


def normal_text(text: str) -> str:
    """Return the text for comparing: NFKC, small letters, no invisible characters, no space between Chinese ones."""
    return _GAP.sub("", _UNSEEN.sub("", normalize("NFKC", text).lower()))
