"""Points: of those who agreed alone, by the published scheme, by others; deleted at once with the consent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fengqiao.ledger.models import Event
from fengqiao.volunteers import actions
from fengqiao.volunteers.models import PointLine, PointsMember
from fengqiao.volunteers.queries import balance_of, lines_of, member_of, members, outside
from fengqiao.volunteers.rules.points import why_not_given, why_not_used
from tests.matters.helping import at_once, codes, events_of, refused
from tests.volunteers.helping import application, applied, enrolled
from tests.world import NOW, viewer

TODAY = NOW.date()
DAY = timedelta(days=1)


def test_when_points_are_given_and_used() -> None:
    assert why_not_given(TODAY, TODAY, 9, 0) is None
    for day, times, a_month, code in (
        (TODAY + DAY, 0, 0, "points-day"),
        (TODAY - 93 * DAY, 0, 0, "points-day"),
        (TODAY, 2, 2, "points-often"),
    ):
        problem = why_not_given(day, TODAY, times, a_month)
        assert problem
        assert problem.code == code
    assert why_not_used(20, 20) is None
    assert why_not_used(19, 20)


@pytest.mark.django_db
def test_points_from_consent_to_the_last_trace(world: None) -> None:
    row, waiting, desk = enrolled(), applied(person=application().person), viewer("desk.north")
    own: dict[str, Any] = {"volunteer_id": row.id, "by": desk, "at": NOW}
    give: dict[str, Any] = {**own, "rule": "teach", "day": TODAY}
    for do, code in (
        (lambda: actions.give_points(**give), "points-none"),
        (lambda: actions.withdraw_from_points(**own), "points-none"),
        (lambda: actions.agree_to_points(consents=False, **own), "points-consent"),
        (lambda: actions.agree_to_points(**{**own, "volunteer_id": waiting.id}, consents=True), "points-enrolled"),
        (lambda: actions.agree_to_points(**{**own, "by": viewer("desk.south")}, consents=True), "volunteer-unknown"),
    ):  # fmt: skip
        with refused(code):
            do()
    assert [each.id for each in outside(desk)] == [row.id]
    (event,) = events_of(lambda: actions.agree_to_points(consents=True, **own))
    assert (event.kind, event.subject_id) == ("points.agreed", row.team_id)
    with refused("points-there"):
        actions.agree_to_points(consents=True, **own)
    assert [actions.give_points(**give), actions.give_points(**give)] == [3, 3]
    for over, code in (
        ({}, "points-often"),
        ({"rule": "nothing"}, "points-rule"),
        ({"day": TODAY + DAY}, "points-day"),
        ({"by": viewer("volunteer")}, "volunteer-unknown"),
    ):
        with refused(code):
            actions.give_points(**{**give, **over})
    for n in range(9):
        actions.give_points(**{**give, "rule": "dispute", "day": TODAY - n * DAY})
    member = member_of(row)
    assert member
    assert (balance_of(member.id), [each.balance for each in members(desk, first=TODAY)]) == (24, [24])  # type: ignore[attr-defined]
    with refused("points-few"):
        actions.use_points(reward="gear", **own)
    with refused("points-rule"):
        actions.use_points(reward="nothing", **own)
    line = PointLine.objects.filter(code="dispute").first()
    assert line
    actions.strike_points(line_id=line.id, **own)
    with refused("choose-one"):
        actions.strike_points(line_id=line.id, **own)
    assert actions.use_points(reward="shop", **own) == 2
    with refused("points-spent"):
        actions.strike_points(line_id=PointLine.objects.filter(code="teach")[0].id, **own)
    actions.lead_points(**own)
    with refused("points-leads"):
        actions.lead_points(**own)
    assert len(lines_of(member.id)) == 11
    events_of(lambda: actions.withdraw_from_points(**own))
    assert (PointsMember.objects.count(), PointLine.objects.count()) == (0, 0)
    # Nothing in the ledger says whose points they were.
    mine = {str(row.id), str(member.id), str(row.staff_id)}
    for each in Event.objects.filter(kind__startswith="points."):
        assert not mine & {str(each.subject_id), *each.attributes.values()}
    with refused("points-none"):
        actions.give_points(**give)


@pytest.mark.django_db
def test_leaving_takes_the_points_along(world: None) -> None:
    row, desk = enrolled(), viewer("desk.north")
    actions.agree_to_points(volunteer_id=row.id, consents=True, by=desk, at=NOW)
    actions.give_points(volunteer_id=row.id, rule="service", day=TODAY, by=desk, at=NOW)
    actions.leave(volunteer_id=row.id, by=desk, at=NOW + DAY)
    assert (PointsMember.objects.count(), PointLine.objects.count()) == (0, 0)


def test_points_are_used_once_by_two_at_once(committed_world: None) -> None:
    row, desk = enrolled(), viewer("desk.north")
    own: dict[str, Any] = {"volunteer_id": row.id, "by": desk, "at": NOW}
    actions.agree_to_points(consents=True, **own)
    for n in range(10):
        actions.give_points(rule="dispute", day=TODAY - n * DAY, **own)
    assert codes(at_once(*[lambda: actions.use_points(reward="shop", **own)] * 2)) == ["done", "points-few"]
