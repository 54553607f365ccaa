"""Every read of contests, scoped to the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.contests.models import Contest, Correction, Discipline, Judge, Score, Team
from fengqiao.contests.rules.ranking import Contested, Rule, Standing, ranking
from fengqiao.contests.terms import Better, ContestState, Tie, Total
from fengqiao.duties.queries import activity_for, organises
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

TIES = (Tie.FIRSTS, Tie.SKIP)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of a contest: its row, disciplines, teams, judges, scores, and the teams in their order."""

    contest: Contest
    disciplines: list[Discipline]
    teams: list[Team]
    judges: list[Judge]
    scores: dict[tuple[UUID, UUID, UUID], Score]  # by judge, discipline, team
    standings: list[Standing]


def contest_for(viewer: Viewer, contest_id: UUID) -> Contest | None:
    """Return a contest whose activity the viewer sees, or in which they are a judge."""
    row = Contest.objects.filter(id=contest_id).select_related("activity", "activity__unit", "activity__host").first()
    if row is None or (judge_in(viewer, row) is None and activity_for(viewer, row.activity_id) is None):
        return None
    return row


def contest_of(viewer: Viewer, activity_id: UUID) -> Contest | None:
    """Return the contest of an activity, if the viewer may see it and there is one."""
    row = Contest.objects.filter(activity=activity_id).first()
    return contest_for(viewer, row.id) if row else None


def judge_in(viewer: Viewer, row: Contest) -> Judge | None:
    """Return the viewer as a judge of a contest."""
    return Judge.objects.filter(contest=row, staff=viewer.staff_id).first()


def runs_contest(viewer: Viewer, row: Contest) -> bool:
    """Say whether somebody sets a contest up, corrects and signs it: the organisers of its activity."""
    return organises(viewer, row.activity)


def sees_scores(viewer: Viewer, row: Contest) -> bool:
    """Say whether somebody sees results: everybody once they are signed, before that organisers and judges."""
    signed = row.state == ContestState.SEALED.value
    return signed or runs_contest(viewer, row) or judge_in(viewer, row) is not None


def judged_by(viewer: Viewer) -> list[Contest]:
    """Return the contests that still wait for the viewer's signature as a judge."""
    rows = Contest.objects.filter(
        state=ContestState.OPEN.value, judges__staff=viewer.staff_id, judges__signed_at__isnull=True
    )
    return list(rows.select_related("activity").order_by("activity__starts")[:20])


def rule_at(at: datetime) -> Rule:
    """Return how rankings are made by the pack in force; words in it that are unknown are passed over."""
    pack, day = pack_on(at).pack, timezone.localdate(at)
    points, ties = known(pack, "contests.place_points", day).value, known(pack, "contests.ties", day).value
    listed = [int(each) for each in (points if isinstance(points, tuple) else (points,)) if str(each).isdecimal()]
    found = tuple(Tie(str(each)) for each in (ties if isinstance(ties, tuple) else (ties,)) if str(each) in set(Tie))
    return Rule(known(pack, "contests.trim_from", day).number, tuple(listed), found or TIES)


def rule_of(row: Contest, at: datetime) -> Rule:
    """Return how a contest's ranking is made: as when it was signed, before that by the pack in force."""
    if not row.rule:
        return rule_at(at)
    return Rule(row.rule["trim_from"], tuple(row.rule["points"]), tuple(Tie(each) for each in row.rule["ties"]))


def sheet_of(row: Contest, *, at: datetime) -> Sheet:
    """Return all of a contest (four queries); one that is signed stands as it was signed."""
    disciplines = list(Discipline.objects.filter(contest=row).order_by("id"))
    teams = list(Team.objects.filter(contest=row).select_related("unit").order_by("id"))
    judges = list(Judge.objects.filter(contest=row).select_related("staff").order_by("id"))
    scores = {
        (each.judge_id, each.discipline_id, each.team_id): each
        for each in Score.objects.filter(judge__contest=row).order_by("id")
    }
    rule = rule_of(row, at)
    contested = [
        Contested(
            each.id, Better(each.better),
            {team.id: [score.value for (_judge, discipline, of), score in scores.items() if (discipline, of) == (each.id, team.id)] for team in teams},
        )
        for each in disciplines
    ]  # fmt: skip
    return Sheet(
        row, disciplines, teams, judges, scores, ranking([team.id for team in teams], contested, Total(row.total), rule)
    )


def corrections_of(row: Contest) -> list[Correction]:
    """Return the corrections of a contest in order."""
    rows = Correction.objects.filter(score__judge__contest=row)
    return list(rows.select_related("score__judge__staff", "score__discipline", "score__team").order_by("at", "id"))
