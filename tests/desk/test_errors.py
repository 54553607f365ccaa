"""What went wrong is said in words, with the headers of every page; forms from elsewhere are refused."""

from __future__ import annotations

import re
import sqlite3

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter
from fengqiao.rulebook.models import Edition
from tests.desk.conftest import LogIn
from tests.desk.doors import DOORS, address
from tests.desk.reading import Page, faults_of_headers
from tests.desk.scene import Scene

RAISED = {
    "missing": Http404("secret detail"),
    "denied": PermissionDenied("secret detail"),
    "bad": BadRequest("secret detail"),
    "suspicious": SuspiciousOperation("secret detail"),
    "broken": RuntimeError("secret detail"),
    "busy": OperationalError("secret detail"),
}


def raising(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


urlpatterns = [path("raise/<str:what>/", raising), path("", include("fengqiao.site.urls"))]
handler400 = "fengqiao.desk.errors.bad_request"
handler403 = "fengqiao.desk.errors.denied"
handler404 = "fengqiao.desk.errors.not_found"
handler500 = "fengqiao.desk.errors.failed"

SAID = [
    ("missing", 404, "没有找到", "没有这一页，或者您现在的岗位无权查看。"),
    ("denied", 403, "没有权限", "您现在的岗位不能打开这一页。"),
    ("bad", 400, "请求有误", "服务器看不懂这次请求。"),
    ("suspicious", 400, "请求有误", "服务器看不懂这次请求。"),
    ("broken", 500, "系统出错", "系统没能完成这次操作，错误已经记下。"),
    ("busy", 503, "系统正忙", "系统这会儿忙不过来，这一次没有做成。"),
]


@pytest.mark.one_database  # what views raise is turned into words before any database hears of it
@pytest.mark.urls("tests.desk.test_errors")
@pytest.mark.parametrize("login", ["", "desk.north"], ids=["nobody", "somebody"])
@pytest.mark.parametrize(("what", "status", "title", "words"), SAID)
def test_an_error_is_a_page_in_words(what: str, status: int, title: str, words: str, login: str, log_in: LogIn) -> None:
    client = log_in(login)
    client.raise_request_exception = False
    response = client.get(f"/raise/{what}/")
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert words in html
    assert "之前保存的内容都在" in html
    assert "secret detail" not in html
    assert "Traceback" not in html
    assert Page(html).faults == []
    assert faults_of_headers(response, logged_in=bool(login)) == []
    part = client.get(f"/raise/{what}/", HTTP_HX_REQUEST="true")
    assert (part.status_code, part.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert part.content.decode().startswith(words)


@pytest.mark.one_database  # the other one has more than one pen
def test_whoever_waits_too_long_for_the_database_is_told_so_and_keeps_what_was_typed(
    committed_world: None, log_in: LogIn
) -> None:
    client = log_in("desk.north")
    client.raise_request_exception = False
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, uri=True)
    try:
        other.execute("BEGIN IMMEDIATE")
        busy = client.post("/intake/", {"text": "路灯坏了三天", "origin": "counter"})
    finally:
        other.close()
    html = busy.content.decode()
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert "系统正忙" in html
    assert "路灯坏了三天" in html
    assert "locked" not in html


@pytest.mark.urls("tests.desk.test_errors")
def test_when_even_the_page_of_an_error_fails_a_plain_sentence_is_said(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> HttpResponse:
        raise RuntimeError("secret detail of the page")

    monkeypatch.setattr("fengqiao.desk.errors.render", broken)
    client = log_in("desk.north")
    client.raise_request_exception = False
    for what, status in (("broken", 500), ("missing", 500), ("busy", 503)):
        response = client.get(f"/raise/{what}/")
        assert (response.status_code, response.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert response.content.decode() == "系统出错，请稍后再试。 / Something went wrong. Please try again later."


@pytest.mark.urls("tests.desk.test_errors")
def test_an_error_speaks_the_language_chosen(log_in: LogIn) -> None:
    client = log_in("desk.north")
    client.post("/account/language/", {"language": "en"})
    html = client.get("/raise/missing/").content.decode()
    assert '<html lang="en"' in html
    assert "没有找到" not in html


def test_a_form_with_too_many_fields_is_refused_in_words(scene: Scene, log_in: LogIn) -> None:
    response = log_in("handler.urban").post(
        f"/matters/{scene['working'].id}/progress/", {f"field.{n}": "x" for n in range(1200)}
    )
    assert response.status_code == 400
    assert "服务器看不懂这次请求。" in response.content.decode()


def test_a_broken_upload_is_refused_in_words(scene: Scene, log_in: LogIn) -> None:
    response = log_in("handler.urban").post(
        f"/matters/{scene['working'].id}/progress/", b"--x\r\nbroken", content_type="multipart/form-data"
    )
    assert response.status_code == 400
    assert "服务器看不懂这次请求。" in response.content.decode()


@pytest.mark.one_database  # refused before the view
def test_a_form_from_elsewhere_is_refused_everywhere(scene: Scene, log_in: LogIn) -> None:
    clients = [log_in(login, enforce_csrf_checks=True) for login in ("handler.urban", "dispatcher", "")]
    before = Event.objects.count(), Matter.objects.count()
    tried = 0
    for name in (name for name, door in DOORS.items() if "POST" in door.methods):
        url = address(name, scene["offered"].id)
        for client in clients:
            response = client.post(url, {"csrfmiddlewaretoken": "x" * 64})
            assert response.status_code == 403, name
            assert "这一页放得太久，为安全起见没有提交。" in response.content.decode(), name
            tried += 1
        part = clients[0].post(url, HTTP_HX_REQUEST="true")
        assert part.content.decode().startswith("这一页放得太久"), name
    assert tried > 3 * 100
    assert (Event.objects.count(), Matter.objects.count()) == before
    assert Matter.objects.get(id=scene["offered"].id).version == scene["offered"].version


def test_a_form_of_the_page_itself_is_taken(scene: Scene, log_in: LogIn) -> None:
    client, matter = log_in("handler.urban", enforce_csrf_checks=True), scene["offered"]
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(f"/matters/{matter.id}/").content.decode()
    )
    assert token
    client.post(f"/matters/{matter.id}/accept/", {"csrfmiddlewaretoken": token[1]})
    assert Matter.objects.get(id=matter.id).state == "working"


def test_the_header_of_the_page_is_taken_for_its_parts(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north", enforce_csrf_checks=True)
    token = re.search(r'"X-CSRFToken": "(\w+)"', client.get("/intake/").content.decode())
    assert token
    told = {"text": "有人打架，快来人"}
    response = client.post("/intake/preview/", told, HTTP_X_CSRFTOKEN=token[1], HTTP_HX_REQUEST="true")
    assert response.status_code == 200


def test_without_a_log_in_a_part_of_a_page_is_refused_in_words_not_shown_as_a_log_in(log_in: LogIn) -> None:
    for url in ("/matters/news/", "/intake/fields/"):
        response = log_in().get(url, HTTP_HX_REQUEST="true")
        assert (response.status_code, response.content.decode()) == (401, "登录已经过期，请重新登录。")


def test_before_any_rules_are_published_pages_say_so(log_in: LogIn) -> None:
    Edition.objects.update(valid_from="2999-01-01T00:00:00Z")
    client = log_in("dispatcher")
    for url in ("/matters/", "/intake/", "/overview/", "/rules/", "/rules/calendar/2026/"):
        response = client.get(url)
        assert response.status_code == 409, url
        assert "还没有发布规则包。" in response.content.decode()


def test_every_page_for_nobody_has_the_headers(log_in: LogIn) -> None:
    for url in ("/", "/account/login/", "/matters/", "/nothing/"):
        assert faults_of_headers(log_in().get(url), logged_in=False) == []


def test_cookies_are_closed_up(world: None) -> None:
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": "desk.north", "password": "correct horse battery"})
    assert client.cookies["sessionid"]["httponly"]
    assert {client.cookies[name]["samesite"] for name in ("sessionid", "csrftoken")} == {"Lax"}
    assert reverse("home") == "/"
