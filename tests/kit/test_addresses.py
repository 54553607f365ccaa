"""The same place however it was written; another place stays another."""

from __future__ import annotations

import pytest

from fengqiao.kit.addresses import address_form


@pytest.mark.parametrize(
    "text",
    [
        "三组12号",
        "三组 12号",
        "3组12号",
        "３组１２號",
        "三组十二号",
        "三组，一二号",
        "三组（12号）",
        "\u3000三组-12号。",
        "三組12号",
    ],
)
def test_one_place_is_one_form(text: str) -> None:
    assert address_form(text) == "3组12号"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("3-12", "3-12"), ("3－12号", "3-12号"), ("三、十二号", "3-12号"), ("312号", "312号"), ("三百一十二号", "312号"),
        ("一百零三号", "103号"), ("二十号", "20号"), ("一〇三号", "103号"), ("老槐树巷3号", "老槐树巷3号"), ("", ""), ("……", ""),
    ],
)  # fmt: skip
def test_numbers_are_read_and_not_run_together(text: str, form: str) -> None:
    assert address_form(text) == form
