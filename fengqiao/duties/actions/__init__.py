"""Every write of planned work."""

from fengqiao.duties.actions.absences import forget_absences, say_away, take_away_back
from fengqiao.duties.actions.changing import Change, Changed, NotFit, call_off, call_off_rest, change
from fengqiao.duties.actions.desk_photos import add_photos
from fengqiao.duties.actions.ending import end, mark, settle
from fengqiao.duties.actions.guarding import assign, drop_post, plan_lesson, replace, set_post, start, use_lesson
from fengqiao.duties.actions.handing import answer_offer, offer_place
from fengqiao.duties.actions.hosting import let_host_off
from fengqiao.duties.actions.joining import Put, leave, put, put_all, sign_up
from fengqiao.duties.actions.leaves import answer_leave, ask_leave, excuse
from fengqiao.duties.actions.minutes import (
    erase_minutes,
    note_minutes_print,
    note_reason,
    resolve,
    sign_minutes,
    write_minutes,
)
from fengqiao.duties.actions.outbox import MOST_AT_ONCE, Answer, take
from fengqiao.duties.actions.particulars import erase_particulars, fill_in
from fengqiao.duties.actions.patrols import begin_plan, issue_plan, note_plan_print, set_cell
from fengqiao.duties.actions.photos import PhotoKept, erase_photos, keep_photo
from fengqiao.duties.actions.planning import NewActivity, plan, plan_series
from fengqiao.duties.actions.reminding import remind
from fengqiao.duties.actions.required import remind_branch
from fengqiao.duties.actions.retention import forget_positions, forget_reasons, forget_subjects
from fengqiao.duties.actions.roll import Called, call_all
from fengqiao.duties.actions.tasks import finish_task, remind_of_task
from fengqiao.duties.actions.writing import hold as held_activity

__all__ = [
    "MOST_AT_ONCE",
    "Answer",
    "Called",
    "Change",
    "Changed",
    "NewActivity",
    "NotFit",
    "PhotoKept",
    "Put",
    "add_photos",
    "answer_leave",
    "answer_offer",
    "ask_leave",
    "assign",
    "begin_plan",
    "call_all",
    "call_off",
    "call_off_rest",
    "change",
    "drop_post",
    "end",
    "erase_minutes",
    "erase_particulars",
    "erase_photos",
    "excuse",
    "fill_in",
    "finish_task",
    "forget_absences",
    "forget_positions",
    "forget_reasons",
    "forget_subjects",
    "held_activity",
    "issue_plan",
    "keep_photo",
    "leave",
    "let_host_off",
    "mark",
    "note_minutes_print",
    "note_plan_print",
    "note_reason",
    "offer_place",
    "plan",
    "plan_lesson",
    "plan_series",
    "put",
    "put_all",
    "remind",
    "remind_branch",
    "remind_of_task",
    "replace",
    "resolve",
    "say_away",
    "set_cell",
    "set_post",
    "settle",
    "sign_minutes",
    "sign_up",
    "start",
    "take",
    "take_away_back",
    "use_lesson",
    "write_minutes",
]
