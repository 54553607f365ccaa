"""The queue: what it shows and to whom, at a constant number of queries; its Excel file is the same list."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from fengqiao.catalogue.reading import pack_files
from fengqiao.desk.matters.lists import COLUMNS
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import ListTaste, Matter, Tag, Tagged, Task
from fengqiao.matters.queries import QueueFilter, queue, tab_counts, visible
from fengqiao.matters.terms import OPEN_TASKS, Tab
from fengqiao.orgs.models import Area, Staff, Unit
from fengqiao.orgs.policy import RIGHTS
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.actions import publish_pack
from tests.desk.conftest import LogIn
from tests.desk.listing import listed, sheet, take_in
from tests.desk.scene import Scene, ago
from tests.world import BEGAN, LOGINS, NOW, PACKS, viewer

READERS = [
    login
    for login, (_, role) in LOGINS.items()
    if RIGHTS[role].may & {Right.HANDLE, Right.ROUTE, Right.SUPERVISE, Right.TAKE_IN}
]


@pytest.mark.parametrize("login", READERS)
def test_a_list_holds_what_the_gate_lets_through_and_no_more(login: str, scene: Scene, log_in: LogIn) -> None:
    who, client = viewer(login), log_in(login)
    seen = {str(pk) for pk in visible(who).values_list("id", flat=True)}
    assert set(listed(client, tab="all")) == seen
    counts = tab_counts(who, now=NOW)
    for tab in Tab:
        wanted = QueueFilter(tab=tab)
        assert listed(client, tab=tab) == [str(m.id) for m in queue(who, wanted, now=NOW)]
        assert len(listed(client, tab=tab)) == counts[tab]
    hidden = [name for name, matter in scene.items() if str(matter.id) not in seen]
    for name in hidden[::4]:
        assert set(listed(client, tab="all", q=name)) <= seen - {str(scene[name].id)}, name


def test_filters_narrow_and_join(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    names = {str(matter.id): name for name, matter in scene.items()}

    def shown(**query: object) -> set[str]:
        return {names[each] for each in listed(client, tab="all", **query)}

    assert shown(state="triage") == {"triage_north", "triage_nowhere", "returned", "returned_twice"}
    assert shown(state=["triage", "closed"], kind="police_service") == {"service"}
    assert shown(area="TC02") == {"offered_late", "offered_south", "helped_working", "copied", "stolen_closed"}
    assert shown(area="TC0201") == {"offered_late", "helped_working", "stolen_closed"}
    assert shown(area="none") == {"triage_nowhere", "offered_county"}
    assert shown(unit="dept.housing") == {"rerouted"}
    assert shown(lamp="late", unit="dept.urban") == {"offered_late", "working_late"}
    assert shown(urgent="1") == {"fight"}
    assert shown(q="占道 closed_old") == {"closed_old"}
    assert shown(since="2026-08-31", until="2026-08-31", kind="complaint") == {"rerouted"}
    assert shown(door="post") == {"service"}
    assert shown(q="没有这样的字") == set()


def test_mine_are_those_given_to_me(scene: Scene, log_in: LogIn) -> None:
    assert listed(log_in("officer.north"), tab="todo", mine="1") == [str(scene["stolen"].id)]


def test_an_urgent_one_stands_first_then_the_one_due_first(scene: Scene, log_in: LogIn) -> None:
    names = {str(matter.id): name for name, matter in scene.items()}
    assert [names[each] for each in listed(log_in("dispatcher"), tab="all", state="offered")][:3] == [
        "fight", "offered_late", "offered_county",
    ]  # fmt: skip


@pytest.mark.parametrize(("login", "query"), [
    ("dispatcher", {"tab": "all"}), ("dispatcher", {"tab": "all", "sort": "newest", "unit": "dept.urban"}), ("dispatcher", {"tab": "watch"}),
    ("handler.urban", {"tab": "todo", "area": "TC01", "q": "占道"}), ("handler.urban", {"tab": "done"}), ("supervisor", {"tab": "all", "sort": "number"}),
])  # fmt: skip
def test_the_excel_file_is_the_list_with_all_its_pages(
    login: str, query: dict[str, str], scene: Scene, log_in: LogIn
) -> None:
    take_in(60)
    client = log_in(login)
    numbers = {str(pk): number for pk, number in Matter.objects.values_list("id", "number")}
    head, *rows = sheet(client, **query)
    assert head[:4] == ["编号", "事项", "种类", "状态"]
    assert [row[0] for row in rows] == [numbers[each] for each in listed(client, **query)]
    assert rows


def test_an_export_is_recorded_with_its_length(scene: Scene, log_in: LogIn) -> None:
    rows = sheet(log_in("supervisor"), tab="all", unit="dept.urban")[1:]
    event = Event.objects.get(kind=EventKind.LIST_EXPORTED.value)
    assert (event.staff_id, event.measures) == (
        viewer("supervisor").staff_id,
        {"rows": len(rows), "found": 0, "left": 0},
    )
    assert event.attributes == {"list": "matters"}


def test_an_export_over_the_limit_is_refused_in_words_on_its_list(scene: Scene, log_in: LogIn) -> None:
    texts = dict(pack_files(PACKS / "base"))
    texts["values.toml"], changed = re.subn(
        r'(code = "export.max_rows".*?value = )\d+', r"\g<1>7", texts["values.toml"], flags=re.S
    )
    assert changed == 1
    publish_pack(texts=texts, valid_from=ago(hours=1), by=viewer("admin"), at=NOW)
    client = log_in("dispatcher")
    response = client.post("/matters/export/?tab=all&unit=dept.urban", follow=True)
    assert response.redirect_chain == [("/matters/?tab=all&unit=dept.urban", 302)]
    assert "符合条件的有 12 件，一次最多导出 7 件。请缩小范围后再导出。" in response.content.decode()
    assert not Event.objects.filter(kind=EventKind.LIST_EXPORTED.value).exists()
    assert len(sheet(client, tab="all", area="TC02")) == 1 + 5


def test_news_counts_what_came_in_since_the_page_was_opened(scene: Scene, log_in: LogIn) -> None:
    def news(login: str, since: datetime) -> str:
        return log_in(login).get("/matters/news/", {"since": since.isoformat()}).content.decode().strip()

    assert "来了 1 件新事项。" in news("handler.urban", ago(minutes=90))
    assert "来了 2 件新事项，其中 1 件紧急。" in news("desk.north", ago(minutes=90))
    assert news("handler.urban", NOW) == ""
    assert news("handler.housing", ago(minutes=90)) == ""


def test_everything_began_before(scene: Scene) -> None:
    """The scene is what the rest of this file counts on."""
    assert len(scene) == 25
    assert {matter.state for matter in scene.values()} == {"triage", "offered", "working", "closed"}
    assert min(matter.received_at for matter in scene.values()).date() > BEGAN


def test_whatever_people_wrote_is_written_as_text_in_every_cell(scene: Scene, log_in: LogIn) -> None:
    """The rows are not of a template, so nothing is escaped by itself."""
    wild = "<i>\"'"
    matter = scene["working"]
    Matter.objects.filter(id=matter.id).update(title=f"t{wild}", place=f"p{wild}", number=f"n{wild}")
    Unit.objects.filter(id=matter.unit_id).update(short=f"u{wild}")
    Area.objects.filter(id=matter.area_id).update(name=f"a{wild}")
    Staff.objects.filter(id=viewer("handler.urban").staff_id).update(name=f"s{wild}")
    tag = Tag.objects.create(unit_id=matter.unit_id, name=f"g{wild}")
    Tagged.objects.create(matter=matter, tag=tag)
    Task.objects.filter(matter=matter, state__in=OPEN_TASKS).update(assignee=viewer("handler.urban").staff_id)
    ListTaste.objects.update_or_create(staff_id=viewer("handler.urban").staff_id, defaults={"columns": list(COLUMNS)})
    html = log_in("handler.urban").get("/matters/?tab=all").content.decode()
    rows = html[html.index("<tbody data-rows>") :]
    assert "<i>" not in html
    for letter in "tpnuasg":
        assert f"{letter}&lt;i&gt;&quot;&#x27;" in rows, letter
