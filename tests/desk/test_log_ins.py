"""Log-ins: how long they rest, where they are, what ends them; wrong tries; passwords to be changed; posts that end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry
from fengqiao.orgs.actions import NewPost, NewStaff, end_post, engage, set_password
from fengqiao.orgs.models import Account, LogIn, Post
from fengqiao.orgs.terms import Role
from tests.desk.conftest import LogIn as LogInAs
from tests.desk.scene import Scene, ago
from tests.world import NOW, PASSWORD, viewer

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
LONG = "到现场看过了，院墙确实压了公用通道，约好周四再谈。"
MINUTE = timedelta(minutes=1)


def enter(client: Client, login: str = "desk.north", password: str = PASSWORD) -> str:
    return client.post("/account/login/", {"login": login, "password": password}).content.decode()


def at(monkeypatch: pytest.MonkeyPatch, moment: object) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


# --- resting


def test_a_log_in_lasts_while_somebody_works_and_ends_when_it_rests(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    enter(client)
    client.get("/")
    for hour in range(1, 15):  # fourteen hours of work, a page an hour
        at(monkeypatch, NOW + timedelta(hours=hour))
        assert client.get("/rules/").status_code == 200
    at(monkeypatch, NOW + timedelta(hours=16) - MINUTE)
    assert client.get("/rules/").status_code == 200
    at(monkeypatch, NOW + timedelta(hours=18))
    assert client.get("/rules/").status_code == 302


def test_what_pages_ask_by_themselves_keeps_no_log_in_open(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    enter(client)
    client.get("/matters/")
    at(monkeypatch, NOW + MINUTE * 119)
    assert client.get("/matters/news/").status_code == 200
    at(monkeypatch, NOW + MINUTE * 121)
    assert client.get("/matters/news/", headers={"HX-Request": "true"}).status_code == 401


def test_activity_is_written_once_a_minute_at_most(log_in: LogInAs, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in("desk.north")
    client.get("/rules/")
    seen = LogIn.objects.get(seen_at__isnull=False).seen_at
    at(monkeypatch, NOW + timedelta(seconds=59))
    client.get("/rules/")
    assert LogIn.objects.get(seen_at__isnull=False).seen_at == seen == NOW
    at(monkeypatch, NOW + MINUTE)
    client.get("/rules/")
    assert LogIn.objects.get(seen_at__isnull=False).seen_at == NOW + MINUTE


def test_a_form_after_the_log_in_ended_comes_back_with_its_words(
    scene: Scene, log_in: LogInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in("handler.urban")
    client.get("/matters/")
    at(monkeypatch, NOW + timedelta(hours=3))
    url = f"/matters/{scene['working'].id}/progress/"
    response = client.post(url, {"text": LONG, "version": "3", "csrfmiddlewaretoken": "x" * 64})
    html = response.content.decode()
    assert response.status_code == 401
    assert LONG in html
    assert "x" * 64 not in html
    assert f"/account/login/?next=/matters/{scene['working'].id}/" in html


def test_words_of_another_site_are_not_shown(world: None) -> None:
    response = Client().post("/intake/", {"text": LONG}, headers={"Origin": "https://elsewhere.example"})
    assert LONG not in response.content.decode()
    assert response.status_code in (302, 403)


# --- where


def test_one_sees_where_one_is_logged_in_without_addresses(world: None) -> None:
    here, there = Client(), Client(headers={"User-Agent": CHROME}, REMOTE_ADDR="10.9.8.7")
    for client in (here, there):
        enter(client)
        client.get("/rules/")
    html = here.get("/account/safety/").content.decode()
    assert "Chrome · Windows" in html
    assert "就是这里" in html
    assert "10.9.8.7" not in html
    assert "10.9.8.7" not in str(list(LogIn.objects.values()))
    keys = LogIn.objects.values_list("session_key", flat=True)
    assert not any(key in html for key in keys), "a page never says what opens a log-in"


def test_one_or_all_others_are_ended(world: None) -> None:
    here, first, second = Client(), Client(), Client()
    for client in (here, first, second):
        enter(client)
        client.get("/rules/")
    mark = LogIn.objects.get(session_key=first.session.session_key).mark
    here.post("/account/safety/log-ins/", {"mark": str(mark)})
    assert [client.get("/rules/").status_code for client in (here, first, second)] == [200, 302, 200]
    here.post("/account/safety/log-ins/", {"mark": "all"})
    assert [client.get("/rules/").status_code for client in (here, second)] == [200, 302]
    assert Event.objects.latest("seq").measures == {"count": 1}


@pytest.mark.parametrize("mark", ["", "x", "00000000-0000-0000-0000-000000000000", "another's", "here"])
def test_nobody_elses_and_not_this_one(mark: str, world: None) -> None:
    here, other = Client(), Client()
    enter(here)
    enter(other, "chief.north")
    for client in (here, other):
        client.get("/rules/")
    whose = {"another's": other, "here": here}.get(mark)
    wanted = str(LogIn.objects.get(session_key=whose.session.session_key).mark) if whose else mark
    here.post("/account/safety/log-ins/", {"mark": wanted})
    assert [client.get("/rules/").status_code for client in (here, other)] == [200, 200]


# --- wrong tries


def test_the_sixth_try_says_how_long_to_wait_and_is_recorded_once(world: None) -> None:
    client = Client()
    for _ in range(5):
        enter(client, password="wrong wrong")
    for _ in range(3):
        said = enter(client)
    assert "这个账号试错次数太多，暂时锁定，请过 5 分钟再试，或请本单位管理员解锁。" in said
    kinds = list(Event.objects.filter(kind__startswith="account.").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["account.login_failed"] * 5 + ["account.locked"]
    failed = Event.objects.filter(kind="account.login_failed").latest("seq")
    assert failed.subject_id == viewer("desk.north").staff_id
    assert re.fullmatch(r"[0-9a-f]{12}", failed.attributes["source"]), "a code, no address"


def test_an_address_that_tries_many_accounts_is_held_up(world: None) -> None:
    client = Client(REMOTE_ADDR="10.0.0.66")
    for number in range(10):
        enter(client, login=f"guess{number}")
    assert "从这里来的登录试错次数太多，请过 1 分钟再试。" in enter(client, "chief.north")
    assert Event.objects.latest("seq").kind == "address.locked"
    before = Event.objects.count()
    enter(client, "chief.north")
    assert Event.objects.count() == before
    elsewhere = Client(REMOTE_ADDR="10.0.0.67")
    enter(elsewhere, "chief.north")
    assert elsewhere.get("/rules/").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "held"),
    [
        (0, "6.6.6.{n}", True),  # nobody is trusted: what the header says does not count
        (1, "1.1.1.{n}, 7.7.7.7", True),  # the last step is our proxy's word; those before are anybody's
        (1, "7.7.7.{n}", False),  # behind a proxy each visitor is counted alone
        (2, "9.9.9.9, 8.8.8.8", True),
        (2, "7.7.7.{n}", True),  # fewer steps than proxies: not written by them, the connection counts
        (1, "nonsense{n}", True),
    ],
)
def test_behind_proxies_the_address_is_what_they_say(
    proxies: int, forwarded: str, held: bool, world: None, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    for number in range(11):
        header = forwarded.format(n=number)
        client = Client(headers={"X-Forwarded-For": header})
        said = enter(client, login=f"guess{number}")
    assert ("从这里来的登录试错次数太多" in said) is held


def test_an_administrator_unlocks(world: None, log_in: LogInAs) -> None:
    client = Client()
    for _ in range(6):
        enter(client, password="wrong wrong")
    log_in("admin").post(f"/people/{viewer('desk.north').staff_id}/unlock/")
    assert Event.objects.latest("seq").kind == "account.unlocked"
    enter(client)
    assert client.get("/matters/").status_code == 200


# --- a password to be changed


def test_a_temporary_password_is_changed_before_anything_else(world: None) -> None:
    set_password(username="desk.north", password="temporary-words", must_change=True)
    client = Client()
    enter(client, password="temporary-words")
    for url in ("/matters/", "/intake/", "/account/safety/", "/people/deputies/"):
        assert client.get(url).headers["Location"] == "/account/password/"
    kept = client.post("/intake/", {"text": LONG})
    assert kept.status_code == 403
    assert LONG in kept.content.decode()
    change = {"oldpassword": "temporary-words", "password1": "temporary-words", "password2": "temporary-words"}
    assert "新密码不能和现在的一样。" in client.post("/account/password/", change).content.decode()
    change |= {"password1": PASSWORD + " of my own", "password2": PASSWORD + " of my own"}
    assert client.post("/account/password/", change).headers["Location"] == "/"
    assert client.get("/matters/").status_code == 200
    assert not Account.objects.get(username="desk.north").must_change
    assert Event.objects.latest("seq").kind == "password.changed"


# --- posts that end and begin


def two_posts() -> tuple[Post, Post]:
    posts = [
        NewPost(unit="dept.urban", role=Role.HANDLER, starts=ago(days=100)),
        NewPost(unit="dept.housing", role=Role.HANDLER, starts=ago(days=90)),
    ]
    engage(staff=[NewStaff(number="B1", name="双岗", login="both", posts=posts)], recorded_by=None, at=ago(days=100))
    urban, housing = Post.objects.filter(staff__number="B1").order_by("starts")
    return urban, housing


def test_a_page_left_open_does_not_act_in_another_post(scene: Scene, log_in: LogInAs) -> None:
    urban, _ = two_posts()
    client = log_in("both")
    matter = scene["working"]
    page = client.get(f"/matters/{matter.id}/").content.decode()
    assert f'data-post="{urban.id}"' in page
    end_post(post_id=urban.id, by=viewer("admin").staff_id, at=NOW)
    before = Entry.objects.count()
    form = {"text": LONG, "version": str(matter.version), "in_post": str(urban.id)}
    for extra in ({}, {"in_post": ""}):
        response = client.post(f"/matters/{matter.id}/progress/", {**form, **extra})
        assert response.status_code == 403
        html = response.content.decode()
        assert "housing局 · 部门经办人" in html
        assert "这一次没有提交" in html
        assert LONG in html
    part = client.post(f"/matters/{matter.id}/progress/", form, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert Entry.objects.count() == before
    said = client.get("/matters/").content.decode()
    assert "您刚才所在的岗位已经结束，现在的岗位是“housing局 · 部门经办人”。" in said
    assert client.post(f"/matters/{matter.id}/progress/", form).status_code == 403, "the old page stays what it was"


def test_a_page_of_one_post_is_not_sent_from_another(scene: Scene, log_in: LogInAs) -> None:
    urban, housing = two_posts()
    client = log_in("both")
    client.get("/matters/")
    client.post("/account/post/", {"post": str(housing.id)})
    form = {"text": LONG, "in_post": str(urban.id)}
    response = client.post(f"/matters/{scene['rerouted'].id}/progress/", form)
    assert response.status_code == 403
    assert "这一页是在另一个岗位打开的" in response.content.decode()


def test_ended_at_noon_nothing_is_seen_a_minute_later(
    scene: Scene, log_in: LogInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, parts of pages, exports, files and forms, each tried from a log-in that was open before."""
    client, noon = log_in("handler.urban"), NOW + timedelta(hours=2)
    file = re.search(r"/files/[0-9a-f-]{36}/", client.get(f"/matters/{scene['working'].id}/").content.decode())
    assert file
    end_post(post_id=viewer("handler.urban").post.id, by=viewer("admin").staff_id, at=noon)
    at(monkeypatch, noon - MINUTE)
    assert client.get("/matters/").status_code == 200
    at(monkeypatch, noon + MINUTE)
    matter = f"/matters/{scene['working'].id}/"
    for url in ("/matters/", matter, file[0], "/rules/", "/people/deputies/", "/account/safety/"):
        assert client.get(url).status_code == 403, url
    for url in ("/matters/export/", f"{matter}contact/", f"{matter}progress/"):
        response = client.post(url, {"text": LONG})
        assert response.status_code == 403, url
        assert LONG in response.content.decode(), "what was typed comes back"
    for url in ("/matters/news/", f"{matter}contact/"):
        method = client.get if url.endswith("news/") else client.post
        part = method(url, headers={"HX-Request": "true"})
        assert (part.status_code, "<" in part.content.decode()) == (422, False), url


def test_a_post_of_tomorrow_shows_nothing_today(world: None, log_in: LogInAs, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [NewPost(unit="station.north", role=Role.CHIEF, starts=NOW + timedelta(days=1))]
    engage(staff=[NewStaff(number="S1", name="新来", login="soon", posts=posts)], recorded_by=None, at=NOW)
    client = log_in("soon")
    for url in ("/matters/", "/audit/", "/rules/"):
        assert client.get(url).status_code == 403
    at(monkeypatch, NOW + timedelta(days=1))
    client = log_in("soon")
    assert [client.get(url).status_code for url in ("/matters/", "/audit/")] == [200, 200]
