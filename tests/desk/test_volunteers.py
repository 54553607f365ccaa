"""Pages of volunteers, clicked through by those who look after them and by themselves."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fengqiao.desk.volunteers.page import DONE
from fengqiao.orgs.actions import set_password
from fengqiao.volunteers import actions
from fengqiao.volunteers.models import CarriedPaper, Certificate, Hours, Volunteer
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import few, forms, sent
from tests.duties.helping import HOUR, activity
from tests.volunteers.helping import ID_NUMBER, KIN_PHONE, NAME, PHONE, applied, enrolled, held
from tests.world import NOW, PASSWORD, unit, viewer

pytestmark = pytest.mark.django_db
FORM = {
    "name": NAME, "phone": PHONE, "id_number": ID_NUMBER, "emergency_name": "柳念慈", "emergency_phone": KIN_PHONE,
    "born": "1965-03", "area": "TC0101", "slots": ["2e", "3e"], "consents": "yes",
}  # fmt: skip


def said(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_from_the_application_to_hours_and_back_out(
    world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, chief = log_in("desk.north"), log_in("chief.north")
    assert "还没有义警登记" in said(desk, "/volunteers/")
    form = {**FORM, "team": str(unit("volunteers"))}
    for over, words in (
        ({"consents": ""}, "要本人同意"), ({"team": ""}, "请选择一支义警队伍"), ({"born": "x"}, "出生年月不对"), ({"name": ""}, "请写姓名"),
    ):  # fmt: skip
        assert words in said(desk, "/volunteers/new/", {**form, **over}, status=422)
    page = said(desk, "/volunteers/new/", form)
    assert ("已登记报名" in page, "柳**" in page, PHONE in page) == (True, True, False)
    row = Volunteer.objects.get()
    url = f"/volunteers/{row.id}/"
    assert "审核过才能入队" in said(desk, "/volunteers/?state=applied")
    assert "现在的状态不能这样办" in said(desk, f"{url}enrol/", {}, status=422)
    assert "已审核" in said(chief, f"{url}check/", {})
    page = said(desk, f"{url}enrol/", {"login": "zy.liu"})
    assert ("只显示这一次" in page, "zy.liu /" in page, "没有通过培训" in page) == (True, True, True)
    assert "缺培训或保险" in said(desk, "/volunteers/?lacking=yes")
    assert "培训已记下" in said(desk, f"{url}train/", {"day": "2026-08-01"})
    assert "止期不早于起期" in said(desk, f"{url}insure/", {"begins": "2026-09-01", "ends": "2026-08-01"}, status=422)
    assert "保险已记下" in said(desk, f"{url}insure/", {"begins": "2026-08-01", "ends": "2027-07-31"})
    assert "今天可以排巡逻" in said(desk, url)
    assert KIN_PHONE in said(desk, f"{url}look/", {"purpose": "emergency"})
    assert "请先从列表里选一项" in said(desk, f"{url}look/", {"purpose": "curiosity"}, status=422)
    row.refresh_from_db()
    activity = held(row, enrolled(person=actions.Person(name="钱谦益", phone="13700001111")))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 5 * HOUR)
    desk = log_in("desk.north")  # a log-in does not last that long
    assert "钱谦益" in said(desk, "/volunteers/hours/")
    assert "已确认 2 人的时长" in said(desk, f"/volunteers/hours/{activity.id}/", {})
    assert "没有要确认的时长" in said(desk, f"/volunteers/hours/{activity.id}/", {})
    set_password(username="zy.liu", password=PASSWORD)
    me = log_in("zy.liu")
    page = said(me, "/volunteers/mine/")
    assert (row.number in page, "离下一星还差 98 小时" in page) == (True, True)
    assert "已保存" in said(me, f"{url}wishes/", {"slots": ["6d", "x"], "shown": "yes"})
    row.refresh_from_db()
    assert (row.slots, row.shown) == (["6d"], True)
    for deed in ("train", "suspend", "look"):
        assert said(me, f"{url}{deed}/", {"reason": "health", "day": "2026-08-01", "purpose": "contact"}, status=422)
    hours = Hours.objects.get(volunteer=row)
    assert "时长已撤销" in said(desk, f"{url}strike/", {"hours": str(hours.id)})
    assert "请先从列表里选一项" in said(desk, f"{url}strike/", {"hours": str(row.id)}, status=422)
    for login in ("desk.south", "volunteer"):
        assert log_in(login).get(url).status_code == 404
    assert log_in("volunteer").get("/volunteers/").status_code == 403
    sheet = desk.post("/volunteers/export/")
    assert sheet.headers["Content-Type"].endswith("sheet")
    assert me.post(f"{url}leave/", {}).status_code == 302
    row.refresh_from_db()
    assert row.state == "left"


def test_the_roll_asks_as_often_for_many_as_for_one(world: None, log_in: LogIn) -> None:
    desk, counts = log_in("desk.north"), []
    desk.get("/volunteers/")
    for many in (2, 6):
        while Volunteer.objects.count() < many:
            enrolled()
            applied()
        with CaptureQueriesContext(connection) as asked:
            desk.get("/volunteers/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@given(data=st.data())
@few
def test_wild_forms_break_nothing(world: None, log_in: LogIn, data: st.DataObject) -> None:
    desk, row = log_in("desk.north"), Volunteer.objects.first() or applied()
    names = (
        "name", "phone", "born", "team", "area", "slots", "consents", "login", "reason", "day", "begins", "ends", "purpose", "hours", "version",
    )  # fmt: skip
    base = {"name": NAME, "phone": PHONE, "born": "1965-03", "team": str(unit("volunteers")), "consents": "yes"}
    form = data.draw(forms(base, names))
    sent(desk, "post", "/volunteers/new/", form)
    for deed in DONE:
        sent(desk, "post", f"/volunteers/{row.id}/{deed}/", form)
    sent(
        desk,
        "get",
        "/volunteers/",
        {"q": form["name"], "team": form["team"], "state": form["born"], "page": form["phone"]},
    )
    assert viewer("desk.north")


def test_papers_notices_and_rolls_on_their_pages(world: None, log_in: LogIn, client: Client) -> None:
    desk = log_in("desk.north")
    roll = "姓名,电话,队伍,出生年月,原有时长,公示姓名\n柳如是,13912345678,义警大队,1965-03,120,是\n钱谦益,13700001111,没有的队,1970-01,0,否\n"
    sheet = SimpleUploadedFile("roll.csv", roll.encode())
    assert "要本人同意" in said(desk, "/volunteers/import/", {"file": sheet}, status=422)
    sheet.seek(0)
    assert "依据文件的文号" in said(desk, "/volunteers/import/", {"file": sheet, "consents": "yes"}, status=422)
    sheet.seek(0)
    page = desk.post("/volunteers/import/", {"file": sheet, "consents": "yes", "paper": "枫义〔2025〕12号"})
    assert (page.status_code, "已接收 1 人；1 行没有接收" in page.content.decode()) == (422, True)
    back = desk.post("/volunteers/import/errors/", {"again": page.context["again"]})
    (line,) = (
        CalamineWorkbook.from_filelike(io.BytesIO(back.content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=True)[1:]
    )
    assert "没有“没有的队”这支义警队伍" in str(line[-1])
    row = Volunteer.objects.get()
    sheet.seek(0)
    assert desk.post("/volunteers/import/", {"file": sheet, "consents": "yes"}).status_code == 422
    again = SimpleUploadedFile("back.xlsx", back.content)
    assert "没有“没有的队”" in said(desk, "/volunteers/import/", {"file": again, "consents": "yes"}, status=422)
    assert Volunteer.objects.count() == 1  # the same roll again takes nobody twice
    assert "还没有确认的时长" in said(desk, f"/volunteers/{row.id}/certify/", {}, status=422)
    paper, chief = CarriedPaper.objects.get().id, log_in("chief.north")
    assert "谁交的、谁的时长" in said(desk, f"/volunteers/carried/{paper}/", {"taken": "yes"})
    assert "枫义〔2025〕12号" in said(chief, "/volunteers/hours/")
    assert "已核签 1 人的原有时长" in said(chief, f"/volunteers/carried/{paper}/", {"taken": "yes"})
    assert "证明已出具" in said(desk, f"/volunteers/{row.id}/certify/", {})
    made = Certificate.objects.get()
    paper = desk.get(f"/volunteers/{row.id}/certificates/{made.id}/docx/")
    assert made.number in paper.headers["Content-Disposition"]
    assert desk.get(f"/volunteers/{row.id}/certificates/{made.id}/exe/").status_code == 404
    shown = said(client, f"/v/{made.token}/")
    assert (made.number in shown, "柳如是" in shown, "120 小时" in shown) == (True, True, True)
    assert "柳如是" in said(desk, "/volunteers/stars/")
    assert "已开始公示" in said(desk, "/volunteers/stars/open/", {})
    assert "柳如是" in said(client, "/portal/stars/")
    assert "还有一次公示没有结束" in said(desk, "/volunteers/stars/open/", {}, status=422)
    patrol = activity()
    assert desk.post(f"/volunteers/told/{patrol.id}/").status_code == 204
