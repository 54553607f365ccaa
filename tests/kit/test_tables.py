"""Decision tables: which row decides, why, and which rows were near."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import (
    Codes,
    Condition,
    Flag,
    HitPolicy,
    Input,
    InputType,
    NearMiss,
    Output,
    Range,
    Row,
    Table,
    Words,
    normal_text,
)

WIDE = "\uff2b\uff34\uff36"  # KTV in full-width letters
INPUTS = (
    Input("kind", "种类", "Kind", InputType.CODE),
    Input("title", "标题", "Subject line", InputType.WORDS, within="text"),
    Input("text", "全文", "Whole text", InputType.WORDS),
    Input("topic", "主题", "Topic", InputType.CODE),
    Input("confidence", "把握", "Confidence", InputType.NUMBER),
    Input("night", "夜间", "At night", InputType.BOOL),
)
OUTPUTS = (
    Output("function", "职能", "Function", InputType.CODE),
    Output("human", "转人工", "To a human", InputType.BOOL),
)


def make_row(row_id: str, function: str = "centre", **when: Condition) -> Row:
    return Row(row_id, f"{row_id} 行", when, {"function": function}, "理由", "reason")


def make_table(*rows: Row, hit_policy: HitPolicy = HitPolicy.FIRST, **lists: tuple[str, ...]) -> Table:
    return Table(
        code="routing",
        title="分流清单",
        title_en="Routing",
        version="2026.1",
        valid_from=date(2026, 1, 1),
        hit_policy=hit_policy,
        source="测试",
        inputs=INPUTS,
        outputs=OUTPUTS,
        rows=rows,
        lists=lists,
    )


REST = make_row("rest")


def hit(condition: Condition, code: str, **facts: object) -> bool:
    """Whether a table with this one condition, and a last row for the rest, decides by the condition."""
    return make_table(make_row("asked", **{code: condition}), REST).decide(facts).row.id == "asked"


def test_first_holding_row_decides_and_later_ones_are_not_asked() -> None:
    table = make_table(
        make_row("fraud", "police", title=Words(("诈骗",))), make_row("call", "market", title=Words(("电话",))), REST
    )
    decision = table.decide({"title": "接到诈骗电话"})
    assert decision.row.id == "fraud"
    assert decision.outputs == {"function": "police"}
    assert (decision.table, decision.version) == ("routing", "2026.1")
    assert decision.near_misses == ()


def test_last_row_takes_what_no_other_row_takes() -> None:
    assert make_table(make_row("fraud", title=Words(("诈骗",))), REST).decide({"title": "路灯不亮"}).row.id == "rest"


def test_table_without_catch_all_refuses_what_no_row_takes() -> None:
    with pytest.raises(Problem, match="清单“分流清单”没有一行适用") as refused:
        make_table(make_row("fraud", title=Words(("诈骗",)))).decide({"title": "路灯不亮"})
    assert refused.value.code == "table-no-row"


def test_unique_table_decides_by_its_only_holding_row() -> None:
    table = make_table(
        make_row("low", confidence=Range(below=0.5)),
        make_row("high", confidence=Range(least=0.5)),
        hit_policy=HitPolicy.UNIQUE,
    )
    assert table.decide({"confidence": 0.5}).row.id == "high"
    assert table.decide({"confidence": 0.49}).row.id == "low"


def test_unique_table_refuses_two_holding_rows() -> None:
    table = make_table(make_row("one"), make_row("two"), hit_policy=HitPolicy.UNIQUE)
    with pytest.raises(Problem) as refused:
        table.decide({})
    assert refused.value.code == "table-not-unique"
    assert str(refused.value) == "清单“分流清单”只许一行成立，现有 2 行同时成立：one、two。"


@pytest.mark.parametrize(
    ("condition", "text", "holds"),
    [
        (Words(("噪声", "油烟")), "楼下饭店油烟大", True),
        (Words(("噪声", "油烟")), "楼下饭店很吵", False),
        (Words(("噪声", "油烟"), at_least=2), "油烟、油烟还是油烟", False),
        (Words(("噪声", "油烟"), at_least=2), "又有噪声又有油烟", True),
        (Words(all_of=("学校", "收费")), "学校乱收费", True),
        (Words(all_of=("学校", "收费")), "停车乱收费", False),
        (Words(("诈骗",), none_of=("讲座",)), "防诈骗讲座", False),
        (Words(("诈骗",), none_of=("讲座",)), "被诈骗了", True),
        (Words(none_of=("讲座",)), "被诈骗了", True),
        (Words(none_of=("讲座",)), "讲座", False),
        (Words(("噪声",), ("饭店",)), "饭店噪声", True),
        (Words(("噪声",), ("饭店",)), "工地噪声", False),
    ],
)
def test_words(condition: Words, text: str, holds: bool) -> None:
    assert hit(condition, "text", text=text) is holds


@pytest.mark.parametrize(
    ("condition", "code", "holds"),
    [
        (Codes(("help", "inquiry")), "help", True),
        (Codes(("help", "inquiry")), "clue", False),
        (Codes(none_of=("clue",)), "help", True),
        (Codes(none_of=("clue",)), "clue", False),
        (Codes(("help",)), None, False),
        (Codes(("", "help")), None, True),
        (Codes(none_of=("clue",)), None, True),
    ],
)
def test_codes(condition: Codes, code: str | None, holds: bool) -> None:
    assert hit(condition, "kind", kind=code) is holds


@pytest.mark.parametrize(
    ("condition", "number", "holds"),
    [
        (Range(least=0.6), 0.6, True),
        (Range(least=0.6), 0.59, False),
        (Range(most=0.6), 0.6, True),
        (Range(above=0.6), 0.6, False),
        (Range(above=0.6), 0.61, True),
        (Range(below=0.6), 0.6, False),
        (Range(least=1, below=3), 2, True),
        (Range(least=1, below=3), 3, False),
        (Range(), 0, True),
        (Range(), None, False),
        (Range(least=0.6), None, False),
    ],
)
def test_numbers(condition: Range, number: float | None, holds: bool) -> None:
    assert hit(condition, "confidence", confidence=number) is holds


@pytest.mark.parametrize(("flag", "holds"), [(True, True), (False, False), (None, False)])
def test_yes_and_no(flag: bool | None, holds: bool) -> None:
    assert hit(Flag(value=True), "night", night=flag) is holds


def test_fact_left_out_is_a_fact_not_given() -> None:
    assert not hit(Range(least=0), "confidence")
    assert not hit(Words(("诈骗",)), "title")


@pytest.mark.parametrize("facts", [{"title": 5}, {"kind": 1}, {"confidence": "0.6"}, {"night": "yes"}])
def test_fact_of_another_type_is_a_mistake_of_the_caller(facts: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make_table(REST).decide(facts)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("诈 骗\n电　话", "诈骗电话"),
        (f"{WIDE} 太吵", "ktv 太吵"),
        ("Wi-Fi 断 了", "wi-fi 断了"),
        ("诈\u200b骗\ufeff", "诈骗"),
        ("room 12", "room 12"),
        ("①号", "1号"),
    ],
)
def test_texts_are_compared_in_one_form(text: str, normal: str) -> None:
    assert normal_text(text) == normal


def test_words_of_the_table_take_the_same_form_as_the_text() -> None:
    assert hit(Words((WIDE,)), "text", text="楼下ktv太吵")
    assert hit(Words(("KTV",)), "text", text="楼下Ktv太吵")


def test_named_list_stands_for_its_words() -> None:
    table = make_table(make_row("fraud", title=Words(("@fraud", "刷单"))), REST, fraud=("诈骗", "杀猪盘"))
    assert table.decide({"title": "遇到杀猪盘"}).matched == {"title": ("杀猪盘",)}
    assert table.decide({"title": "刷单被骗"}).matched == {"title": ("刷单",)}


def test_list_that_does_not_exist_never_matches() -> None:
    assert not hit(Words(("@nobody",)), "title", title="什么都有")
    assert not hit(Words((" ",)), "title", title="什么 都有")
    assert not hit(Words(("诈骗",), all_of=("",)), "title", title="诈骗")


def test_decision_tells_the_words_found_in_the_order_of_the_text_as_the_table_writes_them() -> None:
    table = make_table(make_row("noise", text=Words(("ktv", "噪声"), all_of=("夜里",))), REST)
    assert table.decide({"text": "夜里 KTV 有噪声，KTV 的噪声"}).matched == {"text": ("夜里", "ktv", "噪声")}


def test_words_within_words_are_all_found() -> None:
    table = make_table(make_row("fraud", text=Words(("诈骗", "电信诈骗"), at_least=2)), REST)
    assert table.decide({"text": "电信诈骗"}).matched == {"text": ("电信诈骗", "诈骗")}


def test_decision_keeps_facts_but_no_texts() -> None:
    facts = {"title": "某某的电话", "text": "某某的电话", "kind": "help", "confidence": 0.4, "elsewhere": "x"}
    decision = make_table(REST).decide(facts)
    assert decision.facts_used == {"kind": "help", "topic": None, "confidence": 0.4, "night": None}


def test_record_of_a_decision_is_plain_data() -> None:
    table = make_table(
        make_row("lecture", title=Words(("诈骗",), none_of=("被骗",))), make_row("fraud", title=Words(("被骗",))), REST
    )
    assert table.decide({"title": "诈骗，被骗", "topic": "justice"}).as_record() == {
        "table": "routing",
        "version": "2026.1",
        "row": "fraud",
        "outputs": {"function": "centre"},
        "matched": {"title": ["被骗"]},
        "near_misses": [
            {"row": "lecture", "failed": ["title"], "matched": {"title": ["诈骗"]}, "blocked_by": ["被骗"]}
        ],
        "facts": {"kind": None, "topic": "justice", "confidence": None, "night": None},
    }


def test_row_one_word_short_is_a_near_miss() -> None:
    table = make_table(make_row("noise", text=Words(("噪声", "施工"), at_least=2)), REST)
    assert table.decide({"text": "工地噪声"}).near_misses == (NearMiss("noise", ("text",), {"text": ("噪声",)}),)


def test_row_whose_number_falls_short_is_a_near_miss() -> None:
    table = make_table(make_row("model", topic=Codes(("ecology",)), confidence=Range(least=0.6)), REST)
    assert table.decide({"topic": "ecology", "confidence": 0.5}).near_misses == (
        NearMiss("model", ("confidence",), {}),
    )


def test_row_of_the_same_kind_without_a_word_is_no_near_miss() -> None:
    table = make_table(make_row("noise", kind=Codes(("complaint",)), text=Words(("噪声",))), REST)
    assert table.decide({"kind": "complaint", "text": "路灯不亮"}).near_misses == ()


def test_row_failing_twice_is_no_near_miss() -> None:
    table = make_table(make_row("noise", title=Words(("夜里",)), text=Words(("噪声",)), kind=Codes(("help",))), REST)
    assert table.decide({"title": "夜里", "text": "夜里", "kind": "clue"}).near_misses == ()


def test_rows_below_the_deciding_one_are_no_near_misses() -> None:
    noise = make_row("noise", text=Words(("噪声", "施工"), at_least=2))
    table = make_table(make_row("light", text=Words(("路灯",))), noise, REST)
    assert table.decide({"text": "路灯下的噪声"}).near_misses == ()


def test_three_nearest_misses_are_told_nearest_first() -> None:
    table = make_table(
        make_row("third", text=Words(("一", "二", "三"), at_least=3)),
        make_row("left-out", text=Words(("一", "甲", "乙", "丙"), at_least=4)),
        make_row("first", text=Words(("一", "二"), none_of=("四",))),
        make_row("second", text=Words(("一", "二", "三", "甲"), at_least=3)),
        REST,
    )
    near = table.decide({"text": "一二四"}).near_misses
    assert [miss.row_id for miss in near] == ["first", "third", "second"]


def test_row_is_found_by_its_id() -> None:
    table = make_table(make_row("noise"), REST)
    assert table.row("noise").name == "noise 行"
    with pytest.raises(KeyError):
        table.row("nobody")


WORDS = ("甲", "乙", "甲乙", "丙")
words = st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple)
word_conditions = st.builds(Words, any_of=words, all_of=words, none_of=words, at_least=st.integers(1, 3))
codes = st.lists(st.sampled_from(("a", "b", "")), max_size=2, unique=True).map(tuple)
bounds = st.none() | st.integers(0, 3)
conditions = st.fixed_dictionaries(
    {},
    optional={
        "title": word_conditions,
        "text": word_conditions,
        "kind": st.builds(Codes, codes, codes),
        "confidence": st.builds(Range, bounds, bounds, bounds, bounds),
        "night": st.builds(Flag, st.booleans()),
    },
)
rows = st.lists(conditions, min_size=1, max_size=6).map(
    lambda whens: [Row(f"r{number}", "行", when, {"function": "centre"}, "", "") for number, when in enumerate(whens)]
)
texts = st.text(alphabet="甲乙丙 ", max_size=6)
facts_given = st.builds(
    lambda title, body, kind, confidence, night: {
        "title": title, "text": f"{title}。{body}", "kind": kind, "confidence": confidence, "night": night,
    },
    texts, texts, st.sampled_from(("a", "b", None)), bounds, st.none() | st.booleans(),
)  # fmt: skip


def plainly_holds(condition: Condition, fact: object) -> bool:
    """The meaning of a condition, written as in its docstring."""
    match condition:
        case Words():
            text = normal_text(str(fact or ""))
            found = sum(word in text for word in condition.any_of)
            return (
                (not condition.any_of or found >= condition.at_least)
                and all(word in text for word in condition.all_of)
                and not any(word in text for word in condition.none_of)
            )
        case Codes():
            return (not condition.any_of or (fact or "") in condition.any_of) and (fact or "") not in condition.none_of
        case Range():
            if not isinstance(fact, int | float):
                return False
            low = (condition.least is None or fact >= condition.least) and (
                condition.above is None or fact > condition.above
            )
            return (
                low
                and (condition.most is None or fact <= condition.most)
                and (condition.below is None or fact < condition.below)
            )
        case Flag():
            return fact is condition.value


@settings(max_examples=300, deadline=None)
@given(rows, facts_given)
def test_compiled_table_decides_as_its_conditions_read(some: list[Row], facts: dict[str, object]) -> None:
    table = make_table(*some, REST)
    expected = next(
        row for row in table.rows if all(plainly_holds(each, facts.get(code)) for code, each in row.when.items())
    )
    assert table.decide(facts).row is expected


@settings(max_examples=300, deadline=None)
@given(rows, st.lists(facts_given, min_size=1, max_size=20))
def test_row_that_is_found_dead_or_impossible_never_decides(some: list[Row], many: list[dict[str, object]]) -> None:
    table = make_table(*some, REST)
    dead = {
        table.rows[int(finding.where[1])].id
        for finding in table.findings()
        if finding.code in {"dead-row", "never-row"}
    }
    assert dead.isdisjoint(table.decide(facts).row.id for facts in many)
