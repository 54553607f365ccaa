"""Pages of people: the list, one person, temporary passwords, second persons, deputies; what administrators never see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fengqiao.orgs.models import Account, Deputy, Post, Proposal, Staff, Unit
from tests.desk.conftest import LogIn
from tests.desk.scene import CLUE, PHONE, Scene
from tests.world import NOW, make_matter, unit, viewer

NEW = {"name": "钱新", "number": "N1", "login": "qian.xin", "role": "officer"}


def person(login: str) -> str:
    return f"/people/{viewer(login).staff_id}/"


def said(client: Client, url: str, **form: str) -> str:
    return client.post(url, form, follow=True).content.decode()


def test_somebody_is_added_logs_in_and_chooses_a_password(log_in: LogIn) -> None:
    html = said(log_in("admin"), "/people/new/", **NEW, unit=str(unit("station.north")))
    password = re.search(r'<code class="fq-factor-secret">([a-z0-9-]{14})</code>', html)
    assert password
    assert "请把这个密码当面告诉钱新。" in html
    client = Client()
    client.post("/account/login/", {"login": "qian.xin", "password": password[1]})
    own = "a sentence of my own"
    client.post("/account/password/", {"oldpassword": password[1], "password1": own, "password2": own})
    page = client.get("/matters/")
    assert page.status_code == 200
    assert "北镇派出所 · 社区民警" in page.content.decode()


def test_a_refused_form_keeps_what_was_written(log_in: LogIn) -> None:
    client = log_in("admin")
    response = client.post("/people/new/", {**NEW, "number": "T001", "unit": str(unit("station.north"))})
    assert response.status_code == 422
    assert "工号“T001”已经有人用了。" in response.content.decode()
    assert 'value="钱新"' in response.content.decode()
    for starts in ("yesterday", "2026-99-01T00:00"):
        wrong = client.post(
            f"{person('officer.north')}post/", {"unit": str(unit("station.south")), "role": "officer", "starts": starts}
        )
        assert wrong.status_code == 422
        assert "日期和时间看不懂，请从日历里选。" in wrong.content.decode()


def test_names_of_units_are_never_converted(log_in: LogIn) -> None:
    for name in ("后里派出所", "村里台南所"):  # 后 and 里 have other forms in traditional characters
        Unit.objects.filter(code="station.north").update(name=name, short=name)
        client = log_in("admin")
        client.cookies["fq_language"] = "zh-hant"
        for url in ("/people/", "/people/new/", person("desk.north"), "/people/deputies/"):
            assert name in client.get(url).content.decode(), url


def test_people_are_listed_with_posts_and_accounts(log_in: LogIn) -> None:
    html = log_in("admin").get("/people/").content.decode()
    assert "北镇社区警务队 · 社区民警" in html
    assert "urban局" not in html, "another line is another administrator's"
    assert "共 <b>8</b> 人" in html
    narrowed = log_in("admin").get(f"/people/?unit={unit('station.south')}").content.decode()
    assert "共 <b>1</b> 人" in narrowed
    assert "没有找到人" in log_in("admin").get("/people/?q=nobody").content.decode()


def test_the_list_asks_as_many_questions_for_one_as_for_many(
    log_in: LogIn, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in("admin")
    client.get("/people/")
    counts = []
    for q in ("desk.south", ""):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/people/?q={q}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_chief_made_by_one_waits_on_the_pages_of_two(log_in: LogIn) -> None:
    admin, chief = log_in("admin"), log_in("chief.north")
    form = {"unit": str(unit("station.north")), "role": "chief"}
    assert "已提交，等第二个人核准后生效。" in said(admin, f"{person('admin')}post/", **form)
    assert not Post.objects.filter(staff=viewer("admin").staff_id, role="chief").exists()
    row = Proposal.objects.get()
    assert ">撤回</button>" in admin.get("/people/").content.decode()
    assert ">核准</button>" in chief.get("/audit/").content.decode()
    assert "这项申请要由提出人和本人以外的主管或管理员核准。" in said(
        admin, f"/people/waiting/{row.id}/", answer="accept"
    )
    assert "已退回。" in said(chief, f"/people/waiting/{row.id}/", answer="refuse")
    assert not Post.objects.filter(staff=viewer("admin").staff_id, role="chief").exists()
    assert "admin" not in chief.get("/people/waiting/").content.decode()


def test_a_chiefs_password_is_told_to_the_second_person_alone(log_in: LogIn) -> None:
    admin, supervisor = log_in("admin"), log_in("supervisor")
    html = said(admin, f"{person('chief.north')}password/")
    assert "核准人会看到临时密码" in html
    assert "fq-factor-secret" not in html
    shown = said(supervisor, f"/people/waiting/{Proposal.objects.get().id}/", answer="accept")
    password = re.search(r'fq-factor-secret">([a-z0-9-]{14})<', shown)
    assert password
    assert Account.objects.get(username="chief.north").check_password(password[1])


@pytest.mark.parametrize(("move", "words"), [("off", "账号已停用"), ("unlock", "已解锁"), ("factor", "这个账号没有开启两步验证。"), ("on", "这个账号已经是这样了。")])  # fmt: skip
def test_what_is_done_with_an_account_is_said(move: str, words: str, log_in: LogIn) -> None:
    assert words in said(log_in("admin"), f"{person('officer.north')}{move}/")


def test_somebody_else_is_not_there(log_in: LogIn) -> None:
    client = log_in("admin")
    assert client.get(person("handler.urban")).status_code == 404
    assert client.post(f"{person('handler.urban')}password/").status_code == 404
    assert client.post(f"{person('officer.north')}delete/").status_code == 404


# --- deputies on pages


def deputised(log_in: LogIn, to: str = "officer.north") -> Client:
    chief = viewer("chief.north")
    until = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    form = {"post": str(chief.post.id), "staff": str(viewer(to).staff_id), "ends": until}
    assert "已指定代理人，到期自动结束。" in said(log_in("chief.north"), "/people/deputies/", **form)
    client = log_in(to)
    client.post("/account/post/", {"post": str(chief.post.id)})
    return client


def test_a_deputy_is_visible_as_one(scene: Scene, log_in: LogIn) -> None:
    client, chief = deputised(log_in), viewer("chief.north").name
    html = client.get("/matters/").content.decode()
    assert f"北镇派出所 · 所领导（代{chief}）" in html
    assert f"您正在代{chief}办理，到" in html
    assert "代理人看不到" in html
    matter = make_matter(by="dispatcher", kind="police_report", title="电动车被盗", text="昨晚电动车被偷了，要报警。")
    client.post(f"/matters/{matter.id}/accept/")
    assert (
        f"{viewer('officer.north').name}（代{chief}）"
        in log_in("desk.north").get(f"/matters/{matter.id}/").content.decode()
    )
    assert (
        f"{viewer('officer.north').name}（代{chief}）"
        in log_in("chief.north").get("/people/deputies/").content.decode()
    )


def test_a_deputy_opens_no_sealed_matter_of_the_holder(scene: Scene, log_in: LogIn) -> None:
    client = deputised(log_in)
    assert log_in("chief.north").get(f"/matters/{scene['clue'].id}/").status_code == 200
    assert client.get(f"/matters/{scene['clue'].id}/").status_code == 404
    assert scene["clue"].number not in client.get("/matters/?tab=all").content.decode()


def test_a_deputy_whose_time_is_ended_is_out_at_once(log_in: LogIn) -> None:
    client = deputised(log_in)
    assert client.get("/audit/").status_code == 200
    said(log_in("chief.north"), f"/people/deputies/{Deputy.objects.get().id}/end/")
    Deputy.objects.filter(ends__gt=NOW).delete()  # the moment is the same in this test
    assert client.post("/matters/export/").status_code == 403
    assert client.get("/audit/").status_code == 403


@pytest.mark.parametrize(("over", "words"), [({"ends": ""}, "请写明代理到什么时候为止。"), ({"staff": "x"}, "请先从列表里选一项。"),
                                             ({"ends": "2027-09-01T10:00"}, "一次代理最长 31 天。")])  # fmt: skip
def test_a_deputy_wrongly_named_is_said_and_the_form_stays(over: dict[str, str], words: str, log_in: LogIn) -> None:
    form = {
        "post": str(viewer("chief.north").post.id),
        "staff": str(viewer("officer.north").staff_id),
        "ends": "2026-09-03T10:00",
        **over,
    }
    response = log_in("chief.north").post("/people/deputies/", form)
    assert response.status_code == 422
    assert words in response.content.decode()


# --- what administrators never see


def test_an_administrator_reads_no_matter_by_any_way(scene: Scene, log_in: LogIn) -> None:
    client = log_in("admin")
    for matter in scene.values():
        assert client.get(f"/matters/{matter.id}/").status_code in (403, 404)
        assert client.post(f"/matters/{matter.id}/contact/", {"purpose": "call_back"}).status_code in (403, 404)
    for url in ("/matters/?q=占道", "/matters/?tab=all", "/matters/news/", "/overview/", "/audit/", "/imports/"):
        assert client.get(url).status_code == 403, url
    assert client.post("/matters/export/").status_code == 403
    shown = "".join(
        client.get(url).content.decode() for url in ("/people/", "/rules/", person("officer.north"), "/account/safety/")
    )
    assert PHONE not in shown
    assert not any(matter.number in shown for matter in scene.values())
    assert CLUE["text"] not in shown


def test_an_administrator_who_stands_in_for_an_officer_still_sees_nothing_sealed(scene: Scene, log_in: LogIn) -> None:
    said(
        log_in("officer.north"), "/people/deputies/", post=str(viewer("officer.north").post.id),
        staff=str(viewer("admin").staff_id), ends="2026-09-03T10:00",
    )  # fmt: skip
    client = log_in("admin")
    client.post("/account/post/", {"post": str(viewer("officer.north").post.id)})
    assert client.get("/matters/").status_code == 200
    assert client.get(f"/matters/{scene['clue'].id}/").status_code == 404
    assert Staff.objects.get(id=viewer("admin").staff_id).deputising.count() == 1
