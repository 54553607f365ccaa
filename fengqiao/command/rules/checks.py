"""Checks after closing by rule: which closings are drawn, by when they are checked, why a check cannot be kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from hashlib import sha256
from uuid import UUID

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.command.terms import CheckOutcome
from fengqiao.kit.problems import Problem

SHARE, DAYS = "check.share", "check.days"
REASON = "check_failed"  # of the pack, for which a matter is opened again
BACK = 60  # days after which a closing that nobody checked leaves the list


def drawn(matter_id: UUID, share: float) -> bool:
    """Say whether a matter is among the share that is checked: the same answer for everybody, at every look."""
    place = int.from_bytes(sha256(matter_id.bytes).digest()[:4], "big") / 2**32
    return place < share


def share_on(pack: Pack, day: date) -> float:
    """Return the share of closings that is checked; none where the pack does not say."""
    dated = pack.values.get(SHARE)
    return float(dated.on(day).number) if dated is not None and dated.history[0].since <= day else 0


def days_on(pack: Pack, day: date) -> int:
    """Return within how many days of the closing it is checked."""
    return known(pack, DAYS, day).number


def why_not_check(
    outcome: str, missing: Collection[str], text: str, *, known: Collection[str], own: bool
) -> Problem | None:
    """Return why a check cannot be kept, or None: never of one's own closing, and what is not in order says what is missing."""
    if own:
        return Problem("check-own", "自己办结的由别人核查。")
    if outcome not in set(CheckOutcome) or not set(missing) <= set(known):
        return Problem("check-outcome", "请选择合格还是不合格。")
    if outcome == CheckOutcome.IN_ORDER.value and missing:
        return Problem("check-points", "有要点没做到，不能算合格。")
    if outcome == CheckOutcome.NOT_IN_ORDER.value and not text:
        return Problem("check-words", "请写明差在哪里、怎么改。")
    return None
