"""Hit policies: what rows that hold together answer, what violates a policy, and that the fast way tells the same."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Aggregation, Cell, Formula, HitPolicy, Input, InputType, Output, Row, Table

AGE = Input("age", "年龄", "Age", InputType.NUMBER)
RISK = Input("risk", "风险", "Risk", InputType.TEXT)
PAY = Output("pay", "金额", "Pay", InputType.NUMBER, values=(300, 200, 100))
WHO = Output("who", "谁", "Who", InputType.TEXT)


def row(row_id: str, age: str, risk: str, pay: Any, who: str = "甲") -> Row:
    cells = {"age": Cell.of(age), "risk": Cell.of(risk)}
    return Row(
        row_id, row_id, {code: c for code, c in cells.items() if c.tests.any_of}, {"pay": pay, "who": who}, "", ""
    )


ROWS = (row("young", "< 18", "-", 100), row("risky", "-", '"高"', 200), row("old", ">= 60", '"高", "中"', 300, "乙"))


def table(
    policy: HitPolicy, *, outputs: tuple[Output, ...] = (PAY,), rows: tuple[Row, ...] = ROWS, how: str = ""
) -> Table:
    kept = [each.code for each in outputs]
    rows = tuple(Row(r.id, r.name, r.when, {code: r.then[code] for code in kept}, "", "") for r in rows)
    return Table(
        "pay",
        "津贴清单",
        "Pay",
        "1",
        date(2026, 1, 1),
        policy,
        "测试",
        (AGE, RISK),
        outputs,
        rows,
        {},
        Aggregation(how),
    )


OLD = {"age": 70, "risk": "高"}  # risky and old hold


@pytest.mark.parametrize(
    ("policy", "how", "value"),
    [
        (HitPolicy.FIRST, "", 200),
        (HitPolicy.PRIORITY, "", 300),
        (HitPolicy.COLLECT, "", [200, 300]),
        (HitPolicy.COLLECT, "SUM", 500),
        (HitPolicy.COLLECT, "MIN", 200),
        (HitPolicy.COLLECT, "MAX", 300),
        (HitPolicy.COLLECT, "COUNT", 2),
        (HitPolicy.RULE_ORDER, "", [200, 300]),
        (HitPolicy.OUTPUT_ORDER, "", [300, 200]),
        (HitPolicy.UNIQUE, "", None),
        (HitPolicy.ANY, "", None),
    ],
)
def test_policy(policy: HitPolicy, how: str, value: object) -> None:
    assert table(policy, how=how).evaluate(OLD).value == value


def test_several_outputs_come_by_name() -> None:
    both = table(HitPolicy.OUTPUT_ORDER, outputs=(PAY, WHO))
    assert both.evaluate(OLD).value == [{"pay": 300, "who": "乙"}, {"pay": 200, "who": "甲"}]


def test_violation_of_unique_is_a_result() -> None:
    outcome = table(HitPolicy.UNIQUE).evaluate(OLD)
    assert (outcome.value, outcome.rows) == (None, (1, 2))
    assert str(outcome.violation) == "清单“津贴清单”只许一行成立，现有 2 行同时成立：risky、old。"
    assert table(HitPolicy.UNIQUE).evaluate({"age": 10, "risk": "低"}).violation is None


def test_violation_of_any_is_a_result_and_agreement_is_none() -> None:
    outcome = table(HitPolicy.ANY).evaluate(OLD)
    assert str(outcome.violation) == "清单“津贴清单”同时成立的行结论应当相同，现有 2 行结论不同：risky、old。"
    agreed = table(HitPolicy.ANY, rows=(row("a", "-", "-", 100), row("b", "< 18", "-", 100)))
    assert agreed.evaluate({"age": 3}).value == 100
    assert agreed.evaluate({"age": 3}).violation is None


def test_decide_refuses_what_evaluate_reports() -> None:
    with pytest.raises(Problem) as refused:
        table(HitPolicy.ANY).decide(OLD)
    assert refused.value.code == "table-any-differs"
    assert table(HitPolicy.PRIORITY).decide(OLD).row.id == "old"


def test_nothing_holds() -> None:
    nobody = {"age": 30, "risk": "低"}
    assert table(HitPolicy.FIRST).evaluate(nobody).value is None
    assert table(HitPolicy.COLLECT).evaluate(nobody).value == []
    assert table(HitPolicy.COLLECT, how="COUNT").evaluate(nobody).value == 0
    default = Output("pay", "金额", "Pay", InputType.NUMBER, default=50)
    assert table(HitPolicy.FIRST, outputs=(default,)).evaluate(nobody).value == 50


def test_output_may_be_computed() -> None:
    rows = (row("a", "-", "-", Formula.of("age * 2 + 0.5")),)
    assert str(table(HitPolicy.FIRST, rows=rows).evaluate({"age": 4}).value) == "8.5"


def test_input_outside_its_values_is_reported() -> None:
    limited = Input("risk", "风险", "Risk", InputType.TEXT, values=("高", "中", "低"))
    made = Table("t", "清单", "T", "1", date(2026, 1, 1), HitPolicy.FIRST, "", (AGE, limited), (PAY,), ROWS, {})
    assert str(made.evaluate({"age": 3, "risk": "极高"}).violation) == "清单“清单”的条件“风险”不能是这个值。"
    assert made.evaluate({"age": 3, "risk": "低"}).value == 100


CELLS = st.sampled_from(["-", "< 5", ">= 5", "[2..5)", "(2..7]", "3, 4", "not(3)", "null", "? = 4", "> 6"])
TEXTS = st.sampled_from(["-", '"高"', '"高", "低"', 'not("高")', "null", 'contains(?, "高")'])


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.tuples(CELLS, TEXTS), min_size=1, max_size=6),
    age=st.sampled_from([None, 1, 2, 3, 4, 4.5, 5, 7, 8]),
    risk=st.sampled_from([None, "高", "低", "中", "很高"]),
)
def test_classes_hold_exactly_where_each_cell_asked_by_itself_holds(
    cells: list[tuple[str, str]], age: float | None, risk: str | None
) -> None:
    rows = tuple(row(f"r{n}", age_cell, risk_cell, n) for n, (age_cell, risk_cell) in enumerate(cells))
    every = table(HitPolicy.RULE_ORDER, rows=rows).evaluate({"age": age, "risk": risk})
    one_by_one = [
        n for n, each in enumerate(rows)
        if table(HitPolicy.RULE_ORDER, rows=(each,)).evaluate({"age": age, "risk": risk}).rows
    ]  # fmt: skip
    assert list(every.rows) == one_by_one
