"""Every write of contests: set up, scored, signed by each judge, corrected with a reason, signed as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.duty import Family
from fengqiao.contests.models import Contest, Correction, Discipline, Judge, Score, Team
from fengqiao.contests.queries import contest_for, contest_of, judge_in, rule_at, runs_contest, sheet_of
from fengqiao.contests.rules.course import (
    MOST_DISCIPLINES,
    MOST_JUDGES,
    MOST_SCORE,
    MOST_TEAMS,
    why_not_better,
    why_not_named,
    why_not_open,
    why_not_scored,
    why_not_sealed,
)
from fengqiao.contests.terms import Better, ContestState, CorrectionWhy, Total
from fengqiao.duties.queries import activity_for, organises
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory, staff_names

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

__all__ = ["add_discipline", "add_judge", "add_team", "correct", "drop", "open_contest", "score", "seal", "sign"]


def _hold(contest_id: UUID, by: Viewer, seen_version: int | None = None, *, runs: bool = True) -> Contest:
    """Return a contest under a lock; refuses strangers, whoever does not run it, old pages, and one that is signed."""
    found = contest_for(by, contest_id)
    if found is None:
        raise Problem("contest-unknown", "没有这次比武，或者您无权查看。")
    if runs and not runs_contest(by, found):
        raise denied()
    row = Contest.objects.select_for_update(of=("self",)).select_related("activity").get(id=contest_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("contest-changed", "这次比武刚被别人改过，页面已更新，请看过最新情况再操作。")
    if refusal := why_not_open(ContestState(row.state)):
        raise refusal
    _refuse_over(row.activity)
    return row


def _refuse_over(activity: Activity) -> None:
    if activity.state in (ActivityState.CANCELLED.value, ActivityState.MISSED.value):
        raise Problem("duty-over", "这次活动已经结束或者取消。")


def _save(row: Contest) -> None:
    row.version += 1
    row.save()


def _tell(
    kind: EventKind, row: Contest, by: Viewer, at: datetime, *, measures: Mapping[str, int] | None = None, **attributes: str
) -> None:  # fmt: skip
    own = {"duty": row.activity.kind, "total": row.total}
    record_deed(
        kind, by, at, unit_id=row.activity.unit_id, subject_id=row.id, area_id=row.activity.area_id, own=own,
        attributes=attributes, measures=measures,
    )  # fmt: skip


@transaction.atomic
def open_contest(*, activity_id: UUID, total: Total, by: Viewer, at: datetime) -> UUID:
    """Set a contest up for an activity; refuses whoever does not organise it, other work, one that is over, and a second one."""
    activity = activity_for(by, activity_id)
    if activity is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    if not organises(by, activity):
        raise denied()
    if activity.family != Family.CONTEST.value:
        raise Problem("contest-none", "这不是比武。")
    _refuse_over(activity)
    if contest_of(by, activity_id) is not None:
        raise Problem("contest-set", "这次比武已经设好。")
    row = Contest.objects.create(
        activity=activity, total=total.value, state=ContestState.OPEN.value, made_by=by.staff_id
    )
    _tell(EventKind.CONTEST_OPENED, row, by, at)
    return row.id


@transaction.atomic
def add_discipline(*, contest_id: UUID, name: str, better: Better, most: int = 0, by: Viewer, at: datetime) -> UUID:
    """Add a discipline (`most`: the full mark in thousandths, 0 for none); refuses a name that is there, and times where scores are added."""
    row, name = _hold(contest_id, by), " ".join(name.split())
    others = list(row.disciplines.values_list("name", flat=True))
    refusal = (
        why_not_named(name, others, MOST_DISCIPLINES)
        or why_not_better(better, Total(row.total))
        or why_not_scored(most, MOST_SCORE)
    )
    if refusal:
        raise refusal
    _unsigned(row)
    made = Discipline.objects.create(contest=row, name=name, better=better.value, most=most)
    _save(row)
    _tell(EventKind.CONTEST_SET, row, by, at, what="discipline")
    return made.id


@transaction.atomic
def add_team(*, contest_id: UUID, name: str, unit_id: UUID | None = None, by: Viewer, at: datetime) -> UUID:
    """Add a team; refuses a name that is there or says who, and units that are none."""
    row, name = _hold(contest_id, by), " ".join(name.split())
    if refusal := why_not_named(name, list(row.teams.values_list("name", flat=True)), MOST_TEAMS):
        raise refusal
    if unit_id is not None and unit_id not in directory(at=at).units:
        raise Problem("duty-team", "没有这个单位或队伍。")
    _unsigned(row)
    made = Team.objects.create(contest=row, name=name, unit_id=unit_id)
    _save(row)
    _tell(EventKind.CONTEST_SET, row, by, at, what="team")
    return made.id


@transaction.atomic
def add_judge(*, contest_id: UUID, staff_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Let somebody judge; refuses who is nobody, who is one already, and too many."""
    row = _hold(contest_id, by)
    there = set(row.judges.values_list("staff", flat=True))
    if staff_id in there or len(there) >= MOST_JUDGES:
        raise Problem("judge-there", "已经是评委，或者评委已满 {most} 人。", most=MOST_JUDGES)
    if not staff_names([staff_id]):
        raise Problem("judge-nobody", "没有这个人。")
    made = Judge.objects.create(contest=row, staff_id=staff_id)
    _save(row)
    _tell(EventKind.CONTEST_SET, row, by, at, what="judge")
    return made.id


def _unsigned(row: Contest) -> None:
    """Refuse new teams and disciplines once a judge has signed: the signature would not cover them."""
    if row.judges.filter(signed_at__isnull=False).exists():
        raise Problem("contest-signing", "已有评委签字，队伍和项目不能再改。")


@transaction.atomic
def drop(*, contest_id: UUID, what: str, row_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a discipline, a team or a judge out again; refuses one with scores."""
    row = _hold(contest_id, by)
    found = {"discipline": row.disciplines, "team": row.teams, "judge": row.judges}.get(what)
    one = found.filter(id=row_id).first() if found is not None else None  # type: ignore[attr-defined]
    if one is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    if one.scores.exists():
        raise Problem("contest-scored", "已经有评分，不能去掉。")
    one.delete()
    _save(row)
    _tell(EventKind.CONTEST_SET, row, by, at, what=what)


def _judging(row: Contest, by: Viewer) -> Judge:
    """Return somebody as a judge who may still give scores; refuses others, and one who has signed."""
    judge = judge_in(by, row)
    if judge is None:
        raise denied()
    if judge.signed_at is not None:
        raise Problem("judge-signed", "您已经签字；要改请主办人更正并写明理由。")
    return judge


@transaction.atomic
def score(*, contest_id: UUID, values: Mapping[tuple[UUID, UUID], int], by: Viewer, at: datetime) -> int:
    """Give scores (by discipline and team, in thousandths) as a judge; returns how many are new or other than before.

    Refuses whoever is no judge or has signed, before the beginning, what is not of the contest, and scores beyond the full mark.
    """
    row = _hold(contest_id, by, runs=False)
    judge = _judging(row, by)
    if at < row.activity.starts:
        raise Problem("duty-early", "还没有到开始的时间。")
    disciplines = {each.id: each for each in row.disciplines.all()}
    teams = set(row.teams.values_list("id", flat=True))
    there = {(each.discipline_id, each.team_id): each for each in judge.scores.all()}
    changed = 0
    for (discipline, team), value in values.items():
        if discipline not in disciplines or team not in teams:
            raise Problem("choose-one", "请先从列表里选一项。")
        if refusal := why_not_scored(value, disciplines[discipline].most):
            raise refusal
        own = there.get((discipline, team))
        if own is not None and own.value == value:
            continue
        changed += 1
        Score.objects.update_or_create(
            judge=judge, discipline_id=discipline, team_id=team, defaults={"value": value, "at": at}
        )
    if not changed:
        raise Problem("score-none", "没有新的分数。")
    _save(row)
    _tell(EventKind.CONTEST_SCORED, row, by, at, measures={"scores": changed})
    return changed


@transaction.atomic
def sign(*, contest_id: UUID, by: Viewer, at: datetime) -> None:
    """Sign one's scores as a judge; refuses while one is missing. From then on they are corrected with a reason, by another."""
    row = _hold(contest_id, by, runs=False)
    judge = _judging(row, by)
    missing = row.disciplines.count() * row.teams.count() - judge.scores.count()
    if missing or not judge.scores.exists():
        raise Problem("score-missing", "还有 {count} 个分数没有打。", count=missing)
    judge.signed_at = at
    judge.save(update_fields=["signed_at"])
    _save(row)
    _tell(EventKind.CONTEST_SIGNED, row, by, at, measures={"scores": judge.scores.count()})


@transaction.atomic
def correct(
    *, contest_id: UUID, judge_id: UUID, discipline_id: UUID, team_id: UUID, value: int, why: CorrectionWhy, by: Viewer, at: datetime
) -> None:  # fmt: skip
    """Correct a score that was signed, with a reason; what it was stays. Refuses one's own, and scores not signed yet."""
    row = _hold(contest_id, by)
    found = Score.objects.select_related("judge", "discipline").filter(
        judge=judge_id, discipline=discipline_id, team=team_id, judge__contest=row
    ).first()  # fmt: skip
    if found is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    if found.judge.staff_id == by.staff_id:
        raise Problem("score-own", "自己打的分要由别人更正。")
    if found.judge.signed_at is None:
        raise Problem("score-unsigned", "评委还没有签字，请评委自己改。")
    if refusal := why_not_scored(value, found.discipline.most):
        raise refusal
    if value == found.value:
        raise Problem("score-none", "没有新的分数。")
    was, found.value = found.value, value
    Correction.objects.create(score=found, was=was, now=value, why=why.value, by_id=by.staff_id, at=at)
    found.save(update_fields=["value"])
    _save(row)
    _tell(EventKind.CONTEST_CORRECTED, row, by, at, measures={"was": was, "now": value}, why=why.value)


@transaction.atomic
def seal(*, contest_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Sign the ranking: from then on nothing of the contest changes. Refuses before every judge has signed."""
    row = _hold(contest_id, by, seen_version)
    sheet = sheet_of(row, at=at)
    unsigned = sum(each.signed_at is None for each in sheet.judges)
    refusal = why_not_sealed(
        ContestState(row.state), len(sheet.teams), len(sheet.disciplines), unsigned, len(sheet.judges)
    )
    if refusal:
        raise refusal
    rule = rule_at(at)
    row.rule = {"trim_from": rule.trim_from, "points": list(rule.points), "ties": [each.value for each in rule.ties]}
    row.state, row.sealed_by, row.sealed_at = ContestState.SEALED.value, by.staff_id, at
    _save(row)
    corrections = Correction.objects.filter(score__judge__contest=row).count()
    numbers = {
        "teams": len(sheet.teams),
        "disciplines": len(sheet.disciplines),
        "judges": len(sheet.judges),
        "corrections": corrections,
    }
    _tell(EventKind.CONTEST_SEALED, row, by, at, measures=numbers)
