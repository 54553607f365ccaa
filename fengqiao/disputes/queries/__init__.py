"""Reading disputes, each through the gate of its matter."""

from fengqiao.disputes.queries.casefile import PaperCard, case_file, papers_of
from fengqiao.disputes.queries.gate import READERS, acts_on, dispute_for, dispute_of, visible_disputes
from fengqiao.disputes.queries.lists import DisputeFilter, DisputeSums, counted, disputes, sums
from fengqiao.disputes.queries.mediators import calendar, dues_to_look_at, mediators, proposals, rooms
from fengqiao.disputes.queries.sheet import DisputeSheet, PartyCard, dispute_sheet

__all__ = [
    "READERS",
    "DisputeFilter",
    "DisputeSheet",
    "DisputeSums",
    "PaperCard",
    "PartyCard",
    "acts_on",
    "calendar",
    "case_file",
    "counted",
    "dispute_for",
    "dispute_of",
    "dispute_sheet",
    "disputes",
    "dues_to_look_at",
    "mediators",
    "papers_of",
    "proposals",
    "rooms",
    "sums",
    "visible_disputes",
]
