"""Pages of monthly meetings: planned, suggestions written down, answered by the unit asked, told and printed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.ledger.models import Event
from fengqiao.meetings.models import Meeting, Suggestion
from tests.desk.conftest import LogIn
from tests.meetings.test_meetings import DAY, SAID, held, meeting, suggested
from tests.world import unit

pytestmark = pytest.mark.django_db


def said(client: Client, url: str, form: dict[str, str] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_a_month_of_a_meeting(world: None, log_in: LogIn) -> None:
    desk, urban, volunteer = log_in("desk.north"), log_in("handler.urban"), log_in("volunteer")
    assert "还没有例会" in said(desk, "/meetings/")
    assert "日期和时间看不懂" in said(desk, "/meetings/new/", {"day": "x"}, status=422)
    assert "例会已安排" in said(
        desk, "/meetings/new/", {"day": DAY.isoformat(), "team": str(unit("volunteers")), "place": "二楼"}
    )
    row = Meeting.objects.get()
    url = f"/meetings/{row.id}/"
    form = {"text": SAID, "owner": str(unit("dept.urban")), "due": (DAY + timedelta(days=9)).isoformat()}
    page = said(volunteer, f"{url}suggest/", {**form, "due": ""}, status=422)
    assert SAID in page
    assert "建议已记下" in said(volunteer, f"{url}suggest/", form)
    one = Suggestion.objects.get()
    page = said(urban, "/meetings/")
    assert (SAID in page, "等您单位答复" in page, f"/meetings/{row.id}/" in page) == (True, True, True)
    assert "等您单位答复" not in said(desk, "/meetings/?only=waiting")  # another unit answers it
    page = said(
        urban, f"{url}reply/", {"suggestion": str(one.id), "answer": "adopted", "text": "已换两盏，电话13912345678"}
    )
    assert "答复已记下" in page
    assert "不能这样操作" in said(
        volunteer, f"{url}reply/", {"suggestion": str(one.id), "answer": "adopted", "text": "x"}, status=422
    )
    page = said(desk, f"{url}hold/", {"came-volunteers": "12", "minutes": "夜巡三人一组"})
    assert ("例会已记录" in page, "夜巡三人一组" in page) == (True, True)
    following = meeting(DAY + timedelta(days=20))
    page = said(desk, f"/meetings/{following}/")
    assert page.index("上次建议的答复") < page.index(SAID) < page.index("这次提出的建议")
    paper = said(desk, f"/meetings/{following}/paper/")
    assert ("例会记录" in paper, SAID in paper, "13912345678" in paper) == (True, True, False)
    response = desk.post(f"/meetings/{following}/sheet/")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert (rows[1][0], rows[1][1], "13912345678" in str(rows)) == ("上次的答复", SAID, False)
    answer = desk.post(f"/meetings/{following}/minutes/", {"take": "docx"})
    words = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert ("上次建议的答复" in words, SAID in words, "13912345678" in words) == (True, True, False)
    for odd in ("", "xlsx", "\x00", "x" * 9000):
        assert desk.post(f"/meetings/{following}/minutes/", {"take": odd}).status_code == 302
    assert Event.objects.filter(kind="meeting.printed", attributes__form="docx").count() == 1
    page = said(desk, "/meetings/")
    assert ("2026 年 9 月例会" in page, "没有这样的建议" in page) == (True, True)
    for only in ("raised", "answered", "adopted"):
        assert SAID in said(desk, f"/meetings/?only={only}")
    for only in ("late", "\x00", "x" * 900):
        assert SAID not in said(desk, f"/meetings/?only={only}")


def test_strangers_find_nothing(world: None, log_in: LogIn) -> None:
    row = meeting()
    suggested(row)
    held(row)
    for login in ("handler.housing", "desk.south"):
        client = log_in(login)
        assert client.get(f"/meetings/{row}/").status_code == 404
        assert client.get(f"/meetings/{row}/paper/").status_code == 404
        assert client.post(f"/meetings/{row}/suggest/").status_code == 404
    assert log_in("secretary").get("/meetings/").status_code == 403
