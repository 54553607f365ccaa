"""A contest from its setting-up to the signed ranking: who may what, what is refused, what is recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fengqiao.contests import actions
from fengqiao.contests.models import Contest, Correction, Judge, Score
from fengqiao.contests.queries import contest_for, contest_of, judged_by, sees_scores, sheet_of
from fengqiao.contests.terms import Better, CorrectionWhy, Total
from fengqiao.duties import actions as duties
from fengqiao.kit.identifiers import new_id
from tests.contests.helping import BEGIN, contest, given, match
from tests.duties.helping import activity
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, viewer

JUDGES = ("chief.north", "officer.north")


@pytest.mark.django_db
def test_what_a_contest_refuses_before_it_is_scored(world: None) -> None:
    row, desk, outside = contest(*JUDGES), viewer("desk.north"), viewer("desk.south")
    assert contest_of(outside, row.activity_id) is None
    own: dict[str, Any] = {"contest_id": row.id, "by": desk, "at": BEGIN}
    for do, code in (
        (lambda: actions.open_contest(activity_id=row.activity_id, total=Total.SCORES, by=desk, at=NOW), "contest-set"),
        (lambda: actions.add_team(contest_id=row.id, name="南队", by=outside, at=NOW), "contest-unknown"),
        (lambda: actions.add_team(contest_id=row.id, name="南队", by=viewer("officer.north"), at=NOW), "denied"),
        (lambda: actions.add_team(name="一队", **own), "contest-there"),
        (lambda: actions.add_team(name="南队", unit_id=new_id(), **own), "duty-team"),
        (lambda: actions.add_discipline(name="百米", better=Better.LOW, **own), "contest-low"),
        (lambda: actions.add_judge(staff_id=viewer("chief.north").staff_id, **own), "judge-there"),
        (lambda: actions.add_judge(staff_id=new_id(), **own), "judge-nobody"),
        (lambda: actions.score(values={}, **own), "denied"),
        (lambda: actions.sign(contest_id=row.id, by=viewer("chief.north"), at=BEGIN), "score-missing"),
        (lambda: actions.seal(**own), "contest-unsigned"),
        (lambda: given(row, "chief.north", [[90, 80, 70], [80, 90, 70]], at=NOW), "duty-early"),
        (lambda: given(row, "chief.north", [[101, 80, 70], [80, 90, 70]]), "contest-score"),
        (lambda: actions.score(contest_id=row.id, values={(new_id(), new_id()): 1}, by=viewer("chief.north"), at=BEGIN), "choose-one"),
        (lambda: actions.drop(what="team", row_id=new_id(), **own), "choose-one"),
        (lambda: actions.drop(what="nothing", row_id=new_id(), **own), "choose-one"),
    ):  # fmt: skip
        with refused(code):
            do()
    assert [each.id for each in judged_by(viewer("officer.north"))] == [row.id]


@pytest.mark.django_db
def test_scored_signed_corrected_and_sealed(world: None) -> None:
    row, desk = contest(*JUDGES), viewer("desk.north")
    own: dict[str, Any] = {"contest_id": row.id, "by": desk, "at": BEGIN}
    spare = actions.add_team(name="四队", **own)
    actions.drop(what="team", row_id=spare, **own)
    (event,) = events_of(lambda: given(row, "chief.north", [[90, 80, 70], [80, 90, 70]]))
    assert (event.kind, event.measures) == ("contest.scored", {"scores": 6})
    given(row, "chief.north", [[91, 80, 70], [80, 90, 70]])  # before the signature one's own are changed
    with refused("score-none"):
        given(row, "chief.north", [[91, 80, 70], [80, 90, 70]])
    actions.sign(contest_id=row.id, by=viewer("chief.north"), at=BEGIN)
    with refused("judge-signed"):
        given(row, "chief.north", [[92, 80, 70], [80, 90, 70]])
    with refused("contest-signing"):
        actions.add_team(name="四队", **own)
    with refused("contest-unsigned"):
        actions.seal(**own)
    given(row, "officer.north", [[90, 80, 70], [80, 90, 70]])
    chief, fix = _corrected(row, own)
    assert not sees_scores(viewer("assistant"), row)
    actions.sign(contest_id=row.id, by=viewer("officer.north"), at=BEGIN)
    (event,) = events_of(lambda: actions.seal(**own))
    assert event.measures == {"teams": 3, "disciplines": 2, "judges": 2, "corrections": 1}
    row.refresh_from_db()
    # 170 each for the first two, one first place each: they share it, and the second place is left out.
    assert [(each.place, each.shared, each.total) for each in sheet_of(row, at=BEGIN).standings] == [
        (1, True, 170_000), (1, True, 170_000), (3, False, 140_000),
    ]  # fmt: skip
    assert row.rule == {"trim_from": 5, "points": [10, 8, 6, 5, 4, 3, 2, 1], "ties": ["firsts", "skip"]}
    assert sees_scores(viewer("assistant"), row)
    with refused("contest-sealed"):
        actions.correct(judge_id=chief.id, **{**fix, "value": 1})
    assert contest_for(viewer("officer.north"), row.id)
    assert judged_by(viewer("officer.north")) == []


def _corrected(row: Contest, own: dict[str, Any]) -> tuple[Judge, dict[str, Any]]:
    """Correct what a judge signed, by somebody else and with a reason alone; returns the judge and the correction."""
    chief, officer = row.judges.order_by("id")
    one = row.disciplines.order_by("id")[0]
    team = row.teams.order_by("id")[0]
    fix: dict[str, Any] = {
        **own,
        "discipline_id": one.id,
        "team_id": team.id,
        "value": 90_000,
        "why": CorrectionWhy.SLIP,
    }
    with refused("score-unsigned"):
        actions.correct(judge_id=officer.id, **fix)
    with refused("score-own"):
        actions.correct(judge_id=chief.id, **{**fix, "by": viewer("chief.north")})
    with refused("choose-one"):
        actions.correct(judge_id=new_id(), **fix)
    with refused("contest-score"):
        actions.correct(judge_id=chief.id, **{**fix, "value": 100_001})
    (event,) = events_of(lambda: actions.correct(judge_id=chief.id, **fix))
    assert (event.measures, event.attributes["why"]) == ({"was": 91_000, "now": 90_000}, "slip")
    with refused("score-none"):
        actions.correct(judge_id=chief.id, **fix)
    assert (Correction.objects.get().was, Score.objects.get(judge=chief, discipline=one, team=team).value) == (
        91_000,
        90_000,
    )
    return chief, fix


@pytest.mark.django_db
def test_a_signed_ranking_keeps_the_rule_it_went_by(world: None) -> None:
    row = contest("chief.north", teams=("一队", "二队"))
    given(row, "chief.north", [[90, 80], [80, 90]])
    actions.sign(contest_id=row.id, by=viewer("chief.north"), at=BEGIN)
    actions.seal(contest_id=row.id, by=viewer("desk.north"), at=BEGIN)
    row.refresh_from_db()
    Contest.objects.filter(id=row.id).update(rule={**row.rule, "ties": ["order"]})
    row.refresh_from_db()
    assert [each.place for each in sheet_of(row, at=BEGIN + timedelta(days=900)).standings] == [1, 2]


@pytest.mark.django_db
def test_only_a_contest_is_contested_and_none_that_was_called_off(world: None) -> None:
    patrol, off = activity(), match()
    desk = viewer("desk.north")
    with refused("contest-none"):
        actions.open_contest(activity_id=patrol.id, total=Total.SCORES, by=desk, at=NOW)
    with refused("duty-unknown"):
        actions.open_contest(activity_id=off.id, total=Total.SCORES, by=viewer("desk.south"), at=NOW)
    with refused("denied"):
        actions.open_contest(activity_id=off.id, total=Total.SCORES, by=viewer("assistant"), at=NOW)
    few = contest()
    with refused("contest-few"):
        actions.seal(contest_id=few.id, by=desk, at=BEGIN)
    with refused("contest-changed"):
        actions.seal(contest_id=few.id, by=desk, at=BEGIN, seen_version=few.version - 1)
    duties.call_off(activity_id=off.id, by=desk, at=NOW)
    with refused("duty-over"):
        actions.open_contest(activity_id=off.id, total=Total.SCORES, by=desk, at=NOW)


def test_a_signature_and_a_score_at_once_leave_no_score_after_the_signature(committed_world: None) -> None:
    row = contest("chief.north", disciplines=("盘查",), teams=("一队", "二队"))
    given(row, "chief.north", [[90, 80]])
    by = viewer("chief.north")
    found = at_once(
        lambda: actions.sign(contest_id=row.id, by=by, at=BEGIN), lambda: actions.sign(contest_id=row.id, by=by, at=BEGIN)
    )  # fmt: skip
    assert codes(found) == ["done", "judge-signed"]
