"""Grades by the published tables, exclusions with their clause, sums of money, terms."""

from __future__ import annotations

import pytest

from fengqiao.catalogue.reading import read_pack
from fengqiao.disputes.rules.grading import graded, why_not_mediated
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
    found = graded(PACK, **{"people": 2, "amount": 0, "signs": [], **facts})
    assert (found.grade, found.route, found.row, found.table) == (grade, route, row, "dispute_grade")
    assert found.decision
    assert found.decision.row.why


def test_every_grade_and_route_of_every_scheme_is_explained() -> None:
    for scheme in ("dispute_grade", "dispute_grade_colours"):
        for row in PACK.tables[scheme].rows:
            assert row.then["grade"] in PACK.disputes.grades
            assert row.then["route"] in PACK.disputes.routes
    assert PACK.disputes.scheme == "dispute_grade"


def test_what_may_not_be_mediated_is_refused_with_its_clause() -> None:
    assert why_not_mediated(PACK, "people", ["gang"]) is None, "it is the police that may not"
    refusal = why_not_mediated(PACK, "police", ["gang"])
    assert refusal
    assert refusal.code == "dispute-excluded"
    assert "结伙斗殴" in str(refusal.params["name"].name)
    assert "工作规范" in str(refusal.params["source"])
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
