"""Reading joint incidents, each through the gate."""

from fengqiao.incidents.queries.gate import (
    READERS,
    acts_for,
    closed_photo,
    incident_for,
    incident_of,
    leads,
    line_of_file,
    may_step,
    took_part,
    version_for,
    visible_incidents,
)
from fengqiao.incidents.queries.lists import JointSums, incidents, sums, with_parties
from fengqiao.incidents.queries.sheet import Sheet, Standing, moments_of, parties_of, sheet, standings, things_of

__all__ = [
    "READERS",
    "JointSums",
    "Sheet",
    "Standing",
    "acts_for",
    "closed_photo",
    "incident_for",
    "incident_of",
    "incidents",
    "leads",
    "line_of_file",
    "may_step",
    "moments_of",
    "parties_of",
    "sheet",
    "standings",
    "sums",
    "things_of",
    "took_part",
    "version_for",
    "visible_incidents",
    "with_parties",
]
