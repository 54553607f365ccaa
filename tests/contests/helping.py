"""What tests of contests share: a contest that is under way, with two judges of whom one has scored."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fengqiao.contests import actions
from fengqiao.contests.models import Contest
from fengqiao.contests.terms import Better, Total
from fengqiao.duties.models import Activity
from tests.duties.helping import HOUR, activity
from tests.world import NOW, viewer

BEGIN = NOW + HOUR


def match() -> Activity:
    return activity(kind="contest", form="", team_id=None, starts=BEGIN, ends=BEGIN + 4 * HOUR, point=None)


def contest(
    *judges: str, disciplines: tuple[str, ...] = ("盘查", "体能"), teams: tuple[str, ...] = ("一队", "二队", "三队"), total: Total = Total.SCORES, better: Better = Better.HIGH
) -> Contest:  # fmt: skip
    own: dict[str, Any] = {"by": viewer("desk.north"), "at": NOW}
    made = actions.open_contest(activity_id=match().id, total=total, **own)
    for name in disciplines:
        actions.add_discipline(
            contest_id=made, name=name, better=better, most=0 if better is Better.LOW else 100_000, **own
        )
    for name in teams:
        actions.add_team(contest_id=made, name=name, **own)
    for login in judges:
        actions.add_judge(contest_id=made, staff_id=viewer(login).staff_id, **own)
    return Contest.objects.get(id=made)


def given(row: Contest, login: str, scores: list[list[int]], at: datetime = BEGIN) -> dict[tuple[UUID, UUID], int]:
    """Let a judge score: by discipline the teams' scores, in whole numbers. Returns what was said."""
    disciplines = list(row.disciplines.order_by("id").values_list("id", flat=True))
    teams = list(row.teams.order_by("id").values_list("id", flat=True))
    values = {(one, team): scores[n][m] * 1000 for n, one in enumerate(disciplines) for m, team in enumerate(teams)}
    actions.score(contest_id=row.id, values=values, by=viewer(login), at=at)
    return values
