"""Numbers with a default of the product: what a pack says holds, and the base pack says all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fengqiao.catalogue.known import DEFAULTS, SOURCE, known
from fengqiao.catalogue.reading import read_pack

PACK = read_pack(Path(__file__).resolve().parents[2] / "packs" / "base")
DAY = date(2026, 11, 26)


@pytest.mark.parametrize("code", [code for code, value in DEFAULTS.items() if isinstance(value, int)])
def test_the_base_pack_says_every_number_that_the_product_holds_otherwise(code: str) -> None:
    said = known(PACK, code, DAY)
    assert said.number == DEFAULTS[code]
    assert said.source != SOURCE


def test_a_pack_of_an_earlier_edition_a_day_before_the_first_value_and_no_pack_have_the_products_own() -> None:
    older = replace(PACK, values={code: value for code, value in PACK.values.items() if code != "rating.days"})
    said = [
        known(older, "rating.days", DAY),
        known(PACK, "rating.days", date(1990, 1, 1)),
        known(None, "rating.days", DAY),
    ]
    assert {(each.number, each.source) for each in said} == {(30, SOURCE)}


def test_what_is_no_number_and_what_nobody_holds_are_not_guessed() -> None:
    with pytest.raises(TypeError):
        _ = known(PACK, "notice.urgent", DAY).number
    with pytest.raises(KeyError):
        known(None, "rating.nothing", DAY)
