"""Tellings of the same thing in one matter: joined, merged, and parted again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter, Report, Sign, Task
from fengqiao.matters.queries import merged_here
from fengqiao.matters.rules.joining import to_be_told
from fengqiao.matters.terms import Channel, Move, TaskRole
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import tellers_of
from tests.matters.helping import CLUE, again, closed, events_of, helped, later, offered, one_more, refused, working
from tests.world import NOW, unit, viewer

TELLER = {"teller_name": "王五", "teller_phone": "13900000000"}


def joined(matter: Matter, **over: object) -> Report:
    told = one_more(later(hours=1), personal=TELLER, **over)
    actions.join(
        matter_id=matter.id, telling=told, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=later(hours=1)
    )
    return Report.objects.filter(matter=matter).order_by("-received_at")[0]


def merge(one: Matter, other: Matter, text: str = "") -> Matter:
    by = viewer("dispatcher")
    return Matter.objects.get(
        id=actions.merge(matter_id=one.id, other_id=other.id, text=text, by=by, at=later(hours=2))
    )


def part(older: Matter, younger: Matter) -> None:
    actions.part(matter_id=older.id, younger_id=younger.id, by=viewer("dispatcher"), at=later(hours=3))


def test_a_joined_telling_is_a_report_with_its_own_teller(world: None) -> None:
    matter = working()
    report = joined(matter)
    assert Matter.objects.count() == 1
    assert Report.objects.filter(matter=matter).count() == 2
    assert tellers_of(matter.id)[report.id] == {"teller_name": "王*", "teller_phone": "139****0000"}
    assert again(matter).version == matter.version + 1


def test_the_same_telling_joins_once(world: None) -> None:
    matter, told = working(), one_more(later(hours=1))
    for _ in range(2):
        actions.join(matter_id=matter.id, telling=told, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=later(hours=1))  # fmt: skip
    assert Report.objects.filter(matter=matter).count() == 2


def test_nothing_joins_a_closed_matter(world: None) -> None:
    matter = closed()
    with refused("matter-closed"):
        joined(matter)


def test_nobody_joins_what_they_do_not_see(world: None) -> None:
    matter, by = offered(**CLUE), viewer("desk.south")
    with refused("matter-unknown"):
        actions.join(matter_id=matter.id, telling=one_more(NOW), desk=actions.desk_at(NOW), by=by, at=later(hours=1))


def test_the_younger_goes_into_the_older_whichever_is_chosen(world: None) -> None:
    older, younger = working(), offered(told_at=NOW)
    Matter.objects.filter(id=younger.id).update(received_at=later(minutes=30))
    assert merge(older, younger).id == older.id
    row = again(younger)
    assert (row.state, row.result, row.merged_into_id, row.due_at) == ("closed", "repeated", older.id, None)
    assert Report.objects.filter(matter=older).count() == 2
    assert not Report.objects.filter(matter=younger).exists()
    assert not Task.objects.filter(matter=younger, state__in=["offered", "working"]).exists()
    assert [each.id for each in merged_here(viewer("dispatcher"), older.id)] == [younger.id]


def test_a_unit_that_held_the_younger_gets_a_copy_of_the_older(world: None) -> None:
    older, younger = working(), offered()
    actions.route(
        matter_id=younger.id, unit_id=unit("dept.market"), reason="归口", by=viewer("dispatcher"), at=later(minutes=5)
    )
    merge(older, younger)
    assert Task.objects.get(matter=older, unit=unit("dept.market")).role == TaskRole.COPY.value


def test_parting_puts_both_back_as_they_were(world: None) -> None:
    older, younger = working(), working()
    before = again(younger)
    merge(older, younger)
    (event,) = events_of(lambda: part(older, younger))
    assert event.kind == EventKind.MATTER_PARTED
    after = again(younger)
    for name in ("state", "step", "result", "merged_into_id", "closed_at", "due_at", "soon_at", "urged"):
        assert getattr(after, name) == getattr(before, name), name
    assert Report.objects.filter(matter=younger).count() == Report.objects.filter(matter=older).count() == 1
    actions.progress(
        matter_id=younger.id, text="继续办", uploads=[], step="", by=viewer("handler.urban"), at=later(hours=4)
    )


def test_all_who_told_are_to_be_answered_once_their_tellings_are_in_one_matter(world: None) -> None:
    older, younger, by = working(), working(), viewer("handler.urban")

    def waiting() -> int:
        lines = Entry.objects.filter(matter=older).order_by("at", "id")
        return to_be_told(lines.values_list("move", "codes"))

    assert waiting() == 0
    joined(younger)
    merge(older, younger)
    assert waiting() == 2
    part(older, younger)
    assert waiting() == 0
    actions.merge(matter_id=younger.id, other_id=older.id, text="", by=viewer("dispatcher"), at=later(hours=4))
    assert waiting() == 2
    actions.reply(matter_id=older.id, text="已一并处理", channel=Channel.PHONE, by=by, at=later(hours=5))
    assert waiting() == 0


def test_a_merged_matter_of_another_kind_goes_on_under_its_own_rules(world: None) -> None:
    older, younger = working(), offered(kind="inquiry", text="想问烧烤摊归谁管", outside_ref="other kind")
    before = {
        clock.id: (clock.due_at, clock.next_at, clock.stopped_at) for clock in Clock.objects.filter(matter=younger)
    }
    merge(older, younger)
    (event,) = events_of(lambda: part(older, younger))
    assert event.attributes["kind"] == "inquiry"
    assert {c.id: (c.due_at, c.next_at, c.stopped_at) for c in Clock.objects.filter(matter=younger)} == before


def test_what_is_merged_can_only_be_parted(world: None) -> None:
    older, younger = working(), working()
    merge(older, younger)
    with refused("matter-merged"):
        actions.reopen(
            matter_id=younger.id, reason="new_facts", text="重办", by=viewer("dispatcher"), at=later(hours=3)
        )


@pytest.mark.parametrize("which", ["same", "closed"])
def test_two_matters_cannot_become_one(world: None, which: str) -> None:
    first = closed() if which == "closed" else working()
    matter = first if which == "same" else offered()
    Matter.objects.exclude(id=first.id).update(received_at=later(minutes=1))
    with refused(f"merge-{which}"):
        merge(matter, first)


def test_a_sealed_matter_and_an_open_one_never_merge(world: None) -> None:
    matter, sealed = working(), offered(**CLUE)
    by = replace(viewer("dispatcher"), staff_id=sealed.recipients.all()[0].staff_id)
    with refused("merge-sealed"):
        actions.merge(matter_id=matter.id, other_id=sealed.id, text="", by=by, at=later(hours=2))


def test_merging_asks_for_the_right_to_route(world: None) -> None:
    older, younger = working(), working()
    by = viewer("dispatcher")
    with refused("denied"):
        actions.merge(
            matter_id=younger.id, other_id=older.id, text="", at=later(hours=2),
            by=replace(by, rights=by.rights - {Right.ROUTE}),
        )  # fmt: skip


def test_a_report_split_out_is_a_matter_of_its_own(world: None) -> None:
    matter = working()
    report = joined(matter)
    made = Matter.objects.get(
        id=actions.split(
            matter_id=matter.id, report_id=report.id, desk=actions.desk_at(NOW), by=viewer("dispatcher"),
            at=later(hours=2),
        )
    )  # fmt: skip
    assert [each.id for each in made.reports.all()] == [report.id]
    assert set(tellers_of(made.id)) == {report.id}
    assert report.id not in tellers_of(matter.id)
    assert made.number != matter.number
    assert list(made.entries.order_by("at").values_list("move", flat=True)) == [Move.JOIN.value, Move.RECEIVE.value]
    assert Entry.objects.get(matter=matter, move=Move.SPLIT.value).codes["number"] == made.number


def test_several_reports_go_together_with_the_helpers_shares_that_are_chosen(world: None) -> None:
    matter = helped()
    for ref in ("second", "third"):
        joined(matter, outside_ref=ref)
    told = [each for each in matter.reports.all() if each.outside_ref in ("second", "third")]
    helper = Task.objects.get(matter=matter, role="helper")
    by, desk = viewer("dispatcher"), actions.desk_at(NOW)

    def split(*reports: UUID, tasks: tuple[UUID, ...] = ()) -> UUID:
        first, *others = reports
        return actions.split(
            matter_id=matter.id, report_id=first, also=others, tasks=tasks, desk=desk, by=by, at=later(hours=2)
        )

    lead = Task.objects.get(matter=matter, role="lead")
    with refused("split-task"):
        split(told[0].id, tasks=(lead.id,))
    with refused("report-unknown"):
        split(told[0].id, UUID(int=1))
    with refused("split-first"):
        split(told[0].id, matter.reports.order_by("received_at")[0].id)
    made = Matter.objects.get(id=split(*[each.id for each in told], tasks=(helper.id,)))
    assert set(made.reports.values_list("id", flat=True)) == {each.id for each in told} == set(tellers_of(made.id))
    assert matter.reports.count() == 1
    assert list(Task.objects.filter(id=helper.id).values_list("state", "matter_id")) == [("withdrawn", matter.id)]
    there = Task.objects.get(matter=made, role="helper")
    assert (there.unit_id, there.wanted, there.state) == (helper.unit_id, helper.wanted, "offered")
    assert not Clock.objects.filter(task_id=helper.id, stopped_at=None).exists()
    assert Clock.objects.get(task_id=there.id).code == "accept"
    assert again(matter).state == "working"


def test_the_first_report_stays(world: None) -> None:
    matter = working()
    joined(matter)
    first = matter.reports.order_by("received_at")[0]
    with refused("split-first"):
        actions.split(
            matter_id=matter.id, report_id=first.id, desk=actions.desk_at(NOW), by=viewer("dispatcher"),
            at=later(hours=2),
        )  # fmt: skip


def test_a_sealed_matter_has_no_signs(world: None) -> None:
    assert not Sign.objects.filter(matter=offered(**CLUE)).exists()
    assert Sign.objects.filter(matter=offered()).exists()
