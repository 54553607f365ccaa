"""The page of a contest as the browser opens it."""

from __future__ import annotations

from fengqiao.contests import actions
from fengqiao.contests.terms import CorrectionWhy
from tests.contests.helping import BEGIN, contest, given
from tests.world import viewer


def contest_pages() -> dict[str, tuple[str, str]]:
    """A contest with scores, a signature and a correction, as its organiser sees it."""
    row = contest("chief.north", "officer.north")
    given(row, "chief.north", [[90, 80, 70], [80, 90, 70]])
    actions.sign(contest_id=row.id, by=viewer("chief.north"), at=BEGIN)
    judge = row.judges.get(signed_at__isnull=False)
    actions.correct(
        contest_id=row.id, judge_id=judge.id, discipline_id=row.disciplines.order_by("id")[0].id, team_id=row.teams.order_by("id")[0].id,
        value=88_500, why=CorrectionWhy.SUM, by=viewer("desk.north"), at=BEGIN,
    )  # fmt: skip
    return {"contest": ("desk.north", f"/contests/{row.activity_id}/")}
