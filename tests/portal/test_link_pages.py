"""The pages behind a link: opened by a button, seen by one browser, nothing private, the same actions."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter, Task
from fengqiao.matters.terms import Door
from fengqiao.passes.models import TaskLink
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD
from tests.matters.helping import again, later, offered, share
from tests.passes.helping import MAIL, by_mail, link
from tests.portal.test_track import plain
from tests.world import NOW, unit, viewer

PRIVATE = {
    "door": Door.COUNTER, "personal": {"teller_name": "周文海", "teller_phone": "13912345678"}, "title": "王大有占道",
    "text": "摊主王大有天天占道，我电话13800001111，请城管来管一管，人行道走不通。", "fields": {"target": "王大有"},
}  # fmt: skip


@pytest.fixture
def given(world: None) -> tuple[Matter, Task]:
    by_mail()
    matter = offered(**PRIVATE)
    return matter, share(matter)


def enter(client: Client, task: Task) -> str:
    """Open a link in a browser; returns the address of the task's page."""
    answer = client.post(f"/d/{link(task)}/")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def version(matter: Matter) -> str:
    return str(again(matter).version)


def test_looking_at_the_link_does_not_use_it_up_pressing_the_button_does(
    given: tuple[Matter, Task], nobody: Client
) -> None:
    token = link(given[1])
    for _ in range(3):
        page = nobody.get(f"/d/{token}/")
        assert page.status_code == 200
        assert given[0].number not in page.content.decode(), "a mail filter learns nothing"
    assert TaskLink.objects.get().opened_at is None
    assert nobody.post(f"/d/{token}/").status_code == 302
    assert nobody.get(f"/d/{token}/").status_code == 404
    assert Client().post(f"/d/{token}/").status_code == 404


def test_the_session_is_this_browsers_alone(given: tuple[Matter, Task], nobody: Client) -> None:
    page = enter(nobody, given[1])
    cookie = nobody.cookies["fq_task"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (page, True, "Lax", 8 * 3600)
    assert nobody.get(page).status_code == 200
    assert Client().get(page).status_code == 404
    other = Client()
    for value in ("x" * 24, "", "\u00e9", cookie.value[:-1]):
        other.cookies["fq_task"] = value
        assert other.get(page).status_code == 404


def test_nothing_private_is_on_the_page(given: tuple[Matter, Task], nobody: Client) -> None:
    text = nobody.get(enter(nobody, given[1])).content.decode()
    for word in ("占道", given[0].number, "签收", "北一村", "签收时限"):
        assert word in text, word
    for word in ("周文海", "13912345678", "139****5678", "王大有", "13800001111", str(given[0].id)):
        assert word not in text, word


def test_accept_progress_close_with_an_answer_that_the_resident_reads(
    given: tuple[Matter, Task], nobody: Client
) -> None:
    matter, task = given
    page = enter(nobody, task)
    for deed, form in (
        ("accept", {}),
        ("progress", {"text": "已到现场"}),
        (
            "finish",
            {
                "result": "explained",
                "text": "内部情况",
                "reply": "摊位已清走，有事找李建国13700002222。",
                "field.verified": "true",
            },
        ),
    ):
        answer = nobody.post(f"{page}{deed}/", {"version": version(matter), **form})
        assert (answer.status_code, answer.headers.get("Location")) == (302, page), (
            deed,
            answer.content.decode()[:3000],
        )
    assert again(matter).state == "closed"
    over = nobody.get(page).content.decode()
    assert "这件交办已经了结" in over
    assert "占道" not in over
    from fengqiao.passes.actions import make_slip

    text = nobody.get(f"/t/{make_slip(matter_id=matter.id, by=viewer('dispatcher'), at=NOW)}/").content.decode()
    assert "摊位已清走" in text
    assert "13700002222" not in text
    assert "内部情况" not in text


def test_handed_back_by_a_clause(given: tuple[Matter, Task], nobody: Client) -> None:
    matter, task = given
    page = enter(nobody, task)
    refused = nobody.post(f"{page}return/", {"version": version(matter), "text": "不归我们管"})
    assert refused.status_code == 422
    assert "要引用退回清单的一条" in refused.content.decode()
    assert "不归我们管" in refused.content.decode()
    assert (
        nobody.post(
            f"{page}return/", {"version": version(matter), "reason": "not_our_duty", "text": "不归我们管"}
        ).status_code
        == 302
    )
    assert again(matter).state == "triage"


def test_a_page_that_is_out_of_date_and_a_task_sent_elsewhere_say_so(
    given: tuple[Matter, Task], nobody: Client
) -> None:
    matter, task = given
    page, seen = enter(nobody, task), version(matter)
    matters.urge(matter_id=matter.id, text="快办", by=viewer("supervisor"), at=NOW)
    answer = nobody.post(f"{page}accept/", {"version": seen})
    assert "刚被别人处理过" in answer.content.decode()
    matters.route(matter_id=matter.id, unit_id=unit("dept.housing"), reason="归住建", by=viewer("dispatcher"), at=NOW)
    answer = nobody.post(f"{page}accept/", {"version": version(matter)})
    assert answer.status_code == 422
    assert "已经改派" in answer.content.decode()
    assert again(matter).unit.code == "dept.housing"


def test_every_link_that_opens_nothing_is_answered_alike(given: tuple[Matter, Task], nobody: Client) -> None:
    _, task = given
    used = link(task)
    nobody.post(f"/d/{used}/")
    old = link(task, at=NOW - timedelta(days=9))
    for method in ("get", "post"):
        pages = [getattr(Client(), method)(f"/d/{token}/") for token in (used, old, "x" * 24, "x", "%00" * 20, "é")]
        assert {page.status_code for page in pages} == {404}
        assert len({plain(page) for page in pages}) == 1


def test_a_fresh_one_is_asked_for_and_nothing_is_told(
    given: tuple[Matter, Task], nobody: Client, log_in: LogIn
) -> None:
    matter, task = given
    token = link(task)
    nobody.post(f"/d/{token}/")
    pages = [Client().post(f"/d/{each}/fresh/") for each in (token, "x" * 24)]
    assert {page.status_code for page in pages} == {404}
    assert len({plain(page) for page in pages}) == 1
    assert MAIL not in pages[0].content.decode()
    assert TaskLink.objects.get().asked_at == NOW
    assert "对方要新的链接" in log_in("dispatcher").get(reverse("matter", args=[matter.id])).content.decode()
    statuses = [Client().post(f"/d/{token}/fresh/").status_code for _ in range(4)]
    assert statuses[-1] == 429


def test_the_desk_makes_shows_once_and_takes_back(given: tuple[Matter, Task], log_in: LogIn, nobody: Client) -> None:
    matter, task = given
    desk = log_in("dispatcher")
    assert "生成交办链接" in desk.get(reverse("matter", args=[matter.id])).content.decode()
    answer = desk.post(reverse("matter-link", args=[matter.id, task.id]))
    text = answer.content.decode()
    found = re.search(r"/d/([A-Za-z0-9_-]{24})/", text)
    assert found
    assert "data:image/svg+xml" in text
    assert found[1] not in desk.get(reverse("matter", args=[matter.id])).content.decode()
    page = nobody.post(f"/d/{found[1]}/").headers["Location"]
    desk.post(reverse("matter-link-revoke", args=[matter.id, TaskLink.objects.get().id]))
    assert nobody.get(page).status_code == 404
    assert log_in("desk.south").post(reverse("matter-link", args=[matter.id, task.id])).status_code == 404
    assert log_in("volunteer").post(reverse("matter-link", args=[matter.id, task.id])).status_code == 403


def test_two_tasks_stay_open_beside_one_another(given: tuple[Matter, Task], nobody: Client) -> None:
    other = offered()
    pages = [enter(nobody, each) for each in (given[1], share(other))]
    assert pages[0] != pages[1]  # each has a cookie of its own, by its path


def test_its_hours_over_it_is_closed(
    given: tuple[Matter, Task], nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = enter(nobody, given[1])
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=9))
    assert nobody.get(page).status_code == 404
    assert nobody.post(f"{page}accept/").status_code == 404
    assert again(given[0]).state == "offered"


@pytest.mark.parametrize("deed", ["accept", "progress", "finish", "return", "delete", "x" * 200])
def test_wild_input(deed: str, given: tuple[Matter, Task], nobody: Client, log_in: LogIn) -> None:
    page = enter(nobody, given[1])
    for place, value in enumerate(WILD[::3]):
        form: dict[str, Any] = dict.fromkeys(
            ("text", "reason", "result", "reply", "field.verified", "field.x", "version"), value
        )
        answer = nobody.post(f"{page}{deed}/", form, REMOTE_ADDR=f"10.2.{place}.1")
        assert answer.status_code in (302, 404, 422), value
        assert "<script>alert" not in answer.content.decode()
    for place, value in enumerate(WILD[::3]):
        form = dict.fromkeys(
            ("text", "area", "place", "teller_name", "teller_phone", "consent", "stamp", "website"), value
        )
        assert nobody.post("/portal/tell/", form, REMOTE_ADDR=f"10.3.{place}.1").status_code == 422
        form = {"number": value, "ending": value}
        assert nobody.post("/portal/track/", form, REMOTE_ADDR=f"10.4.{place}.1").status_code in (422, 429)


def test_units_are_kept_on_their_page(log_in: LogIn, world: None) -> None:
    desk = log_in("dispatcher")
    page = reverse("unit", args=[unit("dept.urban")])
    refused = desk.post(page, {"mail": "nonsense", "phone": "1", "hours": ""})
    assert refused.status_code == 422
    assert "nonsense" in refused.content.decode()
    form = {"mail": MAIL, "phone": "0571-8700000", "hours": "工作日", "by_link": "on"}
    assert desk.post(page, form).headers["Location"] == "/units/"
    text = desk.get("/units/").content.decode()
    assert MAIL in text
    assert "用链接" in text
    assert log_in("dispatcher.north").get(page).status_code == 404
    assert log_in("handler.urban").get("/units/").status_code == 403
    for value in WILD:
        assert desk.post(page, dict.fromkeys(form, value)).status_code in (302, 422)
