"""Leave is asked for and answered; patrols at night are led by the police."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fengqiao.catalogue.duty import Led, LedBy
from fengqiao.catalogue.reading import check_files, pack_files
from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_minutes, remind_due
from fengqiao.duties.models import Activity, CheckIn, Seat
from fengqiao.duties.queries import leaves_asked, unled
from fengqiao.duties.terms import ActivityState, LeaveReason
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.actions import publish_pack
from tests.duties.helping import HOUR, activity, message, sent, volunteers
from tests.matters.helping import at_once, refused
from tests.world import NOW, PACKS, viewer

NIGHT = NOW + 10 * HOUR  # NOW is ten in the morning


def told(kind: str, row: Activity) -> list[Any]:
    return list(Notice.objects.filter(kind=kind, matter_id=row.id, way="inbox").values_list("staff_id", flat=True))


def meeting(**over: Any) -> Activity:
    """A meeting of the north station with the officer on its list."""
    row = activity(**{"kind": "meeting", "form": "", "team_id": None, "point": None, **over})
    actions.put(activity_id=row.id, staff_id=viewer("officer.north").staff_id, role="", by=viewer("desk.north"), at=NOW)
    return row


@pytest.mark.django_db
def test_leave_is_asked_for_and_given(world: None) -> None:
    row, officer, desk = meeting(), viewer("officer.north"), viewer("desk.north")
    with refused("denied"):  # nobody excuses themselves any more
        actions.excuse(activity_id=row.id, staff_ids=[officer.staff_id], by=officer, at=NOW)
    actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    assert Seat.objects.get().outcome == "open", "until it is given he goes"
    assert told("leave_asked", row) == [desk.staff_id]
    with refused("leave-there"):
        actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    for login, code in (("volunteer", "duty-unknown"), ("officer.north", "denied")):
        with refused(code):
            actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, by=viewer(login), at=NOW)
    actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, by=desk, at=NOW)
    assert (Seat.objects.get().outcome, told("leave_given", row)) == ("excused", [officer.staff_id])
    with refused("leave-answered"):
        actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, by=desk, at=NOW)
    assert [each.attributes.get("leave") for each in Event.objects.filter(kind="duty.leave")] == ["asked"]
    assert Event.objects.get(kind="duty.excused").measures == {"people": 1}


@pytest.mark.django_db
def test_why_leave_is_asked_for_stays_where_it_is_given_and_goes_where_it_is_not(world: None) -> None:
    rows, officer, desk = (
        [meeting(), meeting(starts=NOW + 4 * HOUR, ends=NOW + 5 * HOUR)],
        viewer("officer.north"),
        viewer("desk.north"),
    )
    with refused("leave-reason"):
        actions.ask_leave(activity_id=rows[0].id, reason="weather", by=officer, at=NOW)
    for row in rows:
        actions.ask_leave(activity_id=row.id, reason="sick", by=officer, at=NOW)
    who = {"staff_id": officer.staff_id, "by": desk, "at": NOW}
    actions.answer_leave(activity_id=rows[0].id, **who)
    actions.answer_leave(activity_id=rows[1].id, why_not=LeaveReason.NEEDED, **who)
    assert [Seat.objects.get(activity=row).reason for row in rows] == ["sick", ""]


@pytest.mark.django_db
def test_a_request_goes_with_the_place_and_with_who_comes_after_all(world: None) -> None:
    row, officer, desk = meeting(kind="members", places=0), viewer("officer.north"), viewer("desk.north")
    actions.ask_leave(activity_id=row.id, reason="sick", by=officer, at=NOW)
    actions.leave(activity_id=row.id, by=officer, at=NOW)
    assert Seat.objects.get(staff=officer.staff_id).reason == ""
    actions.put(activity_id=row.id, staff_id=officer.staff_id, role="", by=desk, at=NOW)
    again = Seat.objects.get(activity=row, staff=officer.staff_id)
    assert (again.state, again.leave, again.reason) == ("in", "", "")
    actions.ask_leave(activity_id=row.id, reason="sick", by=officer, at=NOW)
    actions.mark(activity_id=row.id, staff_ids=[officer.staff_id], by=desk, at=row.ends)
    again.refresh_from_db()
    assert (again.outcome, again.leave, again.reason) == ("came", "", "")


@pytest.mark.django_db
def test_why_goes_with_its_term_where_nobody_wrote_minutes(world: None) -> None:
    row, officer, system = meeting(), viewer("officer.north"), system_viewer(at=NOW)
    assert system
    actions.excuse(activity_id=row.id, staff_ids=[officer.staff_id], reason="sick", by=viewer("desk.north"), at=NOW)
    destroy_minutes(by=system, now=NOW + timedelta(days=31 * 35))
    assert Seat.objects.get().reason == "sick"
    assert destroy_minutes(by=system, now=NOW + timedelta(days=31 * 37)) == 1
    assert Seat.objects.get().reason == ""


@pytest.mark.django_db
def test_where_whoever_planned_it_asks_or_is_gone_those_who_answer_for_the_unit_hear(world: None) -> None:
    row, desk, chief = meeting(), viewer("desk.north"), viewer("chief.north")
    actions.put(activity_id=row.id, staff_id=desk.staff_id, role="", by=desk, at=NOW)
    actions.ask_leave(activity_id=row.id, by=desk, at=NOW)
    assert told("leave_asked", row) == [chief.staff_id]
    other = meeting(starts=NOW + 4 * HOUR, ends=NOW + 5 * HOUR)
    Activity.objects.filter(id=other.id).update(made_by=viewer("desk.south").staff_id)
    actions.ask_leave(activity_id=other.id, by=viewer("officer.north"), at=NOW)
    assert told("leave_asked", other) == [chief.staff_id]


@pytest.mark.django_db
def test_leave_is_refused_with_a_reason_and_may_be_asked_for_again_in_person(world: None) -> None:
    row, officer, desk = meeting(), viewer("officer.north"), viewer("desk.north")
    actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    own = {"activity_id": row.id, "staff_id": officer.staff_id, "by": desk, "at": NOW}
    actions.answer_leave(why_not=LeaveReason.PEOPLE, **own)  # type: ignore[arg-type]
    seat = Seat.objects.get()
    assert (seat.outcome, seat.leave, seat.leave_why, told("leave_refused", row)) == (
        "open",
        "refused",
        "people",
        [officer.staff_id],
    )
    assert not leaves_asked(row.id)
    with refused("leave-late"):
        actions.ask_leave(activity_id=row.id, by=officer, at=row.starts)
    with refused("leave-none"):
        actions.ask_leave(activity_id=row.id, by=viewer("chief.north"), at=NOW)
    actions.leave(activity_id=row.id, by=officer, at=NOW)
    actions.put(activity_id=row.id, staff_id=officer.staff_id, role="", by=desk, at=NOW)
    assert Seat.objects.get().leave == "", "a new place, a new question"


@pytest.mark.django_db
def test_nobodys_leave_is_left_without_an_answer(world: None) -> None:
    row, officer, desk = meeting(), viewer("officer.north"), viewer("desk.north")
    actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    with refused("leave-waits"):
        actions.end(activity_id=row.id, counts={}, by=desk, at=row.ends)
    actions.mark(activity_id=row.id, staff_ids=[officer.staff_id], by=desk, at=row.ends)  # he came after all
    with refused("leave-answered"):
        actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, by=desk, at=row.ends)
    assert actions.end(activity_id=row.id, counts={}, by=desk, at=row.ends) is ActivityState.MISSED


def test_of_two_who_answer_at_once_one_is_heard(committed_world: None) -> None:
    row, officer = meeting(), viewer("officer.north")
    actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    answers = [(viewer("desk.north"), None), (viewer("chief.north"), LeaveReason.NEEDED)]
    at_once(*[
        lambda by=by, why=why: actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, why_not=why, by=by, at=NOW)
        for by, why in answers
    ])  # fmt: skip
    seat = Seat.objects.get()
    assert (seat.outcome, seat.leave) in (("excused", ""), ("open", "refused"))
    assert Notice.objects.filter(kind__in=["leave_given", "leave_refused"], way="inbox").count() == 1


@pytest.mark.parametrize(
    ("since", "until", "yes", "no"), [(18, 6, (18, 23, 0, 5), (6, 12, 17)), (8, 12, (8, 11), (7, 12, 23))]
)
def test_hours_that_lie_past_midnight(since: int, until: int, yes: tuple[int, ...], no: tuple[int, ...]) -> None:
    rule = Led(LedBy.POLICE, since, until, strict=False)
    assert ([rule.asked_at(hour) for hour in yes], [rule.asked_at(hour) for hour in no]) == (
        [True] * len(yes),
        [False] * len(no),
    )


@pytest.mark.django_db
def test_a_patrol_at_night_wants_somebody_of_the_police_and_one_by_day_does_not(world: None) -> None:
    day, night = activity(), activity(starts=NIGHT, ends=NIGHT + 2 * HOUR)
    actions.sign_up(activity_id=night.id, by=viewer("volunteer"), at=NOW)
    assert unled([day, night], at=NOW) == {night.id}
    actions.put(
        activity_id=night.id, staff_id=viewer("officer.north").staff_id, role="leader", by=viewer("desk.north"), at=NOW
    )
    assert unled([day, night], at=NOW) == set()
    actions.excuse(activity_id=night.id, staff_ids=[viewer("officer.north").staff_id], by=viewer("desk.north"), at=NOW)
    assert unled([day, night], at=NOW) == {night.id}, "whoever is on leave leads nobody"


@pytest.mark.django_db
def test_whoever_planned_it_hears_of_it_once_before_it_begins(world: None) -> None:
    system, starts = system_viewer(at=NOW), NIGHT + timedelta(days=1)
    assert system
    volunteers(2)
    row = activity(starts=starts, ends=starts + 2 * HOUR)
    for login in ("v0", "v1"):
        actions.sign_up(activity_id=row.id, by=viewer(login), at=NOW)
    assert remind_due(by=system, now=starts - 20 * HOUR) == 2
    assert told("duty_unled", row) == [viewer("desk.north").staff_id]
    remind_due(by=system, now=starts - 19 * HOUR)
    assert len(told("duty_unled", row)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("strict", "doubts"), [(False, []), (True, ["unled"])])
def test_a_check_in_to_one_without_is_doubtful_where_the_pack_is_strict(
    world: None, strict: bool, doubts: list[str]
) -> None:
    texts = pack_files(PACKS / "base")
    assert texts["duties.toml"].count("strict = false") == 1
    said = texts["duties.toml"].replace("strict = false", f"strict = {str(strict).lower()}")
    publish_pack(texts={**texts, "duties.toml": said}, valid_from=NOW, by=viewer("admin"), at=NOW)
    row, by = activity(starts=NIGHT, ends=NIGHT + 2 * HOUR), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    sent(by, message(row, by), at=NIGHT)
    assert CheckIn.objects.get().doubts == doubts


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('by = "police"', 'by = "army"', "by"), ("from = 18", "from = 25", "from"), ("until = 6", 'until = "6"', "until"), ("strict = false", "strikt = false", "strikt")],
)  # fmt: skip
def test_who_leads_is_checked_in_the_pack_with_line_and_field(old: str, new: str, key: str) -> None:
    files = pack_files(PACKS / "base")
    whole = files["duties.toml"]
    at = whole.index("led = {")
    broken = whole[:at] + whole[at:].replace(old, new, 1)
    (found,) = [each for each in check_files({**files, "duties.toml": broken}) if each.file == "duties.toml"]
    assert (found.path, found.line) == (f"kind[0].led.{key}", whole[:at].count("\n") + 1)
