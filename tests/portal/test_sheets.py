"""Sheets of tasks: out with nothing private, back row by row, again without doing anything twice."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fengqiao.jobs import jobs
from fengqiao.jobs.models import Job
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Entry, Matter, Task
from fengqiao.matters.queries import refused_rows
from fengqiao.orgs.queries import contact_of
from fengqiao.passes import actions
from fengqiao.passes.models import SheetBack
from fengqiao.passes.queries import head_of
from fengqiao.passes.rules import CLAUSE, DEED, REPLY, RESULT, SINCE, TASK, WORDS
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import shelf
from tests.desk.conftest import LogIn
from tests.matters.helping import CLUE, again, offered, refused, share, working
from tests.passes.helping import by_mail
from tests.portal.test_link_pages import PRIVATE
from tests.world import NOW, telling, unit, viewer

HEAD = (TASK, SINCE, DEED, CLAUSE, RESULT, WORDS, REPLY, "核查结论")


@pytest.fixture(autouse=True)
def _mail(world: None, settings: Any, tmp_path: Any) -> None:
    settings.SHELF_DIR = tmp_path / "shelf"
    by_mail()


def filled(task: Task | str, deed: str = "", **over: str) -> list[str]:
    """A row as a unit fills it in."""
    number = task if isinstance(task, str) else str(task.id)
    cells = {TASK: number, SINCE: NOW.isoformat(), DEED: deed, CLAUSE: "", RESULT: "", WORDS: "", REPLY: ""}
    return [{**cells, **over}.get(name, "") for name in HEAD]


def book(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet("交办")
        for place, row in enumerate([head, *rows]):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def bring_back(content: bytes, by: str = "dispatcher") -> SheetBack:
    """Hand a sheet in and let the worker take it in."""
    sheet_id = actions.hand_back_sheet(
        unit_id=unit("dept.urban"), name="回表.xlsx", content=content, pack=pack_on(NOW).pack, by=viewer(by), at=NOW
    )
    jobs.run(Job.objects.get(subject_id=sheet_id).id)
    return SheetBack.objects.get(id=sheet_id)


def tally(sheet: SheetBack) -> tuple[int, int, int, int]:
    return sheet.done, sheet.known, sheet.left, sheet.refused


def reasons(sheet: SheetBack) -> list[str]:
    return [problem.code for each in refused_rows(sheet.id) for _, problem in each.problems]


def test_what_goes_out_comes_back_and_is_done(log_in: LogIn) -> None:
    matter, other = offered(**PRIVATE), offered()
    desk = log_in("dispatcher")
    offered(by="desk.north", **CLUE)
    answer = desk.post(reverse("unit-sheet-out", args=[unit("dept.urban")]))
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head, rows = table[0], {row[table[0].index(TASK)]: row for row in table[1:]}
    assert set(rows) == {str(share(each).id) for each in (matter, other)}
    text = str(table)
    for word in ("周文海", "13912345678", "王大有", "13800001111"):
        assert word not in text, word
    assert Event.objects.get(kind="list.exported").attributes["list"] == "tasks"
    for number, more in (
        (
            share(matter).id,
            {DEED: "办结", RESULT: "已解释说明", WORDS: "已当面说明", REPLY: "请您放心，李建国13700002222会跟进。"},
        ),
        (share(other).id, {DEED: "退回", CLAUSE: "不属于本单位职责", WORDS: "归住建"}),
    ):
        for name, value in more.items():
            rows[str(number)][head.index(name)] = value
    rows[str(share(matter).id)][head.index("核查结论")] = "部分属实"
    content = book([[str(cell) for cell in row] for row in rows.values()], head)
    desk.post(reverse("unit-sheet", args=[unit("dept.urban")]), {"file": SimpleUploadedFile("回表.xlsx", content)})
    jobs.run(Job.objects.get(kind="sheet-back").id)
    sheet = SheetBack.objects.get()
    assert (tally(sheet), reasons(sheet)) == ((2, 0, 0, 0), [])
    assert (again(matter).state, again(other).state) == ("closed", "triage")
    reply = Entry.objects.get(matter=matter, move="reply")
    assert "13700002222" not in reply.text
    contact = contact_of(unit("dept.urban"))
    assert contact
    event = Event.objects.get(kind="matter.closed", subject_id=matter.id)
    assert (event.staff_id, event.attributes["through"], event.attributes["brought_by"]) == (
        contact.staff_id, "sheet", str(viewer("dispatcher").staff_id),
    )  # fmt: skip
    page = desk.get(reverse("unit-sheet", args=[unit("dept.urban")])).content.decode()
    assert "回表.xlsx" in page


def test_the_same_sheet_again_does_nothing_twice() -> None:
    first, second, third = offered(), offered(), working()
    content = book([
        filled(share(first), "签收"), filled(share(second), "进展", **{WORDS: "已到现场"}),
        filled(share(third), "办结", **{RESULT: "explained", WORDS: "说明了", "核查结论": "属实"}), filled(share(third)),
    ])  # fmt: skip
    assert tally(bring_back(content)) == (3, 0, 1, 0)
    events = Event.objects.filter(kind__startswith="task.").count()
    sheet = bring_back(content)
    assert tally(sheet) == (0, 3, 1, 0)
    assert Event.objects.filter(kind__startswith="task.").count() == events
    assert Entry.objects.filter(matter=second, move="progress").count() == 1


def test_several_rows_about_one_task_are_done_in_their_order_and_the_same_words_once() -> None:
    matter = offered()
    task = share(matter)
    progress = filled(task, "进展", **{WORDS: "已到现场"})
    last = filled(task, "办结", **{RESULT: "explained", WORDS: "说明了", "核查结论": "属实"})
    assert tally(bring_back(book([progress, progress, filled(task, "签收"), last]))) == (2, 2, 0, 0)
    assert again(matter).state == "closed"
    assert Entry.objects.filter(matter=matter, move="progress").count() == 1


def test_each_row_that_cannot_be_done_comes_back_with_its_reason_and_leaves_nothing() -> None:
    matter, elsewhere, clue = offered(), offered(), offered(by="desk.north", **CLUE)
    foreign = offered()
    matters.route(matter_id=foreign.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW)
    lost = share(elsewhere)
    matters.route(
        matter_id=elsewhere.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW
    )
    before = Event.objects.count()
    bad = {
        "x": (filled("不是编号", "签收"), "sheet-task"),
        "foreign": (filled(share(foreign), "签收"), "sheet-task"),
        "sealed": (filled(share(clue), "签收"), "sheet-task"),
        "over": (filled(lost, "签收"), "link-over"),
        "deed": (filled(share(matter), "研究研究"), "sheet-deed"),
        "no deed": (filled(share(matter), "", **{WORDS: "写了"}), "sheet-deed"),
        "clause": (filled(share(matter), "退回", **{CLAUSE: "不想办", WORDS: "不想"}), "reason-unknown"),
        "result": (filled(share(matter), "办结", **{RESULT: "好了", WORDS: "好了"}), "close-result"),
        "empty": (filled(share(matter), "进展"), "progress-empty"),
        "field": (
            filled(share(matter), "办结", **{RESULT: "explained", WORDS: "好", "核查结论": "大概吧"}),
            "field-choice",
        ),
        "long": (filled(share(matter), "进展", **{WORDS: "字" * 5001}), "text-long"),
    }
    sheet = bring_back(book([row for row, _ in bad.values()]))
    assert tally(sheet) == (0, 0, 0, len(bad))
    assert reasons(sheet) == [code for _, code in bad.values()]
    assert again(matter).state == "offered", "signing for it was taken back with what failed"
    assert {event.kind for event in Event.objects.order_by("seq")[before:]} <= {
        "sheet.handed_in",
        "job.started",
        "job.ended",
    }


@pytest.mark.one_database
@pytest.mark.parametrize("many", [1_000])  # many by hand: some minutes of the same
def test_many_rows_with_twelve_bad_ones(many: int) -> None:
    """All but twelve are done, twelve come back, and the sheet handed in once more finds all of the others done."""
    desk = matters.desk_at(NOW)
    by = viewer("dispatcher")
    for start in range(0, many, 500):
        tellings = [
            telling(
                told_at=NOW - timedelta(hours=2),
                outside_ref=f"S{start + n}",
                text=f"第 {start + n} 处摊贩占道经营，请城管来管一管。",
            )
            for n in range(500)
        ]
        matters.receive(telling_list=tellings, desk=desk, by=by, at=NOW - timedelta(hours=1))
    tasks = list(Task.objects.filter(unit__code="dept.urban", state="offered").order_by("id"))
    assert len(tasks) == many
    rows = [filled(task, "签收") for task in tasks]
    for place in range(12):
        rows[place * (many // 13)] = filled(
            tasks[place * (many // 13)], "随便" if place % 2 else "退回", **{CLAUSE: "没有这条"}
        )
    content = book(rows)
    sheet = bring_back(content)
    assert tally(sheet) == (many - 12, 0, 0, 12)
    assert Task.objects.filter(unit__code="dept.urban", state="working").count() == many - 12
    assert Matter.objects.filter(state="working").count() == many - 12
    assert sorted(set(reasons(sheet))) == ["reason-unknown", "sheet-deed"]
    assert [each.row.number for each in refused_rows(sheet.id)] == [place * (many // 13) + 2 for place in range(12)]
    assert tally(bring_back(content)) == (0, many - 12, 0, 12)
    assert Event.objects.filter(kind="task.accepted").count() == many - 12


def test_the_rows_in_error_are_a_sheet_that_can_be_corrected_and_sent_again(log_in: LogIn) -> None:
    matter = offered()
    sheet = bring_back(book([filled(share(matter), "收到了")]))
    desk = log_in("dispatcher")
    answer = desk.get(reverse("unit-sheet-errors", args=[unit("dept.urban"), sheet.id]))
    head, row = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    assert head[: len(HEAD)] == list(HEAD) == head_of(sheet.id)
    assert "不是办理动作" in row[-1]
    row[head.index(DEED)] = "签收"
    assert tally(bring_back(book([[str(cell) for cell in row]], [str(name) for name in head]))) == (1, 0, 0, 0)
    assert again(matter).state == "working"


def test_who_may_and_what_is_no_sheet_of_tasks(log_in: LogIn, nobody: Client) -> None:
    content = book([filled(share(offered()), "签收")])
    for login, code in (("handler.urban", "denied"), ("volunteer", "denied"), ("supervisor", "denied")):
        with refused(code):
            bring_back(content, by=login)
    with refused("sheet-other"):
        bring_back(book([["x", "y"]], ["甲", "乙"]))
    by_mail(by_link=False)
    with refused("link-account"):
        bring_back(content)
    page = reverse("unit-sheet", args=[unit("dept.urban")])
    assert log_in("dispatcher").get(page).status_code == 404
    by_mail()
    desk = log_in("dispatcher")
    for file in (b"", b"x", b"PK\x03\x04", "甲,乙\n1,2\n".encode()):
        answer = desk.post(page, {"file": SimpleUploadedFile("a.xlsx", file)})
        assert answer.status_code == 422
    assert desk.post(page).status_code == 422
    assert nobody.get(page).status_code == 302
    assert log_in("handler.urban").get(page).status_code == 403


def test_what_a_unit_reports_of_matters_that_whoever_took_it_in_may_not_see_is_not_done() -> None:
    matter = offered(area_id=None, by="dispatcher")
    content = book([filled(share(matter), "签收")])
    assert reasons(bring_back(content, by="desk.south")) == ["sheet-task"]


def test_its_term_over_the_sheet_is_thrown_away() -> None:
    sheet = bring_back(book([filled(share(offered()), "签收")]))
    assert shelf.names(sheet.id)
    assert actions.throw_away_expired(at=sheet.expires_at) == 1
    assert shelf.names(sheet.id) == []
    assert SheetBack.objects.get().removed_at == sheet.expires_at
