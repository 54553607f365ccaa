"""A year's practical matters: put into the list, milestones reported with evidence and verified by another, told when late."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.practical import actions
from fengqiao.practical.jobs import destroy_due, look_at_stones
from fengqiao.practical.models import Item, Milestone
from fengqiao.practical.queries import course, item_for, items, shown_items
from fengqiao.practical.rules.course import Course, Stone, course_of, months_of, why_not_plan
from fengqiao.practical.rules.sheets import read_rows
from fengqiao.practical.terms import Aim, StoneState
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import StoredFile
from tests.matters.helping import PNG, at_once, codes, refused
from tests.world import NOW, unit, viewer

DAY = date(2026, 9, 1)
TITLE = "北一村装路灯"
STONES = (("定点位", date(2026, 8, 20)), ("装好通电", date(2026, 10, 31)))
AIMS = {"为群众办实事": Aim.PEOPLE, "为企业解难题": Aim.ENTERPRISES}


def planned(title: str = TITLE, *, by: str = "desk.north", **over: object) -> UUID:
    given = {"unit_id": unit("station.north"), "year": 2026, "aim": Aim.PEOPLE, "title": title,
             "helpers": [unit("dept.urban")], "stones": STONES, "by": viewer(by), "at": NOW}  # fmt: skip
    return actions.plan(**{**given, **over})  # type: ignore[arg-type]


def stone(item: UUID, place: int = 1) -> UUID:
    return Milestone.objects.get(item=item, place=place).id


def reported(item: UUID, place: int = 1, *, by: str = "handler.urban", **over: object) -> None:
    given = {
        "item_id": item,
        "stone_id": stone(item, place),
        "text": "装了十二盏",
        "uploads": [],
        "by": viewer(by),
        "at": NOW,
    }
    actions.report(**{**given, **over})  # type: ignore[arg-type]


def checked(item: UUID, place: int = 1, *, by: str = "chief.north", passed: bool = True, text: str = "") -> None:
    actions.check(item_id=item, stone_id=stone(item, place), passed=passed, text=text, by=viewer(by), at=NOW)


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="practical.").order_by("seq").values_list("kind", flat=True))


def test_a_matter_is_done_when_others_have_verified_all_its_milestones(world: None) -> None:
    item = planned()
    reported(item, uploads=[Upload("灯.png", PNG)])
    assert StoredFile.objects.get().holder_id == stone(item)
    with refused("practical-reported"):
        reported(item)
    with refused("practical-missing"):
        checked(item, passed=False)
    checked(item, passed=False, text="还差三盏")
    assert Milestone.objects.get(id=stone(item)).back == 1
    reported(item)
    checked(item)
    row = item_for(viewer("desk.north"), item)
    assert row is not None
    assert course(row, DAY) == Course(1, 2, 0, date(2026, 10, 31))
    reported(item, 2, by="desk.north")
    with refused("practical-own"):
        checked(item, 2, by="desk.north")
    checked(item, 2)
    row = Item.objects.get(id=item)
    assert (row.state, row.ended_at) == ("done", NOW)
    with refused("practical-over"):
        reported(item, 2)
    assert kinds() == [
        f"practical.{kind}" for kind in ("planned", "reported", "back", "reported", "passed", "reported", "passed")
    ]
    last = Event.objects.filter(kind="practical.passed").order_by("-seq")[0]
    assert last.attributes == {"aim": "people", "in_time": "yes", "last": "yes"}
    told = set(Notice.objects.values_list("kind", flat=True))
    assert told >= {"practical_given", "practical_reported", "practical_back"}
    assert "路灯" not in str(
        [*Event.objects.values_list("attributes", "measures"), *Notice.objects.values_list("codes", flat=True)]
    )


def test_who_sees_it_who_may_and_what_is_refused(world: None) -> None:
    item = planned()
    assert [bool(item_for(viewer(login), item)) for login in ("desk.north", "handler.urban", "handler.housing", "desk.south")] == [
        True, True, False, False,
    ]  # fmt: skip
    for login, code in (("handler.urban", "denied"), ("desk.south", "practical-unknown")):
        with refused(code):
            checked(item, by=login)
        with refused(code):
            actions.drop(item_id=item, text="不办", by=viewer(login), at=NOW)
    with refused("practical-unknown"):
        reported(item, by="handler.housing")
    with refused("practical-there"):
        planned()
    with refused("denied"):
        planned("另一项", unit_id=unit("station.south"))
    with refused("denied"):
        planned("另一项", by="volunteer")
    with refused("practical-stones"):
        planned("另一项", stones=())
    with refused("practical-due"):
        planned("另一项", stones=(("装", date(2028, 1, 1)),))
    with refused("practical-changed"):
        reported(item, seen_version=99)
    other = planned("另一项")
    with refused("practical-no-stone"):
        reported(item, stone_id=stone(other))
    assert kinds() == ["practical.planned", "practical.planned"]


def test_a_milestone_that_is_late_is_told_once_and_anew_when_its_day_moves(world: None) -> None:
    item = planned()
    actions.move_stone(
        item_id=item, stone_id=stone(item), due=date(2026, 8, 25), text="等图纸", by=viewer("desk.north"), at=NOW
    )
    by = system_viewer(at=NOW)
    assert [look_at_stones(by=by, now=NOW), look_at_stones(by=by, now=NOW + timedelta(hours=1))] == [1, 0]
    assert Notice.objects.filter(kind="practical_late").exists()
    actions.move_stone(
        item_id=item, stone_id=stone(item), due=date(2026, 9, 10), text="等材料", by=viewer("desk.north"), at=NOW
    )
    assert look_at_stones(by=by, now=NOW) == 0
    assert look_at_stones(by=by, now=NOW + timedelta(days=30)) == 1
    assert kinds().count("practical.late") == 2
    with refused("practical-why"):
        actions.move_stone(item_id=item, stone_id=stone(item), due=DAY, text=" ", by=viewer("desk.north"), at=NOW)


def test_only_what_is_shown_is_public_and_words_go_with_their_term(world: None) -> None:
    one, two = planned(), planned("修便民桥")
    for item in (one, two):
        actions.show(item_id=item, shown=True, by=viewer("desk.north"), at=NOW)
    assert {row.id for row in shown_items(2026)} == {one, two}
    with refused("practical-shown"):
        actions.show(item_id=one, shown=True, by=viewer("desk.north"), at=NOW)
    actions.drop(item_id=two, text="改由县里统一建", by=viewer("desk.north"), at=NOW)
    assert [row.id for row in shown_items(2026)] == [one]
    by = system_viewer(at=NOW)
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 35)) == 0
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 37)) == 1
    row = Item.objects.get(id=two)
    assert (row.title, row.reason, set(row.stones.values_list("title", flat=True))) == ("", "", {""})
    with refused("practical-erased"):
        actions.show(item_id=two, shown=True, by=viewer("desk.north"), at=NOW)
    assert Item.objects.get(id=one).title == TITLE


def test_a_sheet_puts_matters_in_and_gives_back_rows_that_cannot_be_read(world: None) -> None:
    def row(number: int, **cells: str) -> tuple[int, dict[str, object]]:
        return number, {"title": "装路灯", "stone": "定点位", "due": "2026-08-20", "lead": "", **cells}

    rows = [
        row(2), row(3, stone="装好", due="2026年10月31日"), row(4, title="修桥", due="下个月"), row(5, title="修桥"),
        row(6, title="换水管", helpers="没有这个局"), row(7, title="", due="x"), row(8, title="设岗亭", aim="为企业解难题"),
        row(9, title="建站", aim="为了好看"), row(10, title="建亭", lead="没有这个所"),
    ]  # fmt: skip
    done, wrong = actions.take_sheet(rows=rows, aims=AIMS, by=viewer("desk.north"), at=NOW)
    assert (done, {each.number: each.problem.code for each in wrong}) == (2, {
        4: "moment-unfit", 5: "practical-broken", 6: "practical-unit", 7: "practical-title", 9: "practical-aim", 10: "practical-unit",
    })  # fmt: skip
    assert [(each.title, each.aim, each.stones.count()) for each in items(viewer("desk.north"), 2026)] == [
        ("装路灯", "people", 2), ("设岗亭", "business", 1),
    ]  # fmt: skip
    done, wrong = actions.take_sheet(rows=rows[:2], aims=AIMS, by=viewer("desk.north"), at=NOW)
    assert (done, [each.problem.code for each in wrong]) == (0, ["practical-there", "practical-there"])
    with refused("denied"):
        actions.take_sheet(rows=rows, aims=AIMS, by=viewer("volunteer"), at=NOW)


def test_progress_lateness_and_the_months_of_the_picture() -> None:
    open_, passed = StoneState.OPEN, StoneState.PASSED
    stones = [
        Stone(DAY, passed),
        Stone(DAY - timedelta(days=1), open_),
        Stone(DAY, open_),
        Stone(DAY, StoneState.REPORTED),
    ]
    found = course_of(stones, DAY)
    assert (found.share, found.late, found.next_due, found.whole) == (25, 1, DAY - timedelta(days=1), False)
    assert course_of([Stone(DAY, passed)], DAY).whole
    assert len(months_of([date(2027, 2, 3)], 2026)) == 14
    assert len(months_of([], 2026)) == 12
    assert isinstance(why_not_plan("x", 2020, STONES, DAY), Problem)
    told, wrong = read_rows([(1, {"title": "a", "year": "2026.0", "stone": "s", "due": DAY})], AIMS, 2025, "u", UTC)
    assert ([each.year for each in told], wrong) == ([2026], {})


def test_two_who_verify_at_once_verify_once(committed_world: None) -> None:
    item = planned()
    reported(item)
    results = at_once(lambda: checked(item, by="chief.north"), lambda: checked(item, by="desk.north"))
    assert codes(results) == ["done", "practical-unreported"]
    assert kinds().count("practical.passed") == 1
