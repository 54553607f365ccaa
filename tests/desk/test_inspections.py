"""Pages of inspections and findings, clicked through as each side does it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fengqiao.inspections.models import Finding, Inspection
from fengqiao.vault.models import StoredFile
from tests.desk.conftest import LogIn
from tests.inspections.helping import LINES, finding, inspection, submit
from tests.matters.helping import PNG
from tests.world import area, unit

pytestmark = pytest.mark.django_db


def png(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def test_an_inspection_from_beginning_to_the_remedy_that_passed(world: None, log_in: LogIn) -> None:
    desk, owner = log_in("desk.north"), log_in("handler.urban")
    form = {
        "kind": "black_spot",
        "area": "TC0101",
        "place": "老街口",
        "parties": [str(unit("dept.urban"))],
        "at_once": "1",
    }
    made = desk.post(reverse("inspection-new"), form)
    row = Inspection.objects.get()
    assert made.headers["Location"] == reverse("inspection", args=[row.id])
    act = {deed: reverse("inspection-act", args=[row.id, deed]) for deed in ("check", "find", "sign")}
    answers = {f"answer.{code}": "wrong" if code == "lighting" else "fine" for code in LINES}
    desk.post(act["check"], {**answers, "present.police": "3", "text": "夜里看过", "version": row.version})
    found = {
        "title": "路灯不亮", "item": "lighting", "severity": "general", "owner": "unit", "owner_unit": str(unit("dept.urban")),
        "files": png(),
    }  # fmt: skip
    desk.post(act["find"], found)
    one = Finding.objects.get()
    assert desk.post(act["sign"], {}).status_code == 302
    page = desk.get(reverse("inspection", args=[row.id])).content.decode()
    assert "路灯不亮" in page and "已签字" in page  # noqa: PT018
    to = {deed: reverse("finding-act", args=[one.id, deed]) for deed in ("submit", "pass", "send_back", "watch")}
    assert "报请复查" in owner.get(reverse("finding", args=[one.id])).content.decode()
    owner.post(to["submit"], {"text": "换了灯", "files": png("换灯.png")})
    desk.post(to["send_back"], {"text": "还有一盏"})
    owner.post(to["submit"], {"text": "都换了", "files": png("都换了.png")})
    assert desk.post(to["pass"], {"text": "都亮了"}).status_code == 302
    desk.post(to["watch"], {"count": "accidents", "place": "老街口", "remedied": timezone.localdate().isoformat()})
    page = desk.get(reverse("finding", args=[one.id])).content.decode()
    for word in ("整改前", "整改后", "为时尚早", "退回 1 次", "已整改"):
        assert word in page
    one.refresh_from_db()
    assert (one.state, one.sent_back, StoredFile.objects.filter(matter_id=one.id).count()) == ("passed", 1, 3)
    for form_ in ("notice", "recheck"):
        address = reverse("finding-paper", args=[one.id, form_])
        assert desk.get(address).status_code == 200
        sheet = desk.post(address, {"looked": "1"}).content.decode()
        assert one.number in sheet and "签字" in sheet  # noqa: PT018


def test_files_of_a_finding_are_for_those_who_see_it(world: None, log_in: LogIn) -> None:
    row = submit(finding())
    stored = StoredFile.objects.get(matter_id=row.id)
    for name in ("site-file", "site-file-small"):
        address = reverse(name, args=[stored.id])
        assert log_in("desk.north").get(address).status_code in {200, 404 if name == "site-file-small" else 200}
        for stranger in ("desk.south", "handler.housing", "volunteer", "secretary"):
            assert log_in(stranger).get(address).status_code == 404
        assert log_in("desk.north").get(reverse("file", args=[stored.id])).status_code == 404


def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_stays(world: None, log_in: LogIn) -> None:
    desk, row = log_in("desk.north"), inspection()
    answer = desk.post(
        reverse("inspection-act", args=[row.id, "find"]),
        {"title": "没写谁整改", "severity": "general", "owner": "unit"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请选择整改责任单位。" in page and "没写谁整改" in page  # noqa: PT018
    answer = desk.post(reverse("inspection-new"), {"kind": "black_spot"})
    assert answer.status_code == 422


def test_a_finding_from_a_matter_and_from_an_internal_check(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    form = {
        "source": "internal",
        "title": "台账没记",
        "severity": "light",
        "owner": "unit",
        "owner_unit": str(unit("station.north")),
    }
    assert desk.post(reverse("finding-new"), form).status_code == 302
    assert Finding.objects.get().source == "internal"
    assert desk.post(reverse("finding-new"), {**form, "source": "nothing"}).status_code == 422
    assert desk.get(reverse("finding-new") + "?matter=00000000-0000-0000-0000-000000000001").status_code == 404
    assert desk.get(reverse("finding-new") + "?matter=x").status_code == 404


def test_the_board_its_filters_and_its_excel(world: None, log_in: LogIn) -> None:
    finding(area_id=area("TC0102"), title="王五家门口13900000000")
    desk = log_in("desk.north")
    for query in (
        "",
        "?state=open",
        "?late=1",
        "?back=1",
        "?mine=1",
        "?q=路",
        "?state=x&severity=y&source=z&q=%00&page=99",
        "?unit=dept.urban",
    ):
        assert desk.get(reverse("findings") + query).status_code == 200
    sheet = desk.post(reverse("findings-export"))
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")
    assert log_in("officer.north").post(reverse("findings-export")).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_lists_ask_a_constant_number_of_queries(
    world: None, log_in: LogIn, count: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(count):
        finding()
        inspection()
    desk = log_in("desk.north")
    for name in ("findings", "inspections"):
        desk.get(reverse(name))
        with django_assert_max_num_queries(24):  # type: ignore[operator]
            desk.get(reverse(name))
