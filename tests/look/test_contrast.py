"""Colours are measured, not judged: WCAG 2.2 contrast of the tokens, by day and by night."""

import re
from pathlib import Path

import pytest

import fengqiao.look

SHEET = (Path(fengqiao.look.__file__).parent / "static/look/css/tokens.css").read_text(encoding="utf-8")
DAY, NIGHT = re.findall(
    r"^(?::root|\[data-bs-theme=\"dark\"\]) \{\n  color-scheme: \w+;.*?^\}", SHEET, re.DOTALL | re.MULTILINE
)


def palette(*blocks):
    return {name: value for block in blocks for name, value in re.findall(r"--fq-([\w-]+): (#[0-9a-f]{6});", block)}


PALETTES = {"day": palette(DAY), "night": palette(DAY, NIGHT)}
TONES = ("wait", "blue", "amber", "red", "green", "grey")
GROUNDS = ("page", "card", "raised", "sunk", "hover")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "link") for ground in GROUNDS),
    *((tone, f"{tone}-bg") for tone in TONES),
    *((tone, "card") for tone in TONES),
    *(("ink", f"{tone}-bg") for tone in ("blue", "red", "amber", "green")),
    *(("ink-2", ground) for ground in ("blue-bg",)),
    *(("red", ground) for ground in ("hover", "blue-bg", "raised")),
    *(("amber", ground) for ground in ("hover", "blue-bg")),
    *((ink, ground) for ink in ("side-text", "side-muted") for ground in ("side", "side-deep")),
    ("on-lead", "lead"),
    ("on-lead", "lead-hover"),
    ("on-lead", "side-active"),
    *(("map-ink", f"map-{shade}") for shade in range(1, 6)),
    ("map-ink", "map-none"),
    ("map-ink", "map-hatch"),
]
DRAWN = [
    *((f"fill{name}", "card") for name in ("", "-2", "-3", "-4", "-5", "-red", "-amber", "-green", "-grey")),
    ("line-strong", "card"),
    ("focus", "card"),
    ("focus", "page"),
    ("party", "card"),
]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("time", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(time, ink, ground):
    colours = PALETTES[time]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("time", PALETTES)
@pytest.mark.parametrize(("mark", "ground"), DRAWN)
def test_shapes_and_edges_stand_out_from_their_ground(time, mark, ground):
    colours = PALETTES[time]
    assert contrast(colours[mark], colours[ground]) >= 3
