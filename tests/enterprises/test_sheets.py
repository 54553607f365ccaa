"""A sheet of ten thousand enterprises with twelve bad rows: 9,988 load, twelve come back with reasons."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import cast

import pytest

from fengqiao.enterprises import actions
from fengqiao.enterprises.jobs import JOB, run_sheet
from fengqiao.enterprises.models import Enterprise, EnterpriseSheet
from fengqiao.enterprises.queries import refused_rows
from fengqiao.jobs.jobs import Run
from fengqiao.kit.sheets import Column, SheetSpec, write_xlsx
from fengqiao.vault import shelf
from tests.enterprises.helping import credit
from tests.matters.helping import refused
from tests.world import NOW, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEAD = ("企业名称", "统一社会信用代码", "所在村社", "行业", "员工人数", "联系人", "联系电话")


def sheet(count: int) -> bytes:
    rows = []
    for number in range(count):
        name, code, place = f"企业{number:05d}", credit(number), "北一村"
        if number % 900 == 7:  # twelve of ten thousand
            name, code, place = [("", code, place), (name, code[:-1] + "!", place), (name, code, "天上")][
                number // 900 % 3
            ]
        rows.append([name, code, place, "制造业", "12", "王五", "13900000000"])
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec(name="企业", columns=tuple(Column(each) for each in HEAD), rows=rows)])
    return out.getvalue()


def handed_in(count: int) -> EnterpriseSheet:
    columns = {
        name: place
        for place, name in enumerate(("name", "credit", "area", "sector", "people", "contact_name", "contact_phone"))
    }
    made = actions.hand_in_sheet(
        name="企业.xlsx", content=sheet(count), columns=columns, total=count, by=viewer("desk.north"), at=NOW
    )
    return EnterpriseSheet.objects.get(id=made)


def run(row: EnterpriseSheet) -> EnterpriseSheet:
    run = SimpleNamespace(by=viewer("desk.north"), subject_id=row.id, tick=lambda *_done, **_counts: None)
    run_sheet(cast("Run", run))
    row.refresh_from_db()
    return row


def test_ten_thousand_with_twelve_bad_rows(world: None) -> None:
    row = run(handed_in(10_000))
    assert (row.position, row.new, row.known, row.refused) == (10_000, 9_988, 0, 12)
    assert Enterprise.objects.count() == 9_988
    found = refused_rows(row.id)
    assert len(found) == 12
    assert {problem["code"] for _, _, problem in found} == {"enterprise-name", "credit-code", "enterprise-area"}


def test_taken_in_again_each_is_there_once_and_cut_off_it_goes_on(world: None) -> None:
    first = run(handed_in(30))
    assert (first.new, first.refused) == (29, 1)
    again = run(handed_in(30))
    assert (again.new, again.known) == (0, 29)
    half = handed_in(30)
    EnterpriseSheet.objects.filter(id=half.id).update(position=20)
    half.refresh_from_db()
    assert run(half).known == 10
    assert JOB == "enterprises"


def test_who_may_not_import_hands_nothing_in_and_old_sheets_go(world: None) -> None:
    with refused("denied"):
        actions.hand_in_sheet(name="x", content=b"", columns={}, total=0, by=viewer("officer.north"), at=NOW)
    row = handed_in(3)
    assert actions.throw_away_sheets(at=NOW + actions.KEPT * 2) == 1
    assert shelf.names(row.id) == []
