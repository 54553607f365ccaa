"""A matter's page: the buttons that work and no others, one version for all, words kept as they were said."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.matters.actions import progress
from fengqiao.matters.models import Entry, Matter
from fengqiao.matters.queries import visible
from fengqiao.vault.actions import Upload
from tests.desk.conftest import LogIn
from tests.desk.scene import VAGUE, Scene, ago, photo
from tests.world import NOW, make_matter, viewer

SIMPLE = {
    "accept": {},
    "progress": {"text": "看过了"},
    "finish_task": {"text": "查过了"},
    "give_back": {"reason": "not_our_duty", "text": "不归我们"},
    "urge": {"text": "请抓紧"},
    "reopen": {"reason": "not_solved", "text": "没有解决"},
}


def page(client: Client, matter: Matter) -> str:
    return client.get(reverse("matter", args=[matter.id])).content.decode()


def move(client: Client, matter: Matter, name: str, **form: object) -> str:
    """Do a move and return the page that follows."""
    return client.post(reverse("matter-move", args=[matter.id, name]), form, follow=True).content.decode()


@pytest.mark.parametrize(
    "login", ["desk.north", "officer.north", "desk.south", "handler.urban", "handler.housing", "dispatcher", "dispatcher.north", "supervisor"]
)  # fmt: skip
def test_every_button_works_and_what_has_no_button_is_refused(login: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in(login)
    matters = {(m.state, m.unit_id, m.kind, m.area_id): m for m in visible(viewer(login))}  # one of each sort will do
    for matter in matters.values():
        shown = set(re.findall(rf'action="/matters/{matter.id}/([a-z_]+)/"', page(client, matter))) - {"contact"}
        for name, form in SIMPLE.items():
            with transaction.atomic():
                client.post(reverse("matter-move", args=[matter.id, name]), form, HTTP_HX_REQUEST="true")
                moved = Matter.objects.get(id=matter.id).version == matter.version + 1
                transaction.set_rollback(True)
            assert moved == (name in shown), (name, matter.title)


def test_a_page_out_of_date_says_so_and_changes_nothing(scene: Scene, log_in: LogIn) -> None:
    matter, client = scene["offered"], log_in("handler.urban")
    assert "已签收。" in move(client, matter, "accept", version=matter.version)
    before = Matter.objects.values().get(id=matter.id)
    entries = Entry.objects.filter(matter=matter).count()
    for name, form in {**SIMPLE, "close": {"result": "explained", "text": "办妥", "field.verified": "true"}}.items():
        if name in {"progress", "give_back", "close"}:
            said = move(client, matter, name, version=matter.version, **form)
            assert "这件事项刚被别人处理过，页面已更新，请看过最新情况再操作。" in said, name
    assert Matter.objects.values().get(id=matter.id) == before
    assert Entry.objects.filter(matter=matter).count() == entries
    assert "进展已记录。" in move(client, matter, "progress", version=before["version"], text="看过了")


def test_the_number_of_queries_does_not_grow_with_the_story(world: None, log_in: LogIn) -> None:
    matter, client = make_matter(by="dispatcher"), log_in("handler.urban")
    page(client, matter)
    move(client, matter, "accept")
    needed = []
    for count in (1, 12):
        for n in range(count):
            progress(
                matter_id=matter.id, text=f"第 {n} 次", uploads=[Upload(f"{n}.jpg", photo())], step="",
                by=viewer("handler.urban"), at=NOW,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(client, matter)
        needed.append(len(queries))
    assert needed[0] == needed[1]
    assert needed[0] <= 33


def test_what_people_wrote_is_shown_as_text(world: None, log_in: LogIn) -> None:
    matter = make_matter(
        by="dispatcher", title="<b>占道</b>", text="第一行占道经营<script>alert(1)</script>\n第二行 & {{ x }}", place='"><img src=x>'
    )  # fmt: skip
    html = page(log_in("handler.urban"), matter)
    assert "&lt;b&gt;占道&lt;/b&gt;" in html
    assert "第一行占道经营&lt;script&gt;alert(1)&lt;/script&gt;<br>第二行 &amp; {{ x }}" in html
    assert "<img src=x" not in html


def test_the_page_says_why_it_came_here_and_why_this_date(scene: Scene, log_in: LogIn) -> None:
    html = page(log_in("handler.urban"), scene["working"])
    row = re.search(r'href="(/rules/[0-9a-f-]{36}/routing/)#([a-z0-9_-]+)"', html)
    assert row
    table = log_in("handler.urban").get(row[1]).content.decode()
    assert f'id="{row[2]}"' in table
    assert html.count("为什么是这一天") == 3  # to sign, to answer for the first time, to finish
    assert "依据词" in html or "占道" in html


def test_a_matter_sent_on_by_hand_shows_by_whom_and_why(scene: Scene, log_in: LogIn) -> None:
    html = page(log_in("handler.housing"), scene["rerouted"])
    assert viewer("dispatcher").name in html
    assert "按职责" in html


def test_whoever_loses_sight_of_a_matter_by_a_move_lands_in_the_queue(world: None, log_in: LogIn) -> None:
    matter = make_matter(by="dispatcher", area_id=None, **VAGUE)
    form = {"unit": str(viewer("handler.housing").unit_id), "text": "属于物业"}
    response = log_in("dispatcher").post(reverse("matter-move", args=[matter.id, "route"]), form, follow=True)
    assert not visible(viewer("dispatcher")).filter(id=matter.id).exists()
    assert response.redirect_chain == [("/matters/", 302)]
    assert "已分流。" in response.content.decode()


@pytest.mark.parametrize(("name", "form", "said"), [
    ("progress", {}, "请写明办理进展，或者附上照片、文书。"),
    ("progress", {"text": "x", "step": "nowhere"}, "这种事项没有这个环节。"),
    ("close", {"text": "办妥"}, "请选择办理结果。"),
    ("close", {"result": "explained", "field.verified": "true"}, "这种办理结果需要写明办理情况。"),
    ("close", {"result": "explained", "text": "办妥", "field.verified": "maybe"}, "没有“maybe”这一项"),
    ("give_back", {"text": "不归我们"}, "请选择退回的理由：要引用退回清单的一条，不能只写文字。"),
    ("give_back", {"reason": "not_our_duty"}, "这个理由需要写明情况。"),
    ("add_party", {"role": "helper", "text": "请查"}, "请先从列表里选一项。"),
    ("accept", {}, "已经签收过了。"),
    ("reopen", {}, "您现在的岗位不能这样操作。"),
])  # fmt: skip
def test_a_refusal_is_said_on_the_page_and_nothing_changes(
    name: str, form: dict[str, str], said: str, scene: Scene, log_in: LogIn
) -> None:
    matter = scene["working"]
    before = Matter.objects.values().get(id=matter.id)
    html = move(log_in("handler.urban"), matter, name, **form)
    assert said in html
    assert 'role="alert"' in html
    assert Matter.objects.values().get(id=matter.id) == before


def test_what_was_typed_is_still_there_after_a_refusal(scene: Scene, log_in: LogIn) -> None:
    client, matter = log_in("handler.urban"), scene["working"]
    form = {"result": "explained", "text": "", "field.verified": "partly"}
    refused = client.post(reverse("matter-move", args=[matter.id, "close"]), form)
    html = refused.content.decode()
    assert refused.status_code == 422
    opened = html[html.index('id="move-close"') :]
    assert opened[: opened.index(">")].endswith(" open")
    assert '<option value="explained" selected>' in opened
    assert '<option value="partly" selected>' in opened
    typed = client.post(reverse("matter-move", args=[matter.id, "close"]), {"text": "写了很久 <的话>"})
    assert "写了很久 &lt;的话&gt;</textarea>" in typed.content.decode()
    assert f'name="version" value="{matter.version}"' in html


def test_a_text_too_long_is_refused_in_words(scene: Scene, log_in: LogIn) -> None:
    assert "文字超过 5000 个字，请精简。" in move(
        log_in("handler.urban"), scene["working"], "progress", text="长" * 5001
    )


def test_a_closed_matter_says_its_result_and_asks_for_nothing(scene: Scene, log_in: LogIn) -> None:
    html = page(log_in("handler.urban"), scene["closed"])
    assert "已办结" in html
    forms = re.findall(rf'action="/matters/{scene["closed"].id}/(\w+)/', html)
    assert set(forms) <= {
        "answer",
        "tags",
        "slips",
    }  # its teller may be answered and given a slip, and it may be kept with others
    assert ago(days=1).date().isoformat() in html
