"""Log-in, posts and how people like their pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fengqiao.orgs.actions import NewPost, NewStaff, end_post, engage, set_password
from fengqiao.orgs.models import Account, Post, Staff
from fengqiao.orgs.queries import viewer_named
from fengqiao.orgs.terms import Role
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene, ago
from tests.world import NOW, PASSWORD, make_matter, viewer

ENTRY = {"login": "desk.north", "password": PASSWORD}


def words(client: Client, url: str = "/matters/") -> str:
    return client.get(url, follow=True).content.decode()


def enter(client: Client, address: str = "/account/login/", **over: str):  # type: ignore[no-untyped-def]
    return client.post(address, {**ENTRY, **over})


@pytest.mark.parametrize(("login", "first"), [
    ("desk.north", "/matters/"), ("chief.north", "/first/station/"), ("officer.north", "/first/today/"), ("handler.urban", "/matters/"),
    ("dispatcher", "/matters/"), ("assistant", "/first/tell/"), ("supervisor", "/first/units/"), ("secretary", "/first/doors/"),
    ("volunteer", "/first/tell/"), ("admin", "/first/doors/"),
])  # fmt: skip
def test_everybody_logs_in_to_the_first_screen_of_their_post(login: str, first: str, world: None) -> None:
    client = Client()
    response = client.post("/account/login/", {"login": login.upper(), "password": PASSWORD}, follow=True)
    assert [to for to, _ in response.redirect_chain] == ["/", first]
    assert response.status_code == 200
    assert client.session.get_expiry_age() == 2 * 3600, "what the pack says"


def test_a_link_is_followed_after_the_log_in(world: None) -> None:
    matter, client = make_matter(by="dispatcher"), Client()
    there = client.get(f"/matters/{matter.id}/?x=1")
    assert there.headers["Location"] == f"/account/login/?next=/matters/{matter.id}/%3Fx%3D1"
    assert (
        enter(client, there.headers["Location"], login="handler.urban").headers["Location"]
        == f"/matters/{matter.id}/?x=1"
    )


@pytest.mark.parametrize(
    "over", [{"password": "wrong wrong"}, {"login": "nobody"}, {"password": ""}, {"login": "system"}]
)
def test_a_wrong_log_in_is_refused_without_saying_which_half(over: dict[str, str], world: None) -> None:
    client = Client()
    response = enter(client, **over)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    said = "这个字段是必填项" if over.get("password") == "" else "登录名或密码不对。"
    assert said in response.content.decode()
    assert PASSWORD not in response.content.decode()


def test_the_sixth_wrong_password_is_refused_even_if_it_is_right(world: None) -> None:
    client = Client()
    for _ in range(5):
        assert "登录名或密码不对。" in enter(client, password="wrong wrong").content.decode()
    response = enter(client)
    assert "_auth_user_id" not in client.session
    assert "这个账号试错次数太多，暂时锁定" in response.content.decode()
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), login="chief.north").status_code == 302, "others are not held up"


def test_too_many_requests_are_refused_in_words(world: None) -> None:
    client = Client()
    statuses = [client.post("/account/login/").status_code for _ in range(60)]
    assert set(statuses) == {200}
    refused = client.post("/account/login/")
    html = refused.content.decode()
    assert refused.status_code == 429
    assert "请过一分钟再试。" in html
    assert "Too Many Requests" not in html


def test_an_account_switched_off_does_not_log_in_and_is_out_at_once(world: None, log_in: LogIn) -> None:
    client = log_in("desk.north")
    assert client.get("/matters/").status_code == 200
    Account.objects.filter(username="desk.north").update(is_active=False)
    assert client.get("/matters/").status_code == 302
    fresh = Client()
    response = fresh.post("/account/login/", ENTRY, follow=True)
    assert "这个账号已经停用，请联系本单位管理员。" in response.content.decode()
    assert "_auth_user_id" not in fresh.session


def test_logging_out_asks_and_then_ends_the_session(log_in: LogIn) -> None:
    client = log_in("desk.north")
    assert "确定退出登录吗？" in words(client, "/account/logout/")
    assert client.get("/matters/").status_code == 200
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert client.get("/matters/").status_code == 302


def test_a_password_is_changed_by_its_owner_who_knows_it(log_in: LogIn) -> None:
    client = Client()
    enter(client)
    fresh = "another long sentence"
    wrong = client.post("/account/password/", {"oldpassword": "no", "password1": fresh, "password2": fresh})
    assert wrong.status_code == 200
    short = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "10" in short.content.decode()
    assert (
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}).status_code
        == 302
    )
    assert client.get("/matters/").status_code == 200, "still in"
    assert enter(Client()).status_code == 200
    assert enter(Client(), password=fresh).status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere(world: None) -> None:
    client = Client()
    enter(client)
    set_password(username="desk.north", password="another long sentence")
    assert client.get("/matters/").status_code == 302


def two_posts(login: str = "both") -> None:
    began = ago(days=100)
    posts = [
        NewPost(unit="dept.urban", role=Role.HANDLER, starts=began),
        NewPost(unit="dept.housing", role=Role.HANDLER, starts=began),
    ]
    engage(staff=[NewStaff(number="B1", name="双岗", login=login, posts=posts)], recorded_by=None, at=began)


def test_somebody_with_two_posts_works_in_one_at_a_time(scene: Scene, log_in: LogIn) -> None:
    two_posts()
    client = log_in("both")
    urban, housing = Post.objects.filter(staff__number="B1").order_by("unit__code").reverse()
    assert (urban.unit.code, housing.unit.code) == ("dept.urban", "dept.housing")
    client.post("/account/post/", {"post": str(urban.id)})
    assert client.get(f"/matters/{scene['offered'].id}/").status_code == 200
    assert client.get(f"/matters/{scene['rerouted'].id}/").status_code == 200, "urban had it before"
    assert client.post("/account/post/", {"post": str(housing.id)}).headers["Location"] == "/"
    assert client.get(f"/matters/{scene['offered'].id}/").status_code == 404
    assert client.get(f"/matters/{scene['rerouted'].id}/").status_code == 200
    assert "housing局 · 部门经办人" in words(client)


@pytest.mark.parametrize("wanted", ["", "x", "00000000-0000-0000-0000-000000000000", "another's"])
def test_a_post_that_is_not_mine_is_not_taken(wanted: str, world: None, log_in: LogIn) -> None:
    client = log_in("handler.urban")
    other = viewer("chief.north").post.id if wanted == "another's" else wanted
    response = client.post("/account/post/", {"post": str(other)}, follow=True)
    assert "这个岗位已经结束，或不是您的岗位。" in response.content.decode()
    assert "urban局 · 部门经办人" in response.content.decode()


def test_a_post_that_ends_during_a_session_shows_nothing_any_more(
    scene: Scene, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, who = log_in("handler.urban"), viewer("handler.urban")
    file = re.search(r"/files/[0-9a-f-]{36}/", words(client, f"/matters/{scene['working'].id}/"))
    assert file
    end_post(post_id=who.post.id, by=viewer("admin").staff_id, at=NOW)
    for url in ("/matters/", f"/matters/{scene['offered'].id}/", "/rules/", file[0]):
        response = client.get(url)
        assert response.status_code == 403
        assert "您的账号现在没有生效的岗位，看不到任何事项。" in response.content.decode()
    refused = client.post(f"/matters/{scene['offered'].id}/accept/")
    assert refused.status_code == 403
    assert client.post("/account/logout/").status_code == 302
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=1))
    assert viewer_named("handler.urban", at=NOW + timedelta(days=1)) is None


def test_a_post_begins_at_its_moment(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = NOW + timedelta(minutes=5)
    posts = [NewPost(unit="dept.urban", role=Role.HANDLER, starts=soon)]
    engage(staff=[NewStaff(number="S1", name="新来", login="soon", posts=posts)], recorded_by=None, at=NOW)
    client = log_in("soon")
    assert client.get("/matters/").status_code == 403
    monkeypatch.setattr("django.utils.timezone.now", lambda: soon)
    assert client.get("/matters/").status_code == 200


@pytest.mark.parametrize(("language", "lang", "menu", "state"), [
    ("zh-hans", "zh-hans", "规则", "办理中"), ("zh-hant", "zh-hant", "規則", "辦理中"), ("en", "en", "Rules", "In progress"),
])  # fmt: skip
def test_the_language_chosen_is_spoken_and_what_people_wrote_stays(
    language: str, lang: str, menu: str, state: str, world: None, log_in: LogIn
) -> None:
    Staff.objects.filter(account__username="handler.urban").update(name="张国华")
    matter = make_matter(by="dispatcher", title="东门占道", text="东门摊贩占道经营，请来处理。", place="东门邮电局旁")
    client = log_in("handler.urban")
    client.post(f"/matters/{matter.id}/accept/")
    response = client.post("/account/language/", {"language": language, "next": f"/matters/{matter.id}/"}, follow=True)
    html = response.content.decode()
    assert f'<html lang="{lang}"' in html
    assert response.headers["Content-Language"] == lang
    for written in ("东门占道", "东门摊贩占道经营，请来处理。", "东门邮电局旁", "张国华"):
        assert written in html
    assert state in html
    assert menu in html
    assert client.cookies["fq_language"].value == language
    assert Account.objects.get(username="handler.urban").language == language
    assert log_in("desk.north").get("/matters/").headers["Content-Language"] == "zh-hans", (
        "browsers' wishes do not count"
    )


@pytest.mark.parametrize("language", ["", "fr", "zh", "../en", "EN"])
def test_an_unknown_language_changes_nothing(language: str, log_in: LogIn) -> None:
    client = log_in("handler.urban")
    client.post("/account/language/", {"language": language})
    assert "fq_language" not in client.cookies
    assert Account.objects.get(username="handler.urban").language == "zh-hans"


def test_dark_and_large_are_kept_for_browser_and_account(log_in: LogIn) -> None:
    client = log_in("handler.urban")
    assert 'data-bs-theme="light"' in words(client)
    assert 'data-bs-theme="dark"' in client.post("/account/display/", {"theme": "dark"}, follow=True).content.decode()
    html = client.post("/account/display/", {"elder": "1"}, follow=True).content.decode()
    assert 'data-bs-theme="dark" data-elder' in html
    account = Account.objects.get(username="handler.urban")
    assert (account.theme, account.elder) == ("dark", True)
    for name in ("fq_theme", "fq_elder"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
    client.post("/account/display/", {"theme": "pink", "elder": "9"})
    assert 'data-bs-theme="dark" data-elder' in words(client)


def test_what_an_account_has_chosen_comes_along_to_another_computer(log_in: LogIn) -> None:
    here, there = log_in("desk.north"), Client()
    for url, choice in (("language", {"language": "en"}), ("display", {"theme": "dark"}), ("display", {"elder": "1"})):
        here.post(f"/account/{url}/", choice)
    html = there.post("/account/login/", ENTRY, follow=True).content.decode()
    assert '<html lang="en" data-bs-theme="dark" data-elder' in html


def test_a_language_chosen_at_the_log_in_stays(world: None) -> None:
    client = Client()
    client.post("/account/language/", {"language": "en", "next": "/account/login/"})
    assert '<html lang="en"' in client.post("/account/login/", ENTRY, follow=True).content.decode()
