"""Reading clues: codes and counts for those who look after them, words for those who hold a key."""

from fengqiao.clues.queries.gate import (
    ClueFlow,
    clue_for,
    clues_of,
    flow,
    held_units,
    managed_unit,
    manages,
    named_somewhere,
    tallies,
    visible_clues,
)
from fengqiao.clues.queries.keys import (
    Standing,
    key_of,
    keys_for_unit,
    last_drill,
    open_recovery,
    open_units,
    private_behind,
    recoveries_for,
    standing_of_unit,
    unit_for_area,
)
from fengqiao.clues.queries.letters import OpenedLetter, answers_behind, file_in, opened_letters

__all__ = [
    "ClueFlow",
    "OpenedLetter",
    "Standing",
    "answers_behind",
    "clue_for",
    "clues_of",
    "file_in",
    "flow",
    "held_units",
    "key_of",
    "keys_for_unit",
    "last_drill",
    "managed_unit",
    "manages",
    "named_somewhere",
    "open_recovery",
    "open_units",
    "opened_letters",
    "private_behind",
    "recoveries_for",
    "standing_of_unit",
    "tallies",
    "unit_for_area",
    "visible_clues",
]
