"""How many decisions a second a table of 100 rows takes, beside a chain of plain Python ifs in the same run.

    python bench/decide_speed.py [--decisions 20000] [--runs 5]

The chain is what somebody would write by hand for the same rows: it stops at the first that holds. The facts are spread
over all rows, so half of the chain is walked on average. Both are asked the same, and must answer the same.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from datetime import date
from statistics import median
from typing import Any

from fengqiao.kit.tables import Cell, Codes, Flag, HitPolicy, Input, InputType, Output, Row, Table

ROWS = 100
RISKS = ("high", "low", "middle")


def table(policy: HitPolicy) -> Table:
    """Return the table: an interval of numbers, one or two codes, a yes or no, the last row for the rest."""
    rows = [
        Row(f"r{n}", f"r{n}", {
            "age": Cell.of(f"[{n}..{n + 2})"), "risk": Codes((RISKS[n % 3], RISKS[(n + 1) % 3])), "here": Flag(value=True),
        }, {"to": f"unit-{n}"}, "", "")
        for n in range(ROWS - 1)
    ]  # fmt: skip
    inputs = (
        Input("age", "age", "age", InputType.NUMBER),
        Input("risk", "risk", "risk", InputType.CODE),
        Input("here", "here", "here", InputType.BOOL),
    )
    rest = Row("rest", "rest", {}, {"to": "rest"}, "", "")
    output = Output("to", "to", "to", InputType.CODE)
    return Table("t", "t", "t", "1", date(2026, 1, 1), policy, "", inputs, (output,), (*rows, rest), {})


def chain() -> Callable[[Mapping[str, Any]], str]:
    """Return the same as a function of ifs."""
    lines = ["def decide(facts):", "    age, risk, here = facts['age'], facts['risk'], facts['here']"]
    for n in range(ROWS - 1):
        codes = (RISKS[n % 3], RISKS[(n + 1) % 3])
        lines.append(f"    if {n} <= age < {n + 2} and risk in {codes!r} and here is True: return 'unit-{n}'")
    lines.append("    return 'rest'")
    made: dict[str, Any] = {}
    exec("\n".join(lines), made)
    decide: Callable[[Mapping[str, Any]], str] = made["decide"]
    return decide


def seconds(decide: Callable[[Mapping[str, Any]], object], facts: list[dict[str, Any]]) -> float:
    """Return how long these decisions take."""
    start = time.perf_counter()
    for each in facts:
        decide(each)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    facts = [{"age": n % (ROWS + 20), "risk": RISKS[n % 3], "here": n % 7 != 0} for n in range(given.decisions)]
    plain = chain()
    first, every, explained = table(HitPolicy.FIRST), table(HitPolicy.COLLECT), table(HitPolicy.FIRST)
    if any(plain(each) != first.evaluate(each).value for each in facts[:2000]):
        raise SystemExit("the two do not answer the same")
    every.evaluate(facts[0])
    explained.decide(facts[0])
    asked: dict[str, Callable[[Mapping[str, Any]], object]] = {
        "plain ifs": plain,
        "FIRST": first.evaluate,
        "COLLECT": every.evaluate,
        "FIRST, explained": explained.decide,
    }
    times = {name: [seconds(decide, facts) for _ in range(given.runs)] for name, decide in asked.items()}
    floor = median(times["plain ifs"])
    for name, runs in times.items():
        middle = median(runs)
        print(f"{name:18} {given.decisions / middle:10,.0f} decisions/s   {middle / floor:6.1f} times the ifs")


if __name__ == "__main__":
    main()
