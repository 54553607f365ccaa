"""FEEL: what expressions give, what cells hold for, and what is said of a text that cannot be read."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fengqiao.kit.feel import Months, computed, literal, plain, read_expression, read_tests
from fengqiao.kit.feel import tested as asked
from fengqiao.kit.problems import Problem

EXPRESSIONS: dict[str, Any] = {
    "1 + 2 * 3": 7,
    "0.1 + 0.2 = 0.3": True,
    "-2 ** 2": 4,
    "10 - 3 - 2": 5,
    "7 / 2": Decimal("3.5"),
    "1 / 0": None,
    '"a" + "b"': "ab",
    '1 + "b"': None,
    'if 1 > 2 then "a" else "b"': "b",
    "true and null": None,
    "false and null": False,
    "true or null": True,
    "5 between 1 and 10": True,
    "3 in ]3..5]": False,
    "3 in [1..3[": False,
    "3 in (< 2, > 2)": True,
    '"a" in ["b", "a"]': True,
    "[1, 2, 3][item > 1]": [2, 3],
    "[1, 2, 3][-1]": 3,
    "[{x: 1}, {x: 2}][x = 2].x": [2],
    "{a: 1, b: a + 1}.b": 2,
    "{monthly income: 3}.monthly income": 3,
    "for i in 1..3 return i * i": [1, 4, 9],
    "for x in [1, 2], y in [3] return x + y": [4, 5],
    "some x in [1, 2] satisfies x > 1": True,
    "every x in [1, 2] satisfies x > 1": False,
    "(function(a, b) a + b)(1, 2)": 3,
    "sort([3, 1, 2], function(x, y) x < y)": [1, 2, 3],
    "loan amount + 1": 5,
    "sum([1, 2.5])": Decimal("3.5"),
    "min(3, 1, 2)": 1,
    "count([])": 0,
    "mean([1, 2, 3])": 2,
    "list contains([1, null], null)": True,
    "concatenate([1], [2, 3])": [1, 2, 3],
    "flatten([[1, [2]], 3])": [1, 2, 3],
    "decimal(2.5, 0)": 2,
    "floor(-1.5)": -2,
    "ceiling(1.2)": 2,
    "modulo(-12, 5)": 3,
    "round half up(2.5, 0)": 3,
    'substring("foobar", 3, 2)': "ob",
    'upper case(string: "ab")': "AB",
    'string length("枫桥")': 2,
    'substring before("foobar", "bar")': "foo",
    'matches("foo", "^f")': True,
    'replace("abcd", "(ab)", "[$1]")': "[ab]cd",
    'string join(["a", "b"], "-")': "a-b",
    'number("1 000,5", " ", ",")': Decimal("1000.5"),
    'date("2026-01-31") + duration("P1M")': date(2026, 2, 28),
    'date and time("2026-01-01T10:00:00").hour': 10,
    'time("10:30:00") - duration("PT45M")': time(9, 45),
    'date("2026-02-01") - date("2026-01-01")': timedelta(days=31),
    'years and months duration(date("2011-12-22"), date("2013-08-24"))': Months(20),
    'duration("P1Y6M").months': 6,
    'day of week(date("2026-11-25"))': "Wednesday",
    '@"2026-01-01T08:00:00"': datetime(2026, 1, 1, 8),
    'date("2026-02-30")': None,
    "12 instance of number": True,
    '["a", "b"] instance of list<string>': True,
    '[1, "a"] instance of list<number>': False,
    "[[1], [2]] instance of list<list<number>>": True,
    '[1, "a"] instance of list<Any> and true': True,
    '{age: 9, home: "a"} instance of context<age: number>': True,
    '{age: "9"} instance of context<age: number, home: string>': False,
    "[1..3] instance of range<number>": True,
    "[1..3] instance of range<date>": False,
    "(function(x) x + 1) instance of function<number> -> number": True,
    "(function(x) x + 1) instance of function<number, number> -> number": False,
    "null instance of Any": False,
    "includes([1..5], 3)": True,
    "string(null)": None,
    '"say \\"x\\""': 'say "x"',
    "/* why */ 1 // because": 1,
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expression(text: str) -> None:
    value = computed(read_expression(text, ["loan amount"]))({"loan amount": 4})
    assert value == EXPRESSIONS[text]
    assert type(value) is not bool or isinstance(EXPRESSIONS[text], bool)


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        (">= 18", 18, True),
        ("< 18", 18, False),
        (">= 18", None, False),
        (">= 18", "18", False),
        ('"a","b"', "b", True),
        ('not("a","b")', "c", True),
        ('not("a")', "a", False),
        ("[1..5)", 5, False),
        ("]1..5[", 1, False),
        ("(1..5]", 5, True),
        ("-", None, True),
        ("", 3, True),
        ("null", None, True),
        ("not(null)", None, False),
        ("< 5, > 10", 11, True),
        ('starts with(?, "x")', "xy", True),
        ("? > 3 and ? < 5", 4, True),
        ("true", True, True),
        ("false", None, False),
        ("[1, 2, 3]", 2, True),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ('> date("2026-01-01")', date(2026, 1, 2), True),
        ('<= duration("PT5M")', timedelta(minutes=5), True),
        ('[time("22:00:00")..time("23:59:59")]', time(22, 30), True),
        ("< limit", 4, True),
        ("0.6", 0.6, True),
    ],
)
def test_cell(cell: str, value: object, holds: bool) -> None:
    assert asked(read_tests(cell))(plain(value), {"limit": 5}) is holds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 +", "表达式没有写完：“1 +”。"),
        ("1 2", "表达式第 3 个字符起读不懂：“2”。"),
        ("if true then 1", "表达式没有写完：“if true then 1”。"),
        ("[1..", "表达式没有写完：“[1..”。"),
        ("(" * 500, "表达式第 61 个字符起读不懂：“((((((((((((”。"),
        ('"open', '表达式第 1 个字符起读不懂：“"open”。'),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(Problem) as refused:
        read_expression(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ("a", '"a"'),
        (Decimal("1.50"), "1.5"),
        (date(2026, 1, 1), '@"2026-01-01"'),
        (timedelta(days=1, hours=2), '@"P1DT2H"'),
        (Months(-14), '@"-P1Y2M"'),
        ([1, {"a": True}], "[1, {a: true}]"),
    ],
)
def test_value_is_spelled_so_that_it_reads_back(value: object, text: str) -> None:
    assert literal(value) == text
    assert computed(read_expression(text))({}) == value
