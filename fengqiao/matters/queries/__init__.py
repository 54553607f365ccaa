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
from fengqiao.matters.queries.queue import SORTS, QueueFilter, arrived, open_shares, queue, tab_counts
from fengqiao.matters.queries.retention import Kept, ids_after, kept_until, over

__all__ = [
    "CALENDAR",
    "SORTS",
    "Cell",
    "Dossier",
    "Kept",
    "QueueFilter",
    "RefusedRow",
    "arrived",
    "counts",
    "counts_by_day",
    "counts_by_unit",
    "dossier",
    "ids_after",
    "kept_until",
    "known_references",
    "matter_for",
    "named",
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
    "total",
    "visible",
]
