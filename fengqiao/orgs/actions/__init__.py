"""Writing units, areas, venues, staff, posts, deputies and accounts."""

from fengqiao.orgs.actions.accounts import (
    change_password,
    drop_factor,
    end_elsewhere,
    note_account,
    note_nobody,
    note_unlocked,
    reset_factor,
    reset_password,
    set_password,
    switch_account,
)
from fengqiao.orgs.actions.contacts import set_contact
from fengqiao.orgs.actions.deputies import end_deputy, name_deputy
from fengqiao.orgs.actions.grounds import Ground, set_grounds
from fengqiao.orgs.actions.parts import set_part
from fengqiao.orgs.actions.people import Added, WantedPost, add_person, begin_post, hold_people, stop_post
from fengqiao.orgs.actions.proposals import answer_proposal, withdraw_proposal
from fengqiao.orgs.actions.structure import (
    NewArea,
    NewPost,
    NewStaff,
    NewUnit,
    NewVenue,
    end_post,
    engage,
    engage_system,
    load_structure,
    set_display,
)
from fengqiao.orgs.actions.temporary import (
    end_posts,
    end_term,
    end_unit,
    found_unit,
    give_posts,
    move_posts,
    move_term,
    open_term,
    pass_lead,
)
from fengqiao.orgs.actions.venues import add_companies
from fengqiao.orgs.actions.volunteers import Recruit, give_account, let_go, take_on

__all__ = [
    "Added",
    "Ground",
    "NewArea",
    "NewPost",
    "NewStaff",
    "NewUnit",
    "NewVenue",
    "Recruit",
    "WantedPost",
    "add_companies",
    "add_person",
    "answer_proposal",
    "begin_post",
    "change_password",
    "drop_factor",
    "end_deputy",
    "end_elsewhere",
    "end_post",
    "end_posts",
    "end_term",
    "end_unit",
    "engage",
    "engage_system",
    "found_unit",
    "give_account",
    "give_posts",
    "hold_people",
    "let_go",
    "load_structure",
    "move_posts",
    "move_term",
    "name_deputy",
    "note_account",
    "note_nobody",
    "note_unlocked",
    "open_term",
    "pass_lead",
    "reset_factor",
    "reset_password",
    "set_contact",
    "set_display",
    "set_grounds",
    "set_part",
    "set_password",
    "stop_post",
    "switch_account",
    "take_on",
    "withdraw_proposal",
]
