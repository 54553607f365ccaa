"""Every read of the command room, scoped to the viewer."""

from fengqiao.command.queries.board import BINS, Board, OnBoard, board
from fengqiao.command.queries.dispatches import (
    Course,
    Room,
    courses,
    dispatch_for,
    dispatches_of,
    in_hand,
    in_part,
    share_seen,
)
from fengqiao.command.queries.stations import (
    READERS,
    MadeUp,
    Team,
    commands,
    is_station,
    made_up,
    station_for,
    stations_seen,
    teams_of,
    units_below,
)

__all__ = [
    "BINS",
    "READERS",
    "Board",
    "Course",
    "MadeUp",
    "OnBoard",
    "Room",
    "Team",
    "board",
    "commands",
    "courses",
    "dispatch_for",
    "dispatches_of",
    "in_hand",
    "in_part",
    "is_station",
    "made_up",
    "share_seen",
    "station_for",
    "stations_seen",
    "teams_of",
    "units_below",
]
