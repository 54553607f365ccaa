"""Who told of a matter is found by exact value, with the right, for a purpose; among what one sees; what is done here, by right."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import Matter
from tests.desk.conftest import LogIn
from tests.desk.listing import MATTER
from tests.desk.scene import QUARREL, Scene
from tests.world import area, make_matter

PHONE, NAME, DOCUMENT = "13987654321", "欧阳枫林", "330106199001017171"
DEED = re.compile(r'data-does="([\w-]+)"')


@pytest.fixture
def told(scene: Scene) -> dict[str, Matter]:
    """Three tellings of one person in three places, one of them a sealed clue, and one of somebody else."""
    teller = {"teller_name": NAME, "teller_phone": PHONE, "teller_id_number": DOCUMENT}
    rows = {
        "north": {"area_id": area("TC0101"), "personal": teller},
        "south": {"area_id": area("TC0201"), "personal": {"teller_phone": f"+86 {PHONE}"}},
        "other": {"area_id": area("TC0101"), "personal": {"teller_phone": "13987654322", "teller_name": "欧阳枫"}},
    }
    return {name: make_matter(by="dispatcher", outside_ref=f"P-{name}", **QUARREL, **row) for name, row in rows.items()}


def looked_up(client: Client, value: str, purpose: str = "call_back") -> tuple[int, set[str], str]:
    response = client.post("/search/persons/", {"q": value, "purpose": purpose})
    html = response.content.decode()
    return response.status_code, set(MATTER.findall(html)), html


@pytest.mark.parametrize("value", [PHONE, "139 8765-4321", NAME, "欧阳 枫林", DOCUMENT])
def test_the_exact_value_finds_the_teller_s_matters_that_may_be_seen(
    told: dict[str, Matter], log_in: LogIn, value: str
) -> None:
    every = {str(told["north"].id)} | ({str(told["south"].id)} if value[0] == "1" else set())
    assert looked_up(log_in("dispatcher"), value)[:2] == (200, every)
    assert looked_up(log_in("dispatcher.north"), value)[1] == {str(told["north"].id)}
    assert looked_up(log_in("handler.housing"), value)[1] == set()


@pytest.mark.parametrize("value", ["1398765432", "枫林", "欧阳", "33010619900101717", "13987654321x"])
def test_half_a_value_finds_nobody(told: dict[str, Matter], log_in: LogIn, value: str) -> None:
    assert looked_up(log_in("dispatcher"), value)[1] == set()


def test_a_look_up_is_recorded_with_its_purpose_and_never_with_the_value(
    told: dict[str, Matter], log_in: LogIn
) -> None:
    _status, _found, html = looked_up(log_in("dispatcher"), PHONE)
    assert "已按“回访核实”查找，记入台账" in html
    event = Event.objects.get(kind=EventKind.PERSONAL_SEARCHED)
    assert event.attributes == {"purpose": "call_back", "as": "phone.id_number"}
    assert event.measures == {"matters": 2}
    for value, purpose in ((PHONE, ""), (PHONE, "evil"), ("", "call_back"), ("x", "call_back")):
        assert looked_up(log_in("dispatcher"), value, purpose)[0] == 422
    assert Event.objects.filter(kind=EventKind.PERSONAL_SEARCHED).count() == 1
    audit = log_in("chief.north").get("/audit/?group=looks")
    assert audit.status_code == 200


@pytest.mark.parametrize("login", ["supervisor", "assistant", "volunteer", "admin"])
def test_without_the_right_nobody_is_looked_up_and_nothing_is_offered(
    told: dict[str, Matter], log_in: LogIn, login: str
) -> None:
    client = log_in(login)
    assert looked_up(client, PHONE)[0] == 403
    assert "/search/persons/" not in client.post("/search/", {"q": PHONE}).content.decode()
    assert not Event.objects.filter(kind=EventKind.PERSONAL_SEARCHED).exists()


def test_the_search_page_offers_it_for_what_may_be_a_person(told: dict[str, Matter], log_in: LogIn) -> None:
    client = log_in("dispatcher")
    assert "/search/persons/" in client.post("/search/", {"q": PHONE}).content.decode()
    assert "/search/persons/" not in client.post("/search/", {"q": "3"}).content.decode()
    assert client.get("/search/persons/").status_code == 405


def deeds(client: Client, page: str, typed: str = "") -> list[str]:
    given = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"http://testserver{page}"}
    return DEED.findall(client.post("/search/quick/", {"q": typed}, **given).content.decode())


def test_the_box_offers_what_the_page_offers_by_right(scene: Scene, log_in: LogIn) -> None:
    working, offered = f"/matters/{scene['working'].id}/", f"/matters/{scene['offered'].id}/"
    handler, supervisor = log_in("handler.urban"), log_in("supervisor")
    assert {"move-close", "move-progress", "move-give_back", "print"} <= set(deeds(handler, working))
    assert "move-accept" in deeds(handler, offered)
    assert "move-urge" in deeds(supervisor, working)
    assert not {"move-close", "move-accept"} & set(deeds(supervisor, working))
    assert deeds(log_in("handler.housing"), working) == []  # cannot be seen
    assert deeds(handler, "/matters/?tab=all") == ["export", "saved-lists", "list-columns", "unit-tags"]
    assert deeds(log_in("officer.north"), "/matters/") == ["saved-lists", "list-columns"]
    assert deeds(handler, "/nowhere/") == deeds(handler, "/overview/") == []


@pytest.mark.parametrize(
    ("login", "name"),
    [("handler.urban", "working"), ("desk.north", "stolen"), ("dispatcher", "offered"), ("supervisor", "closed")],
)
def test_every_deed_of_the_box_stands_on_its_page(scene: Scene, log_in: LogIn, login: str, name: str) -> None:
    client = log_in(login)
    for page in (f"/matters/{scene[name].id}/", "/matters/?tab=all"):
        html = client.get(page).content.decode()
        found = deeds(client, page)
        assert found
        assert [each for each in found if f'id="{each}"' not in html] == []


def test_words_narrow_the_deeds_in_pinyin_too(scene: Scene, log_in: LogIn) -> None:
    client, page = log_in("handler.urban"), f"/matters/{scene['working'].id}/"
    assert deeds(client, page, "打印") == ["print"]
    assert deeds(client, page, "dy") == ["print"]
