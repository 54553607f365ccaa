"""Pages of wishes: collected, claimed from the wall, handed in, judged by a second person, thanked for; wild input."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.desk.wishes.page import DEEDS
from fengqiao.ledger.models import Event
from fengqiao.vault.models import StoredFile
from fengqiao.wishes.models import Wish, WishPicture
from tests.desk.conftest import LogIn
from tests.desk.scene import photo
from tests.desk.test_wild_input import WILD, sent
from tests.wishes.helping import (
    CHILD,
    GUARDIAN,
    KEEPER,
    MEMBER,
    PHONE,
    SAID,
    SCHOOL,
    SECOND,
    claimed,
    delivered,
    fulfilled,
    wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.strict_database]
FORM = {
    "relation": "parent", "signed": "1", "text": SAID, "kind": "study", "band": "primary_low", "town": "TC01", "cost": "120",
    "child_name": CHILD, "child_school": SCHOOL, "guardian_name": GUARDIAN, "guardian_phone": PHONE,
}  # fmt: skip
PERSONAL = (CHILD, SCHOOL, GUARDIAN, PHONE)


def said(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def named(page: str) -> list[str]:
    return [each for each in PERSONAL if each in page]


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("送到.jpg", photo(), "image/jpeg")


def test_a_wish_comes_true_and_names_no_child(world: None, log_in: LogIn) -> None:
    keeper, member, second, other = (log_in(each) for each in (KEEPER, MEMBER, SECOND, "volunteer"))
    assert "没有等认领的心愿" in said(member, "/wishes/")
    form = keeper.post("/wishes/consent/", {"take": "docx"})
    assert "监护人" in zipfile.ZipFile(BytesIO(form.content)).read("word/document.xml").decode()
    page = said(keeper, "/wishes/new/", {**FORM, "signed": ""}, status=422)
    assert ("监护人还没有签同意书" in page, CHILD in page, SAID in page) == (True, True, True)
    assert "不要写姓名" in said(keeper, "/wishes/new/", {**FORM, "text": f"{CHILD}想要书包"}, status=422)
    assert "整数" in said(keeper, "/wishes/new/", {**FORM, "cost": "很便宜"}, status=422)
    assert "心愿已登记" in said(keeper, "/wishes/new/", FORM)
    row = Wish.objects.get()
    url = f"/wishes/{row.id}/"
    for client in (member, other):
        page = said(client, "/wishes/") + said(client, url)
        assert (SAID in page, "小学低年级" in page, "约 120 元" in page, "北镇" in page, named(page)) == (
            True,
            True,
            True,
            True,
            [],
        )
        assert "是哪个孩子" not in page
    page = said(keeper, url)
    assert ("是哪个孩子" in page, named(page)) == (True, [])
    assert named(said(keeper, f"{url}look/", {"purpose": "contact"})) == list(PERSONAL)
    assert Event.objects.get(kind="personal.unmasked").subject_id == row.id
    assert "认领了" in said(member, f"{url}claim/", {})
    assert "已经有人认领" in said(other, f"{url}claim/", {}, status=422)
    assert SAID in said(member, "/wishes/?only=mine")
    assert "请附上东西送到的照片" in said(member, f"{url}deliver/", {"text": ""}, status=422)
    assert "照片已交" in said(member, f"{url}deliver/", {"text": "送到了", "files": upload()})
    picture = f"/wishes/pictures/{WishPicture.objects.get().id}/"
    assert [client.get(picture).status_code for client in (member, other, second, keeper)] == [404, 404, 200, 200]
    assert "照片能不能给大家看" in said(second, url)
    assert "确认看不到孩子的脸" in said(second, f"{url}confirm/", {}, status=422)
    assert "已退回" in said(second, f"{url}send_back/", {"reason": "face"})
    assert "照片被退回：照片上看得到孩子的脸" in said(member, url)
    assert not StoredFile.objects.exists()
    said(member, f"{url}deliver/", {"text": "送到了", "files": upload()})
    assert "心愿实现了" in said(second, f"{url}confirm/", {"faceless": "1"})
    assert "已记下" in said(keeper, f"{url}thank/", {"text": "她说谢谢叔叔"})
    page = said(other, "/wishes/?only=fulfilled")
    shown = f"/wishes/pictures/{WishPicture.objects.get().id}/"
    assert (shown in page, "她说谢谢叔叔" in page, named(page)) == (True, True, [])
    assert other.get(shown).headers["Content-Type"] == "image/jpeg"
    assert "都已销毁" in said(keeper, f"{url}withdraw/", {"reason": "consent"})
    assert other.get(url).status_code == 404
    assert other.get(shown).status_code == 404
    assert SAID not in said(keeper, url)


def test_the_wall_asks_a_constant_number_of_queries(world: None, log_in: LogIn) -> None:
    client, needed = log_in(MEMBER), []
    client.get("/wishes/")
    for more in (1, 4):
        for _ in range(more):
            fulfilled(delivered(claimed(wish())))
        with CaptureQueriesContext(connection) as queries:
            said(client, "/wishes/?only=fulfilled")
        needed.append(len(queries))
    assert needed[0] == needed[1]


def test_every_button_stands_every_value(world: None, log_in: LogIn) -> None:
    row, clients = wish(), [log_in(KEEPER), log_in(MEMBER)]
    base = {
        **FORM,
        "purpose": "contact",
        "reason": "consent",
        "faceless": "1",
        "pictures": "1",
        "only": "mine",
        "files": "x",
    }
    places = [*(reverse("wish-act", args=[row.id, deed]) for deed in DEEDS), reverse("wish-new")]
    for n, field in enumerate(list(base) * 3):
        value, client = WILD[n % len(WILD)], clients[n % 2]
        assert sent(client, "post", places[n % len(places)], {**base, field: value}).status_code in {200, 422}
        assert (
            sent(client, "get", "/wishes/", {"only": value, "kind": value, "band": value, "page": value}).status_code
            == 200
        )
