"""Every write of the command room."""

from fengqiao.command.actions.checking import check
from fengqiao.command.actions.dispatching import dispatch, offer, refuse, take
from fengqiao.command.actions.handing import erase_handovers, give, note, note_handover_print, open_sheet, take_over
from fengqiao.command.actions.retention import forget
from fengqiao.command.actions.sharing import share
from fengqiao.command.actions.shifts import drop, fill_week, put
from fengqiao.command.actions.swapping import agree_swap, ask_swap, consent_swap, end_swap
from fengqiao.command.actions.talks import decide, erase_talks, finish, remind, withdraw

__all__ = [
    "agree_swap",
    "ask_swap",
    "check",
    "consent_swap",
    "decide",
    "dispatch",
    "drop",
    "end_swap",
    "erase_handovers",
    "erase_talks",
    "fill_week",
    "finish",
    "forget",
    "give",
    "note",
    "note_handover_print",
    "offer",
    "open_sheet",
    "put",
    "refuse",
    "remind",
    "share",
    "take",
    "take_over",
    "withdraw",
]
