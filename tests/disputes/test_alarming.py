"""What may turn violent is at the station at once: by a sign at acceptance, by hand, whoever raises it, and never only on paper."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.models import Dispute
from fengqiao.ledger.models import Event
from fengqiao.matters.actions import desk_at
from fengqiao.matters.models import Matter, Task
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Account, Unit
from fengqiao.rulebook.queries import pack_on
from tests.disputes.helping import again, agree, agreed, dispute, made_at, refused, scene
from tests.world import NOW, make_matter, viewer

STATION, HANDLER = "desk.north", "handler.urban"


def emergencies() -> list[Matter]:
    return list(Matter.objects.filter(kind="emergency"))


def alarms() -> int:
    return Event.objects.filter(kind="dispute.alarmed").count()


def told(login: str, kind: str) -> int:
    return Notice.objects.filter(staff_id=viewer(login).staff_id, kind=kind).count()


def raise_alarm(row: Dispute, login: str, text: str = "拿了铁锹") -> UUID | None:
    return actions.alarm(dispute_id=row.id, text=text, desk=desk_at(NOW), by=viewer(login), at=NOW)


def test_a_sign_that_alarms_tells_the_station_in_the_same_step_and_once(world: None) -> None:
    assert [code for code, sign in pack_on(NOW).pack.disputes.signs.items() if sign.alarms] == ["violence"]
    row = dispute(signs=["violence"])
    (emergency,) = emergencies()
    assert (emergency.unit.code, emergency.urgent, emergency.area_id) == ("station.north", True, row.matter.area_id)
    assert told(STATION, "offered") == 1
    assert (row.alarmed_at, row.signs, row.row, alarms()) == (NOW, ["violence"], "violence", 1)
    assert Event.objects.filter(kind="dispute.taken").count() == 1
    calm = dispute(ref="2", signs=["ownership"])
    assert (calm.alarmed_at, len(emergencies()), alarms()) == (None, 1, 1)


def test_the_page_of_acceptance_says_so(world: None) -> None:
    matter = make_matter(by="dispatcher.north", kind="dispute", text="院墙", title="院墙")
    client = Client()
    client.force_login(Account.objects.get(username="dispatcher.north"))
    form = {
        "type": "neighbours", "source": "applied", "mediation": "people", "sign": "violence", "informed": "1", "consented": "1",
        "name-0": "周文海", "name-1": "吴春林",
    }  # fmt: skip
    answer = client.post(f"/disputes/new/{matter.id}/", form, follow=True).content.decode()
    assert "已告知派出所立即到场" in answer
    assert len(emergencies()) == 1


def test_the_station_that_takes_it_in_is_not_told_by_itself(world: None) -> None:
    row = made_at(STATION, signs=["violence"])
    assert (row.unit.code, row.grade, row.alarmed_at) == ("station.north", "major", None)
    assert not emergencies()
    assert not alarms()


def test_a_sign_on_the_scene_alarms_too(world: None) -> None:
    row = scene("dispatcher.north", ends=agreed(), signs=["violence"])
    assert (row.state, row.alarmed_at, len(emergencies())) == ("agreed", NOW, 1)
    assert scene("officer.north", ends=agreed(), signs=["violence"]).alarmed_at is None, "the station was there"
    assert len(emergencies()) == 1


def test_one_who_takes_nothing_in_calls_the_station_and_it_hears(world: None) -> None:
    row = made_at(HANDLER, signs=["violence"])
    share = Task.objects.get(matter=row.matter, role="helper")
    assert (share.unit.code, again(row).alarmed_at, alarms()) == ("station.north", NOW, 1)
    assert told(STATION, "dispute_alarm") == told("chief.north", "dispute_alarm") == 1
    assert not emergencies()
    raise_alarm(row, HANDLER)  # it helps already: told all the same
    assert (Task.objects.filter(matter=row.matter, role="helper").count(), told(STATION, "dispute_alarm")) == (1, 2)
    assert alarms() == 2
    assert not any("铁锹" in str(each.codes) for each in Notice.objects.all())


def test_an_alarm_after_the_matter_was_closed_is_told_too(world: None) -> None:
    row = agree(made_at(HANDLER), login=HANDLER)
    assert row.matter.state == "closed"
    made = raise_alarm(row, HANDLER)
    (emergency,) = emergencies()
    assert (emergency.id, emergency.unit.code, told(STATION, "offered")) == (made, "station.north", 1)
    assert again(row).alarmed_at == NOW


def test_nothing_says_told_where_nobody_was(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = agree(made_at(HANDLER), login=HANDLER)
    for login in ("volunteer", "desk.south"):
        with refused("dispute-unknown", "dispute-denied"):
            raise_alarm(row, login)
    with monkeypatch.context() as patched:
        patched.setattr("fengqiao.disputes.actions.alarming.system_viewer", lambda at: None)
        with refused("dispute-station-untold"):
            raise_alarm(row, HANDLER)
    Unit.objects.filter(function="police").update(function="")
    with refused("dispute-station"):
        raise_alarm(row, HANDLER)
    assert (again(row).alarmed_at, alarms(), emergencies()) == (None, 0, [])
    assert made_at(HANDLER, ref="2", signs=["violence"]).alarmed_at is None, "taken in all the same"
