"""Handing a sheet in on the page: upload, columns, preview, run, stop and resume, result, correction sheet, deletion."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from fengqiao.jobs import actions as job_actions
from fengqiao.jobs import jobs
from fengqiao.jobs.models import Job
from fengqiao.kit.sheets import SheetLimits, read_sheet
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import jobs as matters_jobs
from fengqiao.matters.actions.importing import throw_away_expired
from fengqiao.matters.models import Matter, Report, SheetImport
from fengqiao.vault import shelf
from tests.desk.conftest import LogIn
from tests.matters.sheets import HEADER, row, rows
from tests.world import NOW, viewer

LIMITS = SheetLimits(10**7, 100, 10**5, 10**8, 200)


@pytest.fixture(autouse=True)
def _own_shelf(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SHELF_DIR = tmp_path
    monkeypatch.setattr(matters_jobs, "BREATH", 0)
    jobs.ending.clear()


def sheet(lines: Sequence[Sequence[str]], header: Sequence[str] = HEADER, name: str = "热线.csv") -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows([header, *lines])
    return SimpleUploadedFile(name, out.getvalue().encode())


def upload(client: Client, lines: Sequence[Sequence[str]], **over: Any) -> UUID:
    answer = client.post(reverse("imports"), {"file": sheet(lines, **over)})
    assert answer.status_code == 302, answer.content.decode()
    return SheetImport.objects.latest("uploaded_at", "id").id


def chosen(**over: str) -> dict[str, str]:
    """The columns as they are guessed, as the form sends them."""
    fields = ["outside_ref", "title", "text", "told_at", "teller_name", "teller_phone", "place", "area", "kind"]
    return {**{f"column.{index}": field for index, field in enumerate(fields)}, "kind": "", **over}


def started(client: Client, lines: Sequence[Sequence[str]], **over: Any) -> UUID:
    import_id = upload(client, lines, **over)
    assert client.post(reverse("import-columns", args=[import_id]), chosen()).status_code == 302
    client.post(reverse("import-start", args=[import_id]))
    return import_id


def work_off() -> None:
    """Do what waits in the queue, as the worker does."""
    for task in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        jobs.work.call(*task.args_kwargs["args"])
        task.delete()


def page(client: Client, name: str, import_id: UUID) -> str:
    answer = client.get(reverse(name, args=[import_id]))
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def counts(import_id: UUID) -> tuple[int, int, int, int]:
    found = SheetImport.objects.get(id=import_id)
    return found.position, found.new, found.known, found.refused


def test_a_sheet_goes_from_upload_to_its_matters(log_in: LogIn) -> None:
    client = log_in("desk.north")
    import_id = upload(client, rows(4))
    assert "GD00001" in page(client, "import-columns", import_id)
    client.post(reverse("import-columns", args=[import_id]), chosen())
    seen = page(client, "import-preview", import_id)
    assert "反映流动摊贩占道" in seen
    assert "新登记 4，已登记过 0，需更正 0" in seen
    assert (Matter.objects.count(), Job.objects.count()) == (0, 0)  # nothing is written by looking
    client.post(reverse("import-start", args=[import_id]))
    assert "hx-get" in page(client, "import", import_id)  # waits for the worker, and asks again
    work_off()
    seen = page(client, "import", import_id)
    assert counts(import_id) == (4, 4, 0, 0)
    assert 'hx-get="/imports' not in seen
    assert f"/matters/?tab=all&amp;import={import_id}" in seen
    listed = client.get(f"/matters/?tab=all&import={import_id}").content.decode()
    assert listed.count('class="fq-open"') == Report.objects.filter(import_id=import_id).count() == 4
    assert "只看一次导入的" in listed
    assert kinds_of(import_id) == ["sheet.handed_in"]


def test_the_same_sheet_again_adds_nothing_and_says_so_before(log_in: LogIn) -> None:
    client = log_in("desk.north")
    started(client, rows(3))
    work_off()
    import_id = upload(client, rows(4))
    seen = page(client, "import-preview", import_id)
    assert "新登记 1，已登记过 3" in seen
    assert Matter.objects.first().number in seen  # type: ignore[union-attr]
    client.post(reverse("import-start", args=[import_id]))
    work_off()
    assert (counts(import_id), Matter.objects.count()) == ((4, 1, 3, 0), 4)


def test_cells_at_fault_are_shown_with_column_value_and_reason(log_in: LogIn) -> None:
    client = log_in("desk.north")
    lines = [row(1), row(2, 来电时间="去年夏天"), row(3, 联系电话="1234"), row(4, 诉求内容="", 诉求标题="")]
    import_id = upload(client, lines)
    seen = page(client, "import-preview", import_id)
    assert "新登记 1，已登记过 0，需更正 3" in seen
    assert "<b>来电时间</b> <mark>去年夏天</mark>" in seen
    assert "<b>联系电话</b> <mark>1234</mark>" in seen
    assert "<b>诉求内容</b> 没有诉求内容，请补上。" in seen


def test_refused_rows_come_back_as_a_sheet_that_can_be_handed_in_again(log_in: LogIn) -> None:
    client = log_in("desk.north")
    import_id = started(client, [row(1), row(2, 来电时间="去年夏天"), row(3)])
    work_off()
    assert counts(import_id) == (3, 2, 0, 1)
    answer = client.get(reverse("import-errors", args=[import_id]))
    found = read_sheet(answer.content, "a.xlsx", limits=LIMITS)
    assert (found.header, [each.text(0) for each in found.rows()]) == (HEADER, ["GD00002"])
    again = client.post(reverse("imports"), {"file": SimpleUploadedFile("更正.xlsx", answer.content)})
    assert again.status_code == 302
    assert SheetImport.objects.latest("uploaded_at", "id").source == SheetImport.objects.get(id=import_id).source


def test_an_import_without_refused_rows_has_no_correction_sheet(log_in: LogIn) -> None:
    client = log_in("desk.north")
    import_id = started(client, rows(1))
    work_off()
    assert client.get(reverse("import-errors", args=[import_id])).status_code == 409


def test_columns_once_chosen_are_offered_to_the_whole_unit_the_next_time(log_in: LogIn) -> None:
    client = log_in("desk.north")
    first = upload(client, rows(2))
    # The unit knows better: what is called 诉求标题 is the text, and everything is a complaint.
    wanted = chosen(**{"column.1": "text", "column.2": "", "kind": "complaint"})
    assert client.post(reverse("import-columns", args=[first]), wanted).status_code == 302
    other = log_in("chief.north")
    second = SheetImport.objects.get(id=upload(other, rows(5), header=HEADER))
    assert second.kind == "complaint"
    assert second.columns["text"] == 1
    assert SheetImport.objects.get(id=upload(log_in("desk.south"), rows(1))).columns["text"] == 2


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"column.1": "", "column.2": ""}, "请选择哪一列是诉求内容"),
        ({"column.3": "title"}, "“标题”选了两列"),
        ({"kind": "weather"}, "没有“weather”这种事项"),
    ],
)
def test_columns_that_make_no_sense_are_refused_in_words(over: dict[str, str], words: str, log_in: LogIn) -> None:
    client = log_in("desk.north")
    import_id = upload(client, rows(1))
    answer = client.post(reverse("import-columns", args=[import_id]), chosen(**over))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "请先选择一个表格文件"),
        (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
        (SimpleUploadedFile("a.xlsx", b"%PDF-1.7 x"), "这是PDF 文档，不是表格"),
        (SimpleUploadedFile("a.csv", b"a,b\n"), "表里只有表头"),
    ],
)
def test_what_is_no_sheet_is_refused_at_the_door(file: Any, words: str, log_in: LogIn) -> None:
    answer = log_in("desk.north").post(reverse("imports"), {"file": file} if file else {})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert SheetImport.objects.count() == 0


def test_another_sheet_or_header_row_can_be_read(log_in: LogIn) -> None:
    client = log_in("desk.north")
    import_id = upload(client, [HEADER, *rows(2)], header=["热线汇总", "仅供内部使用", *[""] * 7])
    assert SheetImport.objects.get(id=import_id).header_row == 1
    client.post(reverse("import-sheet", args=[import_id]), {"header_row": "2"})
    found = SheetImport.objects.get(id=import_id)
    assert (found.header_row, found.total, found.columns["text"]) == (2, 2, 2)
    answer = client.post(reverse("import-sheet", args=[import_id]), {"header_row": "99"}, follow=True)
    assert "没有找到表头" in answer.content.decode()


def test_an_import_stops_after_its_chunk_and_goes_on_from_there(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matters_jobs, "CHUNK", 2)
    client = log_in("desk.north")
    import_id = started(client, rows(5))
    receive = matters_jobs.receive

    def stopped_meanwhile(**given: Any) -> Any:
        job = Job.objects.get(subject_id=import_id)
        if job.state == "running":
            client.post(reverse("import-stop", args=[import_id]))
        return receive(**given)

    monkeypatch.setattr(matters_jobs, "receive", stopped_meanwhile)
    work_off()
    assert (Job.objects.get().state, counts(import_id)) == ("stopped", (2, 2, 0, 0))
    seen = page(client, "import", import_id)
    assert "继续，还有 3 行" in seen
    monkeypatch.setattr(matters_jobs, "receive", receive)
    client.post(reverse("import-resume", args=[import_id]))
    work_off()
    assert (Job.objects.get().state, counts(import_id)) == ("done", (5, 5, 0, 0))


def test_cut_off_inside_a_chunk_each_message_is_counted_once(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows and their count are one transaction: what was cut off is neither taken in nor counted."""
    monkeypatch.setattr(matters_jobs, "CHUNK", 2)
    client = log_in("desk.north")
    import_id = started(client, [row(1), row(2), row(3, 来电时间="?"), row(4), row(5)])
    settle = matters_jobs.settle

    def cut_off(**given: Any) -> Any:
        if given["position"] == 4:
            raise SystemExit  # as if the process were gone
        return settle(**given)

    monkeypatch.setattr(matters_jobs, "settle", cut_off)
    with pytest.raises(SystemExit):
        work_off()
    assert (counts(import_id), Matter.objects.count()) == ((2, 2, 0, 0), 2)
    monkeypatch.setattr(matters_jobs, "settle", settle)
    Job.objects.update(beat_at=NOW - timedelta(minutes=5))
    assert "后台进程中断了" in page(client, "import", import_id)
    client.post(reverse("import-resume", args=[import_id]))
    work_off()
    assert (counts(import_id), Matter.objects.count()) == ((5, 4, 0, 1), 4)
    assert (
        len(read_sheet(client.get(reverse("import-errors", args=[import_id])).content, "a", limits=LIMITS).sample(9))
        == 1
    )


def test_a_sheet_lies_sealed_and_is_gone_after_its_term(log_in: LogIn, tmp_path: Path) -> None:
    client = log_in("desk.north")
    started(client, [row(1), row(2, 联系电话="1234")])
    work_off()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3  # the sheet, its sample, its refused rows
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert "陈某".encode() not in path.read_bytes()
        assert b"GD00001" not in path.read_bytes()
    assert throw_away_expired(at=NOW + timedelta(days=29)) == 0
    assert throw_away_expired(at=NOW + timedelta(days=30)) == 1
    assert SheetImport.objects.get().removed_at == NOW + timedelta(days=30)


def test_deleting_takes_the_sheet_off_the_shelf(log_in: LogIn, django_capture_on_commit_callbacks: Any) -> None:
    client = log_in("desk.north")
    import_id = started(client, rows(1))
    answer = client.post(reverse("import-remove", args=[import_id]), follow=True)
    assert "正在导入，请先停止再删除表格。" in answer.content.decode()
    work_off()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("import-remove", args=[import_id]))
    assert shelf.names(import_id) == []
    assert "表格已删除" in page(client, "import", import_id)
    assert Matter.objects.count() == 1


def test_nobody_sees_the_sheets_of_another(log_in: LogIn) -> None:
    import_id = upload(log_in("desk.north"), rows(1))
    other = log_in("chief.north")
    for name in ("import", "import-columns", "import-preview", "import-progress", "import-errors"):
        assert other.get(reverse(name, args=[import_id])).status_code == 404, name
    for name in ("import-start", "import-stop", "import-resume", "import-remove", "import-sheet"):
        assert other.post(reverse(name, args=[import_id])).status_code == 404, name
    assert "还没有导入过" in other.get(reverse("imports")).content.decode()


def test_a_post_that_ended_takes_nothing_in_any_more(log_in: LogIn) -> None:
    from fengqiao.orgs.actions import end_post

    client, by = log_in("desk.north"), viewer("desk.north")
    import_id = started(client, rows(1))
    end_post(post_id=by.post.id, by=by.staff_id, at=NOW - timedelta(minutes=1))
    work_off()
    assert (Job.objects.get().problem["code"], counts(import_id), Matter.objects.count()) == (
        "job-no-post",
        (0, 0, 0, 0),
        0,
    )


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_for_one_import_as_for_three(
    many: int, log_in: LogIn, django_assert_num_queries: Any
) -> None:
    client = log_in("desk.north")
    for number in range(many):
        started(client, rows(1 + number))
    client.get(reverse("imports"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("imports"))


LIST_QUERIES = 10


def test_the_queue_knows_no_personal_data(log_in: LogIn) -> None:
    started(log_in("desk.north"), rows(1))
    row_of_queue = DBTaskResult.objects.get()
    assert row_of_queue.args_kwargs == {"args": [str(Job.objects.get().id)], "kwargs": {}}
    assert job_actions.is_active(kind="import", subject_id=SheetImport.objects.get().id)
