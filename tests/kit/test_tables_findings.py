"""Checks before a table is published: gaps, overlaps, dead rows, contradictions, unknown words and codes."""

from datetime import date

import pytest

from fengqiao.kit.tables import (
    Codes,
    Condition,
    Flag,
    HitPolicy,
    Input,
    InputType,
    Output,
    Range,
    Row,
    Scalar,
    Table,
    TableFinding,
    Words,
)

WIDE = "\uff2b\uff34\uff36"  # KTV in full-width letters
INPUTS = (
    Input("kind", "种类", "Kind", InputType.CODE),
    Input("title", "标题", "Subject line", InputType.WORDS, within="text"),
    Input("text", "全文", "Whole text", InputType.WORDS),
    Input("confidence", "把握", "Confidence", InputType.NUMBER),
    Input("night", "夜间", "At night", InputType.BOOL),
)
OUTPUTS = (
    Output("function", "职能", "Function", InputType.CODE),
    Output("human", "转人工", "To a human", InputType.BOOL),
    Output("points", "分值", "Points", InputType.NUMBER),
)
ALLOWED = {"kind": {"help", "clue"}, "function": {"police", "centre"}}


def make_row(row_id: str, then: dict[str, Scalar] | None = None, **when: Condition) -> Row:
    return Row(row_id, "行", when, {"function": "centre"} if then is None else then, "理由", "reason")


def findings(*rows: Row, policy: HitPolicy = HitPolicy.FIRST, **lists: tuple[str, ...]) -> tuple[TableFinding, ...]:
    table = Table("t", "清单", "Table", "1", date(2026, 1, 1), policy, "测试", INPUTS, OUTPUTS, rows, lists)
    return table.findings(ALLOWED)


def codes_of(*rows: Row, policy: HitPolicy = HitPolicy.FIRST, **lists: tuple[str, ...]) -> list[tuple[str, object]]:
    return [(finding.code, finding.where) for finding in findings(*rows, policy=policy, **lists)]


REST = make_row("rest")


def is_dead(later: dict[str, Condition], *earlier: dict[str, Condition], **lists: tuple[str, ...]) -> bool:
    rows = [make_row(f"r{number}", **when) for number, when in enumerate((*earlier, later))]
    found = codes_of(*rows, REST, **lists)
    assert found in ([], [("dead-row", ("row", len(earlier)))])
    return bool(found)


def test_sound_table_has_no_findings() -> None:
    assert findings(make_row("fraud", title=Words(("@fraud",))), REST, fraud=("诈骗", "刷单")) == ()


def test_table_without_catch_all_has_a_gap() -> None:
    assert findings(make_row("fraud", title=Words(("诈骗",)))) == (
        TableFinding(
            "gap",
            ("row", 0),
            "缺少兜底的最后一行：最后一行不能有条件。",
            "no catch-all: the last row must have no condition",
        ),
    )
    assert codes_of() == [("gap", ())]


def test_rows_below_a_catch_all_are_dead() -> None:
    assert findings(REST, make_row("late", title=Words(("诈骗",))), make_row("end")) == (
        TableFinding(
            "dead-row",
            ("row", 1),
            "第 2 行（late）永远轮不到：上面的 rest 已先取走它的全部情形。",
            "row late is never reached: rest above take all its cases",
        ),
        TableFinding(
            "dead-row",
            ("row", 2),
            "第 3 行（end）永远轮不到：上面的 rest 已先取走它的全部情形。",
            "row end is never reached: rest above take all its cases",
        ),
    )


@pytest.mark.parametrize(
    ("later", "earlier", "dead"),
    [
        ({"title": Words(("诈骗",))}, {"title": Words(("诈骗", "刷单"))}, True),
        ({"title": Words(("诈骗", "赌博"))}, {"title": Words(("诈骗", "刷单"))}, False),
        ({"title": Words(("电信诈骗",))}, {"title": Words(("诈骗",))}, True),
        ({"title": Words(("诈骗",))}, {"title": Words(("电信诈骗",))}, False),
        ({"title": Words(("诈骗",)), "kind": Codes(("help",))}, {"title": Words(("诈骗",))}, True),
        ({"title": Words(("诈骗",))}, {"title": Words(("诈骗",)), "kind": Codes(("help",))}, False),
        ({"title": Words(("诈骗",))}, {"text": Words(("诈骗",))}, True),
        ({"text": Words(("诈骗",))}, {"title": Words(("诈骗",))}, False),
        ({"title": Words(("甲", "乙", "丙"), at_least=2)}, {"title": Words(("甲", "乙", "丁"))}, True),
        ({"title": Words(("甲", "乙", "丙"), at_least=3)}, {"title": Words(("甲", "乙", "丁"), at_least=2)}, True),
        ({"title": Words(("甲", "乙", "丙"), at_least=2)}, {"title": Words(("甲", "乙", "丁"), at_least=2)}, False),
        ({"title": Words(all_of=("甲", "乙"))}, {"title": Words(("甲", "乙", "丙"), at_least=2)}, True),
        ({"title": Words(all_of=("甲乙",))}, {"title": Words(all_of=("甲", "乙"))}, True),
        ({"title": Words(("甲",))}, {"title": Words(("甲",), none_of=("乙",))}, False),
        ({"title": Words(("甲",), none_of=("乙",))}, {"title": Words(("甲",), none_of=("乙丙",))}, True),
        ({"title": Words(("甲",), none_of=("乙丙",))}, {"title": Words(("甲",), none_of=("乙",))}, False),
        ({"title": Words(none_of=("乙",))}, {"text": Words(none_of=("乙",))}, False),
        ({"kind": Codes(("help",))}, {"kind": Codes(("help", "clue"))}, True),
        ({"kind": Codes(("help",))}, {"kind": Codes(none_of=("clue",))}, True),
        ({"kind": Codes(none_of=("clue",))}, {"kind": Codes(("help",))}, False),
        ({"kind": Codes(none_of=("clue",))}, {"kind": Codes(none_of=("clue", "help"))}, False),
        ({"confidence": Range(least=0.7)}, {"confidence": Range(least=0.6)}, True),
        ({"confidence": Range(least=0.6)}, {"confidence": Range(above=0.6)}, False),
        ({"confidence": Range(above=0.6, below=0.8)}, {"confidence": Range(least=0.6, most=0.8)}, True),
        ({"confidence": Range(least=0.6)}, {"confidence": Range(least=0.6, most=0.8)}, False),
        ({"night": Flag(value=True)}, {"night": Flag(value=True)}, True),
        ({"night": Flag(value=True)}, {"night": Flag(value=False)}, False),
    ],
)
def test_row_is_dead_when_an_earlier_one_asks_less(
    later: dict[str, Condition], earlier: dict[str, Condition], dead: bool
) -> None:
    assert is_dead(later, earlier) is dead


def test_row_is_dead_when_earlier_ones_share_its_words() -> None:
    assert is_dead({"title": Words(("甲", "乙"))}, {"title": Words(("甲",))}, {"text": Words(("乙",))})
    assert not is_dead({"title": Words(("甲", "乙", "丙"))}, {"title": Words(("甲",))}, {"title": Words(("乙",))})
    assert is_dead({"kind": Codes(("help", "clue"))}, {"kind": Codes(("help",))}, {"kind": Codes(("clue",))})


def test_dead_row_names_all_rows_that_take_its_cases() -> None:
    rows = [
        make_row("a", title=Words(("甲",))),
        make_row("b", title=Words(("乙",))),
        make_row("c", title=Words(("甲", "乙"))),
    ]
    assert findings(*rows, REST)[0].message == "第 3 行（c）永远轮不到：上面的 a、b 已先取走它的全部情形。"


def test_words_behind_a_list_count_as_its_words() -> None:
    assert is_dead({"title": Words(("诈骗",))}, {"title": Words(("@fraud",))}, fraud=("诈骗", "刷单"))


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("title", Words(("诈骗",), none_of=("诈骗",))),
        ("title", Words(("电信诈骗",), none_of=("诈骗",))),
        ("title", Words(all_of=("电信诈骗",), none_of=("诈骗",))),
        ("title", Words(("甲", "乙"), at_least=3)),
        ("kind", Codes(("help",), none_of=("help",))),
        ("confidence", Range(least=0.6, most=0.5)),
        ("confidence", Range(least=0.6, below=0.6)),
    ],
)
def test_condition_that_contradicts_itself_never_holds(code: str, condition: Condition) -> None:
    assert codes_of(make_row("odd", **{code: condition}), REST) == [("never-row", ("row", 0, "when", code))]


def test_range_of_one_number_holds() -> None:
    assert findings(make_row("sure", confidence=Range(least=1, most=1)), REST) == ()


def test_rows_with_one_id_are_repeated() -> None:
    found = findings(make_row("fraud", title=Words(("诈骗",))), make_row("fraud", title=Words(("刷单",))), REST)
    assert [(each.code, each.where, each.message) for each in found] == [
        ("repeated-code", ("row", 1, "id"), "“fraud”出现了两次。")
    ]


def test_condition_on_an_input_that_is_not_there_is_unknown() -> None:
    (found,) = findings(make_row("fraud", titel=Words(("诈骗",))), REST)
    assert (found.code, found.where) == ("unknown-input", ("row", 0, "when", "titel"))
    assert found.message == "清单没有“titel”这项条件，是不是“title”？"
    assert found.message_en == "no input “titel”, did you mean “title”?"


def test_condition_of_another_type_than_its_input_is_wrong() -> None:
    assert codes_of(make_row("fraud", title=Codes(("诈骗",))), REST) == [
        ("wrong-condition", ("row", 0, "when", "title"))
    ]


@pytest.mark.parametrize(("code", "condition"), [("title", Words()), ("kind", Codes())])
def test_condition_that_asks_nothing_is_empty(code: str, condition: Condition) -> None:
    assert codes_of(make_row("odd", **{code: condition}), REST) == [("empty-condition", ("row", 0, "when", code))]


def test_list_that_is_not_there_is_unknown() -> None:
    found = findings(make_row("fraud", title=Words(("诈骗", "@frauds"))), REST, fraud=("刷单",))
    assert [(each.code, each.where, each.message) for each in found] == [
        ("unknown-list", ("row", 0, "when", "title", "any", 1), "没有“frauds”这张词表，是不是“fraud”？")
    ]


def test_empty_words_are_found_in_rows_and_lists() -> None:
    row = make_row("fraud", title=Words(("@fraud",), all_of=("诈骗", ""), none_of=(" ",)))
    assert codes_of(row, REST, fraud=("刷单", "\u200b")) == [
        ("empty-word", ("row", 0, "when", "title", "all", 1)),
        ("empty-word", ("row", 0, "when", "title", "none", 0)),
        ("empty-word", ("list", "fraud", "words", 1)),
    ]


def test_word_written_twice_is_a_warning() -> None:
    found = findings(make_row("noise", title=Words(("@noise", "吵", "吵"))), REST, noise=("KTV", "噪声", WIDE))
    assert [(each.where, each.message, each.is_error) for each in found] == [
        (("row", 0, "when", "title", "any", 2), "词语“吵”与“吵”重复。", False),
        (("list", "noise", "words", 2), f"词语“{WIDE}”与“KTV”重复。", False),
    ]


def test_lists_that_the_table_does_not_use_are_not_its_business() -> None:
    assert findings(REST, other=("甲", "甲", "")) == ()


@pytest.mark.parametrize(
    ("then", "code", "key"),
    [
        ({}, "row-without-output", None),
        ({"functions": "police"}, "unknown-output", "functions"),
        ({"function": "polise"}, "unknown-code", "function"),
        ({"function": True}, "wrong-output", "function"),
        ({"human": "yes"}, "wrong-output", "human"),
        ({"points": True}, "wrong-output", "points"),
        ({"points": "5"}, "wrong-output", "points"),
    ],
)
def test_outputs_must_exist_and_fit(then: dict[str, Scalar], code: str, key: str | None) -> None:
    where = ("row", 0) if key is None else ("row", 0, "then", key)
    assert codes_of(make_row("odd", then, title=Words(("诈骗",))), REST) == [(code, where)]


def test_outputs_that_fit_are_not_found() -> None:
    assert findings(make_row("end", {"function": "police", "human": True, "points": 1.5})) == ()


def test_code_that_does_not_exist_is_found_in_conditions() -> None:
    row = make_row("odd", kind=Codes(("help", ""), none_of=("clues",)))
    (found,) = findings(row, REST)
    assert (found.code, found.message) == ("unknown-code", "没有“clues”这个代码，是不是“clue”？")


def test_codes_are_not_checked_where_nobody_says_which_exist() -> None:
    table = Table("t", "清单", "Table", "1", date(2026, 1, 1), HitPolicy.FIRST, "测试", INPUTS, OUTPUTS,
                  (make_row("end", {"function": "anything"}),), {})  # fmt: skip
    assert table.findings() == ()


def test_unique_table_warns_of_rows_that_may_hold_together() -> None:
    low, high = make_row("low", confidence=Range(below=0.5)), make_row("high", confidence=Range(least=0.4))
    (found,) = findings(low, high, policy=HitPolicy.UNIQUE)
    assert (found.code, found.where, found.is_error) == ("overlap", ("row", 1), True)
    assert found.message == "只许一行成立的清单里，high 与 low 可能同时成立：把握 [0.4..0.5)。"


def test_unique_table_of_rows_that_exclude_each_other_is_sound() -> None:
    rows = [
        make_row("low", kind=Codes(("help",)), confidence=Range(below=0.5)),
        make_row("high", kind=Codes(("help",)), confidence=Range(least=0.5)),
        make_row("clue", kind=Codes(("clue",))),
    ]
    assert findings(*rows, policy=HitPolicy.UNIQUE) == ()
    flags = [make_row("day", night=Flag(value=False)), make_row("night", night=Flag(value=True))]
    assert findings(*flags, policy=HitPolicy.UNIQUE) == ()
