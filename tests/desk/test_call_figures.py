"""Figures of calls by unit: what each counts, that each opens, the sheet, and what an older pack leaves out."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.desk.calls.figures import _slowest
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Matter
from fengqiao.matters.terms import Door
from fengqiao.measure.queries import EVERYTHING, Period, figure, figures_by_unit
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.scene import STOLEN, accepted, ago, closed
from tests.world import NOW, make_matter, unit, viewer

PERIOD = {"since": "2026-08-30", "until": "2026-09-01"}
FALSE = "public_order.order.nuisance.false"


def _call(name: str, hours: int, **over: object) -> Matter:
    fields = {"call_class": "public_order.property.theft"}
    return make_matter(
        by="desk.north", at=ago(hours=hours), told_at=ago(hours=hours), outside_ref=name, door=Door.PHONE,
        fields=fields, **{**STOLEN, **over},
    )  # fmt: skip


def _passed_on(matter: Matter, hours: int) -> Matter:
    accepted(matter, "desk.north", ago(hours=hours))
    actions.transfer(
        matter_id=matter.id, unit_id=unit("dept.urban"), consent="yes", text="", by=viewer("desk.north"),
        at=ago(hours=hours) + timedelta(minutes=10),
    )  # fmt: skip
    return matter


def _played() -> None:
    """Four calls: one false, one passed on and signed for, one handed back by a clause, one that waits to be signed."""
    false = accepted(_call("a", 20), "desk.north", ago(hours=19))
    closed(false, "desk.north", ago(hours=18), "unfounded", found_class=FALSE)
    signed = _passed_on(_call("b", 17), 16)
    actions.accept(matter_id=signed.id, by=viewer("handler.urban"), at=ago(hours=15))
    back = _passed_on(_call("c", 14), 13)
    actions.give_back(
        matter_id=back.id, reason="not_our_duty", text="不归", by=viewer("handler.urban"), at=ago(hours=12)
    )
    waits = _passed_on(_call("d", 11), 10)
    clock = Clock.objects.get(matter=waits, code="accept", stopped_at__isnull=True)
    Clock.objects.filter(id=clock.id).update(due_at=ago(hours=5), next_at=ago(hours=5))
    assert actions.look_at_clock(clock_id=clock.id, by=viewer("dispatcher"), at=ago(hours=4))


def _number(client: Client, code: str, **more: str) -> str:
    html = client.get(f"/measures/{code}/", {**PERIOD, **more}).content.decode()
    return re.sub(r"<[^>]+>|\s+", "", html)


def test_figures_by_unit_open_to_their_events_and_go_out_as_excel(world: None, log_in: LogIn) -> None:
    _played()
    pack, period = pack_on(NOW).pack, Period(*(ago(hours=h).date() for h in (48, 0)))
    wanted: dict[str, Any] = {
        "calls": 4, "calls.void": 1, "calls.valid": 3, "calls.diverted": 1, "transferred": 3, "transferred.signed": 1,
        "returned.clause": 1, "returned.clause.1": 1, "returned.clause.2": 0, "overdue.outside": 1,
    }  # fmt: skip
    for code, number in wanted.items():
        question = Question(pack.measures[code], period, EVERYTHING)
        assert figure(question, pack.measures).value == number, code
    urban, north = unit("dept.urban"), unit("station.north")
    for code, of in (("overdue.outside", urban), ("returned.clause", urban), ("transferred", north)):
        by_unit = figures_by_unit(Question(pack.measures[code], period, EVERYTHING), pack.measures, [urban, north])
        assert {key for key, each in by_unit.items() if each.value} == {of}, code

    card = directory(at=NOW).units[urban]
    named = card.short or card.name
    client = log_in("supervisor")
    html = client.get("/calls/figures/", PERIOD).content.decode()
    text = re.sub(r"<[^>]+>|\s+", "", html)
    for words in ("33.3%1/3", "25%1/4", named, "一键转接成功率", "第三次及以上退回"):
        assert words in text, words
    opened = re.findall(
        r"/measures/transferred\.signed\.share/\?since=2026-08-30&amp;until=2026-09-01&amp;unit=[\w.]+", html
    )
    assert opened, "a figure of a unit opens"
    assert client.get(opened[0].replace("&amp;", "&")).status_code == 200
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(client.post("/calls/figures/export/?" + "&".join(
        f"{name}={value}" for name, value in PERIOD.items())).content))  # fmt: skip
    assert sheets.sheet_names == ["指标", "承办单位", "接警单位"]
    assert sheets.get_sheet_by_name("承办单位").to_python()[1] == [named, 1, 0.5, 1, 1, 0, 0, 0, 0, 1]


def test_a_station_sees_its_own_and_an_empty_period_says_so(world: None, log_in: LogIn) -> None:
    _played()
    page = log_in("desk.north").get("/calls/figures/", PERIOD).content.decode()
    assert "接警单位" in page
    empty = log_in("supervisor").get("/calls/figures/", {"since": "2026-01-01", "until": "2026-01-02"}).content.decode()
    assert empty.count("这段时间没有数") == 2


def test_how_quick_stations_were_stands_in_five_bins(world: None, log_in: LogIn) -> None:
    for wait in (20, 400):
        at = NOW - timedelta(hours=2)
        matter = make_matter(
            by="desk.north", at=at, kind="emergency", told_at=at, text=f"有人落水 {wait}", outside_ref=str(wait)
        )
        actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=at + timedelta(seconds=wait))
    page = log_in("supervisor").get("/calls/figures/", PERIOD).content.decode()
    table = page.partition('id="u-quick-sign"')[2].partition("</section>")[0]
    rows = [
        re.sub(r"<[^>]+>|\s+", " ", each).split()
        for each in table.partition("<tbody>")[2].split("</tr>")
        if 'scope="row"' in each
    ]
    assert rows[-1][-5:] == ["1", "0", "0", "0", "1"]
    assert 'id="u-quick-arrive"' not in page, "nobody has arrived"


def test_stations_with_most_in_the_slowest_bin_come_first() -> None:
    rows = [
        {"cells": [{"number": n} for n in each]}
        for each in ((9, 0, 0, 0, 1), (1, 0, 0, 0, 1), (0, 0, 0, 5, 0), (3, 0, 0, 0, None))
    ]
    assert [rows.index(each) for each in sorted(rows, key=_slowest)] == [1, 0, 2, 3]
