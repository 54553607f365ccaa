"""Several rows at once: each by its own action, and what was not done is said row by row."""

from __future__ import annotations

from uuid import UUID

from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import Matter, Task
from fengqiao.orgs.models import Staff
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.world import NOW

BACK = "/matters/?tab=all&sort=number"


def do(client: Client, what: str, rows: list[object], **form: object) -> str:
    url = "/matters/bulk/?tab=all&sort=number"
    response = client.post(url, {"do": what, "row": [str(row) for row in rows], **form}, follow=True)
    assert response.redirect_chain == [(BACK, 302)]
    return response.content.decode()


def test_one_row_that_cannot_be_signed_does_not_hold_up_the_others(scene: Scene, log_in: LogIn) -> None:
    rows = [scene[name] for name in ("offered", "working", "offered_late")]
    hidden = scene["clue"]
    page = do(log_in("handler.urban"), "accept", [row.id for row in rows] + [hidden.id, "not an id"])
    assert "已办成 2 件。" in page
    assert "2 件没有办成：" in page
    assert f"<li><b>{rows[1].number}</b> 已经签收过了。</li>" in page
    assert "<li><b>看不到的事项</b> 没有这件事项，或者您无权查看。</li>" in page
    assert hidden.number not in page
    states = dict(Matter.objects.filter(id__in=[row.id for row in rows]).values_list("id", "state"))
    assert set(states.values()) == {"working"}
    signed = Event.objects.filter(kind=EventKind.TASK_ACCEPTED, recorded_at__gte=NOW)
    assert set(signed.values_list("subject_id", flat=True)) == {rows[0].id, rows[2].id}


def test_assigning_several_names_one_of_the_unit_s_people(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    officer = Staff.objects.get(account__username="officer.north").id
    stranger = Staff.objects.get(account__username="handler.urban").id
    assert f'value="{officer}"' in client.get(BACK).content.decode()
    row = scene["stolen"]
    Task.objects.filter(matter=row).update(assignee=None)
    assert "1 件没有办成：" in do(client, "assign", [row.id], staff=stranger)
    assert "已办成 1 件。" in do(client, "assign", [row.id], staff=officer)
    assert Task.objects.get(matter=row).assignee_id == officer


def test_what_was_not_chosen_is_asked_for(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    row = scene["stolen"].id
    assert "请先勾选要办的事项。" in do(client, "accept", ["x"])
    assert "请先选要指派给谁。" in do(client, "assign", [row])
    assert "请选择要做什么。" in do(client, "close", [row])
    assert "一次最多办 50 件。请分几次办。" in do(client, "accept", [UUID(int=n) for n in range(51)])


def test_only_those_who_may_do_something_see_the_boxes(scene: Scene, log_in: LogIn) -> None:
    assert 'name="row"' in log_in("handler.urban").get(BACK).content.decode()
    assert 'form="bulk"' not in log_in("supervisor").get(BACK).content.decode()  # no tags either
    assert 'form="bulk"' not in log_in("volunteer").get(BACK).content.decode()
    assert log_in("volunteer").post("/matters/bulk/").status_code == 403
