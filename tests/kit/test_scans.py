"""QR codes on pictures of paper: read as phones take them, and nothing breaks on what is no picture."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image, ImageFilter

from fengqiao.kit.documents import marks_on

MARK = "FQ/0192a7c4d0187707b09204fe7e5c9e37/agreement"


def photo(*marks: str, turn: float = 0, width: int = 1500, blur: float = 0, form: str = "JPEG") -> bytes:
    """A sheet of A4 with codes 2.5 cm wide in its corner, on a dark table."""
    table = Image.new("RGB", (width, int(width * 1.5)), (70, 60, 50))
    sheet = Image.new("RGB", (int(width * 0.8), int(width * 1.13)), "white")
    side = int(sheet.width * 25 / 210)
    for number, mark in enumerate(marks):
        out = io.BytesIO()
        segno.make(mark, error="m", micro=False).save(out, kind="png", scale=10, border=2)
        sheet.paste(Image.open(out).convert("RGB").resize((side, side)), (40 + number * side * 2, 40))
    table.paste(sheet, (int(width * 0.1), int(width * 0.15)))
    if turn:
        table = table.rotate(turn, expand=True)
    if blur:
        table = table.filter(ImageFilter.GaussianBlur(blur))
    out = io.BytesIO()
    table.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 7, 90, 180, 263])
@pytest.mark.parametrize("width", [1500, 4000])
def test_a_code_is_read_however_the_paper_lies(turn: float, width: int) -> None:
    assert marks_on(photo(MARK, turn=turn, width=width, blur=1.2)) == (MARK,)


def test_every_code_once() -> None:
    assert set(marks_on(photo(MARK, "other", MARK, form="PNG"))) == {MARK, "other"}


def test_what_has_no_code_or_is_no_picture_says_nothing() -> None:
    whole = photo(MARK)
    assert marks_on(photo()) == ()
    assert marks_on(whole, most_pixels=1000) == ()
    for content in (b"", b"%PDF-1.7", whole[:2000], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "文字".encode()):
        assert marks_on(content) in {(), (MARK,)}
