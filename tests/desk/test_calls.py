"""The call register: both classes, sums that add up or say what does not, the same as Excel."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import CallFilter, call_cells, call_sums, call_times, calls
from fengqiao.matters.terms import Door
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.scene import FIGHT, STOLEN, accepted, ago, closed
from tests.world import NOW, area, make_matter, unit, viewer

FALSE = "public_order.order.nuisance.false"
PERIOD = {"since": "2026-08-30", "until": "2026-09-01"}


def _call(name: str, at: Any, text: dict[str, str], told: str, **over: object) -> Matter:
    fields = {"call_class": told} if told else {}
    return make_matter(
        by="desk.north", at=at, told_at=at, outside_ref=name, door=Door.PHONE, fields=fields, **text, **over
    )


@pytest.fixture
def played(world: None) -> dict[str, Matter]:
    """Seven calls: two change their class, one is false, one has none, one contradicts itself, one is for others."""
    stolen = accepted(_call("a", ago(hours=9), STOLEN, "public_order.property.theft"), "desk.north", ago(hours=8))
    closed(stolen, "desk.north", ago(hours=7), "case_opened", found_class="criminal.property.theft")
    false = accepted(_call("b", ago(hours=6), STOLEN, "public_order.property.theft"), "desk.north", ago(hours=5))
    closed(false, "desk.north", ago(hours=4), "unfounded", found_class=FALSE)
    fight = _call("c", ago(hours=3), FIGHT, "dispute.family")
    actions.accept(matter_id=fight.id, by=viewer("desk.north"), at=ago(hours=2, minutes=58))
    for minutes, step, fields in ((8, "arrive", {}), (40, "feedback", {"found_class": "public_order.person.beating"})):
        actions.progress(
            matter_id=fight.id, text="处置", uploads=[], step=step, fields=fields, by=viewer("desk.north"),
            at=ago(hours=2, minutes=58 - minutes),
        )  # fmt: skip
    wrong = _call("d", ago(hours=2), STOLEN, "")
    odd = accepted(_call("e", ago(hours=2), STOLEN, "help"), "desk.north", ago(hours=1))
    actions.amend(
        matter_id=odd.id, by=viewer("desk.north"), at=ago(minutes=50),
        values={"title": odd.title, "field.nuisance": "yes", "field.found_class": "help"},
    )  # fmt: skip
    water = _call(
        "f", ago(hours=1), {"kind": "help", "title": "停水", "text": "村里停水一天了，想问什么时候来水。"}, "linkage"
    )
    south = make_matter(
        by="desk.south", at=ago(hours=1), told_at=ago(hours=1), area_id=area("TC0201"), outside_ref="g", **STOLEN
    )
    return {
        "stolen": stolen,
        "false": false,
        "fight": fight,
        "wrong": wrong,
        "odd": odd,
        "water": water,
        "south": south,
    }


def _sums(login: str) -> Any:
    pack = pack_on(NOW).pack
    return call_sums(call_cells(calls(viewer(login), CallFilter(date(2026, 8, 30), date(2026, 9, 1)), pack)), pack)


@pytest.mark.usefixtures("played")
def test_valid_and_void_make_the_total_and_the_classes_make_the_valid_ones() -> None:
    sums = _sums("supervisor")
    assert (sums.total, sums.valid, sums.void) == (7, 6, 1)
    assert dict(sums.six) == {"criminal": 1, "public_order": 1, "help": 1, "other": 1, "": 2}
    assert sum(sums.six.values()) == sums.valid
    assert sum(sums.crossed.values()) == sums.total
    assert sums.crossed["public_order", "criminal"] == 1
    assert sums.changed == 2, "from one class of the first level to another"
    assert {name: n for name, n in sums.wrong.items() if n} == {"unclassed": 2, "contradicting": 1}


def test_a_station_sees_its_own_calls_and_those_that_it_passed_on(played: dict[str, Matter]) -> None:
    pack = pack_on(NOW).pack
    wanted = CallFilter(date(2026, 9, 1), date(2026, 9, 1))
    seen = {matter.id for matter in calls(viewer("desk.north"), wanted, pack)}
    assert played["water"].id in seen, "it went to a department, and the station keeps a copy"
    assert played["south"].id not in seen


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        ({"final": "criminal"}, {"stolen"}),
        ({"told": "public_order.property"}, {"stolen", "false"}),
        ({"found": "none"}, {"wrong", "water", "south"}),
        ({"final": "other"}, {"water"}),
        ({"valid": "no"}, {"false"}),
        ({"wrong": "unclassed"}, {"wrong", "south"}),
        ({"wrong": "contradicting"}, {"odd"}),
        ({"doors": ("counter",)}, set()),
    ],
    ids=lambda each: "-".join(map(str, each.values())) if isinstance(each, dict) else "",
)
def test_the_register_narrows(narrowed: dict[str, str], names: set[str], played: dict[str, Matter]) -> None:
    pack = pack_on(NOW).pack
    rows = calls(viewer("supervisor"), CallFilter(date(2026, 8, 30), date(2026, 9, 1), **narrowed), pack)
    assert {name for name, matter in played.items() if matter.id in {row.id for row in rows}} == names
    pages = call_sums(call_cells(rows), pack)
    assert pages.total == len(names)


def test_the_moments_of_a_call_come_from_its_timeline(played: dict[str, Matter]) -> None:
    fight = Matter.objects.get(id=played["fight"].id)
    times = call_times([fight])[fight.id]
    moments = (times.taken, times.dispatched, times.accepted, times.arrived, times.reported)
    assert [f"{timezone.localtime(each.at):%H:%M}" if each else "" for each in moments] == [
        "07:00", "07:02", "07:02", "07:10", "07:42",
    ]  # fmt: skip
    assert times.reported
    assert times.reported.staff_id == viewer("desk.north").staff_id


def test_the_page_shows_both_classes_and_asks_a_constant_number_of_questions(
    played: dict[str, Matter], log_in: LogIn, django_assert_max_num_queries: object
) -> None:
    client = log_in("desk.north")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        html = client.get("/calls/", PERIOD).content.decode()
    text = re.sub(r"<[^>]+>|\s+", "", html)
    for words in ("殴打他人、故意伤害他人身体", "家庭纠纷", "10分钟", "不计"):
        assert words in text, words
    assert html.count("<tr>") == 7, "a head and the six calls that the station sees"


def test_the_sums_name_what_does_not_add_up(played: dict[str, Matter], log_in: LogIn) -> None:
    html = log_in("supervisor").get("/calls/sums/", PERIOD).content.decode()
    assert html.count("有出入") >= 3
    assert "wrong=unclassed" in html
    assert "wrong=contradicting" in html
    only = log_in("supervisor").get("/calls/", {**PERIOD, "wrong": "unclassed"}).content.decode()
    assert played["wrong"].number in only
    assert played["stolen"].number not in only


def test_a_register_without_faults_says_so(world: None, log_in: LogIn) -> None:
    _call("a", ago(hours=9), STOLEN, "traffic")
    html = log_in("desk.north").get("/calls/sums/", PERIOD).content.decode()
    assert "都相符" in html
    assert "有出入" not in html


def test_excel_holds_the_calls_and_what_they_add_up_to(played: dict[str, Matter], log_in: LogIn) -> None:
    client: Client = log_in("supervisor")
    answer = client.post("/calls/export/?since=2026-08-30&until=2026-09-01")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["接处警登记", "分类统计", "接警与反馈", "各单位", "核对"]
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert len(rows["接处警登记"]) == 8
    head, *lines = rows["接处警登记"]
    stolen = next(line for line in lines if line[0] == played["stolen"].number)
    named = dict(zip(head, stolen, strict=True))
    assert named["接警类别"] == "行政（治安）类警情 / 侵犯财产权利 / 盗窃"
    assert named["反馈类别"] == "刑事类警情 / 侵犯财产 / 盗窃"
    assert rows["接警与反馈"][-1][-1] == 7
    event = Event.objects.order_by("-seq").first()
    assert event
    assert (event.kind, event.attributes["list"], event.measures["rows"]) == ("list.exported", "calls", 7)


@pytest.mark.parametrize("query", ["since=x&until=y", "final=gone&valid=perhaps&wrong=all&door=window&unit=no", "page=99",
                                   "since=2026-09-02&until=2026-09-01", "since=0001-01-01&until=9999-12-31"])  # fmt: skip
def test_an_address_that_makes_no_sense_shows_today(query: str, log_in: LogIn, world: None) -> None:
    for page in ("calls", "calls/sums"):
        assert log_in("desk.north").get(f"/{page}/?{query}").status_code == 200


def test_a_dispatcher_sees_the_figures_and_what_goes_to_and_fro(played: dict[str, Matter], log_in: LogIn) -> None:
    actions.transfer(
        matter_id=played["wrong"].id,
        unit_id=unit("dept.housing"),
        consent="yes",
        text="",
        by=viewer("desk.north"),
        at=ago(minutes=30),
    )
    html = log_in("dispatcher").get("/calls/diverting/", PERIOD).content.decode()
    assert "一次派单准确率" in html
    assert "回流率" in html
    assert "已转出，等签收" in html
