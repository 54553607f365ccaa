"""What the analysis says of any table is what trying every kind of case says: gaps, overlaps, rows never reached."""

from itertools import combinations, product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.kit import feel
from fengqiao.kit.tables import HitPolicy, Row, Table
from fengqiao.kit.tables.analysis import Analysis, Box
from tests.kit.test_tables_policies import row, table

steady = settings(derandomize=True, deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
RISKS = ("高", "中")
points = st.sampled_from((10, 18, 60))
spans = st.tuples(st.sampled_from("[("), points, points, st.sampled_from("])")).map("{0[0]}{0[1]}..{0[2]}{0[3]}".format)
bounds = st.tuples(st.sampled_from(("<", "<=", ">", ">=", "")), points).map(lambda each: f"{each[0]} {each[1]}".strip())
ages = st.one_of(
    st.just("-"),
    bounds,
    spans,
    st.tuples(bounds, spans).map(", ".join),
    bounds.map("not({})".format),
    st.sampled_from(("null", "not(null)")),
)
risks = st.sampled_from(("-", '"高"', '"中"', '"高", "中"', 'not("高")', 'not("高", "中")', "null", 'null, "高"'))
rows = st.lists(st.tuples(ages, risks, st.sampled_from((100, 200, 300))), min_size=1, max_size=5).map(
    lambda cells: tuple(row(f"r{n}", *each) for n, each in enumerate(cells))
)
# One case of each kind that the cells can tell apart: at, between and beyond the bounds, another word, nothing given.
CASES = [
    {"age": age, "risk": risk} for age, risk in product((9, 10, 15, 18, 40, 60, 61, None), (*RISKS, "另一种", None))
]


def holding(made: Table, case: dict[str, Any]) -> list[int]:
    return [n for n in range(len(made.rows)) if table(HitPolicy.COLLECT, rows=(made.rows[n],)).evaluate(case).rows]


def inside(made: Table, box: Box, case: dict[str, Any]) -> bool:
    """Whether a case lies in a gap as its message tells it; “…” are the words of which no cell speaks."""
    spoken = {risk for risk in RISKS for each in made.rows if "risk" in each.when and risk in each.when["risk"].text}  # type: ignore[union-attr]
    for code, words in box:
        value, held = case[code], False
        for part in words.split(", "):
            if part == "…":
                held |= value is not None and value not in spoken
            elif part == "null" or part in RISKS:
                held |= value == (None if part == "null" else part)
            else:
                held |= value is not None and feel.tested(feel.read_tests(part))(value, {})
        if not held:
            return False
    return True


def speaks_of_nothing(made: Table, code: str) -> bool:
    """Whether a cell holds for an input that was not given; else no case without it is asked for."""
    return any(code in each.when and feel.tested(each.when[code].tests)(None, {}) for each in made.rows)  # type: ignore[union-attr]


@steady
@given(rows)
def test_gaps_are_the_cases_that_no_row_takes(made: tuple[Row, ...]) -> None:
    tried = table(HitPolicy.FIRST, rows=made)
    gaps = list(Analysis(tried, {}).gaps())
    told = {code for box in gaps for code, words in box if "null" in words.split(", ")}
    assert all(speaks_of_nothing(tried, code) for code in told)
    for case in CASES:
        if all(case[code] is not None or speaks_of_nothing(tried, code) for code in case):
            assert sum(inside(tried, box, case) for box in gaps) == (not holding(tried, case)), (case, gaps)


@steady
@given(rows)
def test_rows_said_to_be_dead_are_those_that_never_come_first(made: tuple[Row, ...]) -> None:
    tried = table(HitPolicy.FIRST, rows=made)
    first = {next(iter(holding(tried, case)), None) for case in CASES}
    told = {each.where[1] for each in tried.findings() if each.code in ("dead-row", "never-row")}
    assert told == set(range(len(made))) - first


@steady
@given(rows)
def test_rows_said_to_be_dead_by_priority_never_answer(made: tuple[Row, ...]) -> None:
    tried = table(HitPolicy.PRIORITY, rows=made)
    answers = {tried.evaluate(case).value for case in CASES} - {None}
    told = {each.where[1] for each in tried.findings() if each.code in ("dead-row", "never-row")}
    best = {
        n for case in CASES for n in [min(holding(tried, case), key=lambda n: (-made[n].then["pay"], n), default=None)]
    }
    assert told == set(range(len(made))) - best
    assert answers == {made[n].then["pay"] for n in best if n is not None}


@steady
@given(rows)
def test_rows_said_to_overlap_are_those_that_hold_together(made: tuple[Row, ...]) -> None:
    for policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
        tried = table(policy, rows=made)
        together = {pair for case in CASES for pair in combinations(holding(tried, case), 2)}
        if policy is HitPolicy.ANY:
            together = {(one, other) for one, other in together if made[one].then["pay"] != made[other].then["pay"]}
        told = [each for each in tried.findings() if each.code == "overlap"]
        assert len(told) == len(together)
        assert {each.where[1] for each in told} == {other for _, other in together}
        if not together:
            assert all(tried.evaluate(case).violation is None for case in CASES)
