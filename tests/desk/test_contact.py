"""Personal fields: masked until somebody who handles the matter says what for; that is recorded; nowhere else do they appear."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import erase
from fengqiao.matters.models import Matter
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.scene import PHONE, Scene
from tests.world import NOW, viewer

SHOWN, MASKED = (PHONE, "周文海"), ("139****5678", "周**")


def unmasked() -> list[tuple[object, object, dict[str, str]]]:
    rows = Event.objects.filter(kind=EventKind.PERSONAL_UNMASKED.value)
    return [(row.staff_id, row.subject_id, row.attributes) for row in rows]


def addresses(matter: Matter) -> tuple[str, str]:
    return reverse("matter", args=[matter.id]), reverse("matter-contact", args=[matter.id])


@pytest.mark.parametrize("htmx", [True, False], ids=["in its place", "as a page"])
def test_they_are_shown_for_a_purpose_recorded_and_masked_again(htmx: bool, scene: Scene, log_in: LogIn) -> None:
    matter, client = scene["counter"], log_in("handler.urban")
    url, contact = addresses(matter)
    headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    before = client.get(url).content.decode()
    assert all(word in before for word in MASKED)
    assert not any(word in before for word in SHOWN)
    answer = client.post(contact, {"purpose": "call_back"}, **headers)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert all(word in html for word in SHOWN)
    assert "已按“回访核实”查看，记入台账。" in html
    assert ("<main" in html) != htmx
    attributes = {"purpose": "call_back", "groups": "contact", "report": str(matter.reports.get().id)}
    assert unmasked() == [(viewer("handler.urban").staff_id, matter.id, attributes)]
    again = client.get(url).content.decode()
    assert all(word in again for word in MASKED)
    assert not any(word in again for word in SHOWN)


@pytest.mark.parametrize("purpose", ["", "curiosity", "call_back ", "not_our_duty"])
def test_without_a_purpose_nothing_is_shown(purpose: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in("handler.urban")
    url, contact = addresses(scene["counter"])
    answer = client.post(contact, {"purpose": purpose}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.content.decode()) == (422, "请选择查看的用途。")
    page = client.post(contact, {"purpose": purpose}, follow=True)
    assert page.redirect_chain == [(url, 302)]
    assert "请选择查看的用途。" in page.content.decode()
    assert PHONE not in page.content.decode()
    assert unmasked() == []


@pytest.mark.parametrize("login", ["desk.south", "dispatcher", "supervisor"])
def test_who_does_not_handle_it_sees_it_masked_and_has_no_button(login: str, scene: Scene, log_in: LogIn) -> None:
    """The desk that took it in, those who watch the area: they see the matter, not the telephone number."""
    client = log_in(login)
    url, contact = addresses(scene["counter"])
    html = client.get(url).content.decode()
    assert "139****5678" in html
    assert contact not in html
    said = client.post(contact, {"purpose": "call_back"}, follow=True).content.decode()
    assert "只有正在办理此事项的人员可以查看联系方式。" in said
    assert PHONE not in said
    assert unmasked() == []


def test_a_closed_matter_keeps_them_to_itself(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    url, contact = addresses(scene["service"])
    assert contact not in client.get(url).content.decode()
    client.post(contact, {"purpose": "call_back"})
    assert unmasked() == []


def test_an_assistant_has_not_the_right(scene: Scene, log_in: LogIn) -> None:
    client = log_in("assistant")
    assert client.post(addresses(scene["stolen"])[1], {"purpose": "call_back"}, follow=True).status_code == 200
    assert unmasked() == []


def test_they_stand_in_no_table_in_clear_and_in_no_address_or_log(
    scene: Scene, log_in: LogIn, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "django", "django.request", "django.server", "fengqiao"):
        caplog.set_level(logging.DEBUG, logger=name)
    client = log_in("desk.north")
    form = {
        "text": "昨晚停在楼下的电动车被偷了", "kind": "police_report", "area": "TC0101", "door": "counter", "ticket": "t",
        "field.teller_name": "周文海", "field.teller_phone": PHONE, "field.teller_id_number": "11010119900307123X",
    }  # fmt: skip
    for url in ("/intake/preview/", "/intake/"):
        response = client.post(url, form)
    assert response.status_code == 302
    assert PHONE not in response.headers["Location"]
    client.post(response.headers["Location"] + "contact/", {"purpose": "nothing"})
    for model in apps.get_models():
        columns = [
            f.name for f in model._meta.fields if isinstance(f, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model.objects.values_list(*columns) if columns and model._meta.app_label != "auth" else ():
            for secret in (*SHOWN, "11010119900307123X"):
                assert secret not in str(row), model
    logged = caplog.text + "".join(capsys.readouterr())
    assert "昨晚停在楼下" not in logged
    assert not any(secret in logged for secret in SHOWN)


def test_who_looked_is_seen_by_those_in_charge_and_by_nobody_else(scene: Scene, log_in: LogIn) -> None:
    url, contact = addresses(scene["counter"])
    log_in("handler.urban").post(contact, {"purpose": "call_back", "group": ["contact"]})
    seen = log_in("supervisor").get(url).content.decode()
    assert "谁看过联系方式" in seen
    assert "回访核实 · 姓名电话" in seen
    assert PHONE not in seen
    for login in ("handler.urban", "desk.south", "dispatcher"):
        assert "谁看过联系方式" not in log_in(login).get(url).content.decode()


def test_the_telling_of_another_matter_cannot_be_asked_for(scene: Scene, log_in: LogIn) -> None:
    other = scene["service"].reports.get().id
    client = log_in("handler.urban")
    _, contact = addresses(scene["counter"])
    for report in (str(other), "none", "0"):
        assert client.post(contact, {"purpose": "call_back", "report": report}).status_code == 404
    assert unmasked() == []


def test_a_closed_matter_says_until_when_it_is_kept_and_then_that_it_is_gone(scene: Scene, log_in: LogIn) -> None:
    matter = scene["service"]
    client = log_in("desk.north")
    url = addresses(matter)[0]
    page = client.get(url).content.decode()
    assert "保存到" in page
    assert "2029-08-31" in page
    assert "依据：《个人信息保护法》第十九条" in page
    by = system_viewer(at=NOW)
    assert by
    at = NOW + timedelta(days=1200)
    assert erase(matter_ids=[matter.id], pack=pack_on(at).pack, by=by, at=at) == 1
    gone = client.get(url).content.decode()
    assert "保存期限已满：个人信息、文件和文字已于 2029-12-14 销毁" in gone
    assert "139****5678" not in gone
    assert matter.number in gone
