"""Which conditions follow from which: the logic behind dead rows, rows that can never hold, and overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from fengqiao.kit.tables.conditions import Cell, Codes, Condition, Flag, Range, Words
from fengqiao.kit.tables.normal import normal_text


@dataclass(frozen=True, slots=True)
class WordsForm:
    """`Words` with lists opened and words in their normal form."""

    any_of: frozenset[str]
    all_of: frozenset[str]
    none_of: frozenset[str]
    at_least: int


Form = WordsForm | Codes | Range | Flag | Cell


def opened(entries: Sequence[str], lists: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the normal forms of the words, `@name` replaced by its list; empty and unknown ones left out."""
    words = (word for entry in entries for word in (lists.get(entry[1:], ()) if entry.startswith("@") else (entry,)))
    return frozenset({normal_text(word).strip() for word in words} - {""})


def form_of(condition: Condition, lists: Mapping[str, Sequence[str]]) -> Form:
    """Return the condition in the form that is reasoned about."""
    if isinstance(condition, Words):
        any_of, all_of, none_of = (opened(e, lists) for e in (condition.any_of, condition.all_of, condition.none_of))
        return WordsForm(any_of, all_of, none_of, condition.at_least)
    return condition


def is_open(condition: Condition) -> bool:
    """Return whether the condition asks nothing, so that it had better be left out."""
    if isinstance(condition, Words):
        return not (condition.any_of or condition.all_of or condition.none_of)
    if isinstance(condition, Cell):
        return not condition.tests.any_of
    return isinstance(condition, Codes) and not (condition.any_of or condition.none_of)


def never_holds(form: Form) -> bool:
    """Return whether no fact at all satisfies the condition."""
    match form:
        case WordsForm():
            possible = [word for word in form.any_of if not _contains_one(word, form.none_of)]
            short = bool(form.any_of) and len(possible) < form.at_least
            return short or any(_contains_one(word, form.none_of) for word in form.all_of)
        case Codes():
            return bool(form.any_of) and set(form.any_of) <= set(form.none_of)
        case Range():
            (low, low_open), (high, high_open) = _low(form), _high(form)
            return low > high or (low == high and bool(low_open or high_open))
        case Flag() | Cell():
            return False


def implies(given: Form | None, inner: Sequence[WordsForm], wanted: Form) -> bool:
    """Return whether `wanted` surely holds where `given`, the condition on the same input, holds.

    `inner`: the conditions on inputs that lie within this one; what they find is found here too.
    """
    match wanted:
        case WordsForm():
            own = given if isinstance(given, WordsForm) else None
            return _words_imply(own, [*inner, own] if own else inner, wanted)
        case Codes():
            return isinstance(given, Codes) and _codes_imply(given, wanted)
        case Range():
            return isinstance(given, Range) and _low(given) >= _low(wanted) and _high(given) <= _high(wanted)
        case Flag() | Cell():
            return given == wanted


def disjoint(one: Form, other: Form) -> bool:
    """Return whether the two conditions on one input surely never hold together."""
    if isinstance(one, Codes) and isinstance(other, Codes):
        return bool(one.any_of and other.any_of) and not (
            (set(one.any_of) - set(one.none_of)) & (set(other.any_of) - set(other.none_of))
        )
    if isinstance(one, Range) and isinstance(other, Range):
        (low, low_open), (high, high_open) = max(_low(one), _low(other)), min(_high(one), _high(other))
        return low > high or (low == high and bool(low_open or high_open))
    return isinstance(one, Flag) and isinstance(other, Flag) and one != other


def cases(form: Form) -> Iterator[Form]:
    """Yield conditions that together mean the same: one for each word or code that alone suffices."""
    if isinstance(form, WordsForm) and form.at_least == 1 and form.any_of:
        for word in sorted(form.any_of):
            single = WordsForm(frozenset(), form.all_of | {word}, form.none_of, 1)
            if not never_holds(single):
                yield single
    elif isinstance(form, Codes) and form.any_of:
        for code in form.any_of:
            if code not in form.none_of:
                yield Codes((code,))
    else:
        yield form


def _words_imply(own: WordsForm | None, speaking: Sequence[WordsForm], wanted: WordsForm) -> bool:
    sure = "\n".join(word for form in speaking for word in form.all_of)

    def is_sure(word: str) -> bool:
        return word in sure

    if not all(is_sure(word) for word in wanted.all_of):
        return False
    if wanted.any_of and sum(map(is_sure, wanted.any_of)) < wanted.at_least:  # noqa: SIM102 - two questions
        if not any(_any_implies(form, wanted) for form in speaking):
            return False
    excluded = own.none_of if own else frozenset[str]()
    return all(_contains_one(word, excluded) for word in wanted.none_of)


def _any_implies(given: WordsForm, wanted: WordsForm) -> bool:
    """Return whether enough of `wanted.any_of` must be among the words that `given.any_of` guarantees."""
    if not given.any_of:
        return False
    if wanted.at_least > 1:
        return given.at_least - len(given.any_of - wanted.any_of) >= wanted.at_least
    others = 0  # words that bring no wanted one with them; a longer word brings the shorter ones it contains
    for word in given.any_of:
        others += not _contains_one(word, wanted.any_of)
        if others >= given.at_least:
            return False
    return True


def _codes_imply(given: Codes, wanted: Codes) -> bool:
    rest = set(given.any_of) - set(given.none_of)
    if wanted.any_of:
        return bool(given.any_of) and rest <= set(wanted.any_of) - set(wanted.none_of)
    return all(code in given.none_of or (given.any_of and code not in given.any_of) for code in wanted.none_of)


def _contains_one(word: str, parts: frozenset[str]) -> bool:
    return any(part in word for part in parts)


def _low(bounds: Range) -> tuple[float, int]:
    """Return the lower bound, the stricter being the greater: (value, 1 when open)."""
    closed = -inf if bounds.least is None else bounds.least
    opened_at = -inf if bounds.above is None else bounds.above
    return max((closed, 0), (opened_at, 1 if bounds.above is not None else 0))


def _high(bounds: Range) -> tuple[float, int]:
    """Return the upper bound, the stricter being the smaller: (value, -1 when open)."""
    closed = inf if bounds.most is None else bounds.most
    opened_at = inf if bounds.below is None else bounds.below
    return min((closed, 0), (opened_at, -1 if bounds.below is not None else 0))
