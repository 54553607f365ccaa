"""Saved filters and chosen columns: one's own, the unit's, and nothing of what was searched for."""

from __future__ import annotations

from django.test import Client

from fengqiao.matters.models import ListTaste, SavedList
from tests.desk.conftest import LogIn
from tests.desk.listing import take_in

URL = "/matters/lists/?tab=all&state=offered&w=周文海&page=3&evil=1"
LINK = '<a href="?tab=all&amp;state=offered"'


def do(client: Client, what: str, url: str = URL, **form: object) -> str:
    return client.post(url, {"do": what, **form}, follow=True).content.decode()


def test_a_saved_filter_is_ones_own_until_it_is_shared_with_the_unit(world: None, log_in: LogIn) -> None:
    mine, colleague, stranger = log_in("desk.north"), log_in("chief.north"), log_in("desk.south")
    assert LINK in do(mine, "save", name="待签收")
    row = SavedList.objects.get()
    assert row.query == "tab=all&state=offered"
    assert LINK not in colleague.get("/matters/?tab=all").content.decode()
    do(mine, "share", id=row.id)
    assert LINK in colleague.get("/matters/?tab=all").content.decode()
    assert LINK not in stranger.get("/matters/?tab=all").content.decode()
    for client in (colleague, stranger):
        assert "没有这个常用筛选，或者不是您保存的。" in do(client, "delete", id=row.id)
    assert "没有这个常用筛选，或者不是您保存的。" in do(stranger, "open", id=row.id)
    do(mine, "keep", id=row.id)
    assert LINK not in colleague.get("/matters/?tab=all").content.decode()
    assert "已删除。" in do(mine, "delete", id=row.id)
    assert not SavedList.objects.exists()


def test_the_list_opens_with_the_default_and_only_where_nothing_else_is_asked(world: None, log_in: LogIn) -> None:
    client = log_in("desk.north")
    do(client, "save", name="待签收", shared="1")
    row = SavedList.objects.get()
    colleague = log_in("chief.north")
    do(colleague, "open", id=row.id)
    assert colleague.get("/matters/").headers["Location"] == "/matters/?tab=all&state=offered"
    assert colleague.get("/matters/?tab=todo").status_code == 200
    assert client.get("/matters/").status_code == 200
    do(client, "keep", id=row.id)  # no longer shared: the colleague's list opens as it comes
    assert colleague.get("/matters/").status_code == 200


def test_names_and_numbers_of_saved_filters_have_limits(world: None, log_in: LogIn) -> None:
    client = log_in("desk.north")
    assert "不超过 20 个字" in do(client, "save", name=" ")
    assert "不超过 20 个字" in do(client, "save", name="长" * 21)
    assert "请先选好条件" in do(client, "save", "/matters/lists/?w=周文海", name="空")
    do(client, "save", name="甲")
    do(client, "save", "/matters/lists/?tab=done", name="甲")
    assert list(SavedList.objects.values_list("query", flat=True)) == ["tab=done"]


def test_columns_are_chosen_by_each_for_themselves(world: None, log_in: LogIn) -> None:
    take_in(1, place="枫叶弄七号")
    client = log_in("dispatcher")
    head = '<th scope="col" class="is-off-narrow">地点</th>'
    assert head not in client.get("/matters/?tab=all").content.decode()
    page = do(client, "columns", "/matters/lists/?tab=all", column=["place", "lamp", "evil"])
    assert head in page
    assert ListTaste.objects.get().columns == ["lamp", "place"]
    assert "枫叶弄七号" in client.get("/matters/?tab=all").content.decode()
    assert head not in log_in("desk.north").get("/matters/?tab=all").content.decode()
    assert head not in do(client, "columns", "/matters/lists/?tab=all")
