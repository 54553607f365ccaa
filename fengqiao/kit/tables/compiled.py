"""A decision table made ready for speed: one automaton over all words, then every condition asks small sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from fengqiao.kit.feel import Months, Scope, computed, plain, tested
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.checks import CellCheck, Check, CodesCheck, FlagCheck, RangeCheck, WordsCheck
from fengqiao.kit.tables.conditions import Cell, Codes, Condition, Flag, InputType, Range, Words
from fengqiao.kit.tables.grid import NO_SCOPE, Grid
from fengqiao.kit.tables.normal import normal_text
from fengqiao.kit.tables.parts import Decision, Formula, HitPolicy, NearMiss, Outcome, Row, TableData
from fengqiao.kit.tables.policies import chosen

NEAR_MISSES_KEPT = 3  # what fits a page beside the decision; not a rule of any trade
_NEVER = frozenset({-1})  # the number of no word: what a list of words stands for when it turns out empty

_Match = tuple[int, int, int]  # number of the word, start, end


class _Entry(NamedTuple):
    place: int
    row: Row
    checks: tuple[Check, ...]
    by_input: dict[str, Check]
    has_words: bool
    has_codes: bool


class _Seen(NamedTuple):
    """The facts of one decision as the checks want them; for texts also the matches, to spell them out later."""

    values: dict[str, Any]
    matches: dict[str, list[_Match]]


class CompiledTable:
    """A table with its words numbered. Built once for a table; `decide` changes nothing."""

    def __init__(self, table: TableData) -> None:
        self._table = table
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []  # as first written, by number
        self._lists = {f"@{code}": words for code, words in table.lists.items()}
        self._entries = [self._entry(place, row) for place, row in enumerate(table.rows)]
        self._has_words = any(entry.has_words for entry in self._entries)
        self._spoken_for = sum(1 << entry.place for entry in self._entries if entry.has_words)
        self._near_by_code: dict[str, int] = {}  # by input, the rows with a code that a number or yes or no may fail
        for entry in self._entries:
            for check in entry.checks if entry.has_codes else ():
                if isinstance(check, RangeCheck | FlagCheck | CellCheck):
                    self._near_by_code[check.input] = self._near_by_code.get(check.input, 0) | 1 << entry.place
        self._words_inputs = [each.code for each in table.inputs if each.type is InputType.WORDS]
        self._automaton = AhoCorasick(list(self._numbers), MatchKind.Standard) if self._numbers else None
        self._grid = Grid(table, [entry.by_input for entry in self._entries], self.asked)

    def evaluate(self, facts: Mapping[str, object], scope: Scope | None = None) -> Outcome:
        """Return the outcome; see `Table.evaluate`."""
        if self._words_inputs:
            scope = facts if scope is None else scope
            sets = {code: {match[0] for match in self._scan(str(facts.get(code) or ""))} for code in self._words_inputs}
            facts = {**facts, **sets}
        return self._grid.outcome(facts, scope)

    def _entry(self, place: int, row: Row) -> _Entry:
        checks = tuple(self._check(code, condition) for code, condition in row.when.items())
        return _Entry(
            place,
            row,
            checks,
            {check.input: check for check in checks},
            any(isinstance(check, WordsCheck) for check in checks),
            any(isinstance(check, CodesCheck) for check in checks),
        )

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return len(self._entries)

    def checks(self, code: str) -> dict[int, Check]:
        """Return the checks on an input by the place of their row."""
        return {entry.place: check for entry in self._entries for check in entry.checks if check.input == code}

    def asked(self, check: Check, value: Any, scope: Scope = NO_SCOPE) -> bool:
        """Return whether a check holds for a fact as it was given."""
        match check:
            case CodesCheck():
                return check.holds(value or "")
            case CellCheck():
                return check.test(value, scope)
        return check.holds(value)

    def decide(self, facts: Mapping[str, object]) -> Decision:
        """Return the decision; see `Table.decide`."""
        seen = self._read(facts)
        holding, near, fails = self._grid.survey(seen.values)
        if not holding:
            raise Problem("table-no-row", "清单“{table}”没有一行适用，缺少兜底的最后一行。", table=self._table.title)
        if self._table.hit_policy is HitPolicy.FIRST:
            holding &= -holding
            near &= holding - 1  # rows below the first are not asked
        places = list(_places(holding))
        spoken = [self._outputs(entry.row, facts) for entry in self._entries] if len(places) > 1 else []
        place, violation = chosen(self._table, places, spoken.__getitem__)
        if violation:
            raise violation
        deciding = self._entries[place]
        return Decision(
            table=self._table.code,
            version=self._table.version,
            row=deciding.row,
            outputs=self._outputs(deciding.row, facts),
            matched=self._found(deciding.checks, seen) if deciding.has_words else {},
            near_misses=self._near_misses(near, fails, seen),
            facts_used={
                each.code: given if (given := facts.get(each.code)) != "" else None  # type: ignore[misc]
                for each in self._table.inputs
                if each.type is not InputType.WORDS
            },
        )

    @staticmethod
    def _outputs(row: Row, facts: Mapping[str, object]) -> dict[str, Any]:
        return {
            code: computed(value.node)(facts) if isinstance(value, Formula) else value
            for code, value in row.then.items()
        }

    def _near_misses(self, near: int, fails: Sequence[tuple[str, int]], seen: _Seen) -> tuple[NearMiss, ...]:
        """Return the nearest of the rows that failed in one condition only.

        A row counts when words speak for it, or when its code fits and only a number or a yes or no stood in the way:
        else every row of the same kind of matter would be "near". Nearest: most of the failed condition fulfilled,
        then most words found, then the earlier row.
        """
        ranked: list[tuple[float, int, int, str]] = []
        candidates = near & self._spoken_for
        for code, fail in fails:
            candidates |= near & fail & self._near_by_code.get(code, 0)
        for place in _places(candidates):
            entry = self._entries[place]
            code = next(code for code, fail in fails if fail >> place & 1)
            failed = entry.by_input[code]
            words = self._count(entry, seen) if entry.has_words else 0
            if not words and not (entry.has_codes and isinstance(failed, RangeCheck | FlagCheck | CellCheck)):
                continue
            closeness = failed.closeness(seen.values[code]) if isinstance(failed, WordsCheck) else 0.0
            ranked.append((-closeness, -words, place, code))
            if not self._has_words and len(ranked) == NEAR_MISSES_KEPT:
                break  # all alike: the earlier rows are the nearest
        return tuple(self._near_miss(place, code, seen) for _, _, place, code in sorted(ranked)[:NEAR_MISSES_KEPT])

    def _near_miss(self, place: int, code: str, seen: _Seen) -> NearMiss:
        entry = self._entries[place]
        failed = entry.by_input[code]
        blocked = self._spelt(seen.matches[code], failed.none_ids) if isinstance(failed, WordsCheck) else ()
        return NearMiss(entry.row.id, (code,), self._found(entry.checks, seen) if entry.has_words else {}, blocked)

    def _count(self, entry: _Entry, seen: _Seen) -> int:
        """Return how many wanted words a row finds, each once an input."""
        return sum(
            len(seen.values[check.input] & (check.any_ids | check.all_ids))
            for check in entry.checks
            if isinstance(check, WordsCheck)
        )

    def _found(self, checks: Iterable[Check], seen: _Seen) -> dict[str, tuple[str, ...]]:
        """Return the wanted words that are there, by input; inputs without any are left out."""
        result: dict[str, tuple[str, ...]] = {}
        for check in checks:
            if isinstance(check, WordsCheck):
                wanted = check.any_ids | check.all_ids
                if not wanted.isdisjoint(seen.values[check.input]):
                    result[check.input] = self._spelt(seen.matches[check.input], wanted)
        return result

    def _spelt(self, matches: Iterable[_Match], wanted: frozenset[int]) -> tuple[str, ...]:
        """Return the wanted words as written in the table, in the order of the text, each once."""
        here = sorted((start, end, number) for number, start, end in matches if number in wanted)
        return tuple(dict.fromkeys(self._words[number] for _, _, number in here))

    def _read(self, facts: Mapping[str, object]) -> _Seen:
        seen = _Seen({}, {})
        for each in self._table.inputs:
            fact = facts.get(each.code)
            if fact is not None and not isinstance(fact, _FACT_TYPES[each.type]):
                raise TypeError(f"fact {each.code}: {each.type} expected, {type(fact).__name__} given")
            if each.type is InputType.WORDS:
                matches = self._scan(str(fact or ""))
                seen.matches[each.code] = matches
                seen.values[each.code] = {match[0] for match in matches}
            elif each.type is InputType.CODE:
                seen.values[each.code] = fact or ""
            else:
                seen.values[each.code] = plain(fact)
        return seen

    def _scan(self, text: str) -> list[_Match]:
        if not text or self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(normal_text(text), overlapping=True)

    def _check(self, code: str, condition: Condition) -> Check:
        match condition:
            case Words():
                any_ids, all_ids, none_ids = map(self._ids, (condition.any_of, condition.all_of, condition.none_of))
                return WordsCheck(code, any_ids, all_ids, none_ids, condition.at_least)
            case Codes():
                return CodesCheck(code, frozenset(condition.any_of), frozenset(condition.none_of))
            case Range():
                bounds = (condition.least, condition.most, condition.above, condition.below)
                return RangeCheck(code, Range(*map(plain, bounds)))
            case Flag():
                return FlagCheck(code, condition.value)
            case Cell():
                return CellCheck(code, tested(condition.tests), NO_SCOPE)

    def _ids(self, entries: Sequence[str]) -> frozenset[int]:
        """Return the numbers of the words (lists opened), numbering those not met before."""
        ids: set[int] = set()
        for entry in entries:
            for word in self._lists.get(entry, (entry,)):
                form = normal_text(word).strip()
                if form and form not in self._numbers:
                    self._numbers[form] = len(self._words)
                    self._words.append(word)
                if form:
                    ids.add(self._numbers[form])
        return frozenset(ids) if ids or not entries else _NEVER


_FACT_TYPES: dict[InputType, type | tuple[type, ...]] = {
    InputType.WORDS: str,
    InputType.CODE: str,
    InputType.NUMBER: (int, float, Decimal),
    InputType.BOOL: bool,
    InputType.TEXT: str,
    InputType.DATE: date,
    InputType.TIME: time,
    InputType.MOMENT: datetime,
    InputType.DURATION: (timedelta, Months),
    InputType.ANY: object,
}


def _places(bits: int) -> Iterator[int]:
    """Yield the places of the rows that are set, in order."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
