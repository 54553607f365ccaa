"""The pages of clues as browsers look at them: the public door, the list, one that is shut, the keys, where clues of a year went."""

from __future__ import annotations

from uuid import UUID

import pytest

from fengqiao.clues import actions
from tests.clues.conftest import CHEAP
from tests.clues.helping import handed_in, station
from tests.world import NOW, viewer


def clue_pages() -> dict[str, tuple[str, str]]:
    """Play a clue that was found true and one nobody has looked at, with keys that cost little; name what opens them."""
    with pytest.MonkeyPatch.context() as patch:
        for cost in ("PASSPHRASE_COST", "CODE_COST"):
            patch.setattr(f"fengqiao.clues.box.{cost}", CHEAP)
        station()
        clue = handed_in()[1]
        checked(handed_in(kind="fraud")[1].id)
    return {
        "resident: clue": ("", "/portal/clue/"),
        "resident: clue answers": ("", "/portal/clue/back/"),
        "clues": ("officer.north", "/clues/"),
        "clue": ("officer.north", f"/clues/{clue.id}/"),
        "clue keys": ("chief.north", "/clues/keys/"),
        "where clues went": ("chief.north", "/clues/flow/?year=2026"),
        "where no clues went": ("desk.south", "/clues/flow/"),
    }


def checked(clue_id: UUID) -> None:
    """Let a recipient check a clue, find it true and end it."""
    by = viewer("officer.north")
    actions.take(clue_id=clue_id, by=by, at=NOW)
    actions.check(clue_id=clue_id, result="true", people=4, groups=1, text="查获", by=by, at=NOW)
    actions.close(clue_id=clue_id, by=by, at=NOW)
