"""Decision tables as the public test kit shapes them: every hit policy, allowed values, defaults, nulls; boxed expressions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

import pytest

from fengqiao.kit.dmn import read_cases, read_model, run_cases
from fengqiao.kit.problems import Problem

SPEAKS = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
Rules = Sequence[tuple[Sequence[str], Sequence[str]]]


def decided(body: str, inputs: dict[str, Any] | None = None) -> Any:
    """What the decision `d` of a model comes to."""
    return read_model(f'<definitions {SPEAKS} name="m" namespace="m">{body}</definitions>'.encode()).decide(
        "d", inputs or {}
    )[0]


def noted(body: str, inputs: dict[str, Any]) -> list[str]:
    """What is said beside the value of the decision `d`."""
    model = read_model(f'<definitions {SPEAKS} name="m" namespace="m">{body}</definitions>'.encode())
    return [str(note) for note in model.decide("d", inputs)[1]]


def boxed(expression: str) -> str:
    return f'<decision id="d" name="d"><variable name="d"/>{expression}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def element(name: str, text: str) -> str:
    return f"<{name}><text>{escape(text)}</text></{name}>" if text else ""


def table(
    policy: str,
    rules: Rules,
    *,
    outputs: Sequence[tuple[str, str, str]] = (("", "", ""),),
    inputs: Sequence[tuple[str, str, str]] = (("a", "number", ""),),
) -> str:
    """A model with the table `d`: inputs by name, type and allowed values; outputs by name, values and default."""
    policy, _, how = policy.partition(" of ")
    parts = [
        f'<inputData id="{n}" name="{n}"><variable name="{n}" typeRef="{kind}"/></inputData>' for n, kind, _ in inputs
    ]
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{n}"/></informationRequirement>' for n, _, _ in inputs
    )
    heads = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{n}</text></inputExpression>{element("inputValues", values)}</input>'
        for n, kind, values in inputs
    ) + "".join(
        f'<output name="{n}">{element("outputValues", values)}{element("defaultOutputEntry", other)}</output>'
        for n, values, other in outputs
    )
    rows = "".join(
        f"<rule>{''.join(element('inputEntry', cell) for cell in when)}{''.join(element('outputEntry', cell) for cell in then)}</rule>"
        for when, then in rules
    )
    made = f'<decisionTable hitPolicy="{policy}" {f"aggregation={chr(34)}{how}{chr(34)}" if how else ""}>{heads}{rows}</decisionTable>'
    return "".join(parts) + boxed(needs + made)


WORDS: Rules = [(["> 1"], ['"x"']), (["> 2"], ['"y"']), (["> 3"], ['"z"'])]
BEST_LAST = '"z", "y", "x"'
SINGLE = ("UNIQUE", "FIRST", "ANY", "PRIORITY")
SEVERAL = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")


@pytest.mark.parametrize(
    ("policy", "one", "all_three"),
    [
        ("UNIQUE", "x", None), ("FIRST", "x", "x"), ("ANY", "x", None), ("PRIORITY", "x", "z"),
        ("COLLECT", ["x"], ["x", "y", "z"]), ("RULE ORDER", ["x"], ["x", "y", "z"]), ("OUTPUT ORDER", ["x"], ["z", "y", "x"]),
    ],
)  # fmt: skip
def test_each_policy_with_one_output(policy: str, one: Any, all_three: Any) -> None:
    made = table(policy, WORDS, outputs=[("", BEST_LAST, "")])
    assert decided(made, {"a": 2}) == one
    assert decided(made, {"a": 5}) == all_three


@pytest.mark.parametrize(
    ("letter", "answer"),
    [
        ("U", None), ("F", 1), ("A", None), ("P", 3), ("C", [1, 2, 3]), ("R", [1, 2, 3]), ("O", [3, 2, 1]),
        ("C+", 6), ("C&lt;", 1), ("C&gt;", 3), ("C#", 3), ("C +", 6),
    ],
)  # fmt: skip
def test_policy_written_as_its_letter(letter: str, answer: Any) -> None:
    rules: Rules = [(["> 1"], ["1"]), (["> 2"], ["2"]), (["> 3"], ["3"])]
    made = table(letter, rules, outputs=[("", "3, 2, 1", "")])
    assert decided(made, {"a": 5}) == answer


@pytest.mark.parametrize("letter", ["X", "UC", "C*", "u"])
def test_letter_of_no_policy_is_refused(letter: str) -> None:
    with pytest.raises(Problem) as refused:
        decided(table(letter, WORDS))
    assert refused.value.code == "dmn-policy"


def test_value_that_its_column_does_not_list_is_refused_with_table_row_and_column() -> None:
    with pytest.raises(Problem) as refused:
        decided(table("U", WORDS, outputs=[("grade", '"x", "y"', "")]), {"a": 2})
    assert str(refused.value) == "清单“d”第 3 行“grade”列的“z”不在这一列列出的结论里：x、y。"
    assert decided(table("U", [(["> 1"], ["null"])], outputs=[("grade", '"x"', "")]), {"a": 2}) is None
    made = table("U", [(["> 1"], ["a + 1"])], outputs=[("grade", "1, 3", "")])
    assert decided(made, {"a": 2}) == 3
    assert decided(made, {"a": 3}) is None
    assert noted(made, {"a": 3}) == ["清单“d”的“grade”列算出“4”，不在这一列列出的结论里。"]


@pytest.mark.parametrize(
    ("values", "good", "bad"),
    [
        ('"a", "b"', '"b"', '"c"'), ("[1..10]", "10", "11"), ("(1..10), 20", "20", "10"), ("> 5", "6", "5"),
        ('not("x", "y")', '"z"', '"y"'), ("not([1..3])", "4", "2"), ('"a", "b"', '["a", "b"]', '["a", "c"]'),
        ('date("2026-01-01"), date("2026-05-01")', 'date("2026-05-01")', 'date("2026-05-02")'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("letter", ["U", "F", "C", "R"])
def test_the_values_of_a_column_may_be_a_list_a_range_or_a_negation(
    letter: str, values: str, good: str, bad: str
) -> None:
    made = table(letter, [(["-"], [good])], outputs=[("", values, "")])
    assert decided(made, {"a": 1}) not in (None, [], [None])
    for said in (bad, f"if a > 0 then {bad} else {bad}"):  # written, and computed
        try:
            value, notes = decided(table(letter, [(["-"], [said])], outputs=[("", values, "")]), {"a": 1}), None
        except Problem as problem:
            value, notes = None, problem.code
        assert (value, notes) in ((None, None), (None, "dmn-unlisted"))


@pytest.mark.parametrize(
    ("how", "value"), [("C+", None), ("C<", None), ("C>", None), ("C#", 2)], ids=["sum", "min", "max", "count"]
)
def test_what_goes_together_must_be_listed_itself_but_for_a_count(how: str, value: Any) -> None:
    made = table(
        how.replace("<", "&lt;").replace(">", "&gt;"), [(["-"], ["a"]), (["-"], ["a * 2"])], outputs=[("", "1, 3", "")]
    )
    assert decided(made, {"a": 1}) == value, "2 is not listed, and 3 = 1 + 2 does not make it so"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (boxed(literal("premium(a)")), "模型里“d”用到不认识的函数：premium。"),
        (boxed("<context><contextEntry><variable name='x'/>" + literal("later(1) + other(2)") + "</contextEntry>"
               "<contextEntry>" + literal("x") + "</contextEntry></context>"), "模型里“d.x”用到不认识的函数：later、other。"),
        (boxed("<functionDefinition kind='Java'><formalParameter name='x'/>" + literal("x") + "</functionDefinition>"),
         "模型里“d”是用 Java 写的函数，这里不运行。"),
        (table("U", [(["-"], ["premium(a)"])]), "模型里“d”用到不认识的函数：premium。"),
        (table("U", [(["premium(?)"], ["1"])]), "模型里“d”用到不认识的函数：premium。"),
    ],
)  # fmt: skip
def test_a_function_that_nobody_knows_is_named_and_decides_nothing(body: str, message: str) -> None:
    assert decided(body, {"a": 1}) is None
    assert noted(body, {"a": 1}) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "(function(f) f(2))(function(x) x + 1)", "{double: function(x) x * 2, r: double(2)}.r",
        "count(for f in [function(x) x] return f(1))", "string join([\"a\"], \"\")",
    ],
)  # fmt: skip
def test_functions_that_an_expression_names_itself_are_known(text: str) -> None:
    assert noted(boxed(literal(text)), {}) == []


def test_model_that_leans_on_another_file_is_refused() -> None:
    made = table("U", WORDS)
    with pytest.raises(Problem) as refused:
        decided('<import namespace="other" name="费率" importType="DMN"/>' + made, {"a": 2})
    assert str(refused.value) == "模型引用了另一个文件“费率”。请把它的内容并入同一个文件再导入。"
    assert decided('<import namespace="m" name="self" importType="DMN"/>' + made, {"a": 2}) == "x"


@pytest.mark.parametrize("policy", [*SINGLE, *SEVERAL])
def test_default_where_no_row_holds(policy: str) -> None:
    made = table(policy, WORDS, outputs=[("", BEST_LAST, '"none"')])
    assert decided(made, {"a": 0}) == ("none" if policy in SINGLE else ["none"])
    assert not decided(table(policy, WORDS), {"a": 0})


PAIRS: Rules = [(["> 1"], ['"x"', "1"]), (["> 2"], ['"y"', "2"]), (["> 3"], ['"x"', "3"])]
X1, Y2, X3 = {"p": "x", "q": 1}, {"p": "y", "q": 2}, {"p": "x", "q": 3}


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("UNIQUE", None), ("FIRST", X1), ("ANY", None), ("PRIORITY", Y2), ("COLLECT", [X1, Y2, X3]), ("RULE ORDER", [X1, Y2, X3]),
        ("OUTPUT ORDER", [Y2, X3, X1]), ("COLLECT of COUNT", {"p": 3, "q": 3}), ("COLLECT of MAX", {"p": "y", "q": 3}),
    ],
)  # fmt: skip
def test_each_policy_with_two_outputs_the_first_weighs_most(policy: str, value: Any) -> None:
    outputs = [("p", '"y", "x"', '"n"'), ("q", "3, 2, 1", "")]
    made = table(policy, PAIRS, outputs=outputs)
    assert decided(made, {"a": 5}) == value
    if policy in SINGLE:
        assert decided(made, {"a": 0}) == {"p": "n", "q": None}


def spoken(*values: str) -> Rules:
    return [(["-"], [value]) for value in values]


@pytest.mark.parametrize(
    ("how", "values", "value"),
    [
        ("SUM", ("10", "20", "20"), 50), ("MIN", ("10", "20"), 10), ("MAX", ("10", "20"), 20), ("COUNT", ("10", "20", "20"), 3),
        ("MIN", ('date("2020-01-02")', 'date("2020-01-01")'), date(2020, 1, 1)), ("MAX", ('"甲"', '"乙"'), "甲"),
        ("SUM", ('duration("P1D")', 'duration("P2D")'), timedelta(days=3)), ("COUNT", ("null", "1"), 2), ("SUM", ('"x"', "1"), None),
    ],
)  # fmt: skip
def test_collecting_puts_together_numbers_dates_words_and_durations(how: str, values: Any, value: Any) -> None:
    assert decided(table(f"COLLECT of {how}", spoken(*values)), {"a": 1}) == value


@pytest.mark.parametrize(("how", "nothing"), [("SUM", None), ("MIN", None), ("MAX", None), ("COUNT", 0)])
def test_collecting_from_no_row(how: str, nothing: Any) -> None:
    assert decided(table(f"COLLECT of {how}", [(["> 9"], ["1"])]), {"a": 1}) == nothing


@pytest.mark.parametrize(
    ("kind", "values", "good", "bad"),
    [("string", '"l", "m"', "l", "z"), ("number", "[1..5]", 5, 6), ("number", "< 3, > 7", 8, 5), ("string", 'not("z")', "l", "z"),
     ("date", '>= date("2020-01-01")', date(2020, 1, 1), date(2019, 12, 31))],
)  # fmt: skip
def test_an_input_that_is_not_allowed_decides_nothing(kind: str, values: str, good: Any, bad: Any) -> None:
    model = read_model(
        f'<definitions {SPEAKS} name="m">{table("UNIQUE", spoken(chr(34) + "ok" + chr(34)), inputs=[("a", kind, values)])}</definitions>'.encode()
    )
    assert model.decide("d", {"a": good}) == ("ok", ())
    value, notes = model.decide("d", {"a": bad})
    assert value is None
    assert [note.code for note in notes] == ["table-not-allowed"]
    assert model.decide("d", {"a": None}) == ("ok", ())


@pytest.mark.parametrize(
    ("kind", "cell", "holds", "fails"),
    [
        ("string", 'not("a", "b")', "c", "b"), ("number", "not([1..3])", 4, 3), ("number", "]1..5[", 2, 5), ("number", "(1..5]", 5, 1),
        ("date", '[date("2020-01-01")..date("2020-12-31")]', date(2020, 12, 31), date(2021, 1, 1)),
        ("date", '< @"2020-01-01"', date(2019, 12, 31), date(2020, 1, 1)),
        ("dayTimeDuration", '> duration("P1D")', timedelta(days=2), timedelta(days=1)), ("number", "null", None, 1),
        ("string", 'starts with(?, "急")', "急件", "缓"), ("number", "? > 3 and ? < 9", 4, 9), ("string", 'contains(?, "水")', "落水", "火"),
        ("Any", 'list contains(?, "x")', ["x"], ["y"]), ("Any", "every n in ? satisfies n > 0", [1, 2], [0, 1]), ("boolean", "not(true)", False, True),
    ],
)  # fmt: skip
def test_what_a_cell_asks(kind: str, cell: str, holds: Any, fails: Any) -> None:
    made = table("FIRST", [([cell], ['"yes"']), (["-"], ['"no"'])], inputs=[("a", kind, "")])
    assert [decided(made, {"a": each}) for each in (holds, fails)] == ["yes", "no"]


def test_a_cell_may_speak_of_another_input_and_an_output_compute() -> None:
    inputs = [("a", "number", ""), ("b", "number", "")]
    made = table("FIRST", [(["> b", "-"], ["a - b"]), (["-", "-"], ["if b = null then 0 else -b"])], inputs=inputs)
    assert [decided(made, each) for each in ({"a": 4, "b": 3}, {"a": 1, "b": 3}, {"a": 1})] == [1, -3, 0]


def test_boxed_list_relation_context_and_function() -> None:
    row = f"<row>{literal(chr(34) + 'a' + chr(34))}{literal('1')}</row>"
    assert decided(boxed(f'<relation><column name="n"/><column name="v"/>{row}</relation>')) == [{"n": "a", "v": 1}]
    assert decided(boxed(f"<list>{literal('1')}{literal('null')}<list>{literal('2')}</list></list>")) == [1, None, [2]]
    function = (
        f'<functionDefinition><formalParameter name="x" typeRef="number"/>{literal("x + 1")}</functionDefinition>'
    )
    entries = f'<contextEntry><variable name="more"/>{function}</contextEntry><contextEntry>{literal("more(2)")}</contextEntry>'
    assert decided(boxed(f"<context>{entries}</context>")) == 3


def test_knowledge_that_needs_knowledge_is_invoked() -> None:
    def knowledge(name: str, text: str, needs: str = "") -> str:
        need = f'<knowledgeRequirement><requiredKnowledge href="#{needs}"/></knowledgeRequirement>' if needs else ""
        return (
            f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/><encapsulatedLogic>'
            f'<formalParameter name="x"/>{literal(text)}</encapsulatedLogic>{need}</businessKnowledgeModel>'
        )

    bound = f'<binding><parameter name="x"/>{literal("2")}</binding>'
    asked = '<knowledgeRequirement><requiredKnowledge href="#twice"/></knowledgeRequirement>'
    body = knowledge("more", "x + 1") + knowledge("twice", "more(x) * 2", "more")
    assert decided(body + boxed(f"{asked}<invocation>{literal('twice')}{bound}</invocation>")) == 6


@pytest.mark.parametrize(
    ("item", "good", "bad"),
    [
        ("<typeRef>string</typeRef><allowedValues><text>\"a\", \"b\"</text></allowedValues>", "a", "c"),
        ("<typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>", 10, 11),
        ("<typeRef>number</typeRef><typeConstraint><text>? &gt; 1</text></typeConstraint>", 2, 1),
    ],
)  # fmt: skip
def test_a_value_outside_of_its_type_is_null(item: str, good: Any, bad: Any) -> None:
    named = f'<itemDefinition name="tA">{item}</itemDefinition><inputData id="a" name="a"><variable name="a" typeRef="tA"/></inputData>'
    need = '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
    assert [decided(named + boxed(need + literal("a")), {"a": each}) for each in (good, bad)] == [good, None]


def test_allowed_values_are_of_each_item_a_constraint_of_the_whole_list() -> None:
    body = (
        '<itemDefinition name="tA" isCollection="true"><typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>'
        "<typeConstraint><text>count(?) &gt; 1</text></typeConstraint></itemDefinition>"
        '<inputData id="a" name="a"><variable name="a" typeRef="tA"/></inputData>'
        + boxed('<informationRequirement><requiredInput href="#a"/></informationRequirement>' + literal("a"))
    )
    assert [decided(body, {"a": each}) for each in ([1, 2], [1], [1, 11])] == [[1, 2], None, None]


CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"><testCase id="1">
 <inputNode name="a"><list><item><value xsi:type="xsd:decimal">1</value></item><item><value xsi:nil="true"/></item></list></inputNode>
 <resultNode name="d" type="decision"><expected><list><item><component name="n"><value xsi:type="xsd:integer">1</value></component></item>
 <item><component name="n"><value xsi:nil="true"/></component></item></list></expected></resultNode>
 <resultNode name="d" type="decision" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase></testCases>"""


def test_cases_with_lists_components_nothing_and_errors() -> None:
    body = '<inputData id="a" name="a"><variable name="a"/></inputData>' + boxed(
        '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
        + literal("for n in a return {n: n}")
    )
    model = read_model(f'<definitions {SPEAKS} name="m">{body}</definitions>'.encode())
    assert [each.passed for each in run_cases(model, read_cases(CASES.encode()))] == [True, False]
