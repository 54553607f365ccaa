"""Reading matters, always as somebody: `visible` is the one gate for pages, lists, exports, search and files."""

from fengqiao.matters.queries.dossier import CALENDAR, Dossier, dossier, own_first
from fengqiao.matters.queries.figures import Cell, counts, counts_by_day, counts_by_unit, total
from fengqiao.matters.queries.gate import matter_for, named, seen_among, visible
from fengqiao.matters.queries.imports import (
    RefusedRow,
    known_references,
    refused_rows,
    sample_of,
    sheet_import,
    sheet_imports,
)
from fengqiao.matters.queries.learning import (
    HeldBack,
    Month,
    compared,
    compared_with_force,
    corrections_count,
    held_back_rows,
    held_back_texts,
    model_months,
    numbers_of,
    told_title,
    training_rows,
)
from fengqiao.matters.queries.queue import SORTS, QueueFilter, arrived, open_shares, queue, tab_counts
from fengqiao.matters.queries.retention import Kept, ids_after, kept_until, over

__all__ = [
    "CALENDAR",
    "SORTS",
    "Cell",
    "Dossier",
    "HeldBack",
    "Kept",
    "Month",
    "QueueFilter",
    "RefusedRow",
    "arrived",
    "compared",
    "compared_with_force",
    "corrections_count",
    "counts",
    "counts_by_day",
    "counts_by_unit",
    "dossier",
    "held_back_rows",
    "held_back_texts",
    "ids_after",
    "kept_until",
    "known_references",
    "matter_for",
    "model_months",
    "named",
    "numbers_of",
    "open_shares",
    "over",
    "own_first",
    "queue",
    "refused_rows",
    "sample_of",
    "seen_among",
    "sheet_import",
    "sheet_imports",
    "tab_counts",
    "told_title",
    "total",
    "training_rows",
    "visible",
]
