"""Tags: a unit's own words for matters, seen in its subtree, known to the ledger by their ids alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Matter, Tag, Tagged
from fengqiao.matters.queries import tags_seen, visible
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.listing import listed, sheet
from tests.desk.scene import Scene
from tests.matters.helping import later
from tests.world import NOW, viewer


def made(name: str, by: str = "desk.north") -> UUID:
    return actions.make_tag(name=name, most=50, by=viewer(by), at=NOW)


def put(matter: Matter, tag: UUID, by: str = "desk.north", *, on: bool = True) -> None:
    actions.tag(matter_id=matter.id, tag_id=tag, on=on, by=viewer(by), at=NOW)


def post(client: Client, url: str, **form: object) -> str:
    return client.post(url, form, follow=True).content.decode()


def test_a_tag_is_seen_in_its_unit_and_below_it_alone(scene: Scene, log_in: LogIn) -> None:
    tag = made("雨季")
    for login, seen in (("chief.north", True), ("officer.north", True), ("desk.south", False), ("supervisor", False)):
        assert bool(tags_seen(viewer(login))) is seen, login
    put(scene["stolen"], tag, "officer.north")
    assert '<small class="fq-tag">雨季</small>' in log_in("chief.north").get("/matters/?tab=all").content.decode()
    assert "雨季" in log_in("officer.north").get(f"/matters/{scene['stolen'].id}/").content.decode()
    assert ">雨季<" not in log_in("dispatcher").get("/matters/?tab=all").content.decode()
    assert "雨季" not in log_in("dispatcher").get(f"/matters/{scene['stolen'].id}/").content.decode()


def test_the_list_is_narrowed_to_a_tag_and_saved_with_it(scene: Scene, log_in: LogIn) -> None:
    tag, client = made("回访"), log_in("desk.north")
    put(scene["stolen"], tag)
    assert listed(client, tab="all", tag=str(tag)) == [str(scene["stolen"].id)]
    page = client.get(f"/matters/?tab=all&tag={tag}").content.decode()
    assert 'href="?tab=all">标签：回访<' in page
    assert f'<option value="{tag}" selected>回访</option>' in page
    saved = post(client, f"/matters/lists/?tab=all&tag={tag}", do="save", name="要回访")
    assert f'<a href="?tab=all&amp;tag={tag}" aria-current="true">' in saved
    assert sheet(client, tab="all", tag=str(tag))[1][sheet(client, tab="all")[0].index("标签")] == "回访"
    other = log_in("desk.south")  # what one does not see narrows nothing
    assert listed(other, tab="all", tag=str(tag)) == listed(other, tab="all")


def test_ticks_on_the_page_put_tags_on_and_take_them_off(scene: Scene, log_in: LogIn) -> None:
    row, client = scene["stolen"], log_in("desk.north")
    kept, gone = made("雨季"), made("回访")
    put(row, gone)
    assert "标签已更新。" in post(client, f"/matters/{row.id}/tags/", tag=[kept, "x"], new=" 夜市 ")
    assert set(Tagged.objects.filter(matter=row).values_list("tag__name", flat=True)) == {"雨季", "夜市"}
    told = Event.objects.filter(kind=EventKind.MATTER_TAGGED, subject_id=row.id)
    night = Tag.objects.get(name="夜市").id
    assert {(e.attributes["tag"], e.attributes["on"]) for e in told} == {
        (str(gone), "yes"), (str(kept), "yes"), (str(gone), "no"), (str(night), "yes"),
    }  # fmt: skip
    assert not any("夜市" in str(e.attributes) for e in told)
    assert "标签已更新。" not in post(client, f"/matters/{row.id}/tags/", tag=[kept, night])
    assert told.count() == 4


def test_several_rows_are_tagged_at_once_and_what_cannot_be_is_said(scene: Scene, log_in: LogIn) -> None:
    tag, client, hidden = made("雨季"), log_in("desk.north"), scene["offered_south"]
    mine = list(visible(viewer("desk.north"))[:2])
    form = {"do": "tag", "row": [str(m.id) for m in mine] + [str(hidden.id)]}
    page = post(client, "/matters/bulk/?tab=all", **form, tag=f"+{tag}")
    assert "已办成 2 件。" in page
    assert "1 件没有办成：" in page
    assert set(Tagged.objects.values_list("matter_id", flat=True)) == {m.id for m in mine}
    post(client, "/matters/bulk/?tab=all", do="tag", row=[str(mine[0].id)], tag=f"-{tag}")
    assert Tagged.objects.get().matter_id == mine[1].id
    assert "请先选要加上或去掉的标签。" in post(client, "/matters/bulk/?tab=all", **form, tag="")
    assert "没有这个标签" in post(client, "/matters/bulk/?tab=all", **form, tag=f"+{UUID(int=1)}")


@pytest.mark.parametrize("name", ["", "长" * 13, "找王小明", "13987654321", "330106199001017171"])
def test_a_tag_tells_what_and_never_who(world: None, name: str) -> None:
    with pytest.raises(Problem):
        made(name)
    assert not Tag.objects.exists()


def test_a_list_belongs_to_its_unit_and_has_a_limit(scene: Scene, log_in: LogIn) -> None:
    tag = made("雨季")
    assert made("雨季", "chief.north") == tag
    assert made("雨季", "desk.south") != tag
    with pytest.raises(Problem, match="最多"):
        actions.make_tag(name="夜市", most=1, by=viewer("desk.north"), at=NOW)
    with pytest.raises(Problem, match="岗位"):
        made("夜市", "officer.north")
    put(scene["stolen"], tag)
    assert "没有这个标签" in post(log_in("desk.south"), "/matters/tags/?tab=all", do="delete", id=tag)
    assert "已删除。" in post(log_in("chief.north"), "/matters/tags/?tab=all", do="delete", id=tag)
    assert not Tagged.objects.exists()
    assert Event.objects.get(kind=EventKind.TAG_DELETED).measures == {"matters": 1}


def test_tags_go_with_the_words_of_a_matter(scene: Scene) -> None:
    row, at = scene["stolen_closed"], later(days=9000)
    by = viewer("desk.south")
    put(row, made("雨季", "desk.south"), "desk.south")
    assert actions.erase(matter_ids=[row.id], pack=pack_on(at).pack, by=by, at=at) == 1
    assert not Tagged.objects.exists()
    with pytest.raises(Problem, match="已经销毁"):
        put(row, Tag.objects.get().id, "desk.south")


def test_tags_of_a_list_cost_the_same_queries_whatever_their_number(scene: Scene, log_in: LogIn) -> None:
    client, needed = log_in("desk.north"), []
    rows = list(visible(viewer("desk.north")))
    client.get("/matters/?tab=all")
    for name, some in (("雨季", rows[:1]), ("回访", rows[:3]), ("夜市", rows)):
        tag = made(name)
        for row in some:
            put(row, tag)
        with CaptureQueriesContext(connection) as queries:
            client.get("/matters/?tab=all")
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
    assert needed[0] <= 28
