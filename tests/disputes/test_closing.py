"""A matter is not closed beside its mediation: whoever tries is told where it ends."""

from __future__ import annotations

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.models import Dispute
from fengqiao.disputes.terms import AgreementForm
from fengqiao.matters import actions as matters
from fengqiao.matters.queries import what_ends_first
from fengqiao.orgs.models import Account
from fengqiao.passes.terms import Deed
from tests.disputes.helping import again, agree, agreed, dispute, later, refused, scene
from tests.disputes.test_course import CENTRE
from tests.matters.helping import share
from tests.passes.helping import act, by_mail, opened
from tests.world import NOW, unit, viewer

FIELDS = {"dispute_type": "neighbours", "parties_count": "2", "dispute_source": "applied"}


def close(row: Dispute, login: str = CENTRE) -> None:
    at = later(hours=2)
    given = {"result": "reconciled", "text": "他们自己和好了", "fields": FIELDS, "uploads": []}
    matters.close(matter_id=row.matter_id, by=viewer(login, at), at=at, **given)  # type: ignore[arg-type]


def page(row: Dispute) -> str:
    client = Client()
    client.force_login(Account.objects.get(username=CENTRE))
    return client.get(f"/matters/{row.matter_id}/").content.decode()


def test_an_open_mediation_ends_first(world: None) -> None:
    row = dispute()
    with refused("matter-mediated"):
        close(row)
    with refused("no-task", "matter-unknown"):
        close(row, "desk.north")  # who has no right learns nothing of it
    assert (again(row).state, row.matter.state) == ("open", "working")
    assert 'id="move-close"' not in page(row)
    assert "正在调解，在调解里办结。" in page(row)
    agree(row, at=later(hours=3))
    assert again(row.matter).state == "closed"


def test_its_close_button_is_there_again_when_mediation_is_over(world: None) -> None:
    row = agree(dispute())
    at = later(days=1)
    by = viewer("dispatcher", at)
    matters.reopen(matter_id=row.matter_id, reason="not_performed", text="没给钱", by=by, at=at)
    matters.accept(matter_id=row.matter_id, by=viewer(CENTRE, at), at=at)
    assert what_ends_first(row.matter_id, "dispute") is None
    assert 'id="move-close"' in page(row)


def test_what_waits_for_signatures_ends_with_them(world: None) -> None:
    row = agree(dispute(), form=AgreementForm.WRITTEN)
    with refused("matter-mediated"):
        close(row)
    assert what_ends_first(row.matter_id, "dispute")


def test_a_department_is_refused_behind_its_link_too(world: None) -> None:
    row, at = dispute(), later(hours=1)
    by_mail()
    matters.route(
        matter_id=row.matter_id, unit_id=unit("dept.urban"), reason="归他们", by=viewer("dispatcher", at), at=at
    )
    key = opened(share(again(row.matter)), at)
    act(key, Deed.ACCEPT, at)
    assert again(row).unit_id == unit("dept.urban")
    with refused("matter-mediated"):
        act(key, Deed.FINISH, at, result="reconciled", text="和好了", fields=FIELDS)
    assert again(row.matter).state == "working"
    by = viewer("dispatcher", at)
    matters.route(matter_id=row.matter_id, unit_id=unit("centre.north"), reason="收回", by=by, at=at)
    matters.accept(matter_id=row.matter_id, by=viewer(CENTRE, at), at=at)
    agree(row, at=at)
    assert again(row.matter).state == "closed", "a unit without accounts hands it back, and nothing is stuck"


def test_it_does_not_become_of_another_kind_meanwhile(world: None) -> None:
    row = dispute()
    with refused("matter-mediated"):
        matters.reclass(matter_id=row.matter_id, kind="complaint", text="其实是投诉", by=viewer(CENTRE), at=NOW)
    actions.withdraw(dispute_id=row.id, text="算了", by=viewer(CENTRE), at=NOW)
    assert again(row.matter).state == "closed"


def test_what_mediation_itself_ends_is_not_refused(world: None) -> None:
    for ends, way in ((agreed(), ""), (None, "court")):
        assert scene(ends=ends, way=way).matter.state == "closed"
    failed = dispute(ref="9")
    actions.fail(dispute_id=failed.id, way="court", text="", by=viewer(CENTRE), at=NOW)
    assert again(failed.matter).state == "closed"
