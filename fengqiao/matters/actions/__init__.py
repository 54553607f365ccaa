"""Every write to matters: atomic, by somebody, at a moment, one event each."""

from fengqiao.matters.actions.handling import (
    accept,
    add_party,
    assign,
    close,
    finish_task,
    note_export,
    progress,
    reopen,
    urge,
)
from fengqiao.matters.actions.intake import Desk, Outcome, Proposal, Received, desk_at, propose, receive, receive_one
from fengqiao.matters.actions.sending import give_back, route
from fengqiao.matters.rules.tellings import Telling

__all__ = [
    "Desk",
    "Outcome",
    "Proposal",
    "Received",
    "Telling",
    "accept",
    "add_party",
    "assign",
    "close",
    "desk_at",
    "finish_task",
    "give_back",
    "note_export",
    "progress",
    "propose",
    "receive",
    "receive_one",
    "reopen",
    "route",
    "urge",
]
