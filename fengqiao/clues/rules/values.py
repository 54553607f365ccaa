"""Numbers of the pack that clues go by, with what holds where the pack has none yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fengqiao.catalogue.model import Pack

DEFAULTS: Mapping[str, int] = {
    "clues.unlock_minutes": 10,
    "clues.drill_days": 180,
    "clues.tries": 5,
    "clues.wait_minutes": 15,
    "clues.file_mb": 8,
    "clues.files": 3,
    "clues.tellings_a_day": 5,
    "clues.tries_an_hour": 20,
    "retention.clues": 24,
}


def value(pack: Pack, code: str, day: date) -> int:
    """Return a number of a pack on a day, or what the product holds where the pack has none."""
    dated = pack.values.get(code)
    if dated is None or dated.history[0].since > day:
        return DEFAULTS[code]
    return int(dated.on(day).number)
