"""Who may open every address by which methods, where its form stands, and how it is written for a row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from fengqiao.desk.inspections.inspections import DEEDS as INSPECTION_DEEDS
from fengqiao.desk.inspections.moves import DEEDS as FINDING_DEEDS
from fengqiao.desk.matters.moves import MOVES
from fengqiao.desk.people.moves import MOVES as PERSON_MOVES
from fengqiao.desk.rulebook.drafts import DEEDS as TABLE_DEEDS
from fengqiao.desk.rulebook.text_models import DEEDS
from fengqiao.matters.models import Clock
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from tests.command.doors import COMMAND_DOORS, COMMAND_PAGES, command_address
from tests.contests.doors import CONTEST_DOORS, CONTEST_PAGES, CONTEST_ROWS
from tests.desk.doors_of_areas import AREA_DOORS, AREA_PAGES
from tests.desk.doors_of_clues import CLUE_DOORS, CLUE_PAGES
from tests.desk.doors_of_enterprises import ENTERPRISE_PAGES, ENTERPRISES
from tests.disputes.doors import DISPUTE_DOORS, DISPUTE_PAGES
from tests.duties.doors import DUTY_DOORS, DUTY_PAGES
from tests.duties.doors import FOR_NOBODY as DUTIES_FOR_NOBODY
from tests.errands.doors import ERRAND_DOORS, ERRAND_PAGES, ERRAND_PUBLIC
from tests.incidents.doors import JOINT_DOORS
from tests.placements.doors import PLACEMENT_ROWS
from tests.practical.doors import PRACTICAL_DOORS, PRACTICAL_PAGES
from tests.squads.doors import SQUAD_DOORS, SQUAD_PAGES
from tests.thanks.doors import THANKS_DOORS, THANKS_PAGES
from tests.villages.doors import VILLAGE_DOOR_PAGES, VILLAGE_DOORS
from tests.visits.doors import VISIT_DOORS, VISIT_PAGES
from tests.volunteers.doors import VOLUNTEER_DOORS, VOLUNTEER_PAGES, VOLUNTEER_PUBLIC, VOLUNTEER_ROWS
from tests.wishes.doors import WISH_DOORS, WISH_PAGES
from tests.world import NOW

READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)
ANY_POST: tuple[Right, ...] = ()


@dataclass(frozen=True)
class Door:
    """Who may open an address by which methods, and what an empty request is answered with once inside."""

    methods: dict[str, int]
    rights: tuple[Right, ...] | None = ANY_POST  # None: no log-in needed
    row: str = ""


DONE_OR_NOT = 0
GET, BACK = {"GET": 200}, {"POST": 302}
LINKS = ("matter-slip-revoke", "matter-link", "matter-link-mail", "matter-link-revoke")
DOORS = {
    "home": Door({"GET": 302}),
    "first-station": Door(GET, (Right.SUPERVISE,)),
    "first-today": Door(GET, (Right.HANDLE,)),
    **{name: Door(GET, (Right.OVERVIEW,)) for name in ("first-units", "morning-talk")},
    "first-tell": Door(GET, (Right.TAKE_IN,)),
    "first-doors": Door(GET),
    "queue": Door(GET, READERS),
    "queue-news": Door(GET, READERS),
    "search": Door({"GET": 200, "POST": 200}, READERS),
    "search-persons": Door({"POST": 422}, (Right.UNMASK,)),
    "search-quick": Door({"POST": 200}, READERS),
    "queue-export": Door({"POST": 200}, (Right.EXPORT,)),
    "queue-lists": Door(BACK, READERS),
    "queue-bulk": Door(BACK, (Right.HANDLE, Right.ASSIGN, Right.ROUTE, Right.SUPERVISE)),
    "queue-words": Door(BACK, READERS),
    "queue-tags": Door(BACK, (Right.ASSIGN, Right.ROUTE, Right.SUPERVISE)),
    "matter-tags": Door(BACK, (Right.HANDLE, Right.ROUTE, Right.SUPERVISE), row="matter"),
    "matter": Door(GET, READERS, row="matter"),
    "matter-clock": Door(GET, READERS, row="matter"),
    "matter-paper internal": Door({"GET": 200, "POST": 409}, READERS, row="matter"),
    "matter-paper handover": Door({"GET": 200, "POST": 409}, READERS, row="matter"),
    "matter-answer": Door(BACK, READERS, row="matter"),
    "matter-alike": Door(GET, READERS, row="matter"),
    "matter-contact": Door(BACK, READERS, row="matter"),
    **{f"matter-move {name}": Door({"POST": 422}, READERS, row="matter") for name in MOVES},
    "matter-move accept": Door({"POST": DONE_OR_NOT}, READERS, row="matter"),  # needs no words: some may
    **dict.fromkeys(("matter-slip", "matter-slip-revoke"), Door(BACK, READERS, row="matter")),
    "matter-link": Door({"POST": 404}, (Right.ROUTE,), row="matter"),  # of a task that is none of its tasks
    **dict.fromkeys(("matter-link-mail", "matter-link-revoke"), Door(BACK, (Right.ROUTE,), row="matter")),
    "centres": Door(GET, (Right.OVERVIEW,)),
    "centres-export": Door({"POST": 200}, (Right.EXPORT,)),
    "units": Door(GET, (Right.ADMINISTER, Right.ROUTE)),
    "unit": Door({"GET": 404, "POST": 404}, (Right.ADMINISTER, Right.ROUTE)),  # one's own are tried in test_units
    "unit-sheet": Door({"GET": 404, "POST": 404}, (Right.ROUTE,)),  # tried in tests/portal/test_sheets.py
    "unit-sheet-out": Door({"POST": 404}, (Right.ROUTE,)),
    **dict.fromkeys(("unit-sheet-news", "unit-sheet-errors"), Door({"GET": 404}, (Right.ROUTE,))),
    "portal-track": Door({"GET": 200, "POST": 422}, None),
    "portal-found": Door({"GET": 302}, None),
    "portal-tell": Door({"GET": 200, "POST": 422}, None),
    **{door: Door(*each) for door, each in (CLUE_DOORS | PRACTICAL_DOORS).items()},
    "portal-rate": Door({"POST": 302}, None),
    "track-rate": Door({"POST": 404}, None),
    **dict.fromkeys(("ratings", "ratings-given"), Door(GET, (Right.ASK_AFTER,))),
    "ratings-sums": Door(GET, (Right.OVERVIEW,)),
    "ratings-export": Door({"POST": 200}, (Right.EXPORT,)),
    **dict.fromkeys(("portal", "portal-who"), Door(GET, None)),
    **dict.fromkeys(("track", "track-slip", "task-work"), Door({"GET": 404}, None)),  # tried in tests/portal
    "task-link": Door({"GET": 404, "POST": 404}, None),
    **dict.fromkeys(("task-fresh", "task-do"), Door({"POST": 404}, None)),
    "intake": Door({"GET": 200, "POST": 422}, (Right.TAKE_IN,)),
    "intake-fields": Door(GET, (Right.TAKE_IN,)),
    "intake-preview": Door({"POST": 200}, (Right.TAKE_IN,)),
    "file": Door(GET, READERS, row="file"),
    "file-small": Door(GET, READERS, row="file"),
    "calls": Door(GET, (Right.OVERVIEW,)),
    "calls-diverting": Door(GET, (Right.OVERVIEW,)),
    "calls-figures": Door(GET, (Right.OVERVIEW,)),
    "calls-figures-export": Door({"POST": 200}, (Right.EXPORT,)),
    "calls-sums": Door(GET, (Right.OVERVIEW,)),
    "calls-export": Door({"POST": 200}, (Right.EXPORT,)),
    **{door: Door(*each) for door, each in AREA_DOORS.items()},
    **{
        name: Door(*each)
        for name, each in {
            **JOINT_DOORS,
            **DISPUTE_DOORS,
            **COMMAND_DOORS,
            **DUTY_DOORS,
            **CONTEST_DOORS,
            **SQUAD_DOORS,
            **ERRAND_DOORS,
            **THANKS_DOORS,
            **WISH_DOORS,
            **VILLAGE_DOORS,
            **VISIT_DOORS,
            **VOLUNTEER_DOORS,
        }.items()
    },
    "hot": Door(GET, (Right.OVERVIEW,)),
    "hot-gather": Door(BACK, (Right.OVERVIEW,)),
    "hot-issue": Door(GET, (Right.OVERVIEW,), row="group"),
    "imports": Door({"GET": 200, "POST": 422}, (Right.IMPORT, Right.EXPORT)),
    "import-changes": Door({"GET": 200, "POST": 302}, (Right.IMPORT, Right.EXPORT), row="import"),
    **{f"import-{name}": Door(GET, (Right.IMPORT,), row="import") for name in ("preview", "progress", "errors")},
    **{f"import-{name}": Door(BACK, (Right.IMPORT,), row="import") for name in ("sheet", "start", "stop", "resume")},
    "import-remove": Door(BACK, (Right.IMPORT, Right.EXPORT), row="import"),
    "import-columns": Door({"GET": 200, "POST": 302}, (Right.IMPORT,), row="import"),
    "import": Door(GET, (Right.IMPORT,), row="import"),
    "overview": Door(GET, (Right.OVERVIEW,)),
    "measures": Door(GET, (Right.OVERVIEW,)),
    "measures-export": Door({"POST": 200}, (Right.EXPORT,)),
    "measure": Door(GET, (Right.OVERVIEW,)),
    "measure-export": Door({"POST": 200}, (Right.EXPORT,)),
    "stories": Door(GET, (Right.OVERVIEW,)),
    "text-model": Door({"GET": 200, "POST": 302}, (Right.READ_RULES,)),
    "text-model-draft": Door({"GET": 404}, (Right.PUBLISH,)),
    **{f"text-model-act {deed}": Door(BACK, (Right.PUBLISH,)) for deed in DEEDS},
    "table-sheet": Door({"GET": 404}, (Right.PUBLISH,)),
    "table-replay": Door({"POST": 404}, (Right.PUBLISH,)),
    "table-file": Door(GET, (Right.READ_RULES,)),
    **{f"table-act {deed}": Door(BACK, (Right.PUBLISH,)) for deed in TABLE_DEEDS},
    **{f"table-act {deed}": Door({"POST": 404}, (Right.PUBLISH,)) for deed in ("save", "publish", "discard")},
    "edition-withdraw": Door(BACK, (Right.PUBLISH,)),
    "replay": Door({"GET": 404}, (Right.PUBLISH,)),
    "replay-progress": Door({"GET": 404}, (Right.PUBLISH,)),
    **{f"replay-{name}": Door({"POST": 404}, (Right.PUBLISH,)) for name in ("stop", "resume")},
    "rules-compare": Door(GET, (Right.READ_RULES,)),
    "rules": Door(GET, (Right.READ_RULES,)),
    "rules-calendar": Door(GET, (Right.READ_RULES,)),
    "rules-table": Door(GET, (Right.READ_RULES,)),
    "account_reauthenticate": Door({"GET": 200, "POST": 200}),
    "mfa_authenticate": Door({"GET": 302, "POST": 302}, None),
    "mfa_reauthenticate": Door({"GET": 302, "POST": 302}),
    "mfa_index": Door(GET),
    "mfa_activate_totp": Door({"GET": 302, "POST": 302}),  # asks for the password again
    "mfa_generate_recovery_codes": Door({"GET": 302, "POST": 302}),
    "mfa_deactivate_totp": Door({"GET": 404, "POST": 404}),  # there is none
    "mfa_view_recovery_codes": Door({"GET": 404}),
    "end-log-ins": Door(BACK),
    "people": Door(GET, (Right.ADMINISTER,)),
    "person-new": Door({"GET": 200, "POST": 422}, (Right.ADMINISTER,)),
    "person": Door(GET, (Right.ADMINISTER,), row="person"),
    **{f"person-move {name}": Door(BACK, (Right.ADMINISTER,), row="person") for name in PERSON_MOVES},
    "person-move password": Door({"POST": 200}, (Right.ADMINISTER,), row="person"),
    "person-move post": Door({"POST": 422}, (Right.ADMINISTER,), row="person"),
    "deputies": Door({"GET": 200, "POST": 422}),
    "deputy-end": Door(BACK),
    "proposal": Door(BACK, (Right.ADMINISTER, Right.AUDIT)),
    "findings": Door(GET, (Right.INSPECT, Right.HANDLE)),
    "finding-new": Door({"GET": 200, "POST": 422}, (Right.INSPECT,)),
    "findings-export": Door({"POST": 200}, (Right.EXPORT,)),
    "finding": Door(GET, row="finding"),
    "finding-paper notice": Door({"GET": 200, "POST": 200}, row="finding"),
    "finding-paper recheck": Door({"GET": 404, "POST": 404}, row="finding"),  # nobody has looked again yet
    **{f"finding-act {deed}": Door({"POST": 422}, row="finding") for deed in FINDING_DEEDS},
    **{name: Door(*of) for name, of in ENTERPRISES.items()},
    "inspection-new": Door({"GET": 200, "POST": 422}, (Right.INSPECT,)),
    "inspection": Door(GET, (Right.INSPECT,), row="inspection"),
    **{
        f"inspection-act {deed}": Door({"POST": DONE_OR_NOT}, (Right.INSPECT,), row="inspection")
        for deed in INSPECTION_DEEDS
    },
    "site-file": Door(GET, row="site file"),
    "site-file-small": Door(GET, row="site file"),
    "audit": Door(GET, (Right.AUDIT,)),
    "audit-export": Door({"POST": 200}, (Right.AUDIT,)),
    **dict.fromkeys(("notices", "notices-count"), Door(GET)),
    "notice-ways": Door({"GET": 200, "POST": 302}),
    **dict.fromkeys(("notices-read", "notice-test"), Door(BACK)),
    "notice-channels": Door(GET, (Right.ADMINISTER,)),
    **dict.fromkeys(("channel-test", "channel-resend", "notice-act resend"), Door(BACK, (Right.ADMINISTER,))),
    "account_change_password": Door({"GET": 200, "POST": 200}),
    "account_login": Door({"GET": 302, "POST": 302}, None),
    "account_logout": Door({"GET": 200, "POST": 302}, None),
    "set-language": Door(BACK, None),
    "set-display": Door(BACK, None),
    "switch-post": Door(BACK),
}
PUBLIC = (
    "portal", "portal-clue", "portal-clue-back", "portal-errand", "portal-practical", "portal-track", "portal-found", "portal-tell", "portal-who", "portal-rate", "track", "track-slip", "track-rate", "task-link", "task-fresh",
    "task-work", "task-do", *ERRAND_PUBLIC, *VOLUNTEER_PUBLIC,
)  # fmt: skip
FOR_NOBODY = {
    **{name: {"GET": 405, "POST": 405, **DOORS[name].methods} for name in PUBLIC},
    **DUTIES_FOR_NOBODY,
    "account_login": {"GET": 200, "POST": 200},
    "account_logout": {"GET": 302, "POST": 302},
    "mfa_authenticate": {"GET": 302, "POST": 302},
}

PAGE_OF_FORM = {  # where a form stood that came after the log-in had run out
    "matter-move": "/matters/{matter}/",
    "matter-contact": "/matters/{matter}/",
    "matter-paper": "/matters/{matter}/",
    "matter-answer": "/matters/{matter}/",
    "queue-export": "/matters/",
    "queue-bulk": "/matters/",
    "queue-lists": "/matters/",
    "queue-tags": "/matters/",
    "queue-words": "/matters/",
    "matter-tags": "/matters/{matter}/",
    **dict.fromkeys(("matter-slip", *LINKS), "/matters/{matter}/"),
    "unit": "/units/{matter}/",
    "unit-sheet": "/units/{matter}/sheet/",
    "calls-export": "/calls/",
    "calls-figures-export": "/calls/figures/",
    "centres-export": "/centres/",
    "measures-export": "/measures/",
    "measure-export": "/measures/closed/",
    "intake": "/intake/",
    "imports": "/imports/",
    "import-columns": "/imports/{matter}/columns/",
    "account_change_password": "/account/password/",
    "person-new": "/people/new/",
    "person-move": "/people/{matter}/",
    "deputies": "/people/deputies/",
    "deputy-end": "/people/deputies/",
    "end-log-ins": "/account/safety/",
    "audit-export": "/audit/",
    "notices-read": "/notices/",
    "ratings-export": "/ratings/given/",
    "findings-export": "/inspections/",
    "finding-new": "/inspections/findings/new/",
    "finding-act": "/inspections/findings/{matter}/",
    "finding-paper": "/inspections/findings/{matter}/",
    "inspection-new": "/inspections/joint/new/",
    **COMMAND_PAGES,
    **AREA_PAGES,
    **CLUE_PAGES,
    **ENTERPRISE_PAGES,
    **DISPUTE_PAGES,
    **DUTY_PAGES,
    **CONTEST_PAGES,
    **SQUAD_PAGES,
    **VOLUNTEER_PAGES,
    **ERRAND_PAGES,
    **WISH_PAGES,
    **PRACTICAL_PAGES,
    **THANKS_PAGES,
    **VILLAGE_DOOR_PAGES,
    **VISIT_PAGES,
    **dict.fromkeys(("notice-ways", "notice-test"), "/notices/ways/"),
    **dict.fromkeys(("channel-test", "channel-resend", "notice-act"), "/notices/channels/"),
    "account_reauthenticate": "/account/again/",
    "mfa_reauthenticate": "/account/again/code/",
    "mfa_activate_totp": "/account/safety/factor/",
    "mfa_deactivate_totp": "/account/safety/factor/off/",
    "mfa_generate_recovery_codes": "/account/safety/codes/new/",
}


WITH_MOVE = (
    "person-move",
    "notice-act",
    "joint-move",
    "dispute-move",
    "duty-act",
    "duty-minutes-act",
    "duty-minutes-file",
    "contest-act",
    "squad-act",
    "placement-act",
    "study-makeup-act",
    "patrol-plan-act",
    "patrol-plan-file",
    "errand-act",
    "thanks-act",
    "wish-act",
    "inspection-act",
    "enterprise-act",
    "clue-act",
    "meeting-act",
    "visitee-act",
    "volunteer-act",
)
OF_ROW = (
    "duty-required-of",
    "duty-minutes",
    "meeting",
    "meeting-paper",
    "meeting-sheet",
    "meeting-minutes",
    "duty",
    *CONTEST_ROWS,
    "squad",
    *PLACEMENT_ROWS,
    "duty-code",
    "duty-posts",
    "duties-photo",
    "patrol-plan",
    "duty-away-back",
    "patrol-plan-paper",
    "visitee",
    *VOLUNTEER_ROWS,
)
OF_NOTHING = (
    *LINKS,
    "dispute-party",
    "dispute-paper",
    "joint-file",
    "joint-file-small",
    "errand-slip-revoke",
    "errand-receipt",
    "unit-sheet-errors",
)


def address(door: str, row: UUID) -> str:
    name, _, move = door.partition(" ")
    given = {
        "matter-move": [row, move],
        "matter-paper": [row, move],
        "matter-clock": [row, Clock.objects.filter(matter_id=row).values_list("id", flat=True).first() or row],
        **{name: [row, move] for name in WITH_MOVE},
        **command_address(row, move),
        "finding-act": [row, move],
        "finding-paper": [row, move],
        **{
            name: [row, move]
            for name in ("inspection-act", "enterprise-act", "clue-act", "meeting-act", "practical-act")
        },
        "clue": [row],
        **{name: [row] for name in OF_ROW},
        "clue-file": [row, row],
        "practical-file": [row, row],
        "thanks-file": [row, row],
        "thanks": [row],
        "practical": [row],
        "clue-keys-act": [move],
        **{name: [move] for name in ("volunteer-stars-act", "volunteer-points-act")},
        "calendar-feed": ["x" * 24],
        "duty-feeds": [],
        **{name: [move] for name in ("duty-feed-act", "unit-feed-act")},
        "villages": [],
        "villages-export": [],
        "villages-act": [move],
        "volunteer-paper": [row, row, "pdf"],
        "certificate": ["x" * 16],
        **{name: [row] for name in ("area", "unit", "unit-sheet", "unit-sheet-out", "unit-sheet-news")},
        **{
            name: ["x" * 24]
            for name in ("track", "track-slip", "track-rate", "task-link", "task-fresh", *ERRAND_PUBLIC)
        },
        **{name: [row, UUID(int=0)] for name in OF_NOTHING},
        "task-work": [UUID(int=0)],
        "task-do": [UUID(int=0), "accept"],
        **{name: [row] for name in ("proposal", "deputy-end")},
        "mediator": [UUID(int=0)],
        "duty-photo": [UUID(int=0), "small"],
        "mediator-act": [move],
        "rules-calendar": [2026],
        "text-model-draft": [row],
        "text-model-act": [row, move],
        "table-sheet": ["routing"],
        "table-replay": ["routing"],
        "table-file": ["routing", "xlsx"],
        "table-act": ["routing", move],
        "edition-withdraw": [row],
        **{name: [row] for name in ("replay", "replay-progress", "replay-stop", "replay-resume")},
        "measure": ["closed"],
        "measure-export": ["closed"],
        "rules-table": [pack_on(NOW).edition_id, "routing"],
    }.get(name, [row] if DOORS[door].row else [])
    return reverse(name, args=given)
