"""Reading disputes, each through the gate of its matter."""

from fengqiao.disputes.queries.casefile import PaperCard, case_file, papers_of, told_words
from fengqiao.disputes.queries.gate import READERS, acts_on, dispute_for, dispute_of, visible_disputes, why_not_closed
from fengqiao.disputes.queries.lists import DisputeFilter, DisputeSums, counted, disputes, sums
from fengqiao.disputes.queries.mediators import (
    Tied,
    calendar,
    dues_to_look_at,
    may_declare,
    mediator_of,
    mediators,
    proposals,
    rooms,
    tied,
    ties_of,
)
from fengqiao.disputes.queries.sheet import DisputeSheet, InquiryCard, PartyCard, dispute_sheet

__all__ = [
    "READERS",
    "DisputeFilter",
    "DisputeSheet",
    "DisputeSums",
    "InquiryCard",
    "PaperCard",
    "PartyCard",
    "Tied",
    "acts_on",
    "calendar",
    "case_file",
    "counted",
    "dispute_for",
    "dispute_of",
    "dispute_sheet",
    "disputes",
    "dues_to_look_at",
    "may_declare",
    "mediator_of",
    "mediators",
    "papers_of",
    "proposals",
    "rooms",
    "sums",
    "tied",
    "ties_of",
    "told_words",
    "visible_disputes",
    "why_not_closed",
]
