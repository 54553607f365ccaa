"""Contests of the demo county: one with scores, a correction and a signed ranking, one to come."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.contests import actions
from fengqiao.contests.queries import contest_for, sheet_of
from fengqiao.contests.rules.course import read_score
from fengqiao.contests.terms import Better, CorrectionWhy, Total
from fengqiao.duties import actions as duties
from fengqiao.duties.actions import NewActivity
from fengqiao.orgs.queries import Viewer, directory, staff_seen_ids, viewer_in, viewer_with
from fengqiao.orgs.terms import Role

LEADS, JUDGES = (Role.SUPERVISOR, Role.CHIEF, Role.DUTY_DESK), 3


def play_contests(folder: Path, *, now: datetime) -> None:
    """Set contests up; those behind `now` are scored, signed and end."""
    told = tomllib.loads((folder / "contests.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    ids = {card.code: card.id for card in units.units.values()}
    names = {card.id: card.short or card.name for card in units.units.values()}
    with transaction.atomic():
        for each in told["contest"]:
            by = viewer_in(ids[each["unit"]], LEADS, at=now) if each["unit"] in ids else None
            if by is not None:
                teams = [ids[code] for code in each["teams"] if code in ids]
                _contest(each, by, [(names[team], team) for team in teams], now)


def _contest(each: dict[str, Any], by: Viewer, teams: list[tuple[str, UUID]], now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=each["days"])
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(each["at"])))
    planned = min(now, starts) - timedelta(days=9)
    new = NewActivity(kind="contest", starts=starts, ends=starts + timedelta(minutes=each["minutes"]), places=0)
    activity = duties.plan(new=new, by=by, at=planned)
    own: dict[str, Any] = {
        "contest_id": actions.open_contest(activity_id=activity, total=Total(each["total"]), by=by, at=planned),
        "by": by,
        "at": planned,
    }
    disciplines = [
        actions.add_discipline(name=one["name"], better=Better(one["better"]), most=one.get("most", 0) * 1000, **own)
        for one in each["disciplines"]
    ]  # fmt: skip
    made = [actions.add_team(name=name[:20], unit_id=unit, **own) for name, unit in teams]
    people = [who for who, _name in staff_seen_ids(by, at=planned) if who != by.staff_id][:JUDGES]
    judges = [actions.add_judge(staff_id=who, **own) for who in people]
    if not each["scores"]:
        return
    for who in people:
        duties.put(activity_id=activity, staff_id=who, role="", by=by, at=planned)
    at = starts + timedelta(hours=3)
    for who, scores in zip(people, each["scores"], strict=False):
        judge = viewer_with(who, at=at)
        if judge is None:
            continue
        values = {
            (disciplines[n], team): read_score(row[m]) or 0
            for n, row in enumerate(scores)
            for m, team in enumerate(made)
        }
        actions.score(contest_id=own["contest_id"], values=values, by=judge, at=at)
        actions.sign(contest_id=own["contest_id"], by=judge, at=at)
    fix, later = each["correct"], starts + timedelta(hours=4)
    actions.correct(
        contest_id=own["contest_id"], judge_id=judges[fix["judge"]], discipline_id=disciplines[fix["discipline"]], team_id=made[fix["team"]],
        value=read_score(fix["value"]) or 0, why=CorrectionWhy(fix["why"]), by=by, at=later,
    )  # fmt: skip
    row = contest_for(by, own["contest_id"])
    if row is not None and all(each.signed_at for each in sheet_of(row, at=later).judges):
        actions.seal(contest_id=row.id, by=by, at=later)
    duties.mark(activity_id=activity, staff_ids=people, by=by, at=starts)
    duties.end(activity_id=activity, counts=each["counts"], lack=True, by=by, at=later)
