"""A FEEL text read into its parts (DMN 1.x, chapter 10): expressions and the unary tests of cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from fengqiao.kit.feel.kinds import read_kind
from fengqiao.kit.feel.nodes import (
    Between,
    Binary,
    Call,
    Choice,
    Defined,
    Ends,
    Entries,
    Filter,
    Instance,
    Listed,
    Literal,
    Loop,
    Name,
    Negative,
    Node,
    Path,
    Sign,
    Tests,
    Within,
)
from fengqiao.kit.feel.scanning import Names, Scanner
from fengqiao.kit.feel.values import number_of, temporal_of

DEEPEST = 60  # brackets within brackets; nobody writes more, and Python's own stack has an end
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NAMED = re.compile(r"\s*[^\"()\[\]{},:]+?\s*:(?!:)")
_KEY_END = re.compile(r"\s*:")
_PARAM_END = re.compile(r"\s*[:,)]")
_OVER_END = re.compile(r"\s+in[\s\[(\"]")
_OPEN = re.compile(r"[\[\](]")
_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_LONG_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{6})")


def read_expression(text: str, names: Iterable[str] = ()) -> Node:
    """Return the parts of an expression; refuses (`Problem`) what cannot be read, naming the place."""
    reader = Reader(text, names)
    node = reader.expression()
    if not reader.scanner.done():
        raise reader.scanner.fail()
    return node


def read_tests(text: str, names: Iterable[str] = ()) -> Tests:
    """Return the unary tests of a cell; an empty cell and `-` ask nothing."""
    if text.strip() in ("", "-", "–", "—"):
        return Tests()
    reader = Reader(text, names)
    tests = reader.tests()
    if not reader.scanner.done():
        raise reader.scanner.fail()
    return tests


class Reader:
    """A recursive descent over one text. `names`: the variables and parts that hold spaces or signs."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.scanner = Scanner(text, Names([*names, *_MULTIWORD]))
        self._depth = 0
        self._open_ends = 0  # ranges being read whose end may be an opening bracket

    def tests(self) -> Tests:
        """Read `not(...)` or alternatives."""
        scanner, start = self.scanner, self.scanner.at
        if scanner.word("not") and scanner.sign("("):
            inner = self._alternatives()
            scanner.want(")")
            if scanner.done():
                return Tests(inner, negated=True)
        scanner.at = start
        return Tests(self._alternatives())

    def _alternatives(self) -> tuple[Node, ...]:
        found = [self.test()]
        while self.scanner.sign(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        """Read one unary test: a sign with its value, or an expression (a range, a list, a value, a condition)."""
        sign = self.scanner.sign(*_COMPARISONS)
        return Sign(sign, self._sum()) if sign else self.expression()

    def expression(self) -> Node:
        """Read a whole expression."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.scanner.fail()
        scanner = self.scanner
        word = scanner.peek_word()
        if word == "if" and scanner.word("if"):
            node: Node = self._choice()
        elif word in ("for", "some", "every") and scanner.word(word):
            node = self._loop(word)
        elif word == "function" and scanner.word(word):
            node = self._defined()
        else:
            node = self._or()
        self._depth -= 1
        return node

    def _choice(self) -> Node:
        condition = self.expression()
        self.scanner.want_word("then")
        yes = self.expression()
        self.scanner.want_word("else")
        return Choice(condition, yes, self.expression())

    def _loop(self, word: str) -> Node:
        over: list[tuple[str, Node]] = []
        scanner = self.scanner
        while not over or scanner.sign(","):
            name = scanner.new_name(_OVER_END)
            scanner.names.add([name])
            scanner.want_word("in")
            over.append((name, self._iterated()))
            scanner.names.add(["partial"])
        scanner.want_word("return" if word == "for" else "satisfies")
        return Loop(word, tuple(over), self.expression())

    def _iterated(self) -> Node:
        low = self._or()
        if self.scanner.sign(".."):
            return Ends(low, self._or(), low_closed=True, high_closed=True)
        return low

    def _defined(self) -> Node:
        scanner, params = self.scanner, []
        scanner.want("(")
        while not scanner.sign(")"):
            params.append(scanner.new_name(_PARAM_END))
            if scanner.sign(":"):
                scanner.new_name(re.compile(r"\s*[,)]"))
            scanner.names.add(params[-1:])
            scanner.sign(",")
        if scanner.word("external"):
            self._primary()
            return Defined(tuple(params), Literal(None))
        return Defined(tuple(params), self.expression())

    def _or(self) -> Node:
        node = self._and()
        while self.scanner.word("or"):
            node = Binary("or", node, self._and())
        return node

    def _and(self) -> Node:
        node = self._comparison()
        while self.scanner.word("and"):
            node = Binary("and", node, self._comparison())
        return node

    def _comparison(self) -> Node:
        node, scanner = self._sum(), self.scanner
        while True:
            if sign := scanner.sign(*_COMPARISONS):
                node = Binary(sign, node, self._sum())
            elif scanner.word("between"):
                low = self._sum()
                scanner.want_word("and")
                node = Between(node, low, self._sum())
            elif scanner.word("in"):
                node = Within(node, self._in())
            elif scanner.word("instance"):
                scanner.want_word("of")
                node = Instance(node, read_kind(scanner))
            else:
                return node

    def _in(self) -> Tests:
        scanner, start = self.scanner, self.scanner.at
        if scanner.sign("("):
            tests = self._alternatives()
            if scanner.sign(")") and not (len(tests) == 1 and scanner.sign("..")):
                return Tests(tests)
            scanner.at = start
        return Tests((self.test(),))

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._arithmetic("+", "-"):
            node = Binary(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._power()
        while sign := self._arithmetic("*", "/"):
            node = Binary(sign, node, self._power())
        return node

    def _arithmetic(self, *signs: str) -> str:
        scanner = self.scanner
        scanner.skip()
        return "" if scanner.text.startswith("**", scanner.at) else scanner.sign(*signs)

    def _power(self) -> Node:
        node = self._unary()
        while self.scanner.sign("**"):
            node = Binary("**", node, self._unary())
        return node

    def _unary(self) -> Node:
        if self.scanner.sign("-"):
            self._depth += 1
            if self._depth > DEEPEST:
                raise self.scanner.fail()
            inner = self._unary()
            self._depth -= 1
            return Literal(-inner.value) if isinstance(inner, Literal) and _numeric(inner.value) else Negative(inner)
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        scanner = self.scanner
        while True:
            scanner.skip()
            if scanner.text.startswith("..", scanner.at):
                return node
            if scanner.sign("."):
                name = scanner.name() or scanner.word("function", "not", "in", "of")
                if not name:
                    raise scanner.fail()
                node = Path(node, name)
            elif scanner.text.startswith("[", scanner.at) and not self._range_here():
                scanner.want("[")
                scanner.names.add(["item"])
                node = Filter(node, self.expression())
                scanner.want("]")
            elif scanner.text.startswith("(", scanner.at):
                node = self._call(node)
            else:
                return node

    def _range_here(self) -> bool:
        """Return whether the bracket here closes an open range (`]1..5[`) and so filters nothing."""
        return self._open_ends > 0

    def _call(self, function: Node) -> Node:
        scanner = self.scanner
        scanner.want("(")
        if scanner.sign(")"):
            return Call(function, ())
        named: list[tuple[str, Node]] = []
        args: list[Node] = []
        by_name = bool(scanner.sees(_NAMED))
        kept, self._open_ends = self._open_ends, 0
        while True:
            if by_name:
                name = scanner.new_name(_KEY_END)
                scanner.want(":")
                named.append((name, self.expression()))
            else:
                args.append(self._argument())
            if not scanner.sign(","):
                break
        self._open_ends = kept
        scanner.want(")")
        return Call(function, tuple(args), tuple(named))

    def _argument(self) -> Node:
        return self.expression()

    def _primary(self) -> Node:
        scanner = self.scanner
        scanner.skip()
        if found := scanner.takes(_NUMBER):
            return Literal(number_of(found.group()))
        if found := scanner.takes(_STRING):
            return Literal(_unescaped(found.group()))
        if scanner.sees(_OPEN):
            return self._bracket()
        if scanner.sign("{"):
            return self._entries()
        if scanner.sign("@"):
            text = scanner.takes(_STRING)
            if text is None:
                raise scanner.fail()
            return Literal(temporal_of(_unescaped(text.group())))
        return self._named()

    def _named(self) -> Node:
        scanner = self.scanner
        if name := scanner.name():
            return Name(name)
        word = scanner.word("true", "false", "null", "not")
        if word == "not":
            return Name("not")
        if not word:
            raise scanner.fail()
        return Literal({"true": True, "false": False, "null": None}[word])

    def _bracket(self) -> Node:
        """Read what begins with a bracket: a list, a range with its forms of open ends, or something in brackets."""
        scanner = self.scanner
        opening = scanner.sign("[", "]", "(")
        kept = self._open_ends
        if opening == "[" and scanner.sign("]"):
            return Listed(())
        self._open_ends = 0
        if opening == "(" and (sign := scanner.sign(*_COMPARISONS)):
            return self._open_range(sign, kept)
        first = self.expression()
        if scanner.sign(".."):
            self._open_ends = 1
            high = self.expression()
            self._open_ends = kept
            closing = scanner.sign("]", ")", "[")
            if not closing:
                raise scanner.fail()
            return Ends(first, high, low_closed=opening == "[", high_closed=closing == "]")
        if opening == "]":
            raise scanner.fail()
        if opening == "(":
            self._open_ends = kept
            scanner.want(")")
            return first
        items = [first]
        while scanner.sign(","):
            items.append(self.expression())
        self._open_ends = kept
        scanner.want("]")
        return Listed(tuple(items))

    def _open_range(self, sign: str, kept: int) -> Node:
        """Read a range with one end only, `(>= 5)`."""
        value = self.expression()
        self._open_ends = kept
        self.scanner.want(")")
        nothing = Literal(None)
        if sign in (">", ">="):
            return Ends(value, nothing, low_closed=sign == ">=", high_closed=False)
        if sign in ("<", "<="):
            return Ends(nothing, value, low_closed=False, high_closed=sign == "<=")
        if sign == "=":
            return Ends(value, value, low_closed=True, high_closed=True)
        raise self.scanner.fail()

    def _entries(self) -> Node:
        scanner, entries = self.scanner, []
        kept, self._open_ends = self._open_ends, 0
        while not scanner.sign("}"):
            found = scanner.takes(_STRING)
            key = _unescaped(found.group()) if found else scanner.new_name(_KEY_END)
            scanner.want(":")
            scanner.names.add([key])
            entries.append((key, self.expression()))
            if not scanner.sign(","):
                scanner.want("}")
                break
        self._open_ends = kept
        return Entries(tuple(entries))


def _numeric(value: object) -> bool:
    return not isinstance(value, bool) and hasattr(value, "as_integer_ratio")


def _unescaped(text: str) -> str:
    """Return the text between quotes with its escapes resolved."""
    inner = _LONG_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text[1:-1])
    inner = inner.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    try:
        return str(json.loads(f'"{inner}"'))
    except ValueError:
        return inner.replace("\\'", "'").replace('\\"', '"')


_MULTIWORD = (
    "date and time", "years and months duration", "string length", "upper case", "lower case", "substring before",
    "substring after", "starts with", "ends with", "string join", "list contains", "insert before", "index of",
    "distinct values", "list replace", "round up", "round down", "round half up", "round half down", "day of year",
    "day of week", "month of year", "week of year", "met by", "overlaps before", "overlaps after", "finished by",
    "started by", "get value", "get entries", "context put", "context merge", "start included", "end included",
    "time offset", "days and time duration",
)  # fmt: skip
