"""The clocks of matters: exact dates over the holidays of 2026, the reasons for them, and the edition they began with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from fengqiao.kit.clocks import ClockState, Deadline, StepKind
from fengqiao.matters import actions
from fengqiao.matters.actions import desk_at
from fengqiao.matters.models import Clock, Matter
from fengqiao.matters.queries import dossier
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.terms import Lamp, MatterState
from tests.matters.helping import FIGHT, SHORTER, again, anywhere, end, later, offered, refused
from tests.matters.packs import base, published
from tests.world import NOW, make_matter, viewer

EVE = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in China, the last day before 国庆
AFTERNOON = "17:30"


def local(moment: datetime | None) -> str:
    assert moment is not None
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def clocks(matter: Matter) -> dict[str, Deadline]:
    case = dossier(anywhere("dispatcher"), matter.id)
    assert case is not None
    return {row.code: found for row, found in case.clocks}


def told(found: Deadline) -> list[tuple[str, str, str, int]]:
    """The answer to “why this date?”: step, day, reason, number."""
    return [(step.kind.value, f"{step.day:%m-%d}", step.reason, step.number) for step in found.steps]


def made(at: datetime, kind: str = "complaint", **over: object) -> Matter:
    return offered(at=at, told_at=at, kind=kind, desk=desk_at(at), **over)


def test_signing_is_due_on_the_first_day_worked_after_the_national_holiday(world: None) -> None:
    found = clocks(made(EVE))["accept"]
    assert (local(found.due_at), found.provisional) == (f"2026-10-08 {AFTERNOON}", False)
    assert told(found) == [
        ("started", "09-30", "开始的当日不计入", 0),
        *(("skipped", f"10-0{day}", "国庆节", 0) for day in range(1, 8)),
        ("counted", "10-08", "周四", 1),
        ("due", "10-08", "到期", 1),
    ]
    assert local(found.soon_at) == "2026-10-08 13:30"


def test_finishing_counts_the_make_up_saturday_and_skips_the_sundays(world: None) -> None:
    found = clocks(made(EVE))["finish"]
    days = [(step.day, step.number) for step in found.steps if step.kind is StepKind.COUNTED]
    expected = [8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27]
    assert days == [(date(2026, 10, day), number) for number, day in enumerate(expected, start=1)]
    assert (local(found.due_at), local(found.soon_at)) == (f"2026-10-27 {AFTERNOON}", f"2026-10-25 {AFTERNOON}")


def test_every_day_of_the_answer_has_a_reason_and_the_days_of_the_calendar_a_source(world: None) -> None:
    found = clocks(made(EVE))["finish"]
    looked_at = [step for step in found.steps if step.kind in (StepKind.COUNTED, StepKind.SKIPPED)]
    assert all(step.reason and step.source and not step.provisional for step in looked_at)
    make_up = next(step for step in looked_at if step.day == date(2026, 10, 10))
    assert (make_up.kind, make_up.reason) == (StepKind.COUNTED, "国庆节调休上班")
    assert "2026" in make_up.source
    due = found.steps[-1]
    assert (due.kind, due.number) == (StepKind.DUE, 15)
    assert "12345" in due.source


@pytest.mark.parametrize(
    ("kind", "accept", "finish"),
    [
        ("emergency", "2026-09-30 10:03", "2026-09-30 14:00"),
        ("police_report", "2026-09-30 11:00", f"2026-10-10 {AFTERNOON}"),
        ("police_service", f"2026-10-08 {AFTERNOON}", f"2026-10-15 {AFTERNOON}"),
        ("dispute", f"2026-10-08 {AFTERNOON}", f"2026-10-30 {AFTERNOON}"),
        ("inquiry", f"2026-10-08 {AFTERNOON}", f"2026-10-09 {AFTERNOON}"),
        ("help", f"2026-10-08 {AFTERNOON}", f"2026-10-13 {AFTERNOON}"),
        ("complaint", f"2026-10-08 {AFTERNOON}", f"2026-10-27 {AFTERNOON}"),
        ("suggestion", f"2026-10-08 {AFTERNOON}", f"2026-10-15 {AFTERNOON}"),
        ("clue", "2026-09-30 14:00", f"2026-10-27 {AFTERNOON}"),
    ],
)
def test_the_dates_of_every_kind_over_the_national_holiday(world: None, kind: str, accept: str, finish: str) -> None:
    found = clocks(made(EVE, kind, area_id=None))
    assert (local(found["accept"].due_at), local(found["finish"].due_at)) == (accept, finish)


def test_a_dispute_whose_thirtieth_day_is_a_holiday_moves_to_the_next_day_worked(world: None) -> None:
    found = clocks(made(NOW, "dispute"))["finish"]
    assert local(found.due_at) == f"2026-10-08 {AFTERNOON}"
    assert told(found)[-9:] == [
        ("counted", "10-01", "国庆节", 30),
        *(("skipped", f"10-0{day}", "国庆节", 0) for day in range(2, 8)),
        ("moved", "10-08", "周四", 0),
        ("due", "10-08", "到期", 30),
    ]


def test_a_date_in_a_year_not_announced_is_marked_provisional(world: None) -> None:
    last = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    matter = made(last)
    found = clocks(matter)["accept"]
    assert (local(found.due_at), found.provisional) == (f"2027-01-04 {AFTERNOON}", True)
    assert told(found)[1:4] == [
        ("skipped", "01-01", "元旦", 0), ("skipped", "01-02", "周六", 0), ("skipped", "01-03", "周日", 0),
    ]  # fmt: skip
    assert all(step.provisional for step in found.steps if step.day.year == 2027 and step.at is None)
    assert set(Clock.objects.filter(matter=matter).values_list("code", "provisional")) == {
        ("accept", True), ("finish", True),
    }  # fmt: skip


def test_a_date_that_ends_before_the_year_not_announced_is_firm(world: None) -> None:
    matter = made(datetime(2026, 12, 30, 2, 0, tzinfo=UTC))
    found = clocks(matter)
    assert (local(found["accept"].due_at), found["accept"].provisional) == (f"2026-12-31 {AFTERNOON}", False)
    assert found["finish"].provisional


def test_the_dates_kept_for_sorting_are_those_of_the_reckoning(world: None) -> None:
    for kind in ("emergency", "dispute", "inquiry", "complaint"):
        matter = made(EVE, kind, area_id=None)
        for row in Clock.objects.filter(matter=matter):
            found = clocks(matter)[row.code]
            assert (row.started_at, row.due_at, row.soon_at) == (EVE, found.due_at, found.soon_at)


def test_the_next_date_of_a_matter_is_the_signing_until_it_is_signed_then_the_finishing(world: None) -> None:
    matter = made(EVE)
    assert local(matter.due_at) == f"2026-10-08 {AFTERNOON}"
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=EVE + timedelta(hours=1))
    assert local(again(matter).due_at) == f"2026-10-27 {AFTERNOON}"


@pytest.mark.parametrize(("seconds", "kept"), [(179, True), (180, True), (181, False)])
def test_a_signature_in_the_last_second_keeps_the_limit(world: None, seconds: int, kept: bool) -> None:
    matter = make_matter(by="dispatcher", **FIGHT)
    actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=NOW + timedelta(seconds=seconds))
    found = clocks(matter)["accept"]
    assert (found.state, found.kept) == (ClockState.STOPPED, kept)
    assert found.late_by(later(days=9)) == timedelta(seconds=max(0, seconds - 180))


def lamps_of(matter: Matter, moments: Iterable[datetime]) -> list[Lamp]:
    return [lamp(MatterState(matter.state), matter.due_at, matter.soon_at, moment) for moment in moments]


def test_the_lamp_turns_at_the_moments_of_the_clock(world: None) -> None:
    matter = made(EVE)
    soon, due, tick = matter.soon_at, matter.due_at, timedelta(microseconds=1)
    assert soon is not None
    assert due is not None
    assert lamps_of(matter, [soon - tick, soon, due - tick, due, due + tick]) == [
        Lamp.OK, Lamp.SOON, Lamp.SOON, Lamp.SOON, Lamp.LATE,
    ]  # fmt: skip


def test_a_closed_matter_is_done_and_one_without_a_clock_waits(world: None) -> None:
    assert lamp(MatterState.CLOSED, NOW - timedelta(days=9), NOW, NOW) is Lamp.DONE
    assert lamp(MatterState.TRIAGE, None, None, NOW) is Lamp.WAIT
    assert lamp(MatterState.WORKING, NOW, None, NOW) is Lamp.WAIT


WITHOUT = SHORTER.replace('code = "explained"', 'code = "told"')


def test_a_running_matter_keeps_the_edition_that_it_began_with(world: None) -> None:
    matter = made(EVE)
    due = clocks(matter)["finish"].due_at
    edition = published(later(days=1), valid_from=EVE + timedelta(hours=1), kinds=WITHOUT)
    assert matter.edition_id != edition
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=EVE + timedelta(hours=2))
    assert (again(matter).edition_id, again(matter).due_at) == (matter.edition_id, due)
    assert clocks(matter)["finish"].due_at == due
    with refused("close-result"):
        end(matter, EVE + timedelta(hours=3), result="told")
    end(matter, EVE + timedelta(hours=3), result="explained")
    assert again(matter).edition_id == matter.edition_id


def test_a_matter_that_comes_after_the_publishing_has_the_new_limits(world: None) -> None:
    edition = published(later(days=1), valid_from=EVE + timedelta(hours=1), kinds=WITHOUT)
    before, after = made(EVE), made(EVE + timedelta(hours=1))
    assert before.edition_id != edition == after.edition_id
    assert local(clocks(after)["finish"].due_at) == f"2026-10-10 {AFTERNOON}"
    actions.accept(matter_id=after.id, by=viewer("handler.urban"), at=EVE + timedelta(hours=2))
    with refused("close-result"):
        end(after, EVE + timedelta(hours=3))
    end(after, EVE + timedelta(hours=3), result="told")


def test_a_reopened_matter_is_still_under_the_edition_that_it_began_with(world: None) -> None:
    matter = made(EVE)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=EVE)
    end(matter, EVE + timedelta(hours=1))
    published(later(days=1), valid_from=EVE + timedelta(hours=1), kinds=WITHOUT)
    at = EVE + timedelta(hours=2)
    actions.reopen(matter_id=matter.id, reason="new_facts", text="没有解决", by=viewer("dispatcher"), at=at)
    finish = Clock.objects.get(matter=matter, code="finish", stopped_at__isnull=True)
    assert local(finish.due_at) == f"2026-10-27 {AFTERNOON}"


def test_a_kind_with_two_versions_in_one_pack_goes_by_the_day_a_matter_came(world: None) -> None:
    head, mark, rest = base("kinds").partition('[[kind]]\ncode = "inquiry"')
    old, next_mark, tail = (mark + rest).partition("\n[[kind]]\n")
    new = old.replace("valid_from = 2020-01-01", 'valid_from = 2026-10-01\nversion = "2"').replace(
        "amount = 2\n", "amount = 4\n"
    )
    first = old.replace("valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2026-09-30")
    published(kinds=f"{head}{first}\n{new}{next_mark}{tail}")
    before = made(EVE, "inquiry")
    after = made(EVE + timedelta(days=1), "inquiry")
    assert local(clocks(before)["finish"].due_at) == f"2026-10-09 {AFTERNOON}"
    assert local(clocks(after)["finish"].due_at) == f"2026-10-12 {AFTERNOON}"
