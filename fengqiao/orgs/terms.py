"""Terms of units, areas, venues and posts."""

from __future__ import annotations

from enum import StrEnum


class Line(StrEnum):
    """The lines in which units stand; each line is a tree of its own."""

    POLICE = "police"
    PARTNER = "partner"
    GOVERNANCE = "governance"
    PARTY = "party"
    VOLUNTEER = "volunteers"


class UnitLevel(StrEnum):
    """The level of a governance centre (社会治理中心), from the top; units of no level are none."""

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class AreaLevel(StrEnum):
    """Levels of areas, from the top."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"


class AreaSetting(StrEnum):
    """What kind of country an area is: how soon help can be there hangs on it."""

    URBAN = "urban"
    SUBURB = "suburb"
    RURAL = "rural"


class Role(StrEnum):
    """What a post lets its holder be; `policy.RIGHTS` says what each may do."""

    DUTY_DESK = "duty_desk"
    CHIEF = "chief"
    OFFICER = "officer"
    HANDLER = "handler"
    DISPATCHER = "dispatcher"
    ASSISTANT = "assistant"
    GRID_WORKER = "grid_worker"
    SUPERVISOR = "supervisor"
    SECRETARY = "secretary"
    VOLUNTEER = "volunteer"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """One thing that a role may do."""

    TAKE_IN = "take_in"
    IMPORT = "import"
    ROUTE = "route"
    HANDLE = "handle"
    ASSIGN = "assign"
    SUPERVISE = "supervise"
    REOPEN = "reopen"
    ASK_AFTER = "ask_after"
    EXPORT = "export"
    OVERVIEW = "overview"
    UNMASK = "unmask"
    UNMASK_OWN = "unmask_own"
    READ_RULES = "read_rules"
    PUBLISH = "publish"
    ADMINISTER = "administer"
    DEPUTE = "depute"
    AUDIT = "audit"
    INSPECT = "inspect"
    ORGANISE = "organise"


class Proposed(StrEnum):
    """What an administrator may only propose, for a second person to confirm."""

    BEGIN_POST = "begin_post"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    RESET_FACTOR = "reset_factor"


class PostState(StrEnum):
    """Where a post stands at a moment."""

    COMING = "coming"
    HELD = "held"
    OVER = "over"
