"""Pages of joint incidents: the list, the page and its refreshes, calling out, steps, the record, who sees what."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import docx
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.desk.joint.moves import MOVES
from fengqiao.incidents.models import Incident, JointLine
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import TaskRole
from fengqiao.orgs.models import Unit
from tests.desk.conftest import LogIn
from tests.desk.scene import photo
from tests.incidents.helping import again, end, incident, party, report, stand_down, step
from tests.matters.helping import FIGHT
from tests.world import NOW, make_matter, unit, viewer

pytestmark = pytest.mark.usefixtures("world")
AT = NOW - timedelta(minutes=20)


def begun(**over: Any) -> Incident:
    """An incident that began twenty minutes before the pages are asked for."""
    made = incident(at=AT, told_at=AT - timedelta(minutes=1), **over)
    Matter.objects.filter(id=made.matter_id).update(title="有人落水")
    return made


def page(client: Client, row: Incident) -> str:
    answer = client.get(f"/joint/{row.id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, row: Incident, name: str, **form: Any) -> Any:
    return client.post(f"/joint/{row.id}/do/{name}/", form)


def test_a_matter_becomes_joint_by_ticking_what_the_plan_proposes(log_in: LogIn) -> None:
    Unit.objects.get(code="volunteers").areas.add(*Unit.objects.get(code="station.north").areas.all())
    matter, client = make_matter(by="desk.north", **{**FIGHT, "kind": "emergency"}), log_in("desk.north")
    assert "转为联动" in client.get(f"/matters/{matter.id}/").content.decode()
    text = client.get(f"/joint/new/{matter.id}/?plan=missing").content.decode()
    assert "走失寻人" in text
    assert f'value="{unit("volunteers")}"' in text
    assert f'value="{unit("centre.north")}"' in text, "the town's centre covers the place"
    form = {
        "plan": "missing", "unit": [str(unit("volunteers"))], f"role-{unit('volunteers')}": "volunteers",
        f"ask-{unit('volunteers')}": "带手电", "other": str(unit("dept.urban")), "ask": "开路灯",
    }  # fmt: skip
    answer = client.post(f"/joint/new/{matter.id}/", form)
    row = Incident.objects.get(matter=matter)
    assert answer.headers["Location"] == f"/joint/{row.id}/"
    assert (party(row, "volunteers").role, party(row, "volunteers").task.wanted) == ("volunteers", "带手电")
    assert party(row, "dept.urban").task.wanted == "开路灯"
    assert client.get(f"/joint/new/{matter.id}/").headers["Location"] == f"/joint/{row.id}/", "one at a time"
    assert "看联动" in client.get(f"/matters/{matter.id}/").content.decode()


def test_a_party_presses_its_steps_and_the_page_says_only_when_something_changed(log_in: LogIn) -> None:
    row, desk, volunteer = begun(), log_in("desk.north"), log_in("volunteer")
    version = f"{again(row).version}.{Matter.objects.get(id=row.matter_id).version}"
    assert f"feed/?v={version}" in page(desk, row)
    assert desk.get(f"/joint/{row.id}/feed/?v={version}").status_code == 204
    text = page(volunteer, row)
    assert 'name="step" value="signed"' in text
    assert "撤回力量" not in text, "only the lead stands down"
    chosen, press = party(row, "volunteers"), uuid4()
    for _ in range(2):  # sent twice: once
        do(volunteer, row, "step", party=chosen.id, step="arrived", press=press)
    assert JointLine.objects.filter(id=press).count() == 1
    fresh = desk.get(f"/joint/{row.id}/feed/?v={version}")
    assert fresh.status_code == 200
    assert "义警大队 到场" in fresh.content.decode()
    answer = do(volunteer, row, "step", party=chosen.id, step="done")
    assert answer.headers["Location"] == "/joint/", "it is closed to a party that is done"
    assert volunteer.get(f"/joint/{row.id}/").status_code == 404
    assert volunteer.get(f"/joint/{row.id}/feed/").status_code == 286, "and stops asking"
    assert "对您的单位已经结束" in volunteer.get(f"/joint/{row.id}/feed/").content.decode()


def test_a_party_that_is_late_is_marked_before_it_arrives(log_in: LogIn) -> None:
    row, desk = begun(), log_in("desk.north")
    Incident.objects.filter(id=row.id).update(limit_minutes=30)
    assert "超时未到" not in page(desk, row)
    Incident.objects.filter(id=row.id).update(limit_minutes=10)
    assert page(desk, row).count("超时未到") == 2
    step(row, "volunteers", "arrived", "volunteer", NOW - timedelta(minutes=1))
    assert page(desk, row).count("超时未到") == 1


@pytest.mark.parametrize("login", ["desk.south", "handler.housing", "officer.north"])
def test_strangers_find_nothing(login: str, log_in: LogIn) -> None:
    row, client = begun(), log_in(login)
    for address in ("", "feed/"):
        assert client.get(f"/joint/{row.id}/{address}").status_code == 404
    for address in (*(f"do/{name}/" for name in MOVES), "paper/", "sheet/"):
        assert client.post(f"/joint/{row.id}/{address}").status_code == 404
    assert str(row.id) not in client.get("/joint/").content.decode()


def test_the_lead_writes_down_the_time_that_it_was_told(log_in: LogIn) -> None:
    row, client = begun(), log_in("desk.north")
    do(client, row, "step", party=party(row, "dept.urban").id, step="arrived", when="09:45")
    assert party(row, "dept.urban").arrived_at == NOW - timedelta(minutes=15)
    assert "牵头单位代记" in page(client, row)
    do(client, row, "step", party=party(row, "volunteers").id, step="arrived", when="later")
    assert party(row, "volunteers").arrived_at is None


def test_photos_are_for_those_who_see_the_incident(log_in: LogIn) -> None:
    row, urban = begun(), log_in("handler.urban")
    picture = io.BytesIO(photo())
    picture.name = "河边.jpg"
    do(urban, row, "report", code="seen", text="河边有人", files=picture)
    line = JointLine.objects.get(incident=row, move="report")
    text = page(urban, row)
    assert "发现目标" in text
    address = text.split(f"/joint/{row.id}/files/")[1].split("/")[0]
    assert urban.get(f"/joint/{row.id}/files/{address}/").status_code == 200
    assert urban.get(f"/joint/{row.id}/files/{address}/small/").status_code == 200
    # Who helps with the matter and was never called out sees the matter, not what was sent from the scene.
    actions.add_party(
        matter_id=row.matter_id, unit_id=unit("dept.housing"), role=TaskRole.HELPER, wanted="请协助", by=viewer("desk.north"),
        at=NOW,
    )  # fmt: skip
    housing = log_in("handler.housing")
    assert housing.get(f"/matters/{row.matter_id}/").status_code == 200
    for way in (f"/joint/{row.id}/files/{address}/", f"/files/{address}/", f"/files/{address}/small/"):
        assert housing.get(way).status_code == 404, way
        assert log_in("desk.south").get(way).status_code == 404, way
    assert log_in("desk.north").get(f"/files/{address}/").status_code == 200
    stand_down(row, ("dept.urban",), NOW)
    assert urban.get(f"/joint/{row.id}/files/{address}/").status_code == 404
    assert urban.get(f"/files/{address}/").status_code == 404
    assert line.text == "河边有人"


def test_the_record_hides_what_is_private_and_says_so_in_the_ledger(log_in: LogIn) -> None:
    row, client = begun(), log_in("desk.north")
    report(row, "handler.urban", NOW - timedelta(minutes=5))
    paper = client.post(f"/joint/{row.id}/paper/").content.decode()
    assert "联动处置记录" in paper
    assert "13900000000" not in paper
    event = Event.objects.get(kind="joint.printed")
    assert (event.measures["found"] >= 1, event.measures["left"]) == (True, 0)
    word = client.post(f"/joint/{row.id}/word/")
    assert word.headers["Content-Disposition"].endswith('.docx"')
    written = "".join(docx.Document(io.BytesIO(word.content)).element.itertext())
    for words in ("联动处置记录", row.matter.number, "有人落水", "各方到场", "经过", "记录人", "urba"):
        assert words in written, words
    assert "13900000000" not in written
    assert Event.objects.filter(kind="joint.printed").count() == 2
    answer = client.post(f"/joint/{row.id}/sheet/")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')


def test_the_list_begins_with_what_runs_and_its_figures_open(log_in: LogIn) -> None:
    over, running = (
        begun(parties=("dept.urban",)),
        begun(outside_ref="b", text="有人落水了，在北二村塘边。", area_id=None),
    )
    drill = begun(outside_ref="c", text="演练落水，在北二村塘边集合。", drill=True)
    step(over, "dept.urban", "arrived", "handler.urban", AT + timedelta(minutes=3))
    step(over, "dept.urban", "done", "handler.urban", AT + timedelta(minutes=9))
    end(over, AT + timedelta(minutes=10))
    client = log_in("desk.north")
    text = client.get("/joint/").content.decode()
    assert 0 < text.index(str(running.id)) < text.index(str(over.id))
    assert "另有 1 次演练" in text
    only = client.get("/joint/?only=kept").content.decode()
    assert str(over.id) in only
    assert str(running.id) not in only
    assert str(drill.id) not in only


def test_the_list_asks_a_constant_number_of_queries(log_in: LogIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in("desk.north")
    begun()
    client.get("/joint/")  # packs are read once
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get("/joint/")
        counts.append(len(found))
        for more in range(3):
            begun(outside_ref=f"m{number}{more}", text=f"有人落水了，第{number}{more}处。")
    assert counts[0] == counts[1]


def test_the_end_and_what_stands_in_its_way_is_said(log_in: LogIn) -> None:
    row, client = begun(), log_in("desk.north")
    assert (
        "还有力量没有撤收"
        in client.post(f"/joint/{row.id}/do/end/", {"outcome": "found_safe"}, follow=True).content.decode()
    )
    do(client, row, "stand_down", reason="settled")
    do(client, row, "end", outcome="found_safe", **{"n-found": "1", "n-helped": ""})
    assert (again(row).state, again(row).numbers) == ("ended", {"found": 1})
    text = page(client, row)
    assert "找到，平安" in text
    assert "feed/" not in text, "what is over asks for nothing more"


ODD = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "0", "-1", "1e9", "\x00", "2026-13-40", "arrived", str(uuid4())])
)
FIELDS = (
    "party",
    "step",
    "press",
    "when",
    "code",
    "text",
    "area",
    "reason",
    "outcome",
    "n-found",
    "n-x",
    "plan",
    "unit",
    "other",
    "ask",
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*MOVES, "call"]), form=st.dictionaries(st.sampled_from(FIELDS), ODD))
def test_wild_values_are_done_or_refused_in_words(name: str, form: dict[str, str], log_in: LogIn) -> None:
    row = Incident.objects.first() or begun()
    client = log_in("desk.north")
    url = f"/joint/{row.id}/call/" if name == "call" else f"/joint/{row.id}/do/{name}/"
    assert client.post(url, form).status_code == 302
    assert client.get(f"/joint/{row.id}/").status_code == 200
