"""Who may open the addresses of the command room: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.command.queries import READERS
from fengqiao.desk.command.acts import DEEDS
from fengqiao.orgs.terms import Right

VIEWERS = (Right.SUPERVISE, Right.ADMINISTER, Right.OVERVIEW)
COMMAND_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    "command": ({"GET": 200}, READERS, ""),
    "command-feed": ({"GET": 204}, READERS, ""),  # a station with parts is tried in test_command
    "command-stations": ({"GET": 200}, VIEWERS, ""),
    "command-part": ({"POST": 302}, (Right.ADMINISTER,), "incident"),
    **{f"command-act {deed}": ({"POST": 302}, READERS, "incident") for deed in DEEDS},
}
