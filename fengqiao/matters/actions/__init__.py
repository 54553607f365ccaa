"""Every write to matters: atomic, by somebody, at a moment, one event each."""

from fengqiao.matters.actions.amending import Compared, HandedBack, amend, area_codes, compare, values_of
from fengqiao.matters.actions.answering import note_print, reply
from fengqiao.matters.actions.checking import check
from fengqiao.matters.actions.conferring import agree, confer, keep_it, opine, refer
from fengqiao.matters.actions.finding import find_by_person
from fengqiao.matters.actions.gathering import keep_gathered, keep_missing_signs
from fengqiao.matters.actions.handling import (
    accept,
    add_party,
    assign,
    close,
    finish_task,
    note_export,
    note_sealed_read,
    progress,
    urge,
)
from fengqiao.matters.actions.importing import (
    Foreseen,
    choose_columns,
    foresee,
    hand_in_sheet,
    look_again,
    start_import,
    throw_away_sheet,
)
from fengqiao.matters.actions.indexing import forget, rebuild
from fengqiao.matters.actions.intake import Desk, Outcome, Proposal, Received, desk_at, propose, receive, receive_one
from fengqiao.matters.actions.joining import join, merge, part, split
from fengqiao.matters.actions.jointly import (
    call_jointly,
    end_jointly,
    helping,
    hold_jointly,
    lead_jointly,
    note_jointly,
    pass_lead,
    sign_jointly,
)
from fengqiao.matters.actions.levels import hand_on, take_back
from fengqiao.matters.actions.lists import choose_list_columns, delete_list, open_with, save_list, share_list
from fengqiao.matters.actions.onscene import take_on_scene, unit_on_scene
from fengqiao.matters.actions.placing import PLACERS, known_in, place_told, set_place
from fengqiao.matters.actions.rating import miss, rate, rate_as_teller
from fengqiao.matters.actions.reclassing import reclass
from fengqiao.matters.actions.reopening import reopen
from fengqiao.matters.actions.replaying import JOB as REPLAY
from fengqiao.matters.actions.replaying import may_replay, replay_batch, start_replay
from fengqiao.matters.actions.retention import erase, keep_longer
from fengqiao.matters.actions.sending import arbiter_of, give_back, route, rule
from fengqiao.matters.actions.sharing import hold_share
from fengqiao.matters.actions.tagging import TAG_KEEPERS, TAGGERS, delete_tag, make_tag, tag
from fengqiao.matters.actions.teams import give_own, hold_own, tell_parts
from fengqiao.matters.actions.timing import ask_longer, decline, extend, look_at_clock, pause, resume, take_new_rule
from fengqiao.matters.actions.transferring import transfer
from fengqiao.matters.actions.writing import Held, file_limits
from fengqiao.matters.rules.tellings import Telling

__all__ = [
    "PLACERS",
    "REPLAY",
    "TAGGERS",
    "TAG_KEEPERS",
    "Compared",
    "Desk",
    "Foreseen",
    "HandedBack",
    "Held",
    "Outcome",
    "Proposal",
    "Received",
    "Telling",
    "accept",
    "add_party",
    "agree",
    "amend",
    "arbiter_of",
    "area_codes",
    "ask_longer",
    "assign",
    "call_jointly",
    "check",
    "choose_columns",
    "choose_list_columns",
    "close",
    "compare",
    "confer",
    "decline",
    "delete_list",
    "delete_tag",
    "desk_at",
    "end_jointly",
    "erase",
    "extend",
    "file_limits",
    "find_by_person",
    "finish_task",
    "foresee",
    "forget",
    "give_back",
    "give_own",
    "hand_in_sheet",
    "hand_on",
    "helping",
    "hold_jointly",
    "hold_own",
    "hold_share",
    "join",
    "keep_gathered",
    "keep_it",
    "keep_longer",
    "keep_missing_signs",
    "known_in",
    "lead_jointly",
    "look_again",
    "look_at_clock",
    "make_tag",
    "may_replay",
    "merge",
    "miss",
    "note_export",
    "note_jointly",
    "note_print",
    "note_sealed_read",
    "open_with",
    "opine",
    "part",
    "pass_lead",
    "pause",
    "place_told",
    "progress",
    "propose",
    "rate",
    "rate_as_teller",
    "rebuild",
    "receive",
    "receive_one",
    "reclass",
    "refer",
    "reopen",
    "replay_batch",
    "reply",
    "resume",
    "route",
    "rule",
    "save_list",
    "set_place",
    "share_list",
    "sign_jointly",
    "split",
    "start_import",
    "start_replay",
    "tag",
    "take_back",
    "take_new_rule",
    "take_on_scene",
    "tell_parts",
    "throw_away_sheet",
    "transfer",
    "unit_on_scene",
    "urge",
    "values_of",
]
