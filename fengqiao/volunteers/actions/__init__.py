"""Every write of volunteers."""

from fengqiao.volunteers.actions.carrying import sign_paper
from fengqiao.volunteers.actions.enrolling import (
    REASONS,
    Application,
    add_volunteers,
    apply,
    check,
    enrol,
    lapse,
    leave,
    refuse,
    resume,
    suspend,
)
from fengqiao.volunteers.actions.honours import close_notice, drop_line, issue_certificate, note_told, open_notice
from fengqiao.volunteers.actions.hours import confirm_hours, strike_hours
from fengqiao.volunteers.actions.keeping import (
    note_insurance,
    note_training,
    see_person,
    set_home,
    set_person,
    set_wishes,
)
from fengqiao.volunteers.actions.points import (
    agree_to_points,
    give_points,
    lead_points,
    strike_points,
    use_points,
    withdraw_from_points,
)
from fengqiao.volunteers.actions.writing import Person

__all__ = [
    "REASONS",
    "Application",
    "Person",
    "add_volunteers",
    "agree_to_points",
    "apply",
    "check",
    "close_notice",
    "confirm_hours",
    "drop_line",
    "enrol",
    "give_points",
    "issue_certificate",
    "lapse",
    "lead_points",
    "leave",
    "note_insurance",
    "note_told",
    "note_training",
    "open_notice",
    "refuse",
    "resume",
    "see_person",
    "set_home",
    "set_person",
    "set_wishes",
    "sign_paper",
    "strike_hours",
    "strike_points",
    "suspend",
    "use_points",
    "withdraw_from_points",
]
