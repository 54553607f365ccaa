"""What notices cost a move: each of a few moves with its notices and without, turn and turn about in one run, as a ratio.

Usage: bench/notice_cost.py [--rounds 120]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("FENGQIAO_HOME", tempfile.mkdtemp(prefix="fengqiao-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

TELLS = ("fengqiao.matters.actions.noticing.tell", "fengqiao.matters.actions.joining.tell")


def moves() -> dict[str, tuple[Callable[[], Any], Callable[[Any, Any], None]]]:
    """Return by name what makes a matter ready, and the move that is measured."""
    from fengqiao.matters.terms import Move
    from tests.matters import helping

    personal = {"teller_name": "王五", "teller_phone": "13900001111"}
    did = helping.DID

    def doing(move: Move) -> Callable[[Any, Any], None]:
        return lambda matter, at: did[move].do(matter, helping.viewer(did[move].login, at), at)

    return {
        "take in (one telling)": (lambda: None, lambda _matter, _at: helping.offered(personal=personal)),
        "route": (helping.offered, doing(Move.ROUTE)),
        "urge": (helping.working, doing(Move.URGE)),
        "add a helper": (helping.working, doing(Move.ADD_PARTY)),
        "close, a teller with a number": (lambda: helping.working(personal=personal), doing(Move.CLOSE)),
    }


def nothing(*_news: Any, **_who: Any) -> None:
    """Tell nobody."""


def once(move: Callable[[Any, Any], None], matter: Any, at: Any, *, told: bool, count: bool) -> tuple[float, int]:
    """Return the seconds that a move takes, with notices or without, and its queries where they are counted."""
    silent = [mock.patch(path, new=nothing) for path in TELLS]
    for each in silent if not told else []:
        each.start()
    reset_queries()
    try:
        with CaptureQueriesContext(connection) if count else nullcontext([]) as queries:
            began = time.perf_counter()
            move(matter, at)
            took = time.perf_counter() - began
    finally:
        for each in silent if not told else []:
            each.stop()
    return took, len(queries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=120)
    rounds = parser.parse_args().rounds
    call_command("migrate", verbosity=0)
    from tests import world

    world.build()
    for name, (ready, move) in moves().items():
        found: dict[bool, list[float]] = {True: [], False: []}
        asked = {True: 0, False: 0}
        for turn in range(rounds):
            for told in (True, False) if turn % 2 else (False, True):
                matter = ready()
                at = world.NOW + timedelta(hours=3)
                took, queries = once(move, matter, at, told=told, count=turn == rounds - 1)
                if turn < rounds - 1:
                    found[told].append(took)
                else:
                    asked[told] = queries
        with_, without = (statistics.median(found[told]) * 1000 for told in (True, False))
        print(
            f"{name}: {with_ / without:.2f} ({with_:.1f} ms with, {without:.1f} ms without; "
            f"{asked[True] - asked[False]} queries more of {asked[True]})"
        )


if __name__ == "__main__":
    main()
