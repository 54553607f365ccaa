"""Taking tellings in: numbers, known ones, refused ones, what is kept of each, and the copy of the first taker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.actions import Outcome, Received, desk_at, receive, receive_one
from fengqiao.matters.models import Clock, Entry, Matter, NumberSeries, Report, Routing, Task
from fengqiao.matters.rules.tellings import Telling, why_not_taken
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.models import Unit
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import PersonalRecord, StoredFile
from fengqiao.vault.queries import files_by_holder
from tests.matters.helping import PNG, VAGUE, dump, refused
from tests.world import NOW, area, make_matter, telling, unit, viewer

Made = Callable[..., Telling]


def take(*many: Telling, by: str = "dispatcher", at: datetime = NOW) -> list[Received]:
    return receive(telling_list=many, desk=desk_at(at), by=viewer(by, at), at=at)


def refusal_of(one: Telling) -> dict[str, str]:
    """Return field → code of a telling that is refused and leaves nothing behind but the day's row of numbers."""
    NumberSeries.objects.get_or_create(day="2026-09-01")
    before = dump()
    (received,) = take(one)
    assert received.outcome is Outcome.REFUSED
    assert dump() == before
    return {field: problem.code for field, problem in received.problems}


def test_a_telling_becomes_a_matter_with_report_task_clocks_decision_and_first_entry(world: None) -> None:
    (received,) = take(telling(place="菜场东门", outside_ref="A-1"))
    matter = Matter.objects.get(id=received.matter_id)
    assert received == Received(
        Outcome.NEW, matter.id, "TC20260901-00001", unit("dept.urban"), "complaint", MatterState.OFFERED
    )  # fmt: skip
    assert (matter.number, matter.kind, matter.title, matter.state) == (
        "TC20260901-00001", "complaint", "反映占道经营", "offered",
    )  # fmt: skip
    assert (matter.unit_id, matter.area_id, matter.place, matter.door) == (
        unit("dept.urban"), area("TC0101"), "菜场东门", "import",
    )  # fmt: skip
    assert (matter.received_at, matter.accepted_at, matter.closed_at, matter.version) == (NOW, None, None, 1)
    report = Report.objects.get(matter=matter)
    assert (report.source, report.outside_ref, report.told_at) == ("test", "A-1", NOW - timedelta(minutes=5))
    assert report.text == "菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。"
    assert (report.taken_by, report.taken_unit_id) == (viewer("dispatcher").staff_id, unit("centre"))
    assert list(Task.objects.values_list("role", "state", "unit")) == [("lead", "offered", unit("dept.urban"))]
    assert sorted(Clock.objects.values_list("code", flat=True)) == ["accept", "finish"]
    assert (Routing.objects.count(), list(Entry.objects.values_list("move", flat=True))) == (1, ["receive"])


def test_numbers_run_through_the_day_without_gaps_and_begin_anew_the_next(world: None) -> None:
    bad = telling(outside_ref="bad", text="", title="")
    first = take(telling(outside_ref="1"), bad, telling(outside_ref="2"))
    again = take(telling(outside_ref="1"), telling(outside_ref="3"), bad)
    assert [each.number for each in [*first, *again]] == [
        "TC20260901-00001", "", "TC20260901-00002", "", "TC20260901-00003", "",
    ]  # fmt: skip
    tomorrow = NOW + timedelta(days=1)
    assert take(telling(outside_ref="4"), at=tomorrow)[0].number == "TC20260902-00001"


def test_the_day_of_a_number_is_the_local_one(world: None) -> None:
    evening = datetime(2026, 9, 1, 16, 30, tzinfo=UTC)  # half past midnight in China
    assert take(telling(), at=evening)[0].number == "TC20260902-00001"


def test_the_same_telling_twice_is_known_and_makes_no_second_matter(world: None) -> None:
    (first,) = take(telling(outside_ref="A-1"))
    before = dump()
    (second,) = take(telling(outside_ref="A-1"))
    assert second == Received(Outcome.KNOWN, matter_id=first.matter_id)
    assert dump() == before


def test_a_telling_without_a_reference_is_known_by_its_content(world: None) -> None:
    (first,) = take(telling())
    (second,) = take(telling(area_id=None, place="别处"))
    (other,) = take(telling(text="菜场门口流动摊贩占道经营，今天更多了。"))
    assert second.matter_id == first.matter_id
    assert (second.outcome, other.outcome) == (Outcome.KNOWN, Outcome.NEW)


def test_the_same_words_told_again_at_another_time_are_another_telling(world: None) -> None:
    take(telling())
    (second,) = take(telling(told_at=NOW - timedelta(minutes=4)))
    assert second.outcome is Outcome.NEW


def test_the_same_reference_from_another_source_is_another_telling(world: None) -> None:
    first, second = take(telling(outside_ref="A-1"), telling(outside_ref="A-1", source="热线"))
    assert (first.outcome, second.outcome) == (Outcome.NEW, Outcome.NEW)


def test_a_telling_twice_in_one_batch_is_one_matter(world: None) -> None:
    first, second = take(telling(outside_ref="A-1"), telling(outside_ref="A-1"))
    assert (first.outcome, second.outcome) == (Outcome.NEW, Outcome.KNOWN)
    assert Matter.objects.count() == 1


def test_a_known_reference_with_other_content_is_refused(world: None) -> None:
    take(telling(outside_ref="A-1"))
    assert refusal_of(telling(outside_ref="A-1", text="完全不同的内容")) == {"outside_ref": "telling-altered"}


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"text": " \n", "title": ""}, {"text": "text-empty"}),
        ({"text": "字" * 20_001}, {"text": "text-long"}),
        ({"told_at": NOW + timedelta(minutes=11)}, {"told_at": "told-future"}),
        ({"told_at": datetime(1989, 12, 31, tzinfo=UTC)}, {"told_at": "told-past"}),
        ({"kind": "praise"}, {"kind": "kind-unknown"}),
        ({"fields": {"money_claimed": "很多"}}, {"money_claimed": "field-number"}),
        ({"fields": {"verified": "也许"}, "personal": {"teller_phone": "没有"}},
         {"verified": "field-choice", "teller_phone": "field-phone"}),
        ({"to_unit": True, "reason": " "}, {"reason": "route-reason"}),
        ({"to_unit": "party", "reason": "请转"}, {"to_unit": "unit-unknown"}),
        ({"to_unit": "nowhere", "reason": "请转"}, {"to_unit": "unit-unknown"}),
    ],
)  # fmt: skip
def test_a_bad_telling_is_refused_by_field_and_leaves_nothing(
    world: None, over: dict[str, object], expected: dict[str, str]
) -> None:
    units = {True: unit("dept.market"), "party": unit("party"), "nowhere": new_id()}
    if "to_unit" in over:
        over = {**over, "to_unit": units[over["to_unit"]]}  # type: ignore[index]
    assert refusal_of(telling(**over)) == expected


def test_a_bad_telling_does_not_hold_up_the_others(world: None) -> None:
    found = take(telling(outside_ref="1"), telling(outside_ref="2", kind="praise"), telling(outside_ref="3"))
    assert [each.outcome for each in found] == [Outcome.NEW, Outcome.REFUSED, Outcome.NEW]
    assert Matter.objects.count() == 2


def test_a_mistyped_telephone_is_refused_also_where_the_tables_choose_the_kind(world: None) -> None:
    bad = telling(**VAGUE, personal={"teller_phone": "一三九"})
    assert refusal_of(bad) == {"teller_phone": "field-phone"}
    assert take(telling(**VAGUE, personal={"teller_phone": "13900000000"}))[0].number == "TC20260901-00001"


@pytest.mark.parametrize("minutes", [0, 10])
def test_a_clock_that_runs_a_little_ahead_is_forgiven(minutes: int) -> None:
    one = Telling(door=Door.API, text="摊贩", told_at=NOW + timedelta(minutes=minutes), source="热线")
    assert why_not_taken(one, NOW) is None


def test_control_characters_are_left_out_of_whatever_is_kept(world: None) -> None:
    matter = make_matter(
        by="dispatcher", title="占道\x00经营", text="摊贩\x0b占道", place="东\x00门", outside_ref="A\x001",
        to_unit=unit("dept.market"), reason="按\x00职责", fields={"demand": "清\x00走"},
        personal={"teller_name": "\x00王五"},
    )  # fmt: skip
    report, entry = Report.objects.get(), Entry.objects.get()
    assert (matter.title, report.text, matter.place, report.outside_ref) == ("占道经营", "摊贩占道", "东门", "A1")
    assert (entry.text, matter.fields) == ("按职责", {"demand": "清走"})
    assert PersonalRecord.objects.get().masked == {"teller_name": "王*"}


def test_a_subject_too_long_for_its_column_is_kept_whole_in_the_text(world: None) -> None:
    subject = "反映" + "很长的标题" * 40
    matter = make_matter(by="dispatcher", title=subject, text="请来看看")
    assert matter.title == subject[:160]
    assert Report.objects.get().text == f"{subject}\n请来看看"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("  占道  经营 ", "别的", "占道 经营"),
        ("", "门口摊贩占道。请来管。", "门口摊贩占道"),
        ("", "\n\n门口！摊贩", "门口"),
        ("", "占" * 61, "占" * 59 + "…"),
        ("", "占" * 60, "占" * 60),
    ],
)
def test_without_a_subject_the_first_sentence_is_the_title(world: None, title: str, text: str, expected: str) -> None:
    assert make_matter(by="dispatcher", title=title, text=text).title == expected


@pytest.mark.parametrize("door", [Door.COUNTER, Door.PHONE, Door.POST, Door.VOLUNTEER])
def test_the_unit_that_took_it_in_keeps_a_copy(world: None, door: Door) -> None:
    matter = make_matter(by="desk.south", door=door)
    rows = set(Task.objects.filter(matter=matter).values_list("role", "state", "unit__code"))
    assert rows == {("lead", "offered", "dept.urban"), ("copy", "noted", "station.south")}


@pytest.mark.parametrize("door", [Door.PORTAL, Door.IMPORT, Door.API, Door.SENSOR])
def test_where_nobody_sits_nobody_keeps_a_copy(world: None, door: Door) -> None:
    matter = make_matter(by="dispatcher", door=door)
    assert list(Task.objects.filter(matter=matter).values_list("role", flat=True)) == ["lead"]


def test_who_takes_in_what_is_their_own_has_one_share_only(world: None) -> None:
    stolen = {"kind": "police_report", "title": "电动车被盗", "text": "电动车被偷了，要报警。"}
    matter = make_matter(by="desk.north", door=Door.COUNTER, **stolen)
    assert list(Task.objects.filter(matter=matter).values_list("role", "unit__code")) == [("lead", "station.north")]


def test_whom_a_person_chose_gets_it_with_the_reason_and_the_tables_own_answer_beside(world: None) -> None:
    by = viewer("desk.north")
    (received,) = take(
        telling(door=Door.COUNTER, to_unit=unit("dept.market"), reason="店外经营归市场监管"), by="desk.north"
    )
    routing = Routing.objects.get()
    assert (received.unit_id, received.state) == (unit("dept.market"), MatterState.OFFERED)
    assert (routing.by_hand, routing.unit_id, routing.staff_id) == (True, unit("dept.market"), by.staff_id)
    assert routing.decision["outputs"]["function"] == "urban"
    assert Entry.objects.get().text == "店外经营归市场监管"


def test_a_person_who_chose_is_the_human_who_looks(world: None) -> None:
    (received,) = take(telling(**VAGUE, to_unit=unit("dept.market"), reason="看过了"))
    assert received.state is MatterState.OFFERED


def test_files_at_the_counter_hang_on_the_first_entry(world: None) -> None:
    received = receive_one(
        telling=telling(door=Door.COUNTER), uploads=[Upload("现场.png", PNG)], desk=desk_at(NOW),
        by=viewer("desk.north"), at=NOW,
    )  # fmt: skip
    entry = Entry.objects.get(matter_id=received.matter_id)
    assert received.matter_id
    ((holder, (card,)),) = files_by_holder(received.matter_id).items()
    assert (holder, card.name) == (entry.id, "现场.png")


def test_a_refused_file_takes_the_whole_telling_back(world: None) -> None:
    desk, by = desk_at(NOW), viewer("desk.north")
    with refused("file-empty"):
        receive_one(
            telling=telling(door=Door.COUNTER), uploads=[Upload("空.png", b"")], desk=desk, by=by, at=NOW
        )  # fmt: skip


def test_the_same_ticket_sent_twice_keeps_one_matter_and_one_file(world: None) -> None:
    desk, by = desk_at(NOW), viewer("desk.north")
    one = telling(door=Door.COUNTER, outside_ref="ticket-1")
    first, second = (
        receive_one(telling=one, uploads=[Upload("现场.png", PNG)], desk=desk, by=by, at=NOW) for _ in range(2)
    )
    assert (second.outcome, second.matter_id) == (Outcome.KNOWN, first.matter_id)
    assert StoredFile.objects.count() == 1


def test_without_a_centre_nothing_can_be_taken_in(world: None) -> None:
    Unit.objects.filter(function="centre").update(active_to="2026-08-31")
    desk, by = desk_at(NOW), viewer("dispatcher")
    with refused("unit-none"):
        receive(telling_list=[telling()], desk=desk, by=by, at=NOW)


def test_a_batch_is_taken_in_whole_or_not_at_all(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(events: object) -> None:
        raise Problem("ledger-down", "台账暂时不能写入。")

    monkeypatch.setattr("fengqiao.matters.actions.batch.record", broken)
    desk, by = desk_at(NOW), viewer("dispatcher")
    with refused("ledger-down"):
        receive(telling_list=[telling(outside_ref=str(n)) for n in range(3)], desk=desk, by=by, at=NOW)


def test_what_the_counter_shows_before_is_what_happens_after(world: None) -> None:
    desk, by = desk_at(NOW), viewer("desk.north")
    for number, over in enumerate(({}, VAGUE, {"area_id": None, "title": "电动车被盗", "kind": "police_report"})):
        one = telling(door=Door.COUNTER, outside_ref=str(number), **over)
        shown = actions.propose(desk, one, desk.predict([one])[0], taker=by.unit_id)
        (received,) = receive(telling_list=[one], desk=desk, by=by, at=NOW)
        assert (received.unit_id, received.kind, received.state) == (shown.lead.id, shown.routed.kind, shown.state)
