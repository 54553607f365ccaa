"""Plans of patrols by hand, put into effect as a whole; hours of study against the rule."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pypdf import PdfReader

from fengqiao.command.models import Duty
from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_due
from fengqiao.duties.models import Absence, Activity, PatrolPlan, Seat
from fengqiao.duties.queries import absences_of, cells_of, ends_of, home_villages, nights_of, studied, taken_at
from fengqiao.duties.rules.absences import Away
from fengqiao.duties.rules.planning import Flaw, flaws
from fengqiao.duties.rules.study import Studied, hours
from fengqiao.duties.terms import AwayPart, Taken
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from fengqiao.volunteers.actions import Person, set_home
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity, volunteers
from tests.matters.helping import refused
from tests.volunteers.helping import enrolled
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 2)


def begun(**over: Any) -> UUID:
    values: dict[str, Any] = {
        "kind": "patrol", "team_id": unit("volunteers"), "villages": [area("TC0101"), area("TC0102")], "first": DAY, "nights": 7,
        "begins": time(19, 30), "by": viewer("desk.north"), "at": NOW, **over,
    }  # fmt: skip
    return actions.begin_plan(**values)


def cell(plan: UUID, people: list[UUID], *, day: date = DAY, village: str = "TC0101", **over: Any) -> None:
    values: dict[str, Any] = {"form": "post", "by": viewer("desk.north"), "at": NOW, **over}
    actions.set_cell(plan_id=plan, day=day, village=area(village), people=people, **values)


def test_a_plan_becomes_patrols_once_its_rules_are_kept(world: None) -> None:
    a, b, c = (viewer(login).staff_id for login in volunteers(3))
    plan = begun()
    with refused("plan-empty"):
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    cell(plan, [a])
    for people, village in (([a, b], "TC0102"),):
        cell(plan, people, village=village)
    with refused("plan-flaws"):  # one alone, and the same one twice a night
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    cell(plan, [c, b], village="TC0101", day=DAY + timedelta(days=1))
    cell(plan, [])
    elsewhere = activity(starts=NOW + timedelta(days=1, hours=10), ends=NOW + timedelta(days=1, hours=12))
    actions.put(activity_id=elsewhere.id, staff_id=a, role="", by=viewer("desk.north"), at=NOW)
    with refused("plan-flaws"):  # needed elsewhere on that night
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    actions.leave(activity_id=elsewhere.id, staff_id=a, by=viewer("desk.north"), at=NOW)
    version = PatrolPlan.objects.get().version
    with refused("plan-changed"):
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW, seen_version=version - 1)
    assert actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW, seen_version=version) == 2
    rows = list(Activity.objects.exclude(id=elsewhere.id).order_by("starts"))
    assert [(row.area_id, row.form, f"{row.starts:%d %H:%M}") for row in rows] == [(area("TC0102"), "post", "02 11:30"), (area("TC0101"), "post", "03 11:30")]  # fmt: skip
    assert set(Seat.objects.filter(activity=rows[0]).values_list("staff", flat=True)) == {a, b}
    assert Event.objects.get(kind="duty_plan.issued").measures == {"activities": 2, "people": 3}
    with refused("plan-issued"):
        cell(plan, [a, b])


def test_what_a_plan_refuses(world: None) -> None:
    plan = begun()
    own = viewer("volunteer").staff_id
    for over, why in (
        ({"kind": "study"}, "duty-kind"), ({"team_id": UUID(int=1)}, "duty-team"), ({"villages": []}, "plan-villages"),
        ({"nights": 0}, "plan-days"), ({"nights": 32}, "plan-days"), ({"first": date(2026, 8, 1)}, "plan-days"), ({"by": viewer("volunteer")}, "denied"),
    ):  # fmt: skip
        with refused(why):
            begun(**over)
    for people, over, why in (
        ([own], {"form": "none"}, "duty-form"), ([viewer("desk.south").staff_id], {}, "seat-stranger"),
        ([own], {"village": "TC0201"}, "plan-cell"), ([own], {"day": DAY + timedelta(days=7)}, "plan-cell"),
        ([own], {"by": viewer("desk.south")}, "plan-unknown"), ([own], {"seen_version": 7}, "plan-changed"),
    ):  # fmt: skip
        with refused(why):
            cell(plan, people, **over)


def test_the_grid_says_what_is_wrong_while_it_is_edited(world: None, log_in: LogIn) -> None:
    client, other = log_in("desk.north"), log_in("desk.south")
    assert "还没有排过" in client.get("/duties/plans/").content.decode()
    form = {
        "kind": "patrol",
        "team": str(unit("volunteers")),
        "first": "2026-09-02",
        "nights": "7",
        "begins": "19:30",
        "villages": ["TC0101", "TC0102"],
    }
    for over in ({"team": ""}, {"begins": "x"}, {"first": ""}, {"villages": []}, {"kind": ""}):
        assert client.post("/duties/plans/", {**form, **over}).status_code == 422, over
    url = client.post("/duties/plans/", form).headers["Location"]
    page = client.get(f"{url}?cell=2026-09-02.{area('TC0101')}").content.decode()
    assert page.count("一晚也没排到") == 2
    assert "记下这一格" in page
    who = str(viewer("volunteer").staff_id)
    answer = client.post(
        f"{url}set/", {"cell": f"2026-09-02.{area('TC0101')}", "form": "crossing", "people": [who]}, follow=True
    )
    page = answer.content.decode()
    assert ("人不够" in page, "交叉巡" in page) == (True, True)
    assert client.post(f"{url}issue/").status_code == 422
    for wild in ("", "x", "2026-09-02.x", "9999-99-99.1", f"2027-01-01.{area('TC0101')}"):
        assert client.post(f"{url}set/", {"cell": wild}).status_code == 422, wild
        assert client.get(url, {"cell": wild}).status_code == 200
    assert "巡逻排班表" in client.get(f"{url}paper/").content.decode()
    assert client.post(f"{url}nothing/").status_code == 404
    assert [
        other.get(url).status_code,
        other.get(f"{url}paper/").status_code,
        other.post(f"{url}set/").status_code,
    ] == [404] * 3


def test_who_cannot_come_is_known_and_said(world: None) -> None:
    """A shift, another activity at that time, what somebody said: each stands in the way of that night, and of no other."""
    by, a, b, c = viewer("desk.north"), *(viewer(login).staff_id for login in volunteers(3))
    plan, me = begun(), viewer("v0")
    row = PatrolPlan.objects.get()
    actions.say_away(away=Away(DAY, DAY, AwayPart.EVENING), by=me, at=NOW)
    starts = timezone.make_aware(datetime.combine(DAY, time(12)))
    Duty.objects.create(
        station_id=unit("station.north"), part_id=unit("station.north"), staff_id=b, post="desk", pattern="day", shift="day", day=DAY,
        begins_at=starts, ends_at=starts + 8 * HOUR, made_by=by.staff_id, made_at=NOW,
    )  # fmt: skip
    noon = activity(starts=starts - HOUR, ends=starts + HOUR)  # the same day, over before the patrol
    actions.put(activity_id=noon.id, staff_id=c, role="", by=by, at=NOW)
    assert taken_at([a, b, c], nights_of(row, 120)) == {(a, DAY): Taken.AWAY, (b, DAY): Taken.SHIFT}
    late = activity(starts=starts + 9 * HOUR, ends=starts + 10 * HOUR)
    actions.put(activity_id=late.id, staff_id=c, role="", by=by, at=NOW)
    assert taken_at([c], nights_of(row, 120)) == {(c, DAY): Taken.ELSEWHERE}
    cell(plan, [a, b, c])
    with refused("plan-flaws"):
        actions.issue_plan(plan_id=plan, by=by, at=NOW)
    with refused("seat-away"):
        actions.put(activity_id=late.id, staff_id=a, role="", by=by, at=NOW)
    assert actions.sign_up(activity_id=late.id, by=me, at=NOW) == "in", "they may change their mind themselves"
    actions.leave(activity_id=late.id, by=me, at=NOW)
    (mine,) = absences_of(me, today=NOW.date())
    for do, code in (
        (lambda: actions.say_away(away=Away(DAY, DAY, AwayPart.EVENING), by=me, at=NOW), "away-again"),
        (lambda: actions.say_away(away=Away(DAY, DAY - timedelta(days=1), AwayPart.DAY), by=me, at=NOW), "away-days"),
        (lambda: actions.take_away_back(absence_id=mine.id, by=viewer("v1"), at=NOW), "away-unknown"),
    ):  # fmt: skip
        with refused(code):
            do()
    actions.take_away_back(absence_id=mine.id, by=me, at=NOW)
    cell(plan, [])
    cell(plan, [a, b], day=DAY + timedelta(days=1))
    assert actions.issue_plan(plan_id=plan, by=by, at=NOW) == 1
    system = system_viewer(at=NOW)
    assert system
    actions.say_away(away=Away(DAY, DAY, AwayPart.DAY), by=me, at=NOW)
    assert [destroy_due(by=system, now=NOW + timedelta(days=n)) for n in (31, 33)] == [0, 1]


def test_of_which_village_people_are_is_known_from_their_registration_or_their_post(world: None) -> None:
    """A team that covers several villages says nothing of anybody: then the rule asks for it, and does not let it pass."""
    a, b = enrolled(area_id=area("TC0101")), enrolled(person=Person(name="钱谦益", phone="13700001111"))
    assert a.staff_id
    assert b.staff_id
    others = [viewer(login).staff_id for login in volunteers(1)]
    homes = home_villages({a.staff_id, b.staff_id, *others}, at=NOW)
    assert homes.get(a.staff_id) == {area("TC0101")}
    assert len(homes.get(b.staff_id, ())) != 1, "their team covers more than one village, or none"
    plan = begun(first=NOW.date())
    set_to = {"day": NOW.date(), "by": viewer("desk.north")}
    cell(plan, [a.staff_id, b.staff_id], form="crossing", **set_to)
    codes = {flaw.code for flaw in _flaws(plan, homes)}
    assert "home_unknown" in codes
    cell(plan, [a.staff_id, b.staff_id], form="crossing", village="TC0102", **set_to)
    cell(plan, [], **set_to)
    assert {flaw.code for flaw in _flaws(plan, homes)} == {"uncovered"}
    cell(plan, [a.staff_id, b.staff_id], form="linked", village="TC0102", **set_to)
    assert "home_unknown" in {flaw.code for flaw in _flaws(plan, homes)}
    own: dict[str, Any] = {"volunteer_id": b.id, "by": viewer("desk.north"), "at": NOW}
    with refused("volunteer-area"):
        set_home(area_id=area("TC01"), **own)
    set_home(area_id=area("TC0102"), **own)
    assert {flaw.code for flaw in _flaws(plan, home_villages({a.staff_id, b.staff_id}, at=NOW))} == {"uncovered"}


def _flaws(plan: UUID, homes: dict[UUID, frozenset[UUID]]) -> list[Flaw]:
    row = PatrolPlan.objects.get(id=plan)
    return flaws(cells_of(row), [UUID(each) for each in row.villages], least=2, home=homes)


def test_a_plan_on_paper_by_night_and_by_village_and_what_became_of_it(world: None, log_in: LogIn) -> None:
    desk, by = log_in("desk.north"), viewer("desk.north")
    a, b = (viewer(login).staff_id for login in volunteers(2))
    plan = begun()
    url = f"/duties/plans/{plan}/"
    cell(plan, [a, b])
    cell(plan, [a, b], day=DAY + timedelta(days=1), village="TC0102")
    night, village = (desk.get(f"{url}paper/?by={by_what}").content.decode() for by_what in ("night", "village"))
    assert night.index("09-02") < night.index("北一村") < night.index("09-03")
    assert village.index("北一村") < village.index("09-02")
    for kind, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = desk.get(f"{url}file/{kind}/?by=village")
        assert (answer.status_code, answer.content[: len(head)]) == (200, head)
    assert [each.attributes["as"] for each in Event.objects.filter(kind="duty_plan.printed")] == ["pdf", "docx"]
    pdf = PdfReader(io.BytesIO(desk.get(f"{url}file/pdf/?by=night").content))
    text = "".join(page.extract_text() for page in pdf.pages).replace(" ", "")
    assert [
        f"{day}星期{n}{place}定点巡" in text for day, n, place in (("09-02", "三", "北一村"), ("09-03", "四", "北二村"))
    ] == [True, True]
    assert desk.get(f"{url}file/exe/").status_code == 404
    assert log_in("desk.south").get(f"{url}file/pdf/").status_code == 404
    assert "fq-map" in desk.get(f"{url}?night=2026-09-02").content.decode()
    actions.issue_plan(plan_id=plan, by=by, at=NOW)
    first = Activity.objects.earliest("starts")
    assert f"/duties/{first.id}/" in desk.get(url).content.decode()
    later = first.ends + HOUR
    actions.mark(activity_id=first.id, staff_ids=[a, b], by=by, at=later)
    actions.end(activity_id=first.id, counts={"hazards": 0}, by=by, at=later)
    missed = Activity.objects.latest("starts")
    actions.end(activity_id=missed.id, counts={}, by=by, at=missed.ends)
    found = ends_of(cells_of(PatrolPlan.objects.get()))
    assert {(each.state.value, each.came, each.minutes) for each in found.values()} == {
        ("done", 2, 240),
        ("missed", 0, 0),
    }
    page = desk.get(url).content.decode()
    assert ("240 分钟" in page, "没有开展" in page, "巡了多少" in page) == (True, True, True)


def test_everybody_says_when_they_cannot_come(world: None, log_in: LogIn) -> None:
    client, other = log_in("volunteer"), log_in("desk.north")
    starts = NOW + HOUR
    row = activity(starts=starts, ends=starts + HOUR)
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    page = client.get("/duties/away/").content.decode()
    assert ("没有写过" in page, f"/duties/{row.id}/" in page) == (True, True)
    form = {"first": "2026-09-02", "last": "", "part": "evening"}
    for over in (
        {"first": "x"},
        {"part": "noon"},
        {"part": ""},
        {"last": "2026-09-01"},
        {"last": "9999-99-99"},
        {"first": "2020-01-01"},
    ):
        assert client.post("/duties/away/", form | over).status_code == 422, over
    assert client.post("/duties/away/", form).status_code == 302
    assert "晚上（18 点以后）" in client.get("/duties/away/").content.decode()
    assert (
        "晚上（18 点以后）" not in other.get("/duties/away/").content.decode().split("<main")[1].split("</select>")[1]
    )
    absence = Absence.objects.get()
    assert other.post(f"/duties/away/{absence.id}/", follow=True).status_code == 200
    assert Absence.objects.count() == 1
    plan = begun()
    who = viewer("volunteer").staff_id
    page = other.get(f"/duties/plans/{plan}/?cell=2026-09-02.{area('TC0101')}").content.decode()
    assert "本人说来不了" in page
    assert page.count("本人说来不了") == 1
    cell(plan, [who])
    assert "本人说来不了" in other.get(f"/duties/plans/{plan}/").content.decode()
    assert client.post(f"/duties/away/{absence.id}/").status_code == 302
    assert "本人说来不了" not in other.get(f"/duties/plans/{plan}/").content.decode()


def test_hours_of_study_against_the_rule(world: None, log_in: LogIn) -> None:
    lead, at = viewer("desk.north"), NOW + HOUR
    own = {"kind": "study", "team_id": None, "point": None}
    for form, least in (("led", 3), ("makeup", 3)):
        row = activity(form=form, starts=NOW, ends=NOW + HOUR, **own) if form == "led" else activity(form=form, starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR, **own)  # fmt: skip
        people = [viewer(login).staff_id for login in ("desk.north", "chief.north", "assistant")][:least]
        for who in people:
            actions.put(activity_id=row.id, staff_id=who, role="", by=lead, at=NOW)
        actions.mark(activity_id=row.id, staff_ids=people, by=lead, at=at if form == "led" else NOW + 3 * HOUR)
        actions.end(activity_id=row.id, counts={}, by=lead, at=NOW + 4 * HOUR)
    first = NOW - timedelta(days=200)
    found = studied(viewer("chief.north"), ["study"], since=first, until=NOW + timedelta(days=90), asked=3, at=NOW)
    assert {(each.total, each.missing, tuple(sorted(each.by_form.items()))) for each in (one.hours for one in found)} == {
        (180, 0, (("led", 60), ("makeup", 120))), (0, 180, ()),
    }  # fmt: skip
    secretary = {viewer("desk.north").staff_id}
    more = studied(viewer("chief.north"), ["study"], since=first, until=NOW + timedelta(days=90), asked=3, at=NOW, more=5, more_for=secretary)  # fmt: skip
    assert {(one.name == viewer("desk.north").name, one.hours.asked) for one in more} == {(True, 300), (False, 180)}
    page = log_in("chief.north").get("/duties/study/").content.decode()
    assert ("2026 年学时" in page, "补学" in page, "每人每年 32 学时" in page) == (True, True, True)
    for wild in ("?year=1999", "?year=x", "?year=２０２６", "?year=99999"):
        assert log_in("chief.north").get(f"/duties/study/{wild}").status_code == 200
    assert log_in("volunteer").get("/duties/study/").status_code == 403


def test_time_that_overlaps_counts_once() -> None:
    found = hours(
        [
            Studied("led", NOW, NOW + 2 * HOUR),
            Studied("own", NOW + HOUR, NOW + 3 * HOUR),
            Studied("own", NOW, NOW + HOUR),
        ],
        4,
    )
    assert (found.total, found.missing, found.share) == (180, 60, 75)
    assert hours([], 0).share == 100
