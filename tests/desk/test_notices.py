"""The pages of notices: what one sees, what opening a matter does, the bell, one's ways, and the channels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.desk.notices.pages import OPENED
from fengqiao.matters import actions
from fengqiao.notices import jobs
from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.models import Notice, NoticeTaste
from fengqiao.notices.queries import unread_count
from fengqiao.notices.terms import PATHS, Answer, NoticeKind, Outcome, Page
from fengqiao.orgs.queries import system_viewer
from tests.clues.helping import handed_in, station
from tests.desk.conftest import LogIn
from tests.duties.helping import activity
from tests.errands.helping import errand
from tests.incidents.helping import incident
from tests.inspections.helping import finding
from tests.matters.helping import offered, working
from tests.notices.helping import World, gateway, post
from tests.placements.helping import interns, placed
from tests.practical.test_practical import planned as practical_item
from tests.squads.test_squads import founded
from tests.wishes.helping import wish
from tests.world import NOW, telling, unit, viewer


@pytest.fixture
def out(world: None, tmp_path: Path) -> Iterator[World]:
    robot = '[email]\nsender = "fake"\n[group]\nsender = "fake"\n[group.units."dept.urban"]\nurl = "http://x"\n'
    with gateway(tmp_path, text=robot) as found:
        yield found


def deliver() -> jobs.Round:
    by = system_viewer(at=NOW)
    assert by
    return jobs.deliver_round(by=by)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_opening_the_matter_reads_what_was_told_of_it(log_in: LogIn) -> None:
    matter = offered()
    client = log_in("handler.urban")
    page = text(client.get("/notices/"))
    assert matter.title in page
    assert "新到待签收" in page
    assert "1 条未读通知" in page
    assert reverse("matter", args=[matter.id]) in page
    opened = text(client.get(f"/matters/{matter.id}/"))
    assert "通知，没有未读" in opened
    assert "都看过了" in text(client.get("/notices/"))
    assert matter.title in text(client.get("/notices/?show=all"))


def test_what_one_may_no_longer_see_is_told_by_number_alone(log_in: LogIn) -> None:
    matter = offered()
    sent = {"unit_id": unit("dept.housing"), "reason": "房屋", "by": viewer("dispatcher"), "at": NOW}
    actions.route(matter_id=matter.id, **sent)
    Notice.objects.filter(matter_id=matter.id).update(staff_id=viewer("secretary").staff_id)
    page = text(log_in("secretary").get("/notices/"))
    assert matter.number in page
    assert matter.title not in page
    assert "您现在看不到" in page


def test_notices_of_rooms_above_lead_to_their_own_pages_behind_their_gates(log_in: LogIn) -> None:
    some = "00000000-0000-0000-0000-000000000001"
    assert all(reverse(page.value, args=[some]) == f"/{PATHS[page]}/{some}/" for page in Page)
    row, run = finding(), incident(parties=("dept.urban",))
    client = log_in("handler.urban")
    seen = text(client.get("/notices/"))
    assert row.title in seen
    for page, about in (("finding", row.id), ("joint", run.id)):
        assert reverse(page, args=[about]) in seen
        client.get(reverse(page, args=[about]))
    assert unread_count(viewer("handler.urban")) == 0
    Notice.objects.update(staff_id=viewer("handler.housing").staff_id)
    strange = text(log_in("handler.housing").get("/notices/?show=all"))
    assert row.number in strange
    assert row.title not in strange
    assert reverse("joint", args=[run.id]) not in strange


def named_pages() -> dict[Page, tuple[UUID, str]]:
    """A page of each room that notices name, and who may open it."""
    interns(1)
    station()
    return {
        Page.PRACTICAL: (practical_item(), "desk.north"),
        Page.ERRAND: (errand().id, "assistant"),
        Page.CLUE: (handed_in()[1].id, "officer.north"),
        Page.SQUAD: (founded().id, "chief.north"),
        Page.PLACEMENT: (placed("intern0")[0].id, "intern0"),
        Page.STUDY: (viewer("chief.north").staff_id, "chief.north"),
        Page.DUTY: (activity().id, "volunteer"),
        Page.REQUIRED: (unit("party"), "secretary"),
        Page.WISH: (wish().id, "assistant"),
    }


def test_every_page_that_a_notice_names_opens_for_whom_it_is_meant_and_for_nobody_else(log_in: LogIn) -> None:
    rooms = named_pages()
    assert set(OPENED) == set(Page) == {*rooms, Page.FINDING, Page.JOINT, Page.TALK_TASK, Page.SWAP}, (
        "the others: above, and their own tests"
    )
    for page, (at, login) in rooms.items():
        url = reverse(page.value, args=[at])
        for who, leads in ((login, True), ("handler.housing", page is Page.WISH)):  # an open wish is for everybody
            news = News(NoticeKind.URGED, About(at, "", "", page=(page, at)), staff=frozenset({viewer(who).staff_id}))
            tell([news], by=viewer("supervisor"), at=NOW)
            client = log_in(who)
            assert (f'href="{url}"' in text(client.get("/notices/?show=all"))) == leads, (page, who)
            assert client.get(url).status_code == (200 if leads else 404), (page, who)


def test_all_are_marked_as_read_but_not_what_came_afterwards(log_in: LogIn) -> None:
    offered()
    client = log_in("handler.urban")
    until = NOW.isoformat()
    Notice.objects.update(made_at=NOW)
    late = offered()
    Notice.objects.filter(matter_id=late.id).update(made_at=NOW.replace(hour=5))
    client.post("/notices/read/", {"until": until})
    assert unread_count(viewer("handler.urban")) == 1
    mine = Notice.objects.get(matter_id=late.id)
    log_in("handler.housing").post("/notices/read/", {"notice": str(mine.id)})
    assert unread_count(viewer("handler.urban")) == 1  # nobody reads another's
    client.post("/notices/read/", {"notice": str(mine.id)})
    assert unread_count(viewer("handler.urban")) == 0


def test_many_are_one_line_that_leads_to_the_list(log_in: LogIn) -> None:
    rows = [telling(outside_ref=f"M{n}") for n in range(30)]
    actions.receive(telling_list=rows, desk=actions.desk_at(NOW), by=viewer("dispatcher"), at=NOW)
    page = text(log_in("handler.urban").get("/notices/"))
    assert "30 件，请到列表里看" in page
    assert "一批待签收" in page


def test_the_groups_narrow_the_list(log_in: LogIn) -> None:
    matter = working()
    actions.urge(matter_id=matter.id, text="请抓紧", by=viewer("supervisor"), at=NOW)
    client = log_in("handler.urban")
    assert "is-unread" in text(client.get("/notices/?group=above"))
    assert "is-unread" not in text(client.get("/notices/?group=back"))
    assert "is-unread" in text(client.get("/notices/?group=nothing"))


def test_the_number_of_queries_does_not_grow_with_the_notices(log_in: LogIn) -> None:
    client, needed = log_in("handler.urban"), []
    client.get("/notices/?show=all")
    for more in (1, 2, 30):
        for n in range(more):
            offered(title=f"占道{n}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/notices/?show=all")
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/notices/count/")
    assert "33 条未读通知" in text(answer)
    assert len(queries) <= 9


def test_the_bell_asks_one_indexed_question_of_each_page(log_in: LogIn) -> None:
    offered()
    with CaptureQueriesContext(connection) as queries:
        log_in("handler.urban").get("/account/safety/")
    asked = [each["sql"] for each in queries if "notices_notice" in each["sql"]]
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{asked[0]}")
        plan = str(cursor.fetchall())
    assert connection.vendor != "sqlite" or "notices_unread" in plan or "notices_inbox" in plan, plan


def test_ones_ways_are_kept_or_refused_beside_what_was_typed(out: World, log_in: LogIn) -> None:
    client = log_in("handler.urban")
    refused = client.post("/notices/ways/", {"email": "nobody", "kind": ["urged"]})
    assert refused.status_code == 422
    assert "邮箱地址不对" in text(refused)
    assert 'value="nobody"' in text(refused)
    assert NoticeTaste.objects.count() == 0
    client.post("/notices/ways/", {"email": "a@urban.example", "kind": ["urged", "missed", "x"]})
    kept = NoticeTaste.objects.get()
    assert (kept.email, kept.email_kinds) == ("a@urban.example", ["missed", "urged"])
    page = text(client.get("/notices/ways/"))
    assert "22:00 到 07:00 免打扰" in page
    assert "本单位接了工作群" in page
    client.post("/notices/ways/test/")
    assert deliver().sent == 1
    assert "已发出" in text(client.get("/notices/ways/"))
    assert "本单位没有接工作群" in text(log_in("desk.north").get("/notices/ways/"))


def test_an_administrator_sees_what_failed_and_decides(out: World, log_in: LogIn) -> None:
    failed, doubtful = post(), post()
    Notice.objects.filter(id=failed.id).update(next_at=NOW.replace(hour=1))  # is sent first
    out.answers = [Answer(Outcome.REFUSED, problem="smtp-550"), Answer(Outcome.UNKNOWN, problem="no-answer")]
    Notice.objects.filter(way="group").delete()
    deliver()
    client = log_in("admin")
    page = text(client.get("/notices/channels/"))
    for words in ("邮件服务器答复 550", "对方没有回音", "没有发出", "不确定", "urban局"):
        assert words in page, words
    assert "office@unit.example" not in page
    assert client.post(f"/notices/{doubtful.id}/cancel/").status_code == 302
    assert Notice.objects.get(id=doubtful.id).state == "cancelled"
    client.post("/notices/channels/resend/", {"way": "email"})
    deliver()
    assert "没有要处理的" in text(client.get("/notices/channels/"))
    assert client.post(f"/notices/{failed.id}/delete/").status_code == 404


def test_a_broken_file_is_said_with_its_line_and_a_deed_goes_on(world: None, tmp_path: Path, log_in: LogIn) -> None:
    with gateway(tmp_path, text='[email]\nsender = "fake"\nx =\n'):
        assert offered().state == "offered"
        page = text(log_in("admin").get("/notices/channels/"))
        assert "通道文件写法有误" in page
        assert "第 3 行" in page


def test_a_robot_is_tried_from_the_page(out: World, log_in: LogIn) -> None:
    client = log_in("admin")
    assert "试发到工作群" in text(client.get("/notices/channels/"))
    client.post("/notices/channels/test/", {"unit": str(unit("dept.urban"))})
    assert deliver().sent == 1
    assert [letter.kind.value for letter in out.letters] == ["test"]
