"""Address lines brought to one form, so that the same place written in different ways is found to be the same."""

from __future__ import annotations

import re
import unicodedata

from fengqiao.kit.folding import folded

_SIGNS = re.compile(r"[\W_]+")
_DIGITS = {
    **dict.fromkeys("零〇○", 0), **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}, "两": 2,
}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(f"[{''.join((*_DIGITS, *_TENS))}]+")
_BETWEEN_NUMBERS = re.compile(r"(?<!\d)-|-(?!\d)")


def address_form(text: str) -> str:
    """Return the form in which addresses are compared: NFKC, simplified, without spaces and signs, numbers in Arabic numerals.

    三组 12号, 3组12號 and 三组十二号 are one. A sign between two numbers stays, because 3-12 is not 312.
    """
    plain = _SIGNS.sub("-", folded(unicodedata.normalize("NFKC", text.replace("○", "零"))).casefold())
    return _BETWEEN_NUMBERS.sub("", _NUMBER.sub(lambda found: _arabic(found.group()), plain))


def _arabic(words: str) -> str:
    """Return a number in Chinese numerals: 二十三 and 二三 are both 23, one digit for one where there are no tens."""
    if not set(words) & _TENS.keys():
        return "".join(str(_DIGITS[sign]) for sign in words)
    total, digit = 0, None
    for sign in words:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (1 if digit is None else digit) * _TENS[sign]
            digit = None
    return str(total + (digit or 0))
