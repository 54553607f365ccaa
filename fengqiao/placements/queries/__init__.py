"""Every read of placements, scoped to the viewer."""

from fengqiao.placements.queries.done import done_of, done_of_each
from fengqiao.placements.queries.gate import manages, mentors, placement_for, takes_part, visible
from fengqiao.placements.queries.lists import (
    Wanted,
    beginning,
    ending,
    limit,
    mentored,
    own,
    past,
    placements,
    stays_in_feed,
    stays_of,
    unit_counts,
    words_over,
    year_of_placements,
)
from fengqiao.placements.queries.words import Said, entries_of, said_of

__all__ = [
    "Said",
    "Wanted",
    "beginning",
    "done_of",
    "done_of_each",
    "ending",
    "entries_of",
    "limit",
    "manages",
    "mentored",
    "mentors",
    "own",
    "past",
    "placement_for",
    "placements",
    "said_of",
    "stays_in_feed",
    "stays_of",
    "takes_part",
    "unit_counts",
    "visible",
    "words_over",
    "year_of_placements",
]
