"""Grades by the published tables, exclusions with their clause, sums of money, terms."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.catalogue.layering import overlaid
from fengqiao.catalogue.reading import pack_files, parse_pack, read_pack
from fengqiao.disputes.rules.grading import graded, grades_used, scheme_of, why_not_mediated
from fengqiao.disputes.rules.money import fen, yuan
from tests.disputes.helping import refused
from tests.world import PACKS

PACK = read_pack(PACKS / "base")


@pytest.mark.parametrize(
    ("facts", "grade", "route", "row"),
    [
        ({"kind": "neighbours", "amount": 50_000}, "simple", "trifle", "home"),
        ({"kind": "neighbours", "amount": 100_100}, "simple", "civil", "near"),
        ({"kind": "contract", "amount": 9_999_900}, "ordinary", "civil", "other"),
        ({"kind": "contract", "amount": 10_000_000}, "major", "major", "sum"),
        ({"kind": "labour", "people": 4}, "ordinary", "civil", "other"),
        ({"kind": "labour", "people": 5}, "major", "major", "wages"),
        ({"kind": "neighbours", "people": 10}, "major", "major", "crowd"),
        ({"kind": "family", "signs": ["violence"]}, "major", "major", "violence"),
    ],
)
def test_the_first_row_that_holds_grades_and_says_why(facts: dict, grade: str, route: str, row: str) -> None:  # type: ignore[type-arg]
    found = graded(PACK, PACK.tables["dispute_grade"], **{"people": 2, "amount": 0, "signs": [], **facts})
    assert (found.grade, found.route, found.row, found.table) == (grade, route, row, "dispute_grade")
    assert found.decision
    assert found.decision.row.why


def test_every_place_grades_by_its_own_published_table() -> None:
    """One quarrel by each table: two neighbours over 3,000 yuan who may come to blows, and without the blows."""
    told: dict[str, tuple[str, str]] = {}
    for scheme in SCHEMES:
        table = PACK.tables[scheme]
        assert table.source.count("www.") + table.source.count("cn.") + table.source.count("GB/T") == 1, (
            "each has its source"
        )
        for row in table.rows:
            assert row.then["grade"] in PACK.disputes.grades
            assert row.then["route"] in PACK.disputes.routes
        calm, hot = (
            graded(PACK, table, kind="neighbours", people=2, amount=300_000, signs=signs)
            for signs in ((), ("violence",))
        )
        told[scheme] = calm.grade, hot.grade
        assert hot.table == scheme
    assert told == SCHEMES
    injured = graded(PACK, PACK.tables["dispute_grade"], kind="labour", people=3, amount=0, signs=["work_injury"])
    assert (injured.grade, injured.row) == ("major", "injury")
    many = graded(PACK, PACK.tables["dispute_grade_size"], kind="labour", people=300, amount=0, signs=[])
    assert (many.grade, many.row) == ("size_grave", "s300")
    assert graded(PACK, None, kind="labour", people=3, amount=0, signs=[]).grade == ""


SCHEMES = {
    "dispute_grade": ("simple", "major"),
    "dispute_grade_colours": ("yellow", "red"),
    "dispute_grade_linhai": ("linhai_yellow", "linhai_red"),
    "dispute_grade_yunhe": ("yunhe_green", "yunhe_red"),
    "dispute_grade_seven_days": ("level_village", "level_party"),
    "dispute_grade_size": ("size_few", "size_few"),
}
CHOOSING = """
[[value]]
code = "dispute.scheme"
name = "分级清单"
name_en = "Grading table"
unit = "text"
[[value.on]]
from = 2026-03-01
value = "dispute_grade_yunhe"
source = "县里的通知"

[[value]]
code = "dispute.scheme.station.north"
name = "分级清单（北所）"
name_en = "Grading table of the north"
unit = "text"
[[value.on]]
from = 2026-05-01
value = "dispute_grade_linhai"
source = "所里的通知"
[[value.on]]
from = 2026-07-01
value = "no_such_table"
source = "写错了"
"""
HEAD = """name = "ours"
version = "1"
title = "本地"
title_en = "Ours"
valid_from = 2026-01-01
requires = ["base"]
"""


def test_a_unit_chooses_its_table_by_a_dated_value_the_nearest_first() -> None:
    own = {"pack.toml": HEAD, "values.toml": CHOOSING}
    pack = parse_pack(overlaid(pack_files(PACKS / "base"), "ours", own))
    north, south = ["post.n", "station.north", "county"], ["station.south", "county"]
    days = {
        (2, 28): ("dispute_grade", "dispute_grade"),
        (3, 1): ("dispute_grade_yunhe", "dispute_grade_yunhe"),
        (5, 1): ("dispute_grade_linhai", "dispute_grade_yunhe"),
        (7, 1): ("dispute_grade_yunhe", "dispute_grade_yunhe"),  # what names no table is passed over
    }
    for (month, day), wanted in days.items():
        found = [scheme_of(pack, units, date(2026, month, day)) for units in (north, south)]
        assert tuple(each.table.code for each in found if each) == wanted
    found = scheme_of(pack, north, date(2026, 5, 2))
    assert found
    assert (found.source, found.since, found.value) == ("所里的通知", date(2026, 5, 1), "dispute.scheme.station.north")
    assert grades_used(PACK) == {"simple", "ordinary", "major"}
    assert grades_used(pack) >= {"simple", "yunhe_red", "linhai_yellow"}
    plain = scheme_of(PACK, north, date(2026, 5, 2))
    assert plain
    assert (plain.table.code, plain.value) == ("dispute_grade", "")


def test_what_may_not_be_mediated_is_refused_with_its_clause() -> None:
    assert why_not_mediated(PACK, "people", ["gang"]) is None, "it is the police that may not"
    refusal = why_not_mediated(PACK, "police", ["gang"])
    assert refusal
    assert refusal.code == "dispute-excluded"
    assert "结伙斗殴" in str(refusal.params["name"].name)
    assert "工作规范" in str(refusal.params["source"])
    assert str(refusal.params["source"]).startswith("公安机关治安调解工作规范（公通字〔2007〕81号）第四条第（二）项：")
    police = {code: each for code, each in PACK.disputes.exclusions.items() if each.of == "police"}
    assert [each.article for each in police.values()] == [
        *(f"第四条第（{n}）项" for n in "一二三四五六"), "第三条第二款",
    ]  # fmt: skip
    assert all("公通字〔2007〕81号" in each.source for each in police.values())
    assert {each.of for each in PACK.disputes.exclusions.values()} == {"police", "people"}
    assert why_not_mediated(PACK, "people", ["nonsense"]).code == "dispute-exclusion"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "kept"), [("", 0), ("3000", 300_000), ("1,200.5", 120_050), ("1.2万", 1_200_000), ("３０元", 3_000)]
)
def test_sums_are_read_as_people_type_them(typed: str, kept: int) -> None:
    assert fen(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "三千", "1.234", "9" * 13, "1e5", "\x00"])
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with refused("dispute-amount"):
        fen(typed)


def test_sums_are_said_in_yuan() -> None:
    assert [yuan(0), yuan(300_000), yuan(120_050)] == ["0", "3,000", "1,200.50"]
