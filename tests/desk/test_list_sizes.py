"""Long lists: a constant number of queries, pages, and titles that look like formulas."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.catalogue.reading import pack_files
from fengqiao.desk.matters import paging
from fengqiao.matters.actions import desk_at, receive
from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries import QueueFilter, queue
from fengqiao.matters.terms import Tab
from fengqiao.rulebook.actions import publish_pack
from tests.desk.conftest import LogIn
from tests.desk.listing import MATTER, asked, listed, sheet, take_in
from tests.desk.scene import ago
from tests.world import NOW, PACKS, telling, viewer


@pytest.mark.parametrize("address", ["/matters/?tab=all", "/matters/?tab=todo&w=占道&state=offered", "/overview/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(address: str, log_in: LogIn) -> None:
    client, needed = log_in("dispatcher"), []
    client.get(address := asked(client, "占道", tab="todo", state="offered") if "w=" in address else address)
    for more in (1, 2, 47):
        take_in(more, title=f"反映占道经营{more}", told_at=ago(minutes=more))
        Matter.objects.update(returned=1, urged=True)
        Task.objects.update(assignee=viewer("handler.urban").staff_id)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        needed.append(len(queries))
    assert Matter.objects.count() == 50
    assert len(set(needed)) == 1, needed
    assert needed[0] <= 28


def test_the_pager_says_the_total_and_stays_in_range(log_in: LogIn) -> None:
    take_in(53)
    client = log_in("dispatcher")
    first = client.get("/matters/?tab=all").content.decode()
    assert "共 <b>53</b> 件，本页第 1–50 件" in first
    assert len(MATTER.findall(first)) == 50
    for page in ("2", "99", "x", "-1"):
        html = client.get(f"/matters/?tab=all&page={page}").content.decode()
        assert len(MATTER.findall(html)) == (50 if page == "x" else 3), page


def test_a_title_that_looks_like_a_formula_stays_text(log_in: LogIn) -> None:
    titles = ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")', "http://evil.example/", "\t=1"]
    rows = [telling(title=title, outside_ref=str(n)) for n, title in enumerate(titles)]
    receive(telling_list=rows, desk=desk_at(NOW), by=viewer("dispatcher"), at=NOW)
    client = log_in("dispatcher")
    response = client.post("/matters/export/?tab=all&sort=number")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    assert [row[1].strip() for row in sheet(client, tab="all", sort="number")[1:]] == [t.strip() for t in titles]  # type: ignore[attr-defined]


def test_the_number_of_queries_does_not_grow_with_the_kinds(log_in: LogIn) -> None:
    """With five kinds in force and with fifty."""
    take_in(3)
    client, texts, needed = log_in("dispatcher"), pack_files(PACKS / "base"), []
    names = re.findall(r'(?m)^\[\[kind\]\]\ncode = "(\w+)"', texts["kinds.toml"])
    one = next(part for part in texts["kinds.toml"].split("[[kind]]") if f'code = "{names[-1]}"' in part)
    for more in (1, 41):
        copies = "".join("[[kind]]" + one.replace(f'"{names[-1]}"', f'"{names[-1]}_{n}"') for n in range(more))
        edition = {**texts, "kinds.toml": texts["kinds.toml"] + copies}
        publish_pack(texts=edition, valid_from=ago(days=1), by=viewer("dispatcher"), at=ago(minutes=60 - more))
        client.get("/matters/?tab=all")
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/matters/?tab=all").content.decode()
        assert html.count(f'<option value="{names[-1]}') == more + 1
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed


def test_a_long_list_is_counted_up_to_a_number_and_turned_beyond_it(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(53)
    client = log_in("dispatcher")
    monkeypatch.setattr(paging, "AHEAD", 1)
    few = {**pack_files(PACKS / "base")}
    old = 'code = "queue.page_size"'
    assert old in few["values.toml"]
    head, tail = few["values.toml"].split(old)
    few["values.toml"] = (
        head + old + tail.replace("value = 50\n", "value = 10\n", 1).replace("value = 1000\n", "value = 20\n", 1)
    )
    publish_pack(texts=few, valid_from=ago(days=1), by=viewer("dispatcher"), at=ago(minutes=1))
    first = client.get("/matters/?tab=all").content.decode()
    assert "超过 <b>20</b> 件，本页第 1–10 件" in first
    assert "<span>20+</span>" in first
    third = client.get("/matters/?tab=all&page=3").content.decode()
    assert "超过 <b>40</b> 件，本页第 21–30 件" in third
    last = client.get("/matters/?tab=all&page=6").content.decode()
    assert "共 <b>53</b> 件，本页第 51–53 件" in last
    assert listed(client, tab="all") == [
        str(m.id) for m in queue(viewer("dispatcher"), QueueFilter(tab=Tab.ALL), now=NOW)
    ]
