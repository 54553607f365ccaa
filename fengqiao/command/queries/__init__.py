"""Every read of the command room, scoped to the viewer."""

from fengqiao.command.queries.dispatches import (
    Course,
    courses,
    dispatch_for,
    dispatches_of,
    in_hand,
    in_part,
    share_seen,
    suggestion_for,
)
from fengqiao.command.queries.stations import (
    COMMANDERS,
    READERS,
    Team,
    commands,
    is_station,
    station_for,
    stations_seen,
    teams_of,
)

__all__ = [
    "COMMANDERS",
    "READERS",
    "Course",
    "Team",
    "commands",
    "courses",
    "dispatch_for",
    "dispatches_of",
    "in_hand",
    "in_part",
    "is_station",
    "share_seen",
    "station_for",
    "stations_seen",
    "suggestion_for",
    "teams_of",
]
