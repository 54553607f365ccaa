"""Who may open the addresses of the command room: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fengqiao.command.queries import READERS
from fengqiao.desk.command.acts import DEEDS
from fengqiao.desk.command.handing import DEEDS as HANDING_DEEDS
from fengqiao.desk.command.shift_acts import DEEDS as SHIFT_DEEDS
from fengqiao.desk.command.talks import DEEDS as TALK_DEEDS
from fengqiao.orgs.terms import Right

VIEWERS = (Right.SUPERVISE, Right.ADMINISTER, Right.OVERVIEW)
COMMAND_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    "command": ({"GET": 200}, READERS, ""),
    "command-feed": ({"GET": 204}, READERS, ""),  # a station with parts is tried in test_command
    "command-stations": ({"GET": 200}, VIEWERS, ""),
    "command-shifts": ({"GET": 200}, READERS, ""),
    "command-shifts-paper": ({"GET": 404}, READERS, ""),  # of a station with parts: tried in test_shift_pages
    "command-shift": ({"GET": 404}, READERS, ""),
    **{f"command-shifts-act {deed}": ({"POST": 404}, READERS, "") for deed in SHIFT_DEEDS},
    "command-handovers": ({"GET": 200}, READERS, ""),
    "command-handover-begin": ({"POST": 404}, READERS, ""),
    "command-handover": ({"GET": 404}, READERS, ""),  # tried in test_handover_pages
    "command-handover-paper": ({"GET": 404}, READERS, ""),
    "command-handover-file": ({"GET": 404}, READERS, ""),
    **{f"command-handover-act {deed}": ({"POST": 404}, READERS, "") for deed in HANDING_DEEDS},
    "command-swap": ({"GET": 404}, READERS, ""),
    "command-talk": ({"GET": 200}, READERS, ""),
    "command-talk-decide": ({"POST": 404}, READERS, ""),
    "command-talk-task": ({"GET": 404}, READERS, ""),
    **{f"command-talk-act {deed}": ({"POST": 404}, READERS, "") for deed in TALK_DEEDS},
    "command-review": ({"GET": 200}, READERS, ""),
    "command-review-export": ({"POST": 404}, (Right.EXPORT,), ""),
    "command-shared": ({"GET": 200}, READERS, ""),
    "command-shared-ask": ({"POST": 302}, READERS, "matter"),
    "command-checks": ({"GET": 200}, READERS, ""),
    "command-check": ({"GET": 404, "POST": 404}, READERS, ""),  # tried in test_check_pages
    "command-part": ({"POST": 302}, (Right.ADMINISTER,), "incident"),
    **{f"command-act {deed}": ({"POST": 302}, READERS, "incident") for deed in DEEDS},
}
COMMAND_PAGES = {
    "command-act": "/command/",
    "command-part": "/command/stations/",
    "command-shifts-act": "/command/shifts/",
    "command-shared-ask": "/command/shared/",
    "command-check": "/command/checks/",
    "command-talk-decide": "/command/talk/",
    "command-talk-act": "/command/talk/",
    "command-review-export": "/command/review/",
    "command-handover-begin": "/command/handover/",
    "command-handover-act": "/command/handover/{matter}/",
}


def command_address(row: UUID, move: str) -> dict[str, list[Any]]:
    """What the addresses of the command room are made of, by name."""
    return {
        "command-act": [row, move],
        "command-shifts-act": [move],
        "command-shift": ["2026-09-01", "day"],
        "command-handover": [row],
        "command-check": [row],
        "command-shared-ask": [row],
        "command-talk-task": [row],
        "command-swap": [row],
        "command-talk-act": [row, move],
        "command-handover-paper": [row],
        "command-handover-file": [row, "pdf"],
        "command-handover-act": [row, move],
    }
