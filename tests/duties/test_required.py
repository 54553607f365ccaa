"""What a branch has to hold: periods of a year, held, planned, missing; its secretary is reminded once before the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.catalogue.duty import Every
from fengqiao.duties import actions
from fengqiao.duties.jobs import remind_of_required
from fengqiao.duties.models import Activity, RequiredNudge, Seat
from fengqiao.duties.queries import branches, branches_seen, required_of
from fengqiao.duties.rules.required import period_of, periods_of_year, reminds, standing
from fengqiao.duties.terms import Standing
from fengqiao.ledger.models import Event
from fengqiao.orgs.actions import found_unit, give_posts
from fengqiao.orgs.models import Unit
from fengqiao.orgs.queries import directory, system_viewer
from fengqiao.orgs.terms import Role
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.duties.helping import HOUR, activity
from tests.duties.test_told import ids, told
from tests.world import NOW, unit, viewer

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "day", "first", "after"),
    [
        (Every.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (Every.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (Every.QUARTER, date(2026, 9, 1), date(2026, 7, 1), date(2026, 10, 1)),
        (Every.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        (Every.YEAR, date(2026, 5, 5), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods(every: Every, day: date, first: date, after: date) -> None:
    assert period_of(every, day) == (first, after)
    found = periods_of_year(every, 2026)
    assert [one[1] for one in found[:-1]] == [one[0] for one in found[1:]], "they follow on one another"
    assert len(found) == {Every.MONTH: 12, Every.QUARTER: 4, Every.YEAR: 1}[every]


def test_how_a_period_stands_and_when_it_is_reminded_of() -> None:
    third = (date(2026, 7, 1), date(2026, 10, 1))
    for held, planned, today, how in (
        (1, 0, date(2026, 8, 1), Standing.HELD), (1, 0, date(2026, 11, 1), Standing.HELD), (0, 1, date(2026, 9, 1), Standing.PLANNED),
        (0, 0, date(2026, 9, 30), Standing.OPEN), (0, 1, date(2026, 10, 1), Standing.MISSED), (0, 0, date(2026, 6, 30), Standing.AHEAD),
    ):  # fmt: skip
        assert standing(held, planned, 1, third, today) is how
    assert standing(1, 1, 2, third, date(2026, 8, 1)) is Standing.PLANNED
    assert [reminds(third, 20, date(2026, 9, day)) for day in (10, 11, 30)] == [False, True, True]
    assert not reminds(third, 20, date(2026, 10, 1))
    assert not reminds(third, 90, date(2026, 6, 30))


def held(kind: str, starts: Any, *, end: bool = True) -> Activity:
    by = viewer("secretary")
    values: dict[str, Any] = {"kind": kind, "form": "", "team_id": None, "point": None, "places": 0}
    row = activity(by="secretary", at=starts - HOUR, starts=starts, ends=starts + HOUR, **values)
    if end:
        Seat.objects.create(activity=row, staff_id=by.staff_id, state="in", outcome="came", at=starts)
        Activity.objects.filter(id=row.id).update(state="done")
    row.refresh_from_db()
    return row


def stands(today: Any = NOW) -> dict[str, str]:
    found = [each for each in branches(directory(at=today), at=today) if each.card.id == unit("party")]
    lines = required_of(found, today.year, at=today)[unit("party")]
    day = timezone.localdate(today)
    return {line.rule.code: cell.standing.value for line in lines if (cell := line.now(day))}


@pytest.mark.django_db
def test_a_branch_s_own_meetings_count_and_small_ones_need_no_committee(world: None) -> None:
    assert stands() == dict.fromkeys(("members", "party_lecture", "activity_day", "life_meeting", "review"), "open")
    held("members", NOW + HOUR)
    held("party_lecture", NOW + 3 * DAY, end=False)
    held("activity_day", NOW - 10 * DAY)  # of the month before
    other = activity(kind="review", form="", team_id=None, point=None, places=0)  # of the station, not of the branch
    Activity.objects.filter(id=other.id).update(state="done")
    assert stands() == {
        "members": "held",
        "party_lecture": "planned",
        "activity_day": "open",
        "life_meeting": "open",
        "review": "open",
    }
    for_it = activity(
        kind="review", form="", team_id=unit("party"), point=None, places=0, starts=NOW + 5 * HOUR, ends=NOW + 6 * HOUR
    )
    Activity.objects.filter(id=for_it.id).update(state="done")
    assert stands()["review"] == "held", "planned by another for the branch"
    Activity.objects.filter(id=for_it.id).update(state="cancelled")
    assert stands()["review"] == "open"
    assert stands(NOW + 31 * DAY)["members"] == "open", "another quarter"


@pytest.mark.django_db
def test_what_is_past_and_was_not_ended_is_open_and_a_branch_is_asked_for_nothing_from_before_it_was(
    world: None,
) -> None:
    held("members", NOW + HOUR, end=False)
    assert (stands()["members"], stands(NOW + DAY)["members"]) == ("planned", "open")
    Unit.objects.filter(id=unit("party")).update(active_from=date(2026, 8, 15))
    (branch,) = [each for each in branches(directory(at=NOW), at=NOW) if each.card.id == unit("party")]
    lines = {line.rule.code: line for line in required_of([branch], 2026, at=NOW)[branch.card.id]}
    assert [cell.first.month for cell in lines["activity_day"].cells] == [8, 9, 10, 11, 12]
    assert [cell.first.month for cell in lines["members"].cells] == [7, 10]


@pytest.mark.django_db
def test_the_secretary_is_reminded_once_before_the_end(world: None) -> None:
    system = system_viewer(at=NOW)
    assert system
    last = NOW + 28 * DAY  # 29 September
    assert remind_of_required(by=system, now=NOW) == 0
    held("members", NOW + HOUR)
    held("party_lecture", last + DAY, end=False)
    assert remind_of_required(by=system, now=last) == 1, (
        "held and planned are fine; the activity day of September is missing"
    )
    assert told("required_soon") == ids("secretary")
    assert RequiredNudge.objects.get().code == "activity_day"
    assert (remind_of_required(by=system, now=last), remind_of_required(by=system, now=last + HOUR)) == (0, 0)
    november = NOW + 80 * DAY  # 20 November: the year is near, one notice for both
    assert remind_of_required(by=system, now=november) == 2
    assert len(told("required_soon")) == 2
    assert Event.objects.filter(kind="required.reminded").count() == 2


@pytest.mark.django_db
def test_who_sees_which_branch_and_the_pages(world: None, log_in: LogIn) -> None:  # noqa: F811
    assert [each.card.code for each in branches_seen(viewer("secretary"), at=NOW)] == ["party"]
    assert branches_seen(viewer("desk.south"), at=NOW) == []
    day = NOW.date()
    made = found_unit(code="squad.x", name="岁末防火突击队", parent_id=unit("party"), first=day, last=day + 60 * DAY)
    give_posts(
        unit_id=made, roles={viewer("secretary").staff_id: Role.SECRETARY}, last=day + 60 * DAY, by_id=viewer("secretary").staff_id, at=NOW
    )  # fmt: skip
    assert [each.card.code for each in branches_seen(viewer("secretary"), at=NOW)] == ["party"], "a squad is no branch"
    row = held("members", timezone.now() - HOUR)
    client, address = log_in("secretary"), f"/duties/required/{unit('party')}/"
    page = client.get("/duties/required/").content.decode()
    assert ("机关党委" in page, "已开展" in page) == (True, True)
    own = client.get(address).content.decode()
    assert f"/duties/{row.id}/" in own
    assert "还没有开展：党课" in own
    assert client.get(f"{address}?year=nonsense").status_code == 200
    assert client.get(f"{address}?year=2025").status_code == 200
    assert log_in("desk.south").get(address).status_code == 404
    assert log_in("desk.south").get("/duties/required/").status_code == 200
    assert client.get(f"/duties/required/{unit('station.north')}/").status_code == 404
    system = system_viewer(at=NOW)
    assert system
    missing = {"members": date(2026, 7, 1)}
    assert actions.remind_branch(unit_id=unit("station.north"), missing=missing, by=system, at=NOW) == 0
    assert not RequiredNudge.objects.exists(), "where there is no secretary it is told once there is one"
    assert actions.remind_branch(unit_id=unit("party"), missing={}, by=viewer("secretary"), at=NOW) == 0
