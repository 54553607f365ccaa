"""What leaves a matter: the sheet on paper, the reply, the list as a file; private data is hidden unless somebody says no."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry, Matter
from fengqiao.matters.rules.masking import Masking
from fengqiao.matters.terms import Door
from tests.desk.conftest import LogIn
from tests.desk.test_handover_pages import read_word
from tests.matters.helping import working
from tests.world import make_matter

TOLD = "我叫林建华，电话13912340001。邻居孙福根打了李志远，李志远报了警，身份证330727196203151235。"


@pytest.fixture
def told(world: None) -> Matter:
    return make_matter(by="desk.north", door=Door.COUNTER, title="", text=TOLD, kind="complaint")


def body(client: Client, url: str, **post: object) -> str:
    return client.post(url, post).content.decode() if post else client.get(url).content.decode()


def sheet(page: str) -> str:
    return page.split('<main class="sheet">')[1]


def test_a_name_in_one_text_is_hidden_in_all_and_where_a_text_breaks_off() -> None:
    masking = Masking(["投诉人赵海涛", "赵海涛又来了", "来电1391234…", "手机13912340001"])
    assert [(f.words, f.times) for f in masking.findings] == [("赵海涛", 2), ("13912340001", 1)]
    every = {0, 1}
    assert [masking.hidden(which, every) for which in range(4)] == [
        "投诉人赵**",
        "赵**又来了",
        "来电1******…",
        "手机139****0001",
    ]
    assert masking.hidden(0, {1}) == "投诉人赵海涛"
    assert (masking.left(every), masking.left({1}), masking.left(set())) == (0, 1, 2)


def test_a_title_taken_from_the_text_holds_no_private_data(told: Matter) -> None:
    assert told.title == "我叫林**，电话139****0001"


@pytest.mark.parametrize("form", ["internal", "handover"])
def test_everything_found_is_ticked_and_a_sheet_made_so_holds_none_of_it(
    form: str, told: Matter, log_in: LogIn
) -> None:
    client, url = log_in("desk.north"), f"/matters/{told.id}/paper/{form}/"
    page = body(client, url)
    numbers = re.findall(r'name="hide" value="(\d+)" data-hides="\d+" checked', page)
    assert len(numbers) == 5
    printed = sheet(body(client, url, version=told.version, looked="1", hide=numbers))
    for private in ("林建华", "13912340001", "孙福根", "李志远", "330727196203151235"):
        assert private not in printed
    assert told.number in printed
    event = Event.objects.get(kind="matter.printed")
    assert (event.measures, event.attributes["paper"]) == ({"found": 5, "left": 0}, form)
    sent = client.post(url, {"version": told.version, "looked": "1", "hide": numbers, "as": "docx"})
    assert f'filename="{told.number}-{form}.docx"' in sent["Content-Disposition"]
    word = read_word(sent.content)
    assert ("接收单位（盖章）" in word, told.number in word, "孙福根" in word, "13912340001" in word) == (
        form == "handover", True, False, False,
    )  # fmt: skip
    assert Event.objects.filter(kind="matter.printed").count() == 2
    assert client.post(url, {"version": told.version, "looked": "1", "as": "exe"}).status_code == 404


def test_what_is_not_ticked_stays_readable_and_is_counted(told: Matter, log_in: LogIn) -> None:
    client, url = log_in("desk.north"), f"/matters/{told.id}/paper/handover/"
    printed = sheet(body(client, url, version=told.version, looked="1", hide=["0", "1", "3", "4", "99", "x"]))
    assert "孙福根" in printed
    assert "李志远" not in printed
    assert Event.objects.get(kind="matter.printed").measures == {"found": 5, "left": 1}


def test_a_matter_that_moved_on_meanwhile_is_looked_through_again(told: Matter, log_in: LogIn) -> None:
    response = log_in("desk.north").post(f"/matters/{told.id}/paper/internal/", {"version": "99", "looked": "1"})
    assert response.status_code == 409
    assert not Event.objects.filter(kind="matter.printed").exists()


def test_a_sheet_of_another_kind_is_not_there(told: Matter, log_in: LogIn) -> None:
    assert log_in("desk.north").get(f"/matters/{told.id}/paper/poster/").status_code == 404


def test_the_two_sheets_have_their_own_places_to_sign(told: Matter, log_in: LogIn) -> None:
    client = log_in("desk.north")
    pages = {
        form: sheet(body(client, f"/matters/{told.id}/paper/{form}/", version=told.version, looked="1", hide=["0"]))
        for form in ("internal", "handover")
    }
    assert "审核人" in pages["internal"]
    assert "接收单位（盖章）" not in pages["internal"]
    assert "接收单位（盖章）" in pages["handover"]


def test_a_reply_is_looked_through_first_and_kept_as_it_went_out(world: None, log_in: LogIn) -> None:
    matter = working()
    client, url = log_in("handler.urban"), f"/matters/{matter.id}/answer/"
    draft = {"channel": "phone", "text": "王师傅您好，摊贩赵海涛已经搬走，有事打13912340001。"}
    page = body(client, url, **draft)
    assert page.count("<mark") == 2
    assert not Entry.objects.filter(move="reply").exists()
    mark = page.split('name="looked" value="')[1].split('"')[0]
    given = client.post(url, {**draft, "looked": mark, "hide": ["0"], "version": matter.version})
    assert given.status_code == 302
    entry = Entry.objects.get(move="reply")
    assert (entry.text, entry.codes) == ("王师傅您好，摊贩赵**已经搬走，有事打13912340001。", {"channel": "phone"})
    assert Event.objects.get(kind="matter.replied").measures.items() >= {"found": 2, "left": 1, "demands": 0}.items()


@pytest.mark.parametrize("draft", [{"channel": "pigeon", "text": "好"}, {"channel": "phone", "text": " "}])
def test_a_reply_without_a_way_or_words_is_refused(draft: dict[str, str], world: None, log_in: LogIn) -> None:
    matter = working()
    response = log_in("handler.urban").post(f"/matters/{matter.id}/answer/", {**draft, "looked": "1"}, follow=True)
    assert "请选择答复方式。" in response.content.decode() or "请写明答复内容。" in response.content.decode()
    assert not Entry.objects.filter(move="reply").exists()


@pytest.mark.parametrize(("readable", "place", "left"), [(False, "塘边**号*栋***室", 0), (True, "塘边12号3栋501室", 1)])
def test_a_list_goes_out_hidden_unless_asked_otherwise(
    readable: bool, place: str, left: int, world: None, log_in: LogIn
) -> None:
    make_matter(by="desk.north", door=Door.COUNTER, place="塘边12号3栋501室")
    answer = log_in("desk.north").post("/matters/export/?tab=all", {"readable": "1"} if readable else {})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert place in rows[1]
    assert Event.objects.get(kind="list.exported").measures == {"rows": 1, "found": 1, "left": left}


def test_sending_on_offers_the_hand_over_sheet(world: None, log_in: LogIn) -> None:
    matter = working()
    form = {"unit": str(Matter.objects.get(id=matter.id).unit_id), "text": "请办"}
    response = log_in("dispatcher").post(f"/matters/{matter.id}/route/", {**form, "unit": _market()}, follow=True)
    assert f"/matters/{matter.id}/paper/handover/" in response.content.decode()


def _market() -> str:
    from tests.world import unit

    return str(unit("dept.market"))
