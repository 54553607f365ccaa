"""The statistics sheet on its page and in Excel: each number opens exactly what it counted."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import python_calamine

from fengqiao.desk.disputes.words import types_of
from fengqiao.disputes.models import Dispute
from fengqiao.disputes.terms import AgreementForm
from fengqiao.orgs.models import Unit
from fengqiao.rulebook.queries import pack_on
from fengqiao.visits.actions import Found, visit
from fengqiao.visits.terms import Met
from tests.desk.conftest import LogIn
from tests.disputes.helping import agree, dispute
from tests.visits.helping import visitee
from tests.world import NOW, viewer


def rows_of(book: io.BytesIO) -> list[list[object]]:
    return [list(row) for row in python_calamine.CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).iter_rows()]


def links_of_row(book: io.BytesIO, row: int) -> dict[int, str]:
    """The addresses of a row's cells by their column, A being 0."""
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        told = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    targets = {one: unescape(url) for one, url in re.findall(r'Id="(rId\d+)"[^>]* Target="([^"]+)"', told)}
    found = re.findall(r'<hyperlink ref="([A-Z]+)(\d+)" r:id="(rId\d+)"', sheet)
    return {
        sum((ord(letter) - 64) * 26**n for n, letter in enumerate(reversed(name))) - 1: targets[one]
        for name, number, one in found
        if int(number) == row
    }


def test_rounds_and_what_was_found_on_them_open_and_what_was_prevented_is_not_made_up(log_in: LogIn) -> None:
    by, at = viewer("officer.north"), NOW - timedelta(hours=1)
    found = [Found("quarrel", ""), Found("hazard", "")]
    visit(visitee_id=visitee().id, met=Met.MET, found=found, by=by, at=NOW, went_at=at)
    visit(visitee_id=visitee(name="欧阳二", phone="").id, met=Met.NOBODY, found=[], by=by, at=NOW, went_at=at)
    dispute()
    client, asks = log_in("dispatcher.north"), f"since={NOW:%Y}-01-01&until={NOW:%Y}-12-31"
    text = client.get(f"/disputes/statistics/?{asks}").content.decode()
    assert ("排查和发现" in text, "没有可靠的来源" in text) == (True, True)
    book = io.BytesIO(client.post(f"/disputes/statistics/export/?{asks}").content)
    heads, first, *_units = rows_of(book)
    whole = dict(zip(heads, first, strict=True))
    assert (whole["走访次数"], whole["走访发现的纠纷"], [each for each in heads if "预防" in str(each)]) == (2, 1, [])
    links = links_of_row(book, 2)
    for name in ("走访次数", "走访发现的纠纷"):
        opened = client.get(links[heads.index(name)].split("testserver", 1)[1])
        assert (opened.status_code, name in opened.content.decode()) == (200, True)
    assert "排查和发现" not in log_in("officer.north").get(f"/disputes/statistics/?{asks}").content.decode()


def test_every_column_of_the_form_is_there(log_in: LogIn) -> None:
    """The sheet of committees: 5 of the whole, the 6 bodies and those of stations, 8 sources, 18 types, 2 forms; the monthly one adds performance and confirmation."""
    client = log_in("dispatcher.north")
    dispute()
    heads = rows_of(io.BytesIO(client.post("/disputes/statistics/export/").content))[0]
    places = [heads.index(name) for name in ("案件总数", "接受委托移送", "书面协议", "已履行", "司法确认")]
    assert places == sorted(places)
    pack = pack_on(NOW).pack
    assert (len(pack.disputes.bodies), len(types_of(pack, "dispute_source")) + 1, len(types_of(pack))) == (7, 8, 18)


def test_a_units_line_counts_those_below_it_as_the_list_that_it_opens_does(log_in: LogIn) -> None:
    for n, code in enumerate(("station.north", "station.north.team"), start=1):
        row = dispute(ref=str(n), at=NOW + timedelta(minutes=n))
        Dispute.objects.filter(id=row.id).update(unit=Unit.objects.get(code=code))
    client, asks = log_in("supervisor"), f"since={NOW:%Y}-01-01&until={NOW:%Y}-12-31"
    book = io.BytesIO(client.post(f"/disputes/statistics/export/?{asks}").content)
    heads, *lines = rows_of(book)
    column = heads.index("案件总数")
    for place, line in enumerate(lines, start=2):
        listed = client.get(links_of_row(book, place)[column].split("testserver", 1)[1]).content.decode()
        assert listed.count('<a class="fq-open"') == line[column], line[0]
    assert sorted(line[column] for line in lines) == [1, 2, 2]


def test_each_number_of_page_and_workbook_opens_what_it_counted(log_in: LogIn) -> None:
    agree(dispute())
    dispute(ref="2", source="court", type="contract", amount=20_000_000, at=NOW + timedelta(minutes=1))
    agree(dispute(ref="3", source="police", at=NOW + timedelta(minutes=2)), form=AgreementForm.ORAL)
    agree(dispute(ref="5", signs=("violence", "law"), at=NOW + timedelta(minutes=3)))
    dispute(ref="4", at=NOW - timedelta(days=400))
    assert Dispute.objects.count() == 5
    client = log_in("dispatcher.north")
    asks = f"since={NOW:%Y}-01-01&until={NOW:%Y}-12-31"
    text = client.get(f"/disputes/statistics/?{asks}").content.decode()
    assert "接受委托移送" in text
    assert client.get("/disputes/statistics/?since=2031-01-01&until=2031-01-02&unit=nowhere").status_code == 200
    book = io.BytesIO(client.post(f"/disputes/statistics/export/?{asks}").content)
    heads, first, second = rows_of(book)
    whole = dict(zip(heads, first, strict=True))
    assert {name: whole[name] for name in ("案件总数", "调解成功", "疑难", "涉及金额（元）")} == {
        "案件总数": 4, "调解成功": 3, "疑难": 2, "涉及金额（元）": 209_000,
    }  # fmt: skip
    assert [whole[name] for name in ("接受委托移送", "法院移送", "公安机关移送", "当事人申请")] == [2, 1, 1, 2]
    averted = ("防止民转刑（件）", "防止民转刑（人）", "防止群体性上访、械斗（件）")
    assert [whole[name] for name in averted] == [1, 2, 0]
    assert first[1:] == second[1:], "one unit has them all"
    opened = 0
    for column, address in links_of_row(book, 2).items():
        if heads[column] not in {"涉及当事人", "涉及金额（元）", "防止民转刑（人）"}:
            listed = client.get(address.split("testserver", 1)[1]).content.decode()
            assert listed.count('<a class="fq-open"') == first[column], (heads[column], address)
            opened += 1
    assert opened >= 10
    links = {unescape(each) for each in re.findall(r'href="(/disputes/\?since=[^"]+)"', text)}
    assert len(links) >= 30
    assert all(client.get(link).status_code == 200 for link in links)
