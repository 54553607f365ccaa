"""Gaps, overlaps and dead rows of tables whose cells are numbers, codes, dates: found exactly, and where."""

from fengqiao.kit.tables import HitPolicy, Row, Table
from tests.kit.test_tables_policies import row, table


def found(made: Table) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in made.findings()]


def test_gap_is_named_by_its_intervals() -> None:
    rows = (row("a", "< 18", "-", 100), row("b", "[18..60)", '"高"', 200), row("c", "> 60", "-", 300))
    assert found(table(HitPolicy.FIRST, rows=rows)) == [
        ("gap", "没有一行接住的情形：年龄 [18..60)，风险 其他。"),
        ("gap", "没有一行接住的情形：年龄 60。"),
    ]


def test_no_gap_where_the_rows_meet() -> None:
    assert found(table(HitPolicy.UNIQUE, rows=(row("a", "< 18", "-", 100), row("b", ">= 18", "-", 200)))) == []


def test_overlap_of_a_unique_table_says_where() -> None:
    rows = (row("a", "<= 18", "-", 100), row("b", ">= 18", "-", 200))
    assert found(table(HitPolicy.UNIQUE, rows=rows)) == [
        ("overlap", "只许一行成立的清单里，b 与 a 可能同时成立：年龄 18。")
    ]


def test_any_may_overlap_only_with_the_same_output() -> None:
    same = (row("a", "<= 18", "-", 100), row("b", "-", "-", 100))
    assert found(table(HitPolicy.ANY, rows=same)) == []
    other = (row("a", "<= 18", "-", 100), row("b", "-", "-", 200))
    assert found(table(HitPolicy.ANY, rows=other)) == [
        ("overlap", "结论却不同的清单里，b 与 a 可能同时成立：年龄 <= 18。")
    ]


def test_row_taken_by_several_others_together_is_dead() -> None:
    rows = (
        row("a", "< 18", "-", 100),
        row("b", ">= 18", "-", 200),
        row("c", "[10..30]", '"高"', 300),
        row("d", "-", "-", 100),
    )
    assert [each for each in found(table(HitPolicy.FIRST, rows=rows)) if each[0] == "dead-row"] == [
        ("dead-row", "第 3 行（c）永远轮不到：上面的 a、b 已先取走它的全部情形。")
    ]  # d still takes what has no age


def test_priority_makes_a_row_dead_that_stands_before_the_better_one() -> None:
    rows = (row("low", "< 18", "-", 100), row("all", "-", "-", 300))
    assert found(table(HitPolicy.PRIORITY, rows=rows)) == [
        ("dead-row", "第 1 行（low）永远轮不到：上面的 all 已先取走它的全部情形。")
    ]


def test_condition_that_never_holds() -> None:
    rows = (row("never", "[5..1]", "-", 100), row("rest", "-", "-", 200))
    assert found(table(HitPolicy.FIRST, rows=rows)) == [
        ("never-row", "第 1 行（never）的“age”条件自相矛盾，永远不成立。")
    ]


def test_computing_cells_cover_nothing_for_sure() -> None:
    rows = (row("a", "? > 3", "-", 100), row("b", "? > 3", '"高"', 200), row("rest", "-", "-", 100))
    assert [code for code, _ in found(table(HitPolicy.FIRST, rows=rows))] == ["dead-row"]  # b asks what a asked already


def test_analysis_of_a_large_table_ends() -> None:
    rows: tuple[Row, ...] = tuple(
        row(f"r{n}", f"[{n}..{n + 1})", '"高"' if n % 2 else 'not("高")', 100) for n in range(100)
    )
    kinds = {code for code, _ in found(table(HitPolicy.UNIQUE, rows=rows))}
    assert kinds == {"gap"}
