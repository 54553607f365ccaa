"""The page of phones in sunlight, and what it weighs."""

from __future__ import annotations

import re
from pathlib import Path

import fengqiao.look

CSS = Path(fengqiao.look.__file__).parent / "static" / "look"
# What stands on what on that page (look/phone/phone.css).
PAIRS = (
    ("ink", "page"), ("ink", "card"), ("ink-2", "page"), ("ink-2", "card"), ("green", "green-bg"), ("green", "card"), ("amber", "amber-bg"),
    ("amber", "card"), ("red", "card"), ("on-lead", "lead"), ("link", "card"),
)  # fmt: skip


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(each * 2 for each in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_of_the_page_can_be_read_in_sunlight_and_at_night() -> None:
    """At 7 : 1 by day (WCAG 1.4.6, level AAA), at 4.5 : 1 in the dark palette (1.4.3), which the colours for sunlight leave alone."""
    day, _, night = (CSS / "css" / "tokens.css").read_text().partition("[data-bs-theme")
    own = (CSS / "phone" / "phone.css").read_text()
    assert contrast("#000", "#fff") == 21
    for least, text in ((7, day + own), (4.5, day + night)):
        found = dict(re.findall(r"--fq-([\w-]+):\s*(#[0-9a-fA-F]{3,6})", text))
        pairs = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in PAIRS}
        assert {pair: ratio for pair, ratio in pairs.items() if ratio < least} == {}
    assert ':root:not([data-bs-theme="dark"])' in own
    assert "--fq-ink-3)" not in own, "too pale for this page"
